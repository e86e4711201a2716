"""Claims against an oracle: every word of every text is unique, so whose it is needs no algorithm."""

import random

import pytest

from answerable.core.claiming import claim_edit, fill, outlives
from answerable.core.origin import COMMITTED, TYPED, UNKNOWN, Author, Grade, Mechanism, Origin
from answerable.core.renames import pair_renames
from answerable.core.report import Replacement, redo, undo
from answerable.core.text import Attributed, content, uniform

ONE = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "one")
TWO = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "two")


class Words:
    """Lines of unique words, and who wrote each."""

    def __init__(self, rng):
        self.rng = rng
        self.lines = []
        self.owner = {}
        self.count = 0

    def fresh(self, owner):
        self.count += 1
        word = f"w{self.count}x"
        self.owner[word] = owner
        return word

    def act(self, owner, *, delete=True):
        """One to four edits by `owner`: lines inserted, words inserted, replaced or deleted."""
        for _ in range(self.rng.randrange(1, 5)):
            kind = self.rng.randrange(4)
            at = self.rng.randrange(len(self.lines) + 1)
            if kind == 0 or not self.lines:
                self.lines.insert(at, [self.fresh(owner) for _ in range(self.rng.randrange(1, 6))])
                continue
            line = self.lines[at % len(self.lines)]
            place = self.rng.randrange(len(line) + 1)
            if kind == 1:
                line.insert(place, self.fresh(owner))
            elif kind == 2 and delete and line:
                line[place % len(line)] = self.fresh(owner)
            elif delete:
                self.lines.remove(line)

    def text(self):
        return "".join(" ".join(line) + "\n" for line in self.lines)


def owners(attributed):
    """The origin of every word of a text."""
    found = {}
    for line, runs in zip(attributed.lines, attributed.runs, strict=True):
        at = 0
        for length, origin in runs:
            for word in line[at : at + length].split():
                found[word] = origin
            at += length
    return found


def check_owners(words, attributed):
    """Every word belongs to whoever the oracle says."""
    assert content(attributed) == words.text()
    assert owners(attributed) == {word: words.owner[word] for line in words.lines for word in line}


@pytest.mark.parametrize("seed", range(150))
def test_a_chain_of_edits_by_two_agents_and_a_human(seed):
    words = Words(random.Random(seed))
    words.act(COMMITTED)
    state = uniform(words.text(), COMMITTED)
    for _ in range(12):
        actor = words.rng.choice([ONE, TWO, TYPED])
        words.act(actor)
        state = claim_edit(state, words.text(), actor)
        check_owners(words, state)


@pytest.mark.parametrize("seed", range(150))
def test_what_others_wrote_during_an_edit_stays_theirs(seed):
    words = Words(random.Random(seed))
    words.act(COMMITTED)
    before = uniform(words.text(), COMMITTED)
    words.act(words.rng.choice([TYPED, TWO]), delete=False)
    meanwhile = Attributed(before.lines, before.runs)
    for owner in {words.owner[word] for line in words.lines for word in line} - {COMMITTED}:
        meanwhile = claim_edit(before, words.text(), owner)
    words.act(ONE)
    check_owners(words, claim_edit(before, words.text(), ONE, meanwhile))


@pytest.mark.parametrize("seed", range(100))
def test_whole_lines_that_git_brought_in_are_not_claimed(seed):
    words = Words(random.Random(seed))
    words.act(UNKNOWN)
    before = uniform(words.text(), UNKNOWN)
    for _ in range(3):
        words.lines.insert(
            words.rng.randrange(len(words.lines) + 1), [words.fresh(COMMITTED) for _ in range(4)]
        )
    foreign = words.text()
    words.lines.append([words.fresh(ONE)])
    check_owners(words, claim_edit(before, words.text(), ONE, foreign=[foreign]))


def test_filling_replaces_only_what_is_unknown():
    text = "alpha beta\n"
    first = Attributed((text,), (((6, ONE), (5, UNKNOWN)),))
    assert owners(fill(first, uniform(text, TYPED))) == {"alpha": ONE, "beta": TYPED}


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        ("a b c", [("b", "x", False)], "a x c"),
        ("a b b", [("b", "x", False)], None),
        ("a b b", [("b", "x", True)], "a x x"),
        ("a b", [("b", "c", False), ("c", "d", False)], "a d"),
        ("a", [("z", "y", False)], None),
        ("", [("", "new", False)], "new"),
        ("a", [("", "new", False)], None),
    ],
)
def test_edits_are_redone_only_where_they_fit(text, edits, expected):
    told = [Replacement(*edit) for edit in edits]
    assert redo(text, told) == expected
    if expected and not any(edit.every for edit in told):
        assert undo(expected, told) == text


def test_an_ambiguous_edit_is_not_undone():
    assert undo("x x", [Replacement("b", "x")]) is None
    assert undo("a", [Replacement("b", "")]) is None


@pytest.mark.parametrize(
    ("vanished", "appeared", "expected"),
    [
        ({"a": "1\n2\n"}, {"b": "1\n2\n"}, {"b": "a"}),
        ({"a": "1\n2\n3\n"}, {"b": "1\n2\n4\n"}, {"b": "a"}),
        ({"a": "1\n2\n3\n"}, {"b": "7\n8\n9\n"}, {}),
        ({"a": "1\n2\n3\n4\n", "c": "1\n2\n3\n9\n"}, {"b": "1\n2\n3\n9\n"}, {"b": "c"}),
        ({"a": "x\n"}, {"b": "x\n", "c": "x\n"}, {"b": "a"}),
        ({"a": "\n \n"}, {"b": "\n \n"}, {}),
        ({}, {"b": "x\n"}, {}),
    ],
)
def test_renames(vanished, appeared, expected):
    assert pair_renames(vanished, appeared) == expected


@pytest.mark.parametrize(
    ("before", "after", "now", "expected"),
    [
        ("a\n", "a\nvalue = compute()\n", "a\nvalue = compute()\nhand\n", True),
        ("a\n", "a\nvalue = compute()\n", "hand\na\n\nvalue = compute()\n", True),
        ("", "value = compute()\n}\n", "value = compute()\nhand\n}\n", True),
        ("a\n", "a\nvalue = compute()\n", "a\nvalue = other()\n", False),
        ("a\n", "a\nvalue = compute()\nnext(value)\n", "a\nvalue = compute()\n", False),
        ("a\n", "a\nvalue = compute()\n", "a\n", False),
        ("a\n", "a\n}\n", "a\n}\nb\n", False),
        ("a\nb\n", "a\n", "a\nhand\n", False),
    ],
)
def test_an_edit_is_found_under_later_ones_by_its_whole_lines(before, after, now, expected):
    assert outlives(before, after, now) is expected
