"""What an edit takes out of a definition, and how much that weighs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.facts import Delta, Fact
from answerable.core.finding import Level
from answerable.core.reductions import is_part, taken_out
from answerable.core.text import split_lines
from answerable.core.weighing import weighed

WORDS = ["alpha", "beta(x)", "gamma = 1", "if delta:", "return epsilon", "zeta"]


def definition(text, name="work"):
    return Fact("definition", name, "", "", name, 0, text.count("\n") + 1)


def taken(code, old, new):
    return [
        (each.value, each.line)
        for each in taken_out(
            code, (split_lines(old), split_lines(new)), [definition(old)], [definition(new)]
        )
    ]


@pytest.mark.parametrize(
    ("code", "old", "new", "found"),
    [
        ("py", "def work():\n    a()\n    b(1)\n", "def work():\n    a()\n", [("b(1)", 2)]),
        ("py", "def work():\n    return a(b, c)\n", "def work():\n    return a(b)\n", [(",c", 1)]),
        ("py", "def work():\n    return a(b)\n", "def work():\n    return a(b, c)\n", []),
        ("py", "def work():\n    return a(b)\n", "def work():\n    return c(b)\n", []),
        ("py", "def work():\n    # why\n    a()\n", "def work():\n    a()\n", []),
        ("py", 'def work():\n    """Why."""\n    a()\n', "def work():\n    a()\n", []),
        ("py", "def work():\n    import a\n    b()\n", "def work():\n    b()\n", []),
        ("py", "def work():\n    print('a b')\n", "def work():\n    print('a')\n", []),
        ("js", "work() {\n  // a()\n  /* b() */\n  c();\n}\n", "work() {\n  c();\n}\n", []),
        ("js", "work() {\n  return a && b;\n}\n", "work() {\n  return a;\n}\n", [("&& b", 1)]),
        ("c", "work() {\n  std::free(a);\n}\n", "work() {\n  free(a);\n}\n", []),
        ("ja", "public final work() {\n  a();\n}\n", "work() {\n  a();\n}\n", []),
        ("rb", "def work\r\n  a\r\n  b\r\nend\r\n", "def work\r\n  a\r\nend\r\n", [("b", 2)]),
        ("sql", "work\na\n", "work\n", []),
    ],
)
def test_what_went(code, old, new, found):
    assert taken(code, old, new) == found


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=12, unique=True), st.data())
def test_what_is_taken_out_is_found_and_what_is_put_in_is_not(words, data):
    kept = data.draw(st.lists(st.sampled_from(words), unique=True, max_size=len(words) - 1).map(set))
    old = "\n".join(["def work():", *words])
    new = "\n".join(["def work():", *(word for word in words if word in kept)])
    assert bool(taken("py", old, new)) == (len(kept) < len(words))
    assert taken("py", new, old) == []


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["py", "js", "c", "rb"]))
def test_any_texts_have_an_answer(old, new, code):
    facts = taken_out(code, (split_lines(old), split_lines(new)), [definition(old)], [definition(new)])
    assert all(0 <= each.line < each.end_line for each in facts)


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_a_part_is_what_some_choice_leaves(part, whole):
    reached = {0}
    for token in whole:
        reached |= {at + 1 for at in reached if at < len(part) and part[at] == token}
    assert is_part(part, whole) == (len(part) in reached)


def delta(lost, gained, scope="work"):
    facts = [
        tuple(Fact(kind, key, value, "", scope, 0, 1) for kind, key, value in side) for side in (lost, gained)
    ]
    return Delta("a.py", "py", scope, *facts, True, "")


GUARD = ("guard", "raise X", "a and b")
CALLS = [("call", f"f{number}", "()") for number in range(8)]
OTHERS = [delta([call], [], f"other{number}") for number, call in enumerate(CALLS)]


@pytest.mark.parametrize(
    ("lost", "gained", "others", "level"),
    [
        ([GUARD], [], [], Level.REVIEW),
        ([GUARD, *CALLS[:3]], [("guard", "raise X", "a")], [], Level.REVIEW),
        ([GUARD], [], OTHERS, Level.WARN),
        ([GUARD], [("guard", "raise X", "c")], [], Level.WARN),
        ([GUARD, *CALLS[:6]], CALLS[6:], [], Level.WARN),
        ([GUARD, *CALLS[:6]], CALLS[6:], OTHERS, Level.INFO),
        ([GUARD, *CALLS[:3]], CALLS[3:], [], Level.INFO),
        ([GUARD], [], [delta([("definition", "gone", "")], [], "")], Level.WARN),
    ],
)
def test_a_loss_weighs_less_the_more_else_was_done(lost, gained, others, level):
    this = delta(lost, gained)
    assert weighed(Level.REVIEW, this.lost[0], this, [this, *others]) is level


def test_nothing_gets_heavier_by_weighing():
    this = delta([GUARD], [])
    levels = [Level.WARN, Level.INFO]
    assert [weighed(level, this.lost[0], this, [this, *OTHERS]) for level in levels] == levels


def test_a_whole_definition_weighs_fully_alone():
    gone = delta([("definition", "gone", "")], [], "")
    assert weighed(Level.REVIEW, gone.lost[0], gone, [gone]) is Level.REVIEW
    assert weighed(Level.REVIEW, gone.lost[0], gone, [gone, delta([], [GUARD])]) is Level.WARN
