"""The part of pandas that the kit's lessons use to look into their tables, in plain Python.

A browser without internet has no pandas. Here a table is a dict of lists; what this module lacks
raises ModuleNotFoundError, and the lesson shows its stored output instead. Where pandas itself is
installed, Python finds that first. `tests/test_deploy_browser.py` runs the lessons with both.
"""

import collections
import csv
import io
import operator


def _absent(what):
    return ModuleNotFoundError(f"pandas is not here; its stand-in has no {what}", name="pandas")


def read_csv(raw, dtype=object, keep_default_na=False, encoding="utf-8"):
    """A table of strings from a binary file, as the kit's tables are read."""
    rows = list(csv.reader(io.StringIO(raw.read().decode(encoding), newline="")))
    head, body = rows[0], [row for row in rows[1:] if row]
    return DataFrame({name: [row[k] for row in body] for k, name in enumerate(head)})


def concat(frames):
    """The rows of some frames, one after the other; a column that one lacks is empty there."""
    columns = dict.fromkeys(name for frame in frames for name in frame.columns)
    cells = {
        name: [cell for f in frames for cell in f._cells.get(name, [None] * len(f))]
        for name in columns
    }
    return DataFrame(cells, [label for frame in frames for label in frame.index])


class Index(list):
    """Labels of rows or columns; a mask picks some."""

    def __getitem__(self, key):
        return Index(_masked(self, key)) if isinstance(key, Series) else super().__getitem__(key)

    tolist = property(lambda self: lambda: list(self))


def _masked(values, mask):
    return [value for value, wanted in zip(values, mask, strict=True) if wanted]


def _is_mask(key):
    return isinstance(key, Series) and all(isinstance(value, bool) for value in key)


class Series:
    """A column, or a row whose labels are the columns."""

    def __init__(self, values, index=None, name=None):
        self._values, self.name = list(values), name
        self.index = Index(range(len(self._values)) if index is None else index)

    def _like(self, values):
        return Series(values, self.index, self.name)

    def __getattr__(self, name):
        if name[:1] != "_" and name in self.index:
            return self._values[self.index.index(name)]
        raise _absent(f"Series.{name}") if name[:1] != "_" else AttributeError(name)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __getitem__(self, key):
        if _is_mask(key):
            return Series(_masked(self, key), _masked(self.index, key), self.name)
        if isinstance(key, list):
            return Series([self[label] for label in key], key, self.name)
        return self._values[self.index.index(key)] if key in self.index else _no_key(key)

    def _with(self, other, how):
        others = other if isinstance(other, Series) else [other] * len(self)
        return self._like(how(a, b) for a, b in zip(self, others, strict=True))

    __eq__ = lambda self, other: self._with(other, operator.eq)  # noqa: E731
    __ne__ = lambda self, other: self._with(other, operator.ne)  # noqa: E731
    __lt__ = lambda self, other: self._with(other, operator.lt)  # noqa: E731
    __le__ = lambda self, other: self._with(other, operator.le)  # noqa: E731
    __gt__ = lambda self, other: self._with(other, operator.gt)  # noqa: E731
    __ge__ = lambda self, other: self._with(other, operator.ge)  # noqa: E731
    __and__ = lambda self, other: self._with(other, operator.and_)  # noqa: E731
    __or__ = lambda self, other: self._with(other, operator.or_)  # noqa: E731
    __add__ = lambda self, other: self._with(other, operator.add)  # noqa: E731
    __hash__ = None

    def __invert__(self):
        return self._like(not value for value in self)

    loc = property(lambda self: self)
    at = property(lambda self: self)
    iloc = property(lambda self: self._values)
    values = property(lambda self: self._values)
    empty = property(lambda self: not self._values)
    str = property(lambda self: _Text(self))

    def isin(self, wanted):
        wanted = set(wanted)
        return self._like(value in wanted for value in self)

    def between(self, low, high):
        return self._like(low <= value <= high for value in self)

    def map(self, how):
        if isinstance(how, Series):
            how = dict(zip(how.index, how, strict=True))
        return self._like(map(how.get if isinstance(how, dict) else how, self))

    apply = map

    def astype(self, kind):
        return self._like(map(kind, self))

    def where(self, wanted, other=None):
        pairs = zip(self, wanted, strict=True)
        return self._like(value if kept else other for value, kept in pairs)

    def idxmin(self):
        return self.index[self._values.index(min(self))]

    def fillna(self, value):
        return self._like(value if cell is None else cell for cell in self)

    def reindex(self, labels):
        at = dict(zip(self.index, self, strict=True))
        return Series(map(at.get, labels), labels, self.name)

    def value_counts(self):
        found = collections.Counter(self).most_common()
        return Series([n for _, n in found], [value for value, _ in found], "count")

    def unique(self):
        return list(dict.fromkeys(self))

    def nunique(self):
        return len(set(self))

    def items(self):
        return zip(self.index, self, strict=True)

    def get(self, label, default=None):
        return self[label] if label in self.index else default

    def to_dict(self):
        return dict(self.items())

    def tolist(self):
        return list(self)

    to_list = tolist

    def sum(self):
        return sum(self)

    def any(self):
        return any(self)

    def all(self):
        return all(self)

    def max(self):
        return max(self)

    def min(self):
        return min(self)


def _no_key(key):
    raise KeyError(key)


