"""The pages that need no Jupyter: what is in their files, without a browser."""

import base64
import copy
import hashlib
import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
import yaml
from handout_page import ROOT, SHEETS, Look
from PIL import Image
from test_history import rows_of

from natokit.handout import HandoutError, make, pack, pdf, run, sheets, slides, state
from natokit.handout.page import clean, html_of, with_links

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
LARGEST = 2_000_000
WORD = re.compile(r"\w+")


def texts(folder):
    """{file: text} of the pages of a folder."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}


def words_of_markdown(source):
    """The words of a Markdown cell, without addresses, tags and signs."""
    source = re.sub(r"\]\([^)\s]*(?: \"[^\"]*\")?\)", "]", source)
    source = re.sub(r"^ *\d+\. ", "", source, flags=re.MULTILINE)  # the browser counts itself
    return WORD.findall(unescape(re.sub(r"</?\w+[^>]*>", " ", source)))


def policy(text):
    return re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]


# -- what a page says -----------------------------------------------------------------------------


@pytest.mark.parametrize("stem", LESSONS)
def test_the_words_of_a_page_are_those_of_the_notebook(handouts, stem):
    blocks = Look((handouts.site / f"{stem}.html").read_text(encoding="utf-8")).blocks
    cells = handouts.lessons[stem[:2]].notebook.cells
    said = [WORD.findall("".join(parts)) for kind, parts in blocks if kind == "text"]
    assert said == [words_of_markdown(c.source) for c in cells if c.cell_type == "markdown"]
    shown = [WORD.findall(" ".join(parts)) for kind, parts in blocks if kind == "output"]
    outputs = [output.data for c in cells for output in c.get("outputs", [])]
    for here, there in zip(shown, outputs, strict=True):
        if "text/html" in there:
            whole = Look(f'<div class="output">{there["text/html"]}</div>').blocks[0][1]
            assert here == WORD.findall(" ".join(whole))
        if "<img" not in there.get("text/html", ""):  # a chart has its title inside the picture
            assert set(WORD.findall(there["text/plain"])) <= set(here)


def test_every_page_has_one_first_heading_a_title_a_language_and_skips_no_level(handouts):
    for name, text in texts(handouts.site).items():
        look = Look(text)
        assert look.lang == ("de" if name.endswith(".de.html") else "en"), name
        assert look.title.strip(), name
        assert look.headings.count(1) == 1, name
        steps = zip(look.headings, look.headings[1:], strict=False)
        assert all(below <= above + 1 for above, below in steps), name
        assert len(look.ids) == len(set(look.ids)), name
        assert all(look.images), f"{name}: a picture without a text"
        assert 'href="#main"' in text, name


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lesson_is_one_file_of_at_most_two_megabytes(handouts, stem):
    path = handouts.alone / f"{stem}.html"
    assert path.stat().st_size <= LARGEST
    look = Look(path.read_text(encoding="utf-8"))
    assert all(address.startswith("data:image/") for address in look.loads)


def test_the_index_and_the_lessons_with_a_map_lead_to_the_map_in_german(handouts):
    pages = texts(handouts.site)
    for name, track in (("02-nato-step-by-step", "nato"), ("03-troops-step-by-step", "troops")):
        assert f"map-{track}.de.html" in Look(pages[f"{name}.html"]).links
        assert f"map-{track}.html" in Look(pages[f"map-{track}.de.html"]).links
        assert {f"map-{track}.html", f"map-{track}.de.html"} <= set(Look(pages["index.html"]).links)


def test_no_link_leads_nowhere(handouts):
    for folder in (handouts.site, handouts.alone):
        looks = {name: Look(text) for name, text in texts(folder).items()}
        links = {(name, link) for name, look in looks.items() for link in look.links}
        inner = [(name, link) for name, link in links if not re.match(r"https?:", link)]
        assert len(inner) > 50
        for name, link in inner:
            file, _, part = link.partition("#")
            target = looks.get(file or name)
            assert target, f"{name}: {link}"
            known = part.startswith("day=") or not part or unquote(part) in target.ids
            assert known, f"{name}: {link}"
        for name, look in looks.items():
            loads = [address for address in look.loads if not address.startswith("data:")]
            assert all((folder / address).is_file() for address in loads), name


def test_links_between_lessons_and_to_the_guide_are_led_to_pages():
    linked = {"notebooks/02-x.ipynb": "02-x.html", "data/borders/README.md": "borders.html"}
    assert with_links('<a href="02-x.ipynb#A">a</a>', "notebooks/01-y.ipynb", linked) == (
        '<a href="02-x.html#A">a</a>'
    )
    there = '<a href="../data/borders/README.md">rules</a>'
    assert 'href="borders.html"' in with_links(there, "notebooks/TEACHER-GUIDE.md", linked)
    outside = '<a href="https://example.org/a.ipynb">x</a>'
    assert with_links(outside, "notebooks/01-y.ipynb", linked) == outside


# -- what a page may do ---------------------------------------------------------------------------


def test_a_page_runs_only_its_own_scripts_and_loads_nothing_from_elsewhere(handouts):
    for name, text in texts(handouts.alone).items():
        rules = dict(rule.split(" ", 1) for rule in policy(text).split("; "))
        assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
        assert rules["img-src"] == "data:"
        scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
        allowed = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
        assert rules["script-src"].split() == (allowed or ["'none'"]), name
    for name, text in texts(handouts.site).items():
        rules = dict(rule.split(" ", 1) for rule in policy(text).split("; "))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == "'self'"
        assert not re.search(r"<script>|<script [^>]*src=.http|noindex", text), name


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=https://example.org/a.js></SCRIPT>",
        '<img src="x" alt="a" onerror="alert(1)">',
        '<a href="javascript:alert(1)">a</a>',
        "<iframe src='https://example.org'></iframe>",
        '<p style="background:url(https://example.org/a.png)">a</p>',
        "<style>@import url(https://example.org/a.css);</style>",
        "<form action='https://example.org'><button>a</button></form>",
        '<svg onload="alert(1)"></svg>',
    ],
)
def test_what_could_run_or_load_something_is_taken_out(bad):
    for made in (clean(bad), html_of(bad), html_of(f"text\n\n{bad}\n\nmore")):
        assert not re.search(r"script|onerror|onload|iframe|example\.org|<style|<form|svg", made)


def test_ends_of_scripts_inside_values_do_not_end_the_script():
    bad = {"a": "</script><script>alert(1)</script><!--"}
    assert "<" not in pack.json_of(bad)
    assert json.loads(pack.json_of(bad)) == bad


# -- how widgets are stored ------------------------------------------------------------------------


def test_a_large_value_is_stored_once_however_many_widgets_have_it(handouts):
    found = handouts.pages["04-check-the-claims"].state
    drawn = [m["parts"]["drawn"] for m in found.models.values() if "drawn" in m.get("parts", {})]
    assert len(drawn) == 3  # two panes with a map of Europe, one of them with one of Ukraine too
    assert len(set(drawn)) == 2
    assert all("drawn" not in m["values"] for m in found.models.values() if "values" in m)
    assert len(found.modules) < sum("code" in model for model in found.models.values())


def test_shared_files_of_a_site_carry_the_hash_of_what_is_in_them(handouts):
    files = [*(handouts.site / "shared").iterdir(), *(handouts.site / "img").iterdir()]
    assert len(files) > 20
    for path in files:
        assert path.stem.split("-")[-1] == state.code_name(path.read_bytes()), path.name


def test_the_same_lesson_makes_the_same_bytes_though_its_widgets_have_other_names(handouts):
    lesson = handouts.lessons["04"]
    text = json.dumps(lesson.notebook)
    for key in lesson.models:
        text = text.replace(key, hashlib.md5(key.encode()).hexdigest())
    other = run.Lesson(lesson.stem, nbformat.from_dict(json.loads(text)))
    assert other.models.keys() != lesson.models.keys()
    one, two = state.state_of(lesson), state.state_of(other)
    assert (one.models, one.parts, one.links) == (two.models, two.parts, two.links)


def lesson_with(models, shown="m1"):
    """A lesson whose only cell shows one of the given widgets."""
    output = nbformat.v4.new_output("execute_result", {state.VIEW: {"model_id": shown}})
    cell = nbformat.v4.new_code_cell("exercise('e01')", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A"), cell])
    notebook.metadata.widgets = {run.STATE: {"state": models}}
    return run.Lesson("09-try", notebook)


def widget(**values):
    return {"model_name": "AnyModel", "model_module": "anywidget", "state": values}


ESM = "const a = 1;\nexport default { render() {} };"


def test_a_widget_of_a_new_kind_needs_nothing_new():
    models = {
        "m1": {"model_name": "VBoxModel", "state": {"children": ["IPY_MODEL_q", "IPY_MODEL_r"]}},
        "q": widget(_esm=ESM, given={}, text="x" * 1000, layout="IPY_MODEL_l"),
        "r": widget(_esm=ESM, given={}, text="x" * 1000),
        "l": {"model_name": "LayoutModel", "state": {"_view": 1, "min_width": "0", "top": None}},
        "k": {
            "model_name": "DirectionalLinkModel",
            "state": {"source": ["IPY_MODEL_q", "given"], "target": ["IPY_MODEL_r", "given"]},
        },
    }
    found = state.state_of(lesson_with(models))
    assert found.models["w0"]["children"] == ["w1", "w2"]
    assert found.models["w1"]["layout"] == {"min-width": "0"}
    assert found.models["w1"]["kept"] == ["given"]
    assert not found.models["w0"].get("kept")
    assert found.models["w1"]["values"] == {"given": {}}
    assert found.models["w1"]["parts"] == found.models["w2"]["parts"]
    assert len(found.parts) == len(found.modules) == 1
    assert found.links == [["w1", "given", "w2", "given", False]]


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ({"m1": {"model_name": "IntSliderModel", "state": {}}}, "cannot show a IntSlider"),
        ({"m1": widget(_esm="import a from 'https://x.org';\n" + ESM)}, "must stand alone"),
        ({"m1": widget(_esm="function render() {}")}, "must stand alone"),
        ({}, "was closed"),
    ],
)
def test_what_cannot_leave_jupyter_is_named_with_notebook_and_cell(models, said):
    with pytest.raises(HandoutError, match=rf"09-try\.ipynb, cell 2 \(exercise.*{said}"):
        state.state_of(lesson_with(models))


def test_nobodys_answers_and_no_copy_of_the_article_get_into_a_page(tmp_path, monkeypatch):
    for name in ("NATOKIT_PROGRESS", "NATOKIT_ARTICLE"):
        monkeypatch.setenv(name, str(tmp_path / "mine"))
    (tmp_path / "mine").write_text("mine")
    code = (
        "import os\n[os.path.exists(os.environ[f'NATOKIT_{n}']) for n in ('PROGRESS', 'ARTICLE')]"
    )
    cells = [nbformat.v4.new_code_cell(code)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "09-try.ipynb")
    (output,) = run.run(tmp_path / "09-try.ipynb").notebook.cells[0].outputs
    assert output.data["text/plain"] == "[False, False]"


def test_a_cell_that_fails_is_named_with_its_notebook(tmp_path):
    cells = [nbformat.v4.new_markdown_cell("# A"), nbformat.v4.new_code_cell("1 / 0")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "09-try.ipynb")
    with pytest.raises(HandoutError, match=r"09-try\.ipynb, cell 2 \(1 / 0\): ZeroDivisionError"):
        run.run(tmp_path / "09-try.ipynb")


# -- paper and projector --------------------------------------------------------------------------


def test_a_worksheet_has_each_question_of_the_lesson_and_the_answer_sheet_each_answer(handouts):
    lesson, stem = handouts.lessons[SHEETS], next(s for s in LESSONS if s.startswith(SHEETS))
    asked = sum(c.source.count("**Ask again.**") for c in lesson.notebook.cells)
    assert asked > 3
    found = sheets.asked_in(lesson)
    assert len(found) == asked + 1  # and the exit ticket
    twice = [question for question in found if "could Washington have met alone" in question.text]
    assert len(twice) == 1  # an exercise asks the same
    found = [question for question in found if question not in twice]
    answers = [question.answer for question in found if question.answer]
    sheet, told = (handouts.pages[f"{stem}-{kind}"].body for kind in ("worksheet", "answers"))
    assert all(question.text in sheet and question.text in told for question in found)
    assert twice[0].text not in sheet + told
    assert sheet.count("Which could Washington have met without asking") == 1
    assert answers
    assert all(answer in told and answer not in sheet for answer in answers)
    assert sheet.count('class="line"') >= 3 * (asked - 1)


@pytest.mark.parametrize("stem", LESSONS)
def test_paper_asks_nothing_twice_and_leaves_hardly_anything_out(handouts, stem):
    lesson = handouts.lessons[stem[:2]]
    exercises, asked = sheets.exercises_of(lesson), sheets.asked_in(lesson)
    texts_asked = [question.text for question in exercises + asked]
    assert len(texts_asked) == len(set(texts_asked))
    assert sum(sheets._asked_before(question, exercises) for question in asked) <= 1


def test_the_maps_of_a_worksheet_are_grey_and_the_first_has_no_names(handouts, tmp_path):
    page = next(page for stem, page in handouts.pages.items() if stem.endswith("-worksheet"))
    assert len(page.pictures) >= 2
    for name, raw in page.pictures.items():
        (tmp_path / Path(name).name).write_bytes(raw)
        with Image.open(tmp_path / Path(name).name) as picture:
            colours = picture.convert("RGB").getcolors(100_000)
        assert all(r == g == b for _, (r, g, b) in colours), name
    first = page.body.index("without names and colours")
    assert first < page.body.index("NATO members")


def test_exercises_are_printed_with_choices_to_tick_and_their_answers(handouts, monkeypatch):
    columns = "exercise_id notebook level kind question choices answer tolerance unit day hint"
    columns = (*columns.split(), "feedback", "model_answer", "status", "sources")
    stem = next(s for s in LESSONS if s.startswith(SHEETS))
    rows = [
        (
            "e01",
            stem,
            "core",
            "single",
            "Who?",
            "Russia | Ukraine",
            "=owner(UA-43, 2021-12-07)",
            "",
            "",
            "",
            "",
            "no | yes!",
        ),
        (
            "e02",
            stem,
            "core",
            "number",
            "How *many*?",
            "",
            "12",
            "0",
            "members",
            "",
            "",
            "Yes | No",
        ),
        ("e03", stem, "core", "text", "Why?", "", "", "", "", "", "", "A reason", "Because."),
        ("e05", stem, "core", "timeline", "When?", "", "1999-03-12", "9", "", "", "", "Yes | No"),
        ("e06", stem, "core", "map", "Where?", "", "PL", "", "", "1999-03-12", "", "Yes | No"),
        ("e04", "99-other", "core", "text", "Not here", "", "", "", "", "", "", "x", "y"),
    ]
    filled = [(*row, *[""] * (len(columns) - len(row))) for row in rows]
    table = pd.DataFrame(filled, columns=columns)
    monkeypatch.setattr(sheets, "has_table", lambda name: True)
    monkeypatch.setattr(sheets, "read", lambda name: table)
    one, many, why, when, where = sheets.exercises_of(handouts.lessons[SHEETS])
    assert (one.choices, one.lines) == (["Russia", "Ukraine"], 0)
    assert all(word in one.answer for word in ("Ukraine", "yes!"))
    assert not re.search(r"\b(no|Russia)\b", one.answer)
    assert "12 March 1999" in when.answer
    assert "Poland" in where.answer
    assert where.place == "e06, 12 March 1999"  # its question says only "this day"
    assert many.text == "How <em>many</em>?"
    assert "12 members" in many.answer
    assert "Because." in why.answer


def test_the_notes_of_the_guide_are_found_in_whatever_form_they_are_written():
    guide = """## Plans\n\n### Presenter's notes: 02\n\n- 1949-a: Ask.\n* `1952-b`:  Wait
  for **answers**.\n- a line without a stage\n\n### Presenter’s notes 03\n- 2014-c: Stop.\n## End
