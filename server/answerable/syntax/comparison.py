"""One file of a change: which definitions are dirty, and what each lost and gained."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from answerable.core.alignment import changed_span
from answerable.core.contracts.declared import declared, demands
from answerable.core.contracts.offers import offered
from answerable.core.contracts.schemas import contract_kind, wire_facts
from answerable.core.facts import Delta, Fact, compare
from answerable.core.guardrails import guardrail_facts, is_guardrail
from answerable.core.holders import with_holder
from answerable.core.leftovers import leftovers
from answerable.core.manifests.kinds import ecosystem_of, kind_of
from answerable.core.manifests.reading import installed, manifest_facts
from answerable.core.reductions import taken_out
from answerable.core.risk import FilePair
from answerable.core.whole.expectations import is_test_path
from answerable.syntax.languages import Language
from answerable.syntax.pieces import Piece

__all__ = ["FileDelta", "contrast", "dirty", "is_test"]

_SCRIPTS: Final = frozenset({"sh", "sql"})
_ALIKE: Final = 0.5
_MANY: Final = 400  # pairs of definitions that are tried for a rename


class FileDelta(NamedTuple):
    """The deltas of one file. The facts are all those of its dirty pieces, to choose among equal ones."""

    deltas: tuple[Delta, ...]
    old_facts: tuple[Fact, ...]
    new_facts: tuple[Fact, ...]


def is_test(path: str, language: Language) -> bool:
    """Whether a file of the language is test code, by its path."""
    return bool(language.tests) and _pattern(language.tests).search(path) is not None


def dirty(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces that stand on one side only. What stands on both costs nothing further.

    Of equal pieces those at the beginning and at the end of both texts stay: a copy above the original is the new one.
    """
    keys = list(map(_key, old)), list(map(_key, new))
    span = changed_span(*keys)
    old, new = old[span.old_start : span.old_end], new[span.new_start : span.new_end]
    here, there = Counter(map(_key, old)), Counter(map(_key, new))
    return _unmatched(old, there), _unmatched(new, here)


def contrast(pair: FilePair, language: Language, before: Sequence[Fact], after: Sequence[Fact]) -> FileDelta:
    """What the definitions of a file lost and gained, given the facts of its dirty pieces."""
    before, after = [*before, *leftovers(pair.old)], [*after, *leftovers(pair.new)]
    if language.code == "df":
        before, after = [*before, *installed(before)], [*after, *installed(after)]
    defined, defines = _definitions(before), _definitions(after)
    renamed = _renames(before, after, defined - defines, defines - defined)
    gone, come = defined - defines - set(renamed.values()), defines - defined - renamed.keys()
    # A new block of a document is no edit of one that was there.
    one_sided = gone | come if language.reader else gone
    by_scope_old, by_scope_new = _by_scope(before, {}), _by_scope(after, renamed)
    deltas = []
    for scope in dict.fromkeys((*by_scope_old, *by_scope_new)):
        lost, gained = compare(by_scope_old.get(scope, ()), by_scope_new.get(scope, ()))
        if language.reader:
            lost = with_holder(lost, by_scope_old.get(scope, ()), by_scope_new.get(scope, ()))
        if lost or gained:
            persists = bool(pair.new) and not any(
                scope == each or scope.startswith(f"{each}.") for each in one_sided
            )
            deltas.append(
                Delta(pair.path, language.code, scope, tuple(lost), tuple(gained), persists, pair.new)
            )
    deleted, added = _outermost(before, gone), (*_outermost(after, come), *_members(after, come))
    deltas += _guarded(pair, language)
    deltas += _reduced(pair, language, before, after)
    deltas += [*_manifested(pair), *_contracted(pair, language, before, after, gone)]
    lost, gained = compare(_addresses(before), _addresses(after))
    deleted, added = (*deleted, *lost), (*added, *gained)
    if deleted or added:
        # That a definition went is a loss of what held it, even when the whole file went.
        deltas.append(Delta(pair.path, language.code, "", deleted, added, True, pair.new))
    return FileDelta(tuple(deltas), tuple(before), tuple(after))


def _key(piece: Piece) -> tuple[str, bytes]:
    return piece.scope, piece.text


def _unmatched(pieces: Iterable[Piece], others: Counter[tuple[str, bytes]]) -> list[Piece]:
    waiting = others.copy()
    left = []
    for piece in pieces:
        key = _key(piece)
        if waiting[key] > 0:
            waiting[key] -= 1
        else:
            left.append(piece)
    return left


def _definitions(facts: Iterable[Fact]) -> set[str]:
    return {fact.key for fact in facts if fact.kind == "definition"}


