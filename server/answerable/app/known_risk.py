"""The risk of a change that somebody has looked at already: an editor, or the hook of an earlier attempt."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from answerable.core.errors import JournalUnavailable
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding
from answerable.core.remembered import change_key, decode_findings, encode_findings

__all__ = ["FindingsMemory", "findings_once", "known_findings", "remember_findings"]


class FindingsMemory(Protocol):
    """The part of the journal that is needed here."""

    def known_findings(self, changes: Iterable[str]) -> Mapping[str, bytes]:
        """What is kept about each of these changes."""
        ...

    def keep_findings(self, change: str, findings: bytes) -> None:
        """Keep what was found in a change."""
        ...


def known_findings(
    pairs: Sequence[FilePair], edition: str, memory: FindingsMemory
) -> Sequence[Finding] | None:
    """The findings of a change, or `None` when nobody has looked at it.

    Files that are silent alone are silent together: another file of the change can only take a finding back (what is
    lost here and gained there was moved), never bring one. So a change is known also when each of its files is known
    to be silent, as an editor finds them out one by one.
    """
    whole = change_key(edition, pairs)
    alone = [change_key(edition, [pair]) for pair in pairs] if len(pairs) > 1 else []
    known = {
        change: answer[0]
        for change, data in memory.known_findings((whole, *alone)).items()
        if (answer := decode_findings(data)) is not None
    }
    if whole in known:
        return known[whole]
    return () if alone and all(known.get(change) == [] for change in alone) else None


def remember_findings(
    pairs: Iterable[FilePair], found: Iterable[Finding], edition: str, memory: FindingsMemory
) -> None:
    """Keep what was found in a change that could be looked at as a whole."""
    memory.keep_findings(change_key(edition, pairs), encode_findings(found))


def findings_once(
    pairs: Sequence[FilePair],
    edition: str,
    memory: Callable[[], FindingsMemory],
    analyse: Callable[[Sequence[FilePair]], tuple[Sequence[Finding], Sequence[str]]],
) -> tuple[Sequence[Finding], Sequence[str]]:
    """The findings of a change and what could not be looked at: remembered, or found now and then remembered.

    `memory` may raise `JournalUnavailable`: then nothing is known and nothing is kept.
    """
    with suppress(JournalUnavailable):
        known = known_findings(pairs, edition, memory())
        if known is not None:
            return known, ()
    found, problems = analyse(pairs)
    if not problems:
        with suppress(JournalUnavailable):
            remember_findings(pairs, found, edition, memory())
    return found, problems
