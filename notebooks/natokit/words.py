"""Small words that sentences are made of, and the templates of ``maps/sentences.csv``."""

import re
import unicodedata

from .language import ENGLISH, current
from .tables import sentences

WITH_ARTICLE = (
    *("Soviet Union", "United", "Free Territory", "Saar", "Netherlands", "Bahamas"),
    *("Czech Republic", "Trucial States", "Mali Federation", "Palestinian territories"),
    *("'", "Donetsk", "Luhansk", "Nagorno-Karabakh Armenians", "West Bank", "Golan"),
    *("Buje district", "Slovene coast", "Southern border zone", "Upper Kodori"),
)


def listing(names):
    """Names as a reader writes them.

    >>> listing(["Czechia", "Hungary", "Poland"])
    'Czechia, Hungary and Poland'
    >>> listing(["Bosnia and Herzegovina", "Serbia"])
    'Bosnia and Herzegovina, and Serbia'
    """
    *before, last = list(names) or [""]
    if not before:
        return last
    joint = say("list", before="", last="")  # " and "; apart from one inside a name
    key = "list_apart" if any(joint in name for name in (*before, last)) else "list"
    return say(key, before=", ".join(before), last=last)


def say(key, **values):
    """A sentence of ``maps/sentences.csv`` in the language spoken now, filled in.

    >>> say("span", first="May", last="June")
    'May to June'
    """
    return re.sub(r"{(\w+)}", lambda found: str(values.get(found[1], found[0])), sentences()[key])


def counted(key, count, **values):
    """The same for a count ``n``, which has two sentences: one for 1 and one for all others.

    >>> counted("members", 1), counted("members", 12)
    ('1 NATO member', '12 NATO members')
    """
    return say(f"{key}_one" if count == 1 else f"{key}_many", n=count, **values)


def plural(count, one, many=None):
    """A count with its noun: ``plural(1, "member")`` is "1 member"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def the(name):
    """A name with its article where English has one: ``the("Saar")`` is "the Saar". Sentences in
    other languages put names where they need none.
    """
    return f"the {name}" if current() == ENGLISH and name.startswith(WITH_ARTICLE) else name


def inside(label):
    """A label as it stands inside a sentence: English writes it small."""
    return label.lower() if current() == ENGLISH else label


def in_order(names):
    """Names sorted without article and quotation mark; in other languages than English, which has
    no such letters of its own, Ö stands with O.

    >>> in_order(["the Saar", "'Republic of Serbian Krajina'", "Moldova"])
    ['Moldova', "'Republic of Serbian Krajina'", 'the Saar']
    """
    return sorted(names, key=_sorted_by)


def _sorted_by(name):
    if current() == ENGLISH:
        return name.removeprefix("the ").lstrip("'")
    spread = unicodedata.normalize("NFD", name.lstrip("„"))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def capital(sentence):
    """The sentence with its first letter as a capital."""
    return sentence[:1].upper() + sentence[1:]


def brief(text):
    """A cell as a message shows it: its first 60 signs."""
    return text if len(text) <= 60 else text[:57] + "..."
