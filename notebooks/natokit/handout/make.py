"""All pages of some lessons that have run: lessons, the texts around them, sheets and slides."""

from .page import lesson_page
from .sheets import sheets_of
from .site import index_page, linked_pages, maps_alone, texts_around
from .slides import slides_of
from .state import state_of
from .stepper import stepper_pages, titled_links


def make_pages(lessons, worksheets=False, slides=False, said=lambda line: None):
    """A list of Pages, the index first. ``said`` hears what takes long."""
    linked = linked_pages(lessons)
    states = {lesson.stem: state_of(lesson) for lesson in lessons}
    pages = [lesson_page(lesson, states[lesson.stem], linked) for lesson in lessons]
    for page, lesson in zip(pages, lessons, strict=True):
        tracks = [drawn["track"] for _, drawn in maps_alone(lesson, page.state)]
        page.around["languages"] = titled_links(tracks[0]) if tracks else []
    extras = {}
    for lesson in lessons:
        more = extras.setdefault(lesson.number, [])
        if slides:
            more += slides_of(lesson, states[lesson.stem])
        if worksheets:
            said(f"drawing the worksheet of {lesson.stem}")
            more += sheets_of(lesson)
    index = index_page(lessons, states, extras)
    more = [page for some in extras.values() for page in some]
    return [index, *pages, *texts_around(linked), *stepper_pages(site=True), *more]
