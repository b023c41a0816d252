"""Rules for data/sources.csv, the one list of sources, and for the ids that the tables cite."""

import csv
import datetime as dt
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
COLUMNS = ["source_id", "title", "publisher", "date", "url", "grade", "note"]
EXAMPLES_OF_ERROR = ["S77", "S131", "S135", "S136", "S137", "S297"]

# Places where a text was once read but to which no reader is sent: copies of Wikipedia, relays,
# machine translations, document-sharing sites, and local stations that reprint an agency.
_HOSTS = """
    6jhxt.group 9lib.org agenziacalendario.com alliansfriheten.se allrussias.com
    antiracism-eusummit2022.eu appliedanalog.com arab.com.ua archive.observer archyde.com
    australiannationalreview.com axar.az badlandsjournal.com bipartisanreport.com campus1.de
    cheddar.com ciao-test.cdrs.columbia.edu conservativenewsbriefing.com cozy.pub
    d1softballnews.com defencetalk.com democraciaparticipativa.net devdiscourse.com docslib.org
    dvincitest.com easyhistoryblog.altervista.org ebooklibrary.org edumagazin.de enow.com
    eudic.net exbulletin.com factrepublic.com fanyv88.com fdocuments.net fdocuments.us
    folkkampanjenmotnato.se fraza.com gadgetclock.com gantnews.com gateway.ipfs.io
    gem.celery.eu.org gianalytics.org global-regulation.com gorby2016.eu haohe.fun
    helios-domain6.xyz hkcosmo.com hosted-by-vdsina.ru hubbry.com hyperlinked.wiki
    informationclearinghouse.info internationalrelationsen.blogspot.com issuu.com jcvignoli.com
    kenyan-post.com ksltv.com legeo.pl liquisearch.com listserve.net localnews8.com lssdjt.com
    madisdead.blogspot.com magazine-the-european.com mediaboss.net memim.com
    michaelbommarito.com mindofthegeek.com monitorulapararii.ro muscatinejournal.com mwehle.de
    myblog.it nbcboston.com news-front.info news.alayham.com news.yahoo.com newstrenders.com
    nina.az norkhosq.net oekraine.org onlinegamernews.com opednews.com ornaverum.org owiki.org
    paperai.life pledgetimes.com poloniaitalia.jimdofree.com powerhousenews.com
    progressivehub.net ramanmedianetwork.com reseauinternational.net review.clateway.com
    riteme.site russianreport.wordpress.com saintsreport.com scribd.com sensagent.com
    sevendaynews.com sindark.com songpa-bj.com spectroom.com stampinformationday.blogspot.com
    tellerreport.com thankyou.kuow.org the-newspapers.com theepochtimes.com
    theinternationalrelations.com thelevantfiles.org time.graphics today90.com
    translate.google.com triplydb.com tut0ugh.news uzland.narod.ru voltairenet.org weglot.com
    westernrifleshooters.us wiki34.com wikia.org wikimili.com wikisum.wiki wimmer.substack.com
    wn.com wufengqin.com zxc.wiki
"""
DENIED = frozenset(_HOSTS.split())


def _read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = _read(DATA / "sources.csv")
BY_ID = {row["source_id"]: row for row in ROWS}
PARTS = ("nato", "borders", "troops", "article", "lessons")
TABLES = sorted(path for part in PARTS for path in DATA.glob(f"{part}/*.csv"))


def _wrong(test):
    """Ids of the rows that fail, so that a message names all of them at once."""
    return [row["source_id"] for row in ROWS if not test(row)]


def _is_iso(text):
    if re.fullmatch(r"\d{4}", text):
        return True
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
        try:
            dt.date.fromisoformat(text if len(text) == 10 else f"{text}-01")
        except ValueError:
            return False
        return True
    return False


def _host(url):
    return urlsplit(url).hostname or ""


def _denied(host):
    parts = host.split(".")
    return any(".".join(parts[i:]) in DENIED for i in range(len(parts)))


def test_the_columns_are_the_agreed_ones():
    assert list(ROWS[0]) == COLUMNS
    assert not _wrong(lambda row: None not in row and None not in row.values())


def test_the_file_has_unix_line_ends_and_no_stray_spaces():
    assert b"\r" not in (DATA / "sources.csv").read_bytes()
    assert not _wrong(lambda row: all(v == " ".join(v.split()) for v in row.values()))


def test_ids_are_unique_and_sorted():
    ids = [row["source_id"] for row in ROWS]
    assert not [i for i in ids if not re.fullmatch(r"[A-Z]\d{2,3}", i)]
    assert len(ids) == len(set(ids))
    assert ids == sorted(ids, key=lambda i: (i[0], int(i[1:])))


def test_every_source_has_a_title_and_a_publisher():
    assert not _wrong(lambda row: row["title"] and row["publisher"])


def test_grades_are_a_b_or_c():
    assert not _wrong(lambda row: row["grade"] in {"a", "b", "c"})


def test_dates_are_iso_or_empty():
    assert not _wrong(lambda row: not row["date"] or _is_iso(row["date"]))


def test_addresses_are_web_addresses_or_empty():
    plain = re.compile(r"https?://[^\s/:]+[^\s./:](/\S*)?")  # no port, no dot after the host
    assert not _wrong(lambda row: not row["url"] or plain.fullmatch(row["url"]))


def test_no_address_leads_to_a_mirror_or_scraper():
    assert not _wrong(lambda row: not _denied(_host(row["url"])))


def test_a_source_without_address_says_why_and_is_graded_c():
    assert not _wrong(lambda row: row["url"] or (row["note"] and row["grade"] == "c"))


def test_a_source_seen_only_in_a_copy_has_no_address():
    assert not _wrong(
        lambda row: not (row["url"] and row["note"].startswith("seen only in a copy"))
    )


@pytest.mark.parametrize("source_id", EXAMPLES_OF_ERROR)
def test_examples_of_error_say_that_they_are_no_evidence(source_id):
    note = BY_ID[source_id]["note"]
    assert re.match(r"example of a wrong (date|quotation)\b", note)
    assert "do not use as evidence" in note


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_cited_source_is_in_the_list(path):
    cited = {i for row in _read(path) for i in (row.get("sources") or "").split(";") if i}
    assert not sorted(cited - BY_ID.keys())


def test_the_deny_list_catches_a_subdomain_but_not_a_namesake():
    assert _denied("pl.scribd.com")
    assert _denied("wn.com")
    assert not _denied("www.cnn.com")
