"""The kit in another language: what is said is in that language, and English stays what it is."""

import json
import re

import pytest
from test_languages import LANGUAGES, script
from test_languages import rows_of as translated_rows

import natokit
from natokit import changes, days, describe, drawn, history, language, tables, words
from natokit.language import speaking

DRAWN = [("nato", "europe"), ("troops", "ukraine"), ("troops", "europe"), ("both", "europe")]
# Parts of a document without words, or asked below, and keys of texts that are no words or stay as
# they were read.
PARTS = {"arcs", "box", "coast", "disputed", "dependent", "first", "front", "key", "size", "track"}
PARTS |= {"labels", "labels_narrow", "sources", "type"}
KEYS = {
    *("d", "r", "i", "q", "t", "c", "id", "day", "others", "units", "when", "spot", "lead"),
    *("kind", "status", "mark", "evidence", "outcome", "bound", "confidence", "reached", "scope"),
    *("class_id", "fill", "ink", "pattern", "pattern_ink", "order", "quote", "name_native", "low"),
    *("high", "btg_low", "btg_high", "radius_km", "accuracy_km", "j", "label", "sources"),
    *("side", "words"),  # of figures: never shown
}
ENGLISH = re.compile(r"\b(the|and|by|of|with|from|at|joins?|members?|states?|troops)\b", re.I)


@pytest.fixture(params=DRAWN, ids="-".join)
def both(request):
    """A document in English and in German."""
    made = []
    for code in ("en", "de"):
        with speaking(code):
            made.append(drawn.load(*request.param))
    return made


def texts_in(one, other, path=()):
    """[(path, English, German), ...] of all texts in two documents of the same form."""
    if isinstance(one, dict):
        return [t for key in one for t in texts_in(one[key], other[key], (*path, key))]
    if isinstance(one, list) and len(one) == len(other):
        pairs = zip(one, other, strict=True)
        return [t for k, pair in enumerate(pairs) for t in texts_in(*pair, (*path, k))]
    return [(path, one, other)] if isinstance(one, str) else []


# -- what is chosen --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda: natokit.TimeMap(language="xx"),
        lambda: natokit.draw_map("1999-03-12", language="xx"),
        lambda: natokit.draw_map("1999-03-12", blank=True, language="xx"),
        lambda: language.use_language("xx"),
    ],
    ids=["stepper", "map", "map to fill in", "from now on"],
)
def test_a_language_that_is_not_there_is_named_with_those_that_are(ask):
    with pytest.raises(ValueError, match="no language 'xx'; the kit has: en, de"):
        ask()


def test_the_language_of_the_environment_is_spoken_until_another_is_chosen(monkeypatch):
    monkeypatch.setenv("NATOKIT_LANGUAGE", "de")
    assert days.spoken("1999-03-12") == "12. März 1999"
    with speaking("en"):
        assert days.spoken("1999-03-12") == "12 March 1999"
    monkeypatch.setenv("NATOKIT_LANGUAGE", "xx")
    with pytest.raises(ValueError, match="no language 'xx'"):
        tables.read("stages")


def test_english_is_spoken_again_after_a_fault():
    with pytest.raises(ZeroDivisionError), speaking("de"):
        _ = 1 / 0
    assert language.current() == "en"
    assert history.name_of("DE", "2000-01-01") == "Germany"


def test_a_cell_whose_english_has_changed_stays_english(data):
    path = data / "nato" / "stages.csv"
    title = history.stage("1999-03-12")["title"]
    path.write_text(path.read_text("utf-8").replace(title, "Three states join"), "utf-8")
    with speaking("de"):
        now = history.stage("1999-03-12")
        assert now["title"] == "Three states join"
        assert "Beitrittsurkunden" in now["summary"]


def test_spoiled_words_are_named_by_their_file(data):
    (data / "languages" / "de" / "stages.csv").write_bytes(b"key,column\n\xff")
    with pytest.raises(natokit.DataError, match=r"data/languages/de/stages\.csv"), speaking("de"):
        tables.read("stages")


# -- what is said ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "day", "said"),
    [
        (
            "1999-03-11",
            "1999-03-12",
            "12. März 1999: Beitritt zur NATO: Polen, Tschechische Republik und Ungarn. "
            "Aus 16 Mitgliedern werden 19.",
        ),
        (
            "2014-03-17",
            "2014-03-18",
            "18. März 2014: Kontrolle über Gebiete: Krim und Sewastopol; bisher: Ukraine; jetzt: "
            "Russland; rechtlich: Ukraine.",
        ),
        (
            "1991-06-30",
            "1991-07-01",
            "1. Juli 1991: Warschauer Pakt, Ende; letzte Mitglieder: Bulgarien, Polen, Rumänien, "
            "Sowjetunion, Tschechoslowakei und Ungarn.",
        ),
    ],
)
def test_what_changed_needs_no_case_in_german(since, day, said):
    with speaking("de"):
        assert changes.what_changed(day, since) == [said]


