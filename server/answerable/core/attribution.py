"""Attribution: from what is known about a text to the record's regions, and back.

Several accounts of one text are joined, best first. A snapshot speaks about characters, a record only about whole
lines, and the parent's text says what was there before: nobody's in this change.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.anchors import relocate
from answerable.core.origin import (
    COMMITTED,
    UNKNOWN,
    Author,
    Grade,
    Mechanism,
    Origin,
    intern_origin,
)
from answerable.core.record import FileEntry, RegionEntry, SessionEntry
from answerable.core.regions import merge
from answerable.core.runs import mapped
from answerable.core.text import Attributed, Runs, uniform
from answerable.core.transfer import transfer

__all__ = ["Accounts", "attribute", "earlier_text", "is_open", "source_from_record"]


class Accounts(NamedTuple):
    """What can be asked about one text: each kind is iterated over, best first, only as far as it is needed.

    `snapshots` know about characters; `records` are accounts of this very text (`source_from_record`) and know about
    whole lines; `versions` are the earlier texts that the commit replaces, those of its parents in `COMMITTED`.
    """

    snapshots: Iterable[Attributed] = ()
    records: Iterable[Attributed] = ()
    versions: Iterable[Attributed] = ()


def attribute(text: str, lines: Sequence[int], accounts: Accounts) -> Attributed:
    """`text` with what the accounts know about its 0-based `lines`; what none knows is `UNKNOWN`."""
    result = _join(uniform(text, UNKNOWN), lines, accounts.snapshots)
    # What a snapshot calls committed may have been committed since the parent: in an amended commit, for one.
    result = _forget_committed(result, lines)
    filled: set[int] = set()
    if is_open(result, lines):
        for recorded in accounts.records:
            result = _fill(result, recorded, filled)
            if not is_open(result, lines):
                break
    # A record speaks about whole lines: what it calls mixed must not be refined by what the line was before.
    return _join(result, lines, accounts.versions, filled)


def is_open(attributed: Attributed, lines: Iterable[int]) -> bool:
    """Whether more could be learnt about one of the 0-based `lines`."""
    return bool(_open_lines(attributed, lines))


def earlier_text(text: str, base: Origin, known: Iterable[Attributed] = ()) -> Attributed:
    """The text of an earlier commit: `base`, but for what records `known` say about it."""
    result = uniform(text, base)
    for recorded in known:
        result = _fill(result, recorded, set())
    return result


def source_from_record(
    entry: FileEntry, sessions: Mapping[str, SessionEntry], lines: Sequence[str]
) -> Attributed:
    """What a record knows about the lines of a text, found by their hashes; the other lines are `UNKNOWN`."""
    regions = entry["regions"]
    hashes = [one for region in regions for one in region["hashes"]]
    owners = [region for region in regions for _ in region["hashes"]]
    runs: list[Runs] = [((len(line), UNKNOWN),) for line in lines]
    origins: dict[int, Origin] = {}
    for owner, line in zip(owners, relocate(hashes, lines), strict=True):
        if line is not None and lines[line].strip():
            origin = origins.get(id(owner))
            if origin is None:
                origin = origins[id(owner)] = _recorded_origin(owner, sessions)
            runs[line] = _recorded_runs(lines[line], origin, is_mixed=owner["class"] == "mixed")
    return Attributed(tuple(lines), tuple(runs))


def _join(
    known: Attributed, lines: Sequence[int], sources: Iterable[Attributed], settled: Collection[int] = ()
) -> Attributed:
    """`known` with what the sources say about characters of `lines`, asked one by one while a line is open.

    The lines `settled` stay as they are.
    """
    wanted = _open_lines(known, [line for line in lines if line not in settled])
    text = "".join(known.lines) if wanted else ""
    for source in sources if wanted else ():
        if _helps(source, known, wanted):
            same = source if source.lines == known.lines else transfer(source, text, UNKNOWN)
            # Most often the newest snapshot is of the very text, and all there is to know.
            is_first = not settled and not any(map(_says_something, known.runs))
            known = same if is_first else _merged(known, same, wanted)
            wanted = _open_lines(known, wanted)
            if not wanted:
                break
    return known


def _open_lines(known: Attributed, lines: Iterable[int]) -> list[int]:
    return [line for line in lines if _is_open(known.lines[line], known.runs[line])]


def _helps(source: Attributed, known: Attributed, lines: Iterable[int]) -> bool:
    """Whether a source can change what a line is. What the parent had matters only beside something known."""
    return any(map(_says_something, source.runs)) or any(_says_something(known.runs[line]) for line in lines)


def _merged(known: Attributed, same: Attributed, lines: Iterable[int]) -> Attributed:
    """`known` with `lines` merged with those of `same`, an account of the same text."""
    changed = [line for line in lines if known.runs[line] != same.runs[line]]
    texts = tuple(known.lines[line] for line in changed)
    merged = merge(
        Attributed(texts, tuple(known.runs[line] for line in changed)),
        Attributed(texts, tuple(same.runs[line] for line in changed)),
    )
    runs = list(known.runs)
    for line, own in zip(changed, merged.runs, strict=True):
        runs[line] = own
    return Attributed(known.lines, tuple(runs))


def _is_open(line: str, runs: Runs) -> bool:
    """Whether something on a line is nobody's. What the parent had is settled once somebody changed the line."""
    if len(runs) == 1:
        return runs[0][1].author is Author.UNKNOWN and bool(line.strip())
    unknown = [origin for _, origin in runs if origin.author is Author.UNKNOWN]
    return len(unknown) == len(runs) or any(origin != COMMITTED for origin in unknown)


