"""Settings files: what their lines say, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.syntax.settings import entries, entry_facts


def _said(text):
    return [
        (fact.key, fact.value, entry.line + fact.line)
        for entry in entries(text)
        for fact in entry_facts(entry)
        if fact.kind == "attribute"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# none\n; none\n! none\n\n", []),
        ("A=1\nexport B='x y' # why\n", [("A", "1", 0), ("B", "x y", 1)]),
        ("[a.b]\nc = 1 # why\n[[d]]\n'e f' = \"g\"\n", [("a.b.c", "1", 1), ("d.e f", "g", 3)]),
        ("[a]\nb = [\n  'c', # why\n  {d = 1, e = [2]},\n]\nf = 3\n", [("a.b[]", "c", 2), ("a.b[].d", "1", 3), ("a.b[].e[]", "2", 3), ("a.f", "3", 5)]),
        ("a = { b = 'c', d = { e = 1 } }\n", [("a.b", "c", 0), ("a.d.e", "1", 0)]),
        ('a = """\nb = 1\n"""\nc = 2\n', [("a", "b = 1", 0), ("c", "2", 3)]),
        ("[t]\ncommands =\n    one --two\n    three\nx = 1\n", [("t.commands[]", "one --two", 2), ("t.commands[]", "three", 3), ("t.x", "1", 4)]),
        ("a.b: c\na=b=c\nempty =\n", [("a.b", "c", 0), ("a", "b=c", 1), ("empty", "", 2)]),
        ("a = b \\\n  c\nd = 1\n", [("a[]", "b", 0), ("a[]", "c", 1), ("d", "1", 2)]),
        ("a = [\nb = 1\n", [("a[].b", "1", 1)]),
    ],
)  # fmt: skip
def test_entries(text, said):
    assert _said(text) == said


@given(st.text(alphabet="ab=:[]{}\"'\\#, \n.1", max_size=80))
def test_nothing_raises_and_lines_are_in_the_text(text):
    last = 0
    for entry in entries(text):
        assert last <= entry.line < entry.end_line <= text.count("\n") + 1
        last = entry.end_line
        for fact in entry_facts(entry):
            assert entry.line + fact.line < entry.end_line