- 2022-d: not a note"""
    assert slides.notes_of(guide, "02") == {"1949-a": "Ask.", "1952-b": "Wait for answers."}
    assert slides.notes_of(guide, "03") == {"2014-c": "Stop."}
    assert slides.notes_of(guide, "04") == {}


def test_the_index_tells_what_each_lesson_is_about_in_plain_words(handouts):
    told = [handouts.pages["index"].body, *(page.description for page in handouts.pages.values())]
    assert handouts.lessons[SHEETS].question in told
    assert not any(re.search(r"\]\(|\*\*", text) for text in told)


def test_the_search_of_the_index_leads_to_each_stage(handouts):
    found = handouts.pages["index"].data["search"]
    days = {(row["day"], row["track"]) for row in rows_of("nato/stages.csv")}
    to_days = [address for *_, address in found if "#day=" in address]
    led = [re.fullmatch(r"(.+)\.html#day=(.+)", address).groups() for address in to_days]
    words = rows_of("lessons/glossary.csv")
    assert len(found) == len(led) + len(words)
    assert {day for _, day in led} == {day for day, _ in days}
    assert {stem for stem, _ in led} <= set(handouts.pages)
    by_day = {day: stem for stem, day in led}
    assert by_day["1999-03-12"] == "02-nato-step-by-step"


# -- the command ----------------------------------------------------------------------------------


def command(*words):
    return subprocess.run(
        [sys.executable, "-m", "natokit.handout", *words],
        cwd=ROOT / "notebooks",
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_makes_a_page_that_is_whole_and_says_how_far_it_is(tmp_path):
    made = command("00", "--to", str(tmp_path))
    assert made.returncode == 0, made.stderr
    assert "100% 00-start-here" in made.stdout
    assert (tmp_path / "index.html").is_file()
    text = (tmp_path / "00-start-here.html").read_text(encoding="utf-8")
    assert 'data-widget="w0"' in text
    assert made.stderr == ""


def test_a_lesson_that_does_not_exist_is_one_sentence(tmp_path):
    made = command("77", "--to", str(tmp_path))
    assert made.returncode == 1
    assert made.stderr.strip() == (
        f"Stopped: no lesson begins with 77; there are {', '.join(s[:2] for s in LESSONS)}."
    )


def test_without_a_browser_the_way_to_a_pdf_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "find_chromium", lambda: None)
    with pytest.raises(HandoutError, match=r"no PDF was made .*Print, Save as PDF\.$"):
        pdf.print_pdf(tmp_path / "a.html")


def test_the_workflow_builds_the_site_and_uses_official_actions_only():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", action) for action in used)
    (build,) = [step for step in steps if "natokit.handout" in step.get("run", "")]
    assert build["working-directory"] == "notebooks"  # where the documentation types it
    asked = build["run"].split("python -m natokit.handout ")[1].split()
    told = (ROOT / "notebooks/HANDOUTS.md").read_text(encoding="utf-8")
    assert "`python -m natokit.handout`" in told
    assert all(f"`{word}" in told for word in asked if word.startswith("--"))
    (folder,) = [word for word in asked if not word.startswith("--")]
    (upload,) = [step["with"]["path"] for step in steps if "upload-pages" in step.get("uses", "")]
    assert (ROOT / "notebooks" / folder).resolve() == (ROOT / upload).resolve()
    deploy = workflow["jobs"]["deploy"]
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert deploy["needs"] == "build"
    outputs = deploy["environment"]["url"]
    assert f"steps.{deploy['steps'][0]['id']}.outputs.page_url" in outputs


def test_the_documentation_names_every_option_of_the_command():
    told = (ROOT / "notebooks/HANDOUTS.md").read_text(encoding="utf-8")
    options = set(re.findall(r"--[a-z]+", command("--help").stdout)) - {"--help"}
    assert options == {"--to", "--site", "--worksheets", "--slides", "--language", "--pdf"}
    assert all(f"`{option}" in told for option in options)
    assert "noindex" not in told
    assert pack.HEADERS.split("\n", 1)[1].strip() in told


def test_a_lesson_without_questions_has_no_worksheet(handouts):
    lesson = handouts.lessons["00"]
    assert sheets.sheets_of(lesson) == []
    assert slides.slides_of(lesson, state.state_of(lesson)) == []


def test_pages_are_made_without_changing_the_lessons(handouts):
    lesson = handouts.lessons["06"]
    before = copy.deepcopy(lesson.notebook)
    make.make_pages([lesson])
    assert lesson.notebook == before
