"""What the names on a map say, which of them choose first, and how each may stand; no geometry.

A name is tried in several ways, the best first: its forms on its land, a short leader line from the
sea, its three letters on its land, a longer leader line. What the lessons are about chooses before
all else: members, states that join, and land held without agreed title.
"""

from . import tables
from .describe import unit_names
from .history import classes_on, iso3_codes, label_of, statuses

SIZES = {
    "large": 270,
    "plain": 205,
    "small": 170,
    "area": 145,
    "area_small": 120,
    "tiny": 140,
    "new": 205,
    "new_small": 165,
}  # fmt: skip  drawing units
STAR = "*"  # after the name of land held without agreed title
BOLD, ITALIC = ("new", "new_small"), ("area", "area_small")
# How a box may lie: (least share on its own land, greatest share on the land of others).
LIMITS = {
    "inside": (0.42, 0.03),
    "code": (0.4, 0.2),
    "roomy": (0.7, 0.05),
    "coast": (0.2, 0.02),  # begins on its land and runs out to sea
    "tight": (0.55, 0.35),  # fills its land and grazes the neighbours
    "code_tight": (0.42, 0.5),
}
RANKS = ("new", "member", "held", None)  # who chooses first
SMALLER = {"wide": ("area_small",), "narrow": ()}  # on a phone it could not be read
SMALL = 8  # cells: smaller land without agreed title is named last, and only near by
REACHES = {
    "close": 230,
    "near": 450,
    "led": 1100,
    "far": 1450,
}  # drawing units that a leader line may bridge


def label_texts(day, rows):
    """What a day's names say and who chooses first.

    ``rows``: {unit: (holder, owner, status)}. Returns {code: (forms, three letters)}, {code: one of
    RANKS} of states that choose before the others, and {unit: (forms, form with its status,
    three letters)} of land named besides its holder because its title is disputed.
    """
    codes, classes, iso3 = {row[0] for row in rows.values()}, classes_on(day), iso3_codes()
    texts, ranks, areas = {}, {}, {}
    for code in codes:
        label, code3 = label_of(code, day)
        texts[code] = forms_of(label), code3
        if classes.get(code) in ("member", "new"):
            ranks[code] = classes[code]
    disputed = statuses("disputed")
    for unit, (holder, owner, status) in rows.items():
        if status in disputed and holder != owner and holder in iso3:
            if unit in unit_names():
                areas[unit] = _area_text(unit, owner, status, day)
        elif status in disputed:
            ranks.setdefault(holder, "held")
            if holder not in iso3:
                texts[holder] = _starred(forms_of(label_of(holder, day)[0])), ""
    return texts, ranks, areas


def _starred(forms):
    return tuple(form + STAR for form in forms)


def _area_text(unit, owner, status, day):
    forms, said = forms_of(unit_names()[unit]), tables.texts().get(f"map_{status}")
    whole = f"{forms[0]}\n{said}" if said else ""
    return _starred(forms), whole, label_of(owner, day)[1] if unit == owner else ""


def _forms(table):
    return {
        label: tuple(form.replace(" / ", "\n") for form in forms.split(" | "))
        for label, forms in zip(table["label"], table["forms"], strict=True)
    }


def forms_of(label):
    """The forms in which a name may stand on the map, the best first: those of ``map_names.csv``,
    else in one line and in two.

    >>> forms_of("Saudi Arabia")
    ('Saudi Arabia', 'Saudi\\nArabia')
    """
    usual = tuple(dict.fromkeys((label, in_two_lines(label))))
    return tables.derived(_forms, "map_names").get(label, usual)


def in_two_lines(text):
    """The text broken at the blank that makes the longer line shortest.

    >>> in_two_lines("Saudi Arabia")
    'Saudi\\nArabia'
    """
    breaks = [text[:k] + "\n" + text[k + 1 :] for k, sign in enumerate(text) if sign == " "]
    return min(breaks, key=lambda form: max(map(len, form.split("\n"))), default=text)


def ways_of_state(names, size, rank, screen):
    """[(text, style, way), ...] for a state, the best first; ``size``: cells of its land."""
    forms, code3 = names
    codes = [code3] if code3 and code3 != forms[0] else []
    if not rank:
        return _usual_ways(forms, codes, size)
    plain, small = ("new", "new_small") if rank == "new" else ("plain", "small")
    large = ["large"] if size > 2500 and rank != "new" else []
    inside = [(f, style, "inside") for style in (*large, plain, small) for f in forms]
    tight = [(f, small, way) for way in ("tight", "coast") for f in forms]
    if not codes:  # held land: smaller, and in the type of such land
        small = "area"
        tight += [(f, small, way) for way in ("inside", "tight") for f in forms]
        tight += [(f, style, "tight") for style in SMALLER[screen] for f in forms]
    reaches = ("close", "near") if screen == "wide" or not codes else ()
    near = [(f, small, reach) for reach in reaches for f in forms]
    styles = (small, "code"), (small, "code_tight"), ("tiny", "code_tight")
    short = [(c, style, way) for c in codes for style, way in styles]
    texts = (*forms, *codes) if screen == "wide" else (*codes, *forms)
    sizes = (small,) if codes else (small, *SMALLER[screen])
    led = [(f, style, reach) for reach in ("led", "far") for style in sizes for f in texts]
    return inside + tight + near + short + led


def _usual_ways(forms, codes, size):
    styles = [*(["large"] if size > 2500 else []), "plain", "small"]
    inside = [(f, style, "inside") for style in styles for f in forms]
    inside += [(f, "small", "coast") for f in forms]
    beside = [f for f in forms[:1] if len(f) <= 12] + codes
    led = [(text, "small", "led") for text in beside if codes]
    return inside + [(c, "small", "code") for c in codes] + led


def ways_of_area(names, size, room, screen):
    """The same for land named besides its holder; ``room(text)``: true when the name would leave
    most of the crossed lines in sight.
    """
    forms, whole, code3 = names
    if size < SMALL:
        return [(f, "area", "near") for f in forms]
    roomy = [(f, "area", "roomy") for f in (whole, *forms) if f and room(f)]
    near = [(f, "area", reach) for reach in ("close", "near") for f in forms]
    inside = [(f, "area", "code") for f in forms]
    led = [
        (f, style, reach)
        for reach in ("led", "far")
        for style in ("area", *SMALLER[screen])
        for f in forms
    ]
    codes = [(code3 + STAR, "area", way) for way in ("code", "code_tight") if code3]
    return roomy + near + inside + codes + led


def key_of(labels, day):
    """{three letters: name} of the labels (of one day) that stand with their code, sorted.

    >>> from natokit.labels import Label
    >>> key_of([Label("NL", "NLD", 0, 0, "small")], "1999-03-12")
    {'NLD': 'Netherlands'}
    """
    codes = {label.text: label_of(label.code, day) for label in labels}
    return {
        text: name
        for text, (name, code3) in sorted(codes.items())
        if text == code3 and text != name
    }