def _forget_committed(known: Attributed, lines: Iterable[int]) -> Attributed:
    changed = {
        line: known.runs[line] for line in lines if any(origin == COMMITTED for _, origin in known.runs[line])
    }
    if not changed:
        return known
    runs = list(known.runs)
    for line, own in changed.items():
        runs[line] = mapped(own, lambda origin: UNKNOWN if origin == COMMITTED else origin)
    return Attributed(known.lines, tuple(runs))


def _fill(known: Attributed, recorded: Attributed, filled: set[int]) -> Attributed:
    """`known` with the lines whose author only the record knows; their numbers are added to `filled`."""
    runs = list(known.runs)
    for line, (mine, theirs) in enumerate(zip(known.runs, recorded.runs, strict=True)):
        if _has_author(theirs) and not _has_author(mine):
            runs[line] = theirs
            filled.add(line)
    return Attributed(known.lines, tuple(runs))


def _has_author(runs: Runs) -> bool:
    return any(origin.author is not Author.UNKNOWN for _, origin in runs)


def _says_something(runs: Runs) -> bool:
    return any(origin not in _NOTHING_SAID for _, origin in runs)


_NOTHING_SAID: Final = frozenset({UNKNOWN, COMMITTED})


def _recorded_origin(region: RegionEntry, sessions: Mapping[str, SessionEntry]) -> Origin:
    session = sessions.get(region.get("session", ""))
    mechanism = region["mechanism"]
    return intern_origin(
        Origin(
            Author(region["author"]),
            # A later version may know more mechanisms.
            Mechanism(mechanism) if mechanism in _MECHANISMS else Mechanism.UNKNOWN,
            Grade(region["grade"]),
            agent=session["agent"] if session else "",
            version=session["version"] if session else "",
            model=session["model"] if session else "",
            session=session["conversation"] if session else "",
            reviewed_by=tuple(region.get("reviewers", ())),
        )
    )


_MECHANISMS: Final = frozenset(mechanism.value for mechanism in Mechanism)


def _recorded_runs(line: str, origin: Origin, *, is_mixed: bool) -> Runs:
    """A whole line of `origin`, but for its last character when other hands were on the line too."""
    last = len(line.rstrip()) - 1
    if not is_mixed or last < 1:
        return ((len(line), origin),)
    return ((last, origin), (len(line) - last, UNKNOWN))
