"""The article under study: its retelling, its claims, the voices beside them, its own words."""

import csv
import os
import re
from pathlib import Path

import pytest

from natokit import article, bearing
from natokit.tables import DataError

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
PARTS = ["headline", "p01", "p02", "s1", *(f"p{i:02d}" for i in range(3, 11)), "s2"]
PARTS += [f"p{i:02d}" for i in range(11, 17)]
TALLY = {
    "supported": 5,
    "true underneath but garbled": 9,
    "altered quotation": 6,
    "wrong": 4,
    "opinion": 3,
    "open": 2,
}
# Stages on which people still quarrel: a reader hears at least three sides.
_CONTESTED = """
    1990-not-one-inch 1994-partnership-for-peace 1994-budapest-memorandum 1996-detroit-speech
    1997-kennan-warns 1997-founding-act 1997-open-letter 1997-madrid 1999-czechia-hungary-poland
    1999-kosovo-air-war 2002-prague 2004-seven-states 2007-munich-speech 2008-bucharest
    2008-georgia-war 2014-crimea 2014-minsk-1 2014-ukraine-ends-non-bloc 2015-minsk-2 2016-warsaw
    2021-geneva 2021-biden-putin-call 2021-russian-drafts 2022-written-replies 2022-recognition
    2022-full-scale-invasion 2022-madrid 2022-ukraine-applies 2023-finland 2023-vilnius 2024-sweden
    2024-washington 1991-warsaw-pact-ends 2010-ukraine-non-bloc 2014-cooperation-suspended
    2019-ukraine-constitution 2021-zapad 2022-january-talks
"""
CONTESTED = _CONTESTED.split()


def rows_of(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CLAIMS = rows_of("article/claims.csv")
WORDINGS = rows_of("article/wordings.csv")


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


@pytest.fixture(scope="module")
def copy():
    """The text of a copy of the article, where one is at hand."""
    if not os.environ.get("NATOKIT_ARTICLE"):
        pytest.skip("NATOKIT_ARTICLE names no copy of the article, which is not part of the kit")
    return Path(os.environ["NATOKIT_ARTICLE"]).read_text(encoding="utf-8")


# ---- the retelling


@pytest.mark.parametrize("level", article.LEVELS)
def test_the_retelling_holds_every_part_in_order_at_each_level(level):
    found = article.paragraphs(level)
    assert list(found["paragraph"]) == PARTS
    assert found["text"].map(lambda text: len(text.split())).min() >= 5


def test_a_level_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="'full' or 'plain'"):
        article.paragraphs("easy")


def test_every_part_leads_to_stages_and_land_that_exist():
    stages = {row["stage_id"]: row["day"] for row in rows_of("nato/stages.csv")}
    units = {row["unit_id"] for row in rows_of("borders/units.csv")}
    for row in article.paragraphs().itertuples():
        assert row.day == stages[row.stage_id]
        assert {s for s in row.also.split(";") if s} <= set(stages), row.paragraph
        assert set(row.units.split(";")) <= units, row.paragraph


def test_the_retelling_quotes_at_most_eight_words_in_a_row():
    text = (DATA / "article" / "article.md").read_text(encoding="utf-8")
    quoted = re.findall("“([^”]+)”", text.split("\n## headline")[1])
    assert len(quoted) > 40
    assert [q for q in quoted if len(q.split()) > 8] == []


