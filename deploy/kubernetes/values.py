"""The values files as Helm sees them: later files laid over earlier ones."""

import re
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
PLANS = {
    "300": ["values-class300.yaml"],
    "3000": ["values-class300.yaml", "values-3000.yaml"],
}
FREE = {"hub.config", "singleuser.extraEnv", "singleuser.extraFiles.slim.data"}  # anything inside
# K, M and G are read as the Hub reads them, by 1024; Kubernetes itself means thousands by them.
UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "Ki": 1024, "Mi": 1024**2, "Gi": 1024**3}


def merged(under, over):
    """Two mappings as one.

    >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    out = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = merged(out[key], value) if both else value
    return out


def plan(pupils, *more):
    """Values for "300" or "3000" pupils, with further files laid over them."""
    values = {}
    for name in [*PLANS[pupils], *more]:
        values = merged(values, yaml.safe_load((HERE / name).read_text(encoding="utf-8")))
    return values


def leaves(values, before=""):
    """Dotted names of what is set; stops where the chart lets anything stand.

    >>> list(leaves({"cull": {"every": 300}, "hub": {"config": {"A": 1}}}))
    ['cull.every', 'hub.config']
    """
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and name not in FREE:
            yield from leaves(value, f"{name}.")
        else:
            yield name


def amount(text):
    """A quantity as a number: cores, or bytes.

    >>> amount("500m"), amount("1Gi") == amount("1G"), amount(2)
    (0.5, True, 2.0)
    """
    found = re.fullmatch(r"([0-9.]+)(m|[KMG]i?|)", str(text))
    if not found:
        raise ValueError(f"{text!r} is no amount; write for example 0.5, 500m, 300M or 2Gi")
    number, unit = found.groups()
    return float(number) / 1000 if unit == "m" else float(number) * UNITS[unit]
