"""What differs between two documents, and a document made from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natokit.differences import difference, merged

KEYS = st.sampled_from("abc")
PLAIN = st.one_of(st.integers(0, 2), st.text("xy", max_size=2), st.none())
PAIRS = st.recursive(
    st.tuples(PLAIN, PLAIN),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda pairs: tuple([p[k] for p in pairs] for k in (0, 1))),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda pairs: tuple({key: p[k] for key, p in pairs.items()} for k in (0, 1))
        ),
    ),
    max_leaves=12,
)


@given(PAIRS)
def test_a_document_comes_back_from_its_difference(pair):
    one, other = pair
    assert merged(one, difference(one, other)) == other


def test_a_list_of_another_length_and_a_new_key_come_back_whole():
    one, other = {"a": [1, 2]}, {"a": [3], "b": {"c": 1}}
    assert difference(one, other) == {"a": [3], "b": {"c": 1}}
    assert merged(one, difference(one, other)) == other


def test_a_lost_key_is_refused():
    with pytest.raises(ValueError, match="must keep the keys"):
        difference({"a": {"b": 1}}, {"a": {}})