def test_the_reading_level_is_the_one_that_the_page_states():
    textstat = pytest.importorskip("textstat", reason="textstat measures the reading level")
    page = (DATA / "article" / "article.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"(full|plain) (\d+\.\d)[,.]", page))
    for level in article.LEVELS:
        text = " ".join(article.paragraphs(level)["text"].str.replace("[“”]", "", regex=True))
        assert f"{textstat.flesch_kincaid_grade(text):.1f}" == stated[level], level
    assert float(stated["plain"]) <= 6 < float(stated["full"]) <= 11


SPOILT = {
    "missing": (None, r"data/article/article\.md.*git checkout"),
    "not UTF-8": (lambda raw: raw + b"\xff", r"article\.md is not UTF-8"),
    "a part lost": (lambda raw: raw.replace(b"## p07", b"# p07"), r"no part '## p07'.*row 10"),
    "a part twice": (lambda raw: raw.replace(b"## p08", b"## p07"), r"'## p07' stands there twice"),
    "unknown part": (lambda raw: raw.replace(b"## p07", b"## p70"), r"'## p70' is not in"),
    "level lost": (lambda raw: raw.replace(b"plain: The talk", b"The talk"), r"p07.*'plain: '"),
}


@pytest.mark.parametrize(("spoil", "message"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_retelling_is_named_with_the_fix(data, spoil, message):
    path = data / "article" / "article.md"
    path.unlink() if spoil is None else path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(DataError, match=message):
        article.paragraphs()


# ---- the claims


def test_the_verdicts_are_counted_from_the_table():
    assert article.verdict_counts() == TALLY
    assert [int(row[2][0]) for row in article.tally().rows] == list(TALLY.values())
    assert sum(TALLY.values()) == len(article.claims()) == 29


def test_every_part_has_a_claim_and_every_claim_a_part():
    assert {row["paragraph"] for row in CLAIMS} == set(PARTS)
    for part in PARTS:
        ids = list(article.claims(part)["claim_id"])
        assert ids == ([part] if len(ids) == 1 else [part + x for x in "abcd"[: len(ids)]])
    with pytest.raises(ValueError, match=r"no paragraph 'p17'.*p16"):
        article.claims("p17")


@pytest.mark.parametrize("claim_id", [row["claim_id"] for row in CLAIMS])
def test_what_a_claim_refers_to_exists(claim_id):
    found = bearing.bearing_on(claim_id)
    assert found
    for file, sentences in found:
        assert (ROOT / file).is_file()
        assert sentences
        for said in sentences:
            assert not re.search(r"[{}]|\bnan\b|None|  ", said), said
    assert len(bearing.evidence(claim_id).rows) == sum(len(said) for _, said in found)


@pytest.mark.parametrize(
    "reference", ["members:XYZ", "members", "nothing:1", "members:CZE|1999|2", "units:UA"]
)
def test_a_reference_that_means_nothing_is_named(reference):
    with pytest.raises(DataError, match=re.escape(reference.partition(":")[0])):
        bearing.rows_of(reference)


def test_an_unknown_claim_is_refused_with_the_list_of_claims():
    with pytest.raises(ValueError, match="p16"):
        bearing.evidence("p99")


def test_every_quotation_of_the_record_is_short_and_has_speaker_day_and_source():
    for row in CLAIMS:
        assert len(row["record_wording"].split()) <= 25, row["claim_id"]
        filled = {bool(row[c]) for c in ("record_wording", "record_speaker", "record_day")}
        assert len(filled) == 1, row["claim_id"]
        assert row["sources"], row["claim_id"]


def test_the_articles_own_words_are_few_and_are_no_evidence():
    for row in [*CLAIMS, *WORDINGS]:
        assert 0 < len((row.get("article_wording") or row["article"]).split()) <= 8, row
        assert "S101" not in row["sources"].split(";"), row
    assert all(len(row["why"].split()) <= 60 for row in CLAIMS)


def test_every_altered_quotation_stands_beside_the_words_that_were_said():
    altered = [row for row in CLAIMS if row["verdict"] == "altered quotation"]
    assert all(words(row["article_wording"]) != words(row["record_wording"]) for row in altered)
    assert {row["claim_id"] for row in altered} <= {row["claim_id"] for row in WORDINGS}


def test_tables_for_reading_show_every_claim_and_every_pair_of_wordings():
    assert len(article.verdicts().rows) == 29
    assert len(article.pairs().rows) == len(WORDINGS)
    assert [len(article.verdicts(*ids).rows) for ids in (("p04",), ("p04", "p05"))] == [3, 4]
    assert "retiring" not in repr(article.pairs("p01"))
    for ask in (article.verdicts, article.pairs, article.retold):
        with pytest.raises(ValueError, match=r"no paragraph 'p99'.*p16"):
            ask("p99")


def test_cited_sources_exist():
    known = {row["source_id"] for row in rows_of("sources.csv")}
    for row in [*CLAIMS, *WORDINGS]:
        assert set(row["sources"].split(";")) <= known, row


def test_every_contested_stage_is_seen_through_at_least_three_voices():
    heard = {}
    for row in rows_of("nato/viewpoints.csv"):
        heard.setdefault(row["stage_id"], set()).add(row["voice"])
    assert {stage for stage in CONTESTED if len(heard.get(stage, ())) < 3} == set()


# ---- against the article itself, where a copy is at hand


def test_every_wording_that_we_study_is_in_the_article(copy):
    plain = " ".join(words(copy))
    texts = (DATA / "article" / "article.md").read_text(encoding="utf-8")
    quoted = re.findall("“([^”]+)”", texts.split("\n## headline")[1])
    quoted += [row["article_wording"] for row in CLAIMS] + [row["article"] for row in WORDINGS]
    assert [q for q in quoted if " ".join(words(q)) not in plain] == []


SKIP = {".git", ".venv", ".bench", "__pycache__", ".ipynb_checkpoints", ".hypothesis"}
PICTURES = {".png", ".parquet", ".pyc"}


def text_files():
    for folder, names, files in os.walk(ROOT):
        names[:] = [n for n in names if n not in SKIP and not n.endswith("_cache")]
        for name in files:
            path = Path(folder, name)
            if path.suffix not in PICTURES and path != DATA / "article" / "original.txt":
                yield path


def test_no_run_of_nine_words_of_the_article_stands_in_the_project(copy):
    runs = set()
    for paragraph in copy.split("\n\n")[1:]:  # the headline may be cited as a title
        said = words(paragraph)
        runs |= {tuple(said[i : i + 9]) for i in range(len(said) - 8)}
    assert len(runs) > 300
    found = []
    for path in text_files():
        said = words(re.sub(r"\\[nt]|\\u20..", " ", path.read_text("utf-8", errors="ignore")))
        nines = zip(*(said[i:] for i in range(9)), strict=False)
        found += [f"{path.name}: {' '.join(nine)}" for nine in nines if nine in runs]
    assert found == []