def test_german_names_are_listed_and_sorted_as_in_german():
    with speaking("de"):
        assert words.listing(["Bosnien und Herzegowina", "Serbien"]) == (
            "Bosnien und Herzegowina sowie Serbien"
        )
        assert words.in_order(["Österreich", "Zypern", "Polen"]) == [
            "Österreich", "Polen", "Zypern"
        ]  # fmt: skip
        assert words.the("Saar") == "Saar"


def test_no_sentence_of_a_german_map_is_english(both):
    english, german = both
    said = [text for _, text in german["sentences"]]
    said += [line for stage in german["stages"] for line in stage["changed"]]
    theirs = [text for _, text in english["sentences"]]
    theirs += [line for stage in english["stages"] for line in stage["changed"]]
    assert len(said) == len(theirs) > 100
    assert set(said).isdisjoint(theirs)
    names = "Land for Peace|Institute for the Study of War"
    assert [text for text in said if ENGLISH.search(re.sub(names, "", text))] == []


def test_every_text_of_a_german_map_is_translated_or_the_same_word_in_both(both):
    english, german = both
    rows = [row for _, row in translated_rows("de")]
    same = {row["de"].rstrip(".") for row in rows if row["de"] == row["en"]}
    left = [
        (path, one)
        for path, one, other in texts_in(english, german)
        if one == other
        and re.search("[a-z]", one)
        and one.rstrip(".") not in same
        and path[0] not in PARTS
        and not KEYS.intersection(path[1:])
    ]
    assert left == []


def test_a_place_has_one_name_in_german_where_it_has_one_in_english(both):
    english, german = both
    names = {}
    for one, other in zip(english.get("sites", []), german.get("sites", []), strict=True):
        names.setdefault(one["name"], set()).add(other["name"])
    assert [name for name, theirs in names.items() if len(theirs) != 1] == []
    assert len({name for theirs in names.values() for name in theirs}) == len(names)


def test_the_stored_words_fit_the_tables_and_leave_the_land_alone(both):
    english, german = both
    assert not german["redrawn"]
    assert german["language"] == "de"
    assert "language" not in english
    for one, other in zip(english["units"], german["units"], strict=True):
        assert {k: one.get(k) for k in "dirqt"} == {k: other.get(k) for k in "dirqt"}
    assert english["arcs"] == german["arcs"]


def test_the_words_of_a_language_are_kept_apart_from_the_land(project):
    for path in (project / "data" / "maps").glob("*.de.json"):
        kept = json.loads(path.read_text("utf-8"))
        assert not {"arcs", "coast", "size"} & set(kept)
        assert all(not {"d", "i"} & set(unit) for unit in kept["units"].values())


def names_at(document, screen):
    """How many names stand on a map at its stages, all together."""
    stages = [days.number(stage["day"]) for stage in document["stages"]]
    spans = [span for *_, when, _ in document[screen] for span in when]
    return sum(start <= day and (day < end or not end) for day in stages for start, end in spans)


def test_names_on_a_german_map_are_german_and_hardly_fewer_than_in_english(both):
    english, german = both
    for screen in ("labels", "labels_narrow"):
        now = {label[0].replace("\n", " ") for label in german[screen]}
        assert "Russland" in now
        assert not now & {"Germany", "Poland", "Soviet Union", "Hungary", "Romania", "Russia"}
        assert names_at(german, screen) >= 0.97 * names_at(english, screen)


# -- maps ------------------------------------------------------------------------------------------


def test_a_german_stepper_says_all_in_german_whatever_is_spoken_around_it():
    shown = natokit.TimeMap(day="1999-03-12", language="de")
    assert shown.title == "Karte der NATO-Erweiterung, Tag für Tag"
    assert repr(shown).startswith("12. März 1999 - ")
    assert repr(shown).endswith("Stationen zum Durchblättern.")
    assert not ENGLISH.search(repr(shown))
    assert "16 NATO members" not in shown.drawn["sentences"][0][1]
    assert repr(natokit.TimeMap(day="1999-03-12")).startswith("12 March 1999 - ")


def test_a_printed_map_speaks_german_in_title_caption_sentence_and_picture():
    shown = natokit.draw_map("2004-03-29", language="de")
    assert shown.alt.startswith("Karte zum 29. März 2004: 26 NATO-Mitglieder")
    assert "NATO-Mitgliedstaaten am 29. März 2004" in shown.caption
    drawn_texts = {
        text.get_text() for text in shown.figure.findobj(lambda part: hasattr(part, "get_text"))
    }
    assert {"NATO-Mitglied", "Nordamerika", "Polen"} <= drawn_texts
    assert not {"NATO member", "North America", "Poland"} & drawn_texts
    with speaking("de"):
        assert natokit.draw_map("2004-03-29").alt == shown.alt
    assert describe.alt_text("2004-03-29").startswith("Map for 29 March 2004")
    assert natokit.draw_map("2004-03-29", blank=True, language="de").title.startswith("Karte zum")


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_row_of_a_language_is_missing(code):
    assert script.compare(code) == []