def _outermost(facts: Iterable[Fact], scopes: set[str]) -> tuple[Fact, ...]:
    """The definitions among `scopes` that stand in none of the others, under their own names."""
    found = []
    for fact in facts:
        holder, _, name = fact.key.rpartition(".")
        if fact.kind == "definition" and fact.key in scopes and holder not in scopes:
            found.append(fact._replace(key=name, scope=holder))
    return tuple(found)


def _members(facts: Iterable[Fact], scopes: set[str]) -> Iterator[Fact]:
    """The definitions among `scopes` that stand in others of them: what moved to a new class is among its members."""
    for fact in facts:
        holder, _, name = fact.key.rpartition(".")
        if fact.kind == "definition" and fact.key in scopes and holder in scopes:
            yield fact._replace(kind="member", key=name, scope=holder)


def _guarded(pair: FilePair, language: Language) -> list[Delta]:
    """The lines that a guardrail file of another language lost and gained."""
    if language.reader == "lines" or not is_guardrail(pair.path):
        return []
    lost, gained = compare(
        list(guardrail_facts(pair.path, pair.old)), list(guardrail_facts(pair.path, pair.new))
    )
    return (
        [Delta(pair.path, "paths", "", tuple(lost), tuple(gained), True, pair.new)] if lost or gained else []
    )


def _reduced(
    pair: FilePair, language: Language, before: Iterable[Fact], after: Iterable[Fact]
) -> list[Delta]:
    """The definitions out of which something was only taken."""
    if is_test(pair.path, language):
        return []
    taken = taken_out(language.code, pair.lines, before, after)
    return [Delta(pair.path, language.code, fact.scope, (fact,), (), True, pair.new) for fact in taken]


def _manifested(pair: FilePair) -> list[Delta]:
    """What a manifest or lock file, of whatever language, lost and gained."""
    kind = kind_of(pair.path)
    if not kind:
        return []
    lost, gained = compare(
        list(manifest_facts(pair.path, pair.old)), list(manifest_facts(pair.path, pair.new))
    )
    if not lost and not gained:
        return []
    return [Delta(pair.path, ecosystem_of(kind), "", tuple(lost), tuple(gained), bool(pair.new), pair.new)]


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _contracted(
    pair: FilePair, language: Language, before: Iterable[Fact], after: Iterable[Fact], gone: set[str]
) -> Iterator[Delta]:
    """What a file no longer offers to others by name, or offers anew. It goes with its file and its definition too.

    An object, a document or a script that is gone as a whole is a loss of its own.
    """
    if is_test_path(pair.path) or (not pair.new and (language.reader or language.code in _SCRIPTS)):
        return
    kind = contract_kind(pair.path, pair.new or pair.old)
    if kind:
        old, new = (list(wire_facts(kind, text)) for text in (pair.old, pair.new))
    else:
        code = language.code
        old, new = ([*offered(facts, code), *declared(facts, code)] for facts in (before, after))
    lost, gained = compare(old, new)
    if language.reader:
        lost = [fact for fact in lost if fact.scope not in gone]
    gained = [*gained, *demands(old, gained, pair.old)]
    if lost or gained:
        code = "api" if kind else language.code
        yield Delta(pair.path, code, "", tuple(lost), tuple(gained), True, pair.new)


def _addresses(facts: Iterable[Fact]) -> list[Fact]:
    """What exists by being written down: it goes with its file too."""
    return [fact for fact in facts if fact.kind in {"address", "link"}]


def _by_scope(facts: Iterable[Fact], renamed: dict[str, str]) -> dict[str, list[Fact]]:
    scopes: dict[str, list[Fact]] = {}
    for fact in facts:
        scope = renamed.get(fact.scope, fact.scope)
        if fact.kind not in {"definition", "address", "link", "wire"}:
            scopes.setdefault(scope, []).append(fact)
    return scopes


def _renames(before: Iterable[Fact], after: Iterable[Fact], gone: set[str], come: set[str]) -> dict[str, str]:
    """New names of definitions with the old name each had, by the facts that both hold."""
    if not gone or not come or len(gone) * len(come) > _MANY:
        return {}
    old, new = _identities(before, gone), _identities(after, come)
    ranked = sorted(
        ((_likeness(old[was], new[now]), was, now) for was in old for now in new),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    renamed: dict[str, str] = {}
    for likeness, was, now in ranked:
        if likeness >= _ALIKE and now not in renamed and was not in renamed.values():
            renamed[now] = was
    return renamed


def _identities(facts: Iterable[Fact], scopes: set[str]) -> dict[str, Counter[tuple[str, str, str]]]:
    found: dict[str, Counter[tuple[str, str, str]]] = {}
    for fact in facts:
        if fact.scope in scopes and fact.kind != "definition":
            found.setdefault(fact.scope, Counter())[fact.identity] += 1
    return found


def _likeness(one: Counter[tuple[str, str, str]], other: Counter[tuple[str, str, str]]) -> float:
    total = max(one.total(), other.total())
    return (one & other).total() / total if total else 0.0