class _Text:
    """Work on the texts of a column."""

    def __init__(self, column):
        self._column = column

    def __getitem__(self, key):
        return self._column._like(value[key] for value in self._column)

    def __getattr__(self, name):
        if name not in ("split", "startswith", "endswith", "strip", "lower", "upper", "len"):
            raise _absent(f"Series.str.{name}")
        how = (lambda value: len(value)) if name == "len" else None
        return lambda *args: self._column._like(
            how(value) if how else getattr(value, name)(*args) for value in self._column
        )

    def contains(self, part, case=True, regex=True):
        if regex:
            raise _absent("Series.str.contains with a pattern")
        if not case:
            return self.lower().contains(part.lower(), regex=False)
        return self._column._like(part in value for value in self._column)


class DataFrame:
    """A table: columns of equal length and one label for each row."""

    def __init__(self, cells, index=None, columns=None):
        if isinstance(cells, list):
            rows = cells
            cells = {name: [r.get(name) for r in rows] for name in (rows[0] if rows else columns)}
        self._cells = {name: list(values) for name, values in cells.items()}
        length = len(next(iter(self._cells.values()), []))
        self.index = Index(range(length) if index is None else index)

    columns = property(lambda self: Index(self._cells))
    empty = property(lambda self: not len(self))
    loc = property(lambda self: _Loc(self))
    at = property(lambda self: _Loc(self))
    iloc = property(lambda self: _Iloc(self))

    def __len__(self):
        return len(self.index)

    def __iter__(self):
        return iter(self._cells)

    def __getattr__(self, name):
        if name[:1] != "_" and name in self._cells:
            return self[name]
        raise _absent(f"DataFrame.{name}") if name[:1] != "_" else AttributeError(name)

    def __getitem__(self, key):
        if _is_mask(key):
            return self._rows(_masked(range(len(self)), key))
        if isinstance(key, list):
            return DataFrame({name: self._cells[name] for name in key}, self.index)
        return Series(self._cells[key], self.index, key)

    def __setitem__(self, name, values):
        self._cells[name] = list(values)

    def _rows(self, places):
        places = list(places)
        cells = {name: [values[k] for k in places] for name, values in self._cells.items()}
        return DataFrame(cells, [self.index[k] for k in places])

    def _row(self, place):
        cells = [values[place] for values in self._cells.values()]
        return Series(cells, self.columns, self.index[place])

    def itertuples(self, index=True, name="Pandas"):
        head = (["Index"] if index else []) + list(self._cells)
        columns = ([self.index] if index else []) + list(self._cells.values())
        rows = zip(*columns, strict=True)
        return map(collections.namedtuple(name, head, rename=True)._make, rows) if name else rows

    def iterrows(self):
        return ((label, self._row(k)) for k, label in enumerate(self.index))

    def to_dict(self, orient):
        if orient != "records":
            raise _absent(f"DataFrame.to_dict({orient!r})")
        rows = zip(*self._cells.values(), strict=True)
        return [dict(zip(self._cells, row, strict=True)) for row in rows]

    def set_index(self, name, drop=True):
        cells = {k: values for k, values in self._cells.items() if not drop or k != name}
        return DataFrame(cells, self._cells[name])

    def reset_index(self, drop=False):
        if not drop:
            raise _absent("DataFrame.reset_index that keeps the labels")
        return DataFrame(self._cells)

    def sort_values(self, by, ascending=True, kind="stable"):
        columns = [self._cells[name] for name in ([by] if isinstance(by, str) else by)]
        order = sorted(
            range(len(self)), key=lambda k: [c[k] for c in columns], reverse=not ascending
        )
        return self._rows(order)

    def assign(self, **columns):
        made = {name: list(v(self) if callable(v) else v) for name, v in columns.items()}
        return DataFrame(self._cells | made, self.index)

    def drop(self, columns):
        gone = [columns] if isinstance(columns, str) else columns
        kept = {name: values for name, values in self._cells.items() if name not in gone}
        return DataFrame(kept, self.index)

    def copy(self):
        return DataFrame(self._cells, self.index)

    def query(self, text):
        column, sign, value = text.split(" ", 2)
        how = {"==": operator.eq, "!=": operator.ne}[sign]
        return self[self[column]._with(value.strip("'"), how)]

    def merge(self, other, on):
        rows = [
            one | more
            for one in self.to_dict("records")
            for more in other.to_dict("records")
            if one[on] == more[on]
        ]
        return DataFrame(rows, columns=[*self.columns, *other.columns])

    def groupby(self, by, sort=True):
        groups = {}
        for place, value in enumerate(self._cells[by]):
            groups.setdefault(value, []).append(place)
        return _Groups(
            {key: self._rows(groups[key]) for key in (sorted(groups) if sort else groups)}
        )


class _Groups:
    def __init__(self, parts):
        self._parts = parts

    def __iter__(self):
        return iter(self._parts.items())

    def __getitem__(self, column):
        return _Groups({key: part[column] for key, part in self._parts.items()})

    def nunique(self):
        return Series([part.nunique() for part in self._parts.values()], self._parts)

    def size(self):
        return Series([len(part) for part in self._parts.values()], self._parts)


class _Iloc:
    def __init__(self, frame):
        self._frame = frame

    def __getitem__(self, key):
        places = range(len(self._frame))[key]
        return self._frame._rows(places) if isinstance(key, slice) else self._frame._row(places)


class _Loc:
    """Rows by label, by labels or by mask; after a comma the column."""

    def __init__(self, frame):
        self._frame = frame

    def __getitem__(self, key):
        rows, column = key if isinstance(key, tuple) else (key, None)
        frame, index = self._frame, self._frame.index
        if _is_mask(rows):
            found = frame[rows]
        elif isinstance(rows, (list, Series)):
            found = frame._rows(index.index(r) if r in index else _no_key(r) for r in rows)
        else:
            places = [k for k, label in enumerate(index) if label == rows] or _no_key(rows)
            found = frame._row(places[0]) if len(places) == 1 else frame._rows(places)
        return found if column is None else found[column]
