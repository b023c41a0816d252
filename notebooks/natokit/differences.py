"""What differs between two documents of the same kind: all that a language adds to a drawn map."""


def difference(one, other):
    """What to put into a document to get another, as ``merged`` understands it: whole values, and
    for a dict or a list of the same length {key or place: difference}. Raises ValueError where a
    dict has lost a key, which cannot be said so.

    >>> difference({"a": [1, 2], "b": 3}, {"a": [1, 5], "b": 3})
    {'a': {'1': 5}}
    """
    if isinstance(one, dict) and isinstance(other, dict) and set(one) <= set(other):
        pairs = {key: (one.get(key, {}), other[key]) for key in other}
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = {str(k): pair for k, pair in enumerate(zip(one, other, strict=True))}
    elif isinstance(other, dict):
        raise ValueError(f"a dict must keep the keys {sorted(one)}, not {sorted(other)}")
    else:
        return other
    return {key: difference(a, b) for key, (a, b) in pairs.items() if a != b}


def merged(one, change):
    """A document with a difference put in.

    >>> merged({"a": [1, 2], "b": 3}, {"a": {"1": 5}})
    {'a': [1, 5], 'b': 3}
    """
    if not isinstance(change, dict):
        return change
    if isinstance(one, list):
        return [merged(v, change[str(k)]) if str(k) in change else v for k, v in enumerate(one)]
    return {**one, **{key: merged(one.get(key, {}), change[key]) for key in change}}
