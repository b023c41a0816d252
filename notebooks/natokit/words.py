"""Small words that sentences are made of."""

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
    comma = "," if any(" and " in name for name in (*before, last)) else ""
    return f"{', '.join(before)}{comma} and {last}" if before else last


def plural(count, one, many=None):
    """A count with its noun: ``plural(1, "member")`` is "1 member"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def the(name):
    """A name with its article where English has one: ``the("Saar")`` is "the Saar"."""
    return f"the {name}" if name.startswith(WITH_ARTICLE) else name


def capital(sentence):
    """The sentence with its first letter as a capital."""
    return sentence[:1].upper() + sentence[1:]


def brief(text):
    """A cell as a message shows it: its first 60 signs."""
    return text if len(text) <= 60 else text[:57] + "..."
