"""Judging a change: which rules fire on what its definitions lost, gained and changed.

Pure. A fact that is lost in one place and gained in another of the same change was moved, so neither event
counts; a rule about losses looks only at definitions that are still there.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

from answerable.core.comparators import CHECKS, Context
from answerable.core.facts import Delta, Fact
from answerable.core.file_pair import FilePair
from answerable.core.pairing import pair_up
from answerable.core.rules import Clause, Rule, matches
from answerable.core.spelling import tail

__all__ = ["FilePair", "Judged", "judge"]


_Key = TypeVar("_Key")


class Judged(NamedTuple):
    """A rule that fired: on `fact` of `delta`. `other` is the old fact of a changed pair, otherwise `None`."""

    rule: Rule
    clause: Clause
    delta: Delta
    fact: Fact
    other: Fact | None = None


#: What says how quietly a command works, not what it works on.
_MANNER: Final = re.compile(
    r"\s--(?:ignore-not-found|wait|no-wait|quiet|if-exists)(?:=(?:true|false))?(?=\s|$)"
)


class _Sighting(NamedTuple):
    delta: Delta
    fact: Fact
    other: Fact | None


#: How to read the parts of a sighting that patterns speak of. The key is looked at apart, see `_Board`.
_PARTS: Final[dict[str, Callable[[_Sighting], str]]] = {
    "value": lambda each: each.fact.value,
    "owner": lambda each: each.fact.owner,
    "scope": lambda each: each.fact.scope,
    "path": lambda each: each.delta.path,
    "new": lambda each: each.fact.value,
    "old": lambda each: "" if each.other is None else each.other.value,
}


#: What only its own resource or object can lose and gain, in the languages that declare such.
_SETTINGS: Final = frozenset({"attribute", "safeguard", "exposure", "flag"})
_DECLARED: Final = frozenset({"tf", "k8"})


class _Board:
    """All facts of a change by event, kind, language and key.

    A large change says the same things again and again: a clause looks at each different key once.
    """

    def __init__(self, deltas: Sequence[Delta]) -> None:
        self.deltas = deltas
        self.sightings: dict[tuple[str, str, str], dict[str, list[_Sighting]]] = {}
        self.gained: list[Fact] = []
        self.lost: list[tuple[str, Fact]] = []
        for delta in deltas:
            self._add(delta)

    def _add(self, delta: Delta) -> None:
        pairs, unpaired = pair_up(delta.lost, delta.gained)
        self.gained += delta.gained
        self.lost += ((delta.path, fact) for fact in delta.lost)
        for fact in delta.gained:
            self._put("gained", delta, fact, None)
        for fact in delta.lost:
            self._put("gone", delta, fact, None)
        if delta.persists:
            for fact in unpaired:
                self._put("lost", delta, fact, None)
            for old, new in pairs:
                self._put("changed", delta, new, old)

    @cached_property
    def texts_gone(self) -> frozenset[str]:
        """What the change took away, in whatever kind of fact it stood."""
        return frozenset(_bare(fact) for _, fact in self.lost)

    def _put(self, event: str, delta: Delta, fact: Fact, other: Fact | None) -> None:
        keys = self.sightings.setdefault((event, fact.kind, delta.language), {})
        keys.setdefault(fact.key, []).append(_Sighting(delta, fact, other))

    def seen(self, event: str, clause: Clause) -> list[_Sighting]:
        """The facts with this event that the clause is about and whose parts match."""
        seen = [
            sighting
            for kind in clause.kinds
            for language in clause.languages
            for key, sightings in self.sightings.get((event, kind, language), {}).items()
            if _key_fits(clause, key)
            for sighting in sightings
        ]
        for part, pattern in clause.patterns:
            if part != "key":
                seen = [each for each in seen if matches(pattern, _PARTS[part](each))]
        for part, pattern in clause.unless:
            if part != "key":
                seen = [each for each in seen if not matches(pattern, _PARTS[part](each))]
        return seen


def judge(deltas: Sequence[Delta], rules: Iterable[Rule]) -> list[Judged]:
    """The rules that fire on a whole change, in the order of the rules. One fact fires one rule once."""
    board = _Board(deltas)
    if not board.sightings:
        return []
    subjects = {(event, kind) for event, kind, _ in board.sightings}
    languages = {language for _, _, language in board.sightings}
    found: list[Judged] = []
    for rule in rules:
        taken: set[tuple[int, Fact]] = set()
        for clause in rule.clauses:
            # Most clauses are about other languages, or about nothing that happened here.
            if languages.isdisjoint(clause.languages) or not any(
                (clause.event, kind) in subjects for kind in clause.kinds
            ):
                continue
            for sighting in _fired(board, clause):
                place = (id(sighting.delta), sighting.fact)
                if place not in taken:
                    taken.add(place)
                    found.append(Judged(rule, clause, sighting.delta, sighting.fact, sighting.other))
    return found


def _fired(board: _Board, clause: Clause) -> list[_Sighting]:
    seen = board.seen(clause.event, clause)
    if not seen:
        return []
    if clause.same == "secret":
        seen = [each for each in seen if _bare(each.fact) not in board.texts_gone]
    elif clause.event == "gained":
        seen = _without_moved(seen, board.seen("gone", clause), clause.same)
    elif clause.event == "lost":
        seen = _without_moved(seen, board.seen("gained", clause), clause.same)
    if clause.with_lost:
        seen = [sighting for sighting in seen if _went_together(sighting, clause.with_lost)]
    if clause.check:
        check = CHECKS[clause.check]
        seen = [
            each
            for each in seen
            if check(each.fact, each.other, Context(each.delta, board.gained, board.lost, board.deltas))
        ]
    return seen


def _bare(fact: Fact) -> str:
    """What a fact says, without the quotes that some languages put around it."""
    return fact.value.strip("\"'`")


def _key_fits(clause: Clause, key: str) -> bool:
    return all(matches(pattern, key) for part, pattern in clause.patterns if part == "key") and not any(
        matches(pattern, key) for part, pattern in clause.unless if part == "key"
    )


def _without_moved(here: list[_Sighting], there: list[_Sighting], same: str) -> list[_Sighting]:
    """`here` without what moved: inside its file first, so that no other file takes its place there."""
    moved = Counter((each.delta.path, _likeness(each.fact, same)) for each in there)
    staying = [each for each in here if not _taken(moved, (each.delta.path, _likeness(each.fact, same)))]
    if not staying:
        return []
    left = [
        each
        for each in there
        if _taken(moved, (each.delta.path, _likeness(each.fact, same))) and _may_move(each)
    ]
    elsewhere = Counter((_home(each), _likeness(each.fact, same)) for each in left)
    return [each for each in staying if not _taken(elsewhere, (_home(each), _likeness(each.fact, same)))]


def _home(sighting: _Sighting) -> str:
    """Where a fact is at home, whatever file it stands in: a setting moves with its resource."""
    return sighting.fact.scope if _is_setting(sighting) else ""


def _may_move(sighting: _Sighting) -> bool:
    """Whether a fact can have gone to another file, or come from one: a setting of what stays where it is cannot."""
    return not (_is_setting(sighting) and sighting.delta.persists)


def _is_setting(sighting: _Sighting) -> bool:
    return sighting.fact.kind in _SETTINGS and sighting.delta.language in _DECLARED


def _taken(counts: Counter[_Key], key: _Key) -> bool:
    """Take one of what is counted under `key`, if there is one."""
    if counts[key] <= 0:
        return False
    counts[key] -= 1
    return True


def _likeness(fact: Fact, same: str) -> tuple[str, ...]:
    if same == "kind":
        return (fact.kind,)
    if same == "text":
        return (fact.value,)
    if same == "key":
        return fact.kind, tail(fact.key)
    if same == "object":
        return fact.kind, tail(fact.key), _MANNER.sub("", fact.value)
    return fact.kind, tail(fact.key), fact.value


def _went_together(sighting: _Sighting, kind: str) -> bool:
    return any(fact.kind == kind and fact.value == sighting.fact.key for fact in sighting.delta.lost)
