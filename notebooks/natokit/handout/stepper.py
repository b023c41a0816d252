"""The maps of the kit without a lesson, each in every language: a page that steps, with links to
the same stage in the other languages.
"""

from html import escape

from ..language import ENGLISH, languages, speaking
from ..tables import texts
from ..timemap import TimeMap
from ..words import say
from .page import Page, widget_html
from .state import state_of_widget

MAPS = {"nato": "europe", "troops": "ukraine"}  # track: view


def file_of(track, code):
    """The file of a map in a language.

    >>> file_of("nato", "en"), file_of("nato", "de")
    ('map-nato.html', 'map-nato.de.html')
    """
    return f"map-{track}.html" if code == ENGLISH else f"map-{track}.{code}.html"


def stepper_pages(codes=None, site=False):
    """A Page for each map in each language (codes; all by default). ``site``: there is an index to
    go back to.
    """
    codes = languages() if codes is None else codes
    return [_page(track, code, codes, site) for track in MAPS for code in codes]


def language_links(track, own, codes=None):
    """[(file, code, name of the language in itself), ...] of a map in the other languages."""
    links = []
    for code in languages() if codes is None else codes:
        with speaking(code):
            links += [(file_of(track, code), code, texts()["handout_lang_name"])] * (code != own)
    return links


def titled_links(track):
    """The same for a page in English that is more than the map: [(file, code, title of the map)]"""
    links = []
    for file, code, name in language_links(track, ENGLISH) if track in MAPS else []:
        with speaking(code):
            links.append((file, code, f"{name}: {say(f'title_{track}')}"))
    return links


def _page(track, code, codes, site):
    pictures = {}
    with speaking(code):
        words, shown = texts(), TimeMap(track, view=MAPS[track])
        state = state_of_widget(shown)
        body = f"<h1>{escape(shown.title)}</h1>\n" + widget_html(shown, "w0", pictures)
        note = words["handout_lang_note"]
        if code != ENGLISH:
            note = f"{note} {words['handout_lang_review']}"
    shown.close()
    return Page(
        file_of(track, code).removesuffix(".html"),
        shown.title,
        body,
        words["handout_about"],
        kind="map",
        pictures=pictures,
        state=state,
        scripts=("widgets.js", "stepper.js"),
        language=code,
        around={
            "note": escape(note),
            "languages": language_links(track, code, codes),
            "no_index": not site,
        },
    )
