"""Rules for data/languages, the tables in other languages, and the script that compares them."""

import csv
import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
LANGUAGES = sorted(p.name for p in (PROJECT / "data" / "languages").iterdir() if p.is_dir())
KEY_NAMES = {"Pos1": "Home", "CC BY 4.0": "CC BY"}  # digits that are part of a name
MOST_WORDS, LONGEST_LABEL = 65, 14


def _script():
    path = PROJECT / "data" / "prepare" / "languages.py"
    spec = importlib.util.spec_from_file_location("prepare_languages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _script()


def rows_of(language):
    """[(table, row), ...] of all files of a language."""
    paths = sorted((PROJECT / "data" / "languages" / language).glob("*.csv"))
    return [(path.stem, row) for path in paths for row in script.rows_of(path)]


def _numbers(text, language):
    """How often each number stands in a text, however the language sets its points and commas."""
    for name, english in KEY_NAMES.items():
        text = text.replace(name, english)
    if language != "en":  # 1.234,5 as in most of Europe
        text = text.translate(str.maketrans(".,", ",."))
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return Counter(re.findall(r"\d+(?:\.\d+)?", text))


def _placeholders(text):
    return Counter(re.findall(r"{\w*}", text))


@pytest.fixture(params=LANGUAGES)
def language(request):
    """The code of each language that the kit has besides English."""
    return request.param


def test_german_is_there():
    assert "de" in LANGUAGES


def test_each_file_is_named_after_a_table_and_has_the_four_columns(language):
    for path in sorted((PROJECT / "data" / "languages" / language).glob("*.csv")):
        assert path.stem in script.COLUMNS
        with path.open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == ["key", "column", "en", language], path.name


def test_each_row_names_a_column_with_text_and_stands_there_once(language):
    places = [(table, row["key"], row["column"]) for table, row in rows_of(language)]
    assert [p for p, times in Counter(places).items() if times > 1] == []
    assert [p for p in places if p[2] not in script.COLUMNS[p[0]]] == []


def test_no_translation_is_empty_or_has_stray_spaces(language):
    wrong = [
        r
        for _, r in rows_of(language)
        if not r[language] or r[language].split(" ") != r[language].split()
    ]
    assert wrong == []


def test_no_row_is_stale_or_orphaned(language):
    assert [fault for fault in script.compare(language) if fault[0] != "missing"] == []


def test_placeholders_are_the_same_as_in_english(language):
    for table, row in rows_of(language):
        assert _placeholders(row[language]) == _placeholders(row["en"]), (table, row)


def test_every_number_of_the_english_text_is_in_the_translation_and_no_other(language):
    for table, row in rows_of(language):
        assert _numbers(row[language], language) == _numbers(row["en"], "en"), (table, row)


def test_summaries_of_stages_and_names_on_the_map_stay_short(language):
    rows = {(table, r["key"], r["column"]): r[language] for table, r in rows_of(language)}
    long = [p for p, t in rows.items() if p[2] == "summary" and len(t.split()) > MOST_WORDS]
    long += [p for p, t in rows.items() if p[::2] == ("states", "label") and len(t) > LONGEST_LABEL]
    assert long == []


# -- the script ---------------------------------------------------------------------------------


def _edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def test_a_changed_a_new_and_a_removed_text_are_told_apart(data):
    before = script.compare("de", data)
    _edit(data / "maps" / "interface.csv", "\npause,Pause\n", "\npause,Hold on\nbrand_new,New\n")
    _edit(data / "maps" / "interface.csv", "\nplay,Play\n", "\n")
    assert sorted(set(script.compare("de", data)) - set(before)) == [
        ("missing", "interface", "brand_new", "en"),
        ("orphaned", "interface", "play", "en"),
        ("stale", "interface", "pause", "en"),
    ]


def test_extract_appends_only_the_missing_rows_with_no_translation(data):
    path = data / "languages" / "de" / "evidence.csv"
    _edit(data / "troops" / "evidence.csv", "\nofficial,", '\nrumour,"Hear, say",,9\nofficial,')
    before = path.read_text(encoding="utf-8")
    script.extract("de", data)
    script.extract("de", data)
    assert path.read_text(encoding="utf-8") == before + 'rumour,label,"Hear, say",\n'
    assert [fault for fault in script.compare("de", data) if fault[0] == "missing"] == []


def test_extract_starts_a_language_that_is_not_there_yet(data):
    script.extract("fr", data)
    header, first, *_ = (data / "languages/fr/lines.csv").read_text("utf-8").splitlines()
    assert (header, first) == (
        "key,column,en,fr",
        "contact-line,name,Line of contact in Donbas,",
    )
    assert script.compare("fr", data) == []
