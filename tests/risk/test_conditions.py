"""Conditions compared: which lets more through."""

import pytest

from answerable.core.conditions import admits_more, refuses_less

ADMITS = [
    ("a and b", "a"),
    ("a&&b", "b"),
    ("a and b", "a or b"),
    ("(a)&&(b||c)", "a"),
    ("not a", "a"),
    ("!a", "a"),
    ("a", "True"),
    ("a<1", "a<=1"),
    ("a<10", "a<100"),
    ("a>10", "a>1"),
    ("a and b>=10", "a and b>=1"),
]
REFUSES = [
    ("a or b", "a"),
    ("a||b", "b"),
    ("a or b", "a and b"),
    ("a", "a and b"),
    ("not a", "a"),
    ("a", "False"),
    ("a<=1", "a<1"),
    ("a>10", "a>100"),
    ("a or b<10", "a or b<1"),
]
NEITHER = [("a", "b"), ("a and b", "b and a"), ("a==1", "a==2"), ("", ""), ("((", "))"), ("a", "a")]


@pytest.mark.parametrize(("old", "new"), ADMITS)
def test_admits_more(old, new):
    assert admits_more(old, new)
    assert not admits_more(new, old)


@pytest.mark.parametrize(("old", "new"), REFUSES)
def test_refuses_less(old, new):
    assert refuses_less(old, new)
    assert not refuses_less(new, old)


@pytest.mark.parametrize(("old", "new"), NEITHER)
def test_neither(old, new):
    assert not admits_more(old, new)
    assert not refuses_less(old, new)
