"""README and teacher guide say what is so: minutes, headings, cells, counts, files, commands."""

import importlib.util
import io
import json
import re
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from test_history import rows_of

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
PAGES = ("README.md", "notebooks/TEACHER-GUIDE.md")
LESSONS = {path.name[:2]: path for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))}
sys.path.insert(0, str(ROOT / "data" / "prepare"))


def text_of(page):
    return (ROOT / page).read_text(encoding="utf-8")


README, GUIDE = map(text_of, PAGES)


@cache
def cells(number, kind):
    """The sources of the cells of a lesson, by its number."""
    found = json.loads(LESSONS[number].read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


@cache
def headings(number):
    """{heading of a lesson: minutes that the section names, or 0}."""
    found, heading = {}, ""
    for source in cells(number, "markdown"):
        for line in source.splitlines():
            if line.startswith("## "):
                heading = line[3:].strip()
                found[heading] = 0
            elif minutes := re.match(r"\*(\d+) min\.\*", line):
                found[heading] += int(minutes[1])
    return found


def minutes_of(number):
    """The minutes of the core, as the first cell of a lesson says."""
    return int(
        re.search(r"\*\*Time:\*\* (?:\*core\* )?(\d+) minutes", cells(number, "markdown")[0])[1]
    )


def tables(text):
    """[(last heading, the text above it since then, rows of cells without the head's line)]."""
    found, heading, above, rows = [], "", [], []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            found.append((heading, "\n".join(above), rows[:1] + rows[2:]))
            rows = []
        if line.startswith("#"):
            heading, above = line.lstrip("# "), []
        above.append(line)
    return found


PLANS = [t for t in tables(GUIDE) if t[2][0][0] == "minutes"]


def spans(plan):
    """[(first minute, last minute, cells of the row)] of a plan."""
    return [(*map(int, row[0].split("–")), row) for row in plan[2][1:]]


def sections(plan):
    """[(number of the lesson, heading, minutes, row)] of the rows that name a section."""
    named = re.findall(r"`(\d\d)-[\w-]+\.ipynb`", plan[1])
    found = []
    for start, end, row in spans(plan):
        if match := re.match(r"(?:(\d\d) )?\*(.+)\*$", row[1]):
            found.append((match[1] or named[-1], match[2], end - start, row))
    return found


def ids(plan):
    return plan[0].split(":")[0]


@pytest.mark.parametrize("plan", PLANS, ids=ids)
def test_the_minutes_of_a_plan_follow_each_other_and_add_up_to_its_length(plan):
    times = [(start, end) for start, end, _ in spans(plan)]
    assert times[0][0] == 0
    assert all(one[1] == other[0] for one, other in pairwise(times))
    assert times[-1][1] == int(re.findall(r"(\d+) minutes", plan[0])[-1])


@pytest.mark.parametrize("plan", [p for p in PLANS if p[0].startswith("Plan")], ids=ids)
def test_a_plan_names_sections_that_exist_and_never_hurries_them(plan):
    assert len(sections(plan)) >= 8
    for number, heading, minutes, row in sections(plan):
        assert heading in headings(number), f"{LESSONS[number].name} has no section {heading!r}"
        assert minutes >= headings(number)[heading], row
        for code in re.findall(r"`(\w+\([^`]*\))`", row[2]):
            assert any(code in source for source in cells(number, "code")), code


def test_the_choices_of_a_lesson_fill_45_minutes_with_sections_that_exist():
    chosen = 0
    for part in re.split(r"^### ", GUIDE, flags=re.MULTILINE)[1:]:
        for choice in re.findall(r"\*\*In 45 minutes(?:, \w+)?:\*\*(.+?)\n- ", part, re.DOTALL):
            choice = " ".join(choice.split())
            named = re.findall(r"\*([^*]+)\* (\d+)", choice)
            if not named:  # "plan A"
                continue
            chosen += 1
            others = re.findall(r"(?:warm-up|talk) (\d+)", choice)
            assert sum(map(int, [n for _, n in named] + others)) == 45, choice
            for heading, minutes in named:
                assert heading in headings(part[:2]), f"{part[:2]} has no section {heading!r}"
                assert int(minutes) >= headings(part[:2])[heading], heading
    assert chosen >= 5


def test_each_lesson_has_its_aids():
    parts = {part[:2]: part for part in re.split(r"^### ", GUIDE, flags=re.MULTILINE)[1:]}
    for number in set(LESSONS) - {"00"}:
        for aid in ("Warm-up", "Ask", "Support", "Core", "Stretch", "Exit ticket"):
            assert f"**{aid}" in parts[number], f"{number} has no {aid}"


@pytest.mark.parametrize("page", [*PAGES, "notebooks/00-start-here.ipynb"])
def test_each_lesson_is_listed_with_the_minutes_that_it_names_itself(page):
    text = "\n".join(cells("00", "markdown")) if page.endswith(".ipynb") else text_of(page)
    rows = re.findall(
        r"^\| \[?[^|]*?\b(\d\d)-[\w-]+(?:\.ipynb)?[`\])][^|\n]*\|(.+)", text, re.MULTILINE
    )
    listed = {
        number: re.findall(r"(?<![\d:])(\d+)(?= \||,| minutes)", f"{rest} |")
        for number, rest in rows
    }
    assert set(listed) == set(LESSONS) - ({"00"} if page.endswith(".ipynb") else set())
    for number, numbers in listed.items():
        assert str(minutes_of(number)) in numbers, f"{page}: {number} takes {minutes_of(number)}"


def test_where_to_show_it_is_a_section():
    (table,) = [rows for _, _, rows in tables(GUIDE) if rows[0][-1] == "where to show it"]
    for row in table[1:]:
        for number, heading in re.findall(r"(\d\d) \*([^*]+)\*", row[-1]):
            assert heading in headings(number), heading
        assert re.search(r"\d\d \*", row[-1]), row


def test_every_section_that_the_guide_names_beside_a_lesson_exists():
    for heading, number in re.findall(r"\*([^*\n]+)\* \((?:lesson )?(\d\d)\)", GUIDE):
        assert heading in headings(number), heading


# -- facts -------------------------------------------------------------------------------------


def test_the_facts_at_hand_are_those_of_the_tables():
    (table,) = [
        rows for _, _, rows in tables(GUIDE) if rows[0] == ["day", "what happens", "members"]
    ]
    from natokit import members_on
    from natokit.days import spoken

    joined = sorted({row["joined"] for row in rows_of("nato/members.csv")})
    days = {spoken(day): day for day in [*joined, "1990-10-03"]}
    assert [row[0] for row in table[1:]] == [spoken(day) for day in sorted(days.values())]
    for day, what, members in table[1:]:
        assert int(members) == len(members_on(days[day]))
        new = [r["name"] for r in rows_of("nato/members.csv") if r["joined"] == days[day]]
        assert len(new) in (0, 12) or len(what.split(", ")) == len(new), what


def test_the_spread_of_the_verdicts_is_that_of_the_claims():
    said = re.search(r"The (\d+) claims of the article:\*\* (.+?) open", GUIDE, re.DOTALL)
    claims = [row["verdict"] for row in rows_of("article/claims.csv")]
    assert int(said[1]) == len(claims)
    numbers = list(map(int, re.findall(r"\d+", said[2])))
    assert sorted(numbers) == sorted(claims.count(verdict) for verdict in set(claims))


@pytest.mark.parametrize(("number", "other"), [("02", "troops"), ("03", "nato")])
def test_the_presenters_notes_go_with_the_steps_of_the_map(number, other):
    part = GUIDE.split(f"### Presenter's notes: {number}\n")[1].split("\n#")[0]
    notes = re.findall(r"^- ([\w-]+): (.+)$", part, re.MULTILINE)
    assert 12 <= len(notes) <= 20
    days = {
        row["stage_id"]: row["day"] for row in rows_of("nato/stages.csv") if row["track"] != other
    }
    assert [name for name, _ in notes if name not in days] == []
    assert [days[name] for name, _ in notes] == sorted(days[name] for name, _ in notes)
    for name, words in notes:
        assert len(re.findall(r"[.?!](?: |$|\")", words)) <= 3, name
        assert len(words.split()) <= 25, name


# -- files and commands ------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_each_link_and_each_file_named_is_there(page):
    text, folder = text_of(page), (ROOT / page).parent
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", text)
    for address in map("".join, links):
        path, _, place = address.partition("#")
        if not re.match(r"https?:", address):
            assert not path or (folder / path).exists(), address
            assert not place or path or f'<a id="{place}">' in text, address
    for name in re.findall(r"`([\w-]+\.png)`", text):
        assert (ROOT / "data" / "maps" / name).is_file(), name


@pytest.mark.parametrize("page", PAGES)
def test_each_python_command_names_a_module_or_a_file_that_is_there(page):
    named = re.findall(r"[\\/]python (-m )?([\w./\\-]+)", text_of(page))
    for module, target in named:
        if module:
            assert importlib.util.find_spec(target), target
        else:
            assert (ROOT / target).is_file(), target
    assert named


def test_the_first_screen_of_the_guide_is_the_plan_and_of_the_readme_the_command():
    assert GUIDE.index("| 41–45 |") < GUIDE.index("\n## Jupyter") < 4000
    assert len(README[: README.index("<!-- lesson -->")].splitlines()) < 20


def test_the_readme_moves_once_and_says_in_words_what_it_shows():
    import animation

    assert f'alt="{animation.alt()}"' in README
    raw = (ROOT / "data" / "maps" / "enlargement.gif").read_bytes()
    picture = Image.open(io.BytesIO(raw))
    assert picture.n_frames == len(animation.days())
    assert "loop" not in picture.info, "it should stop at the newest map"
    assert len(raw) <= 400_000
    assert 'media="(prefers-reduced-motion: reduce)"' in README


def test_the_row_that_the_readme_offers_fits_the_table(data):
    from natokit import members_on

    row = re.search(r"`(IRL,[^`]+)`", README)[1]
    path = data / "nato" / "members.csv"
    path.write_text(
        path.read_text(encoding="utf-8").rstrip("\n") + "\n" + row + "\n", encoding="utf-8"
    )
    assert len(members_on("2025-01-01")) == len(members_on("2024-12-31")) + 1
