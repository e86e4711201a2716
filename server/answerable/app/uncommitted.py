"""Who wrote the lines that are not committed yet: those in which the worktree differs from HEAD."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from answerable.app.explain import git_lines, uncommitted_facts
from answerable.app.known import known
from answerable.core.diffing import added_lines
from answerable.core.ledger import AI_CLASSES
from answerable.core.origin import LineClass
from answerable.core.ports import Journal, Worktree
from answerable.core.readback import BLANK, NOTHING, Fact
from answerable.core.record import Totals, zero_totals

__all__ = ["Pending", "PendingRegion", "pending_changes", "total"]


class PendingRegion(NamedTuple):
    """Lines of which the same is known, 1-based, both inclusive; `size` counts those that are not blank."""

    start: int
    end: int
    size: int
    fact: Fact


class Pending(NamedTuple):
    """One file with uncommitted lines. `note` says why its lines are not told apart, empty when they are."""

    path: str
    regions: tuple[PendingRegion, ...] = ()
    note: str = ""

    @property
    def agents(self) -> list[str]:
        """The agents behind its AI and mixed lines, with their models, once each."""
        facts = [region.fact for region in self.regions if region.fact.line_class in AI_CLASSES]
        return list(dict.fromkeys(f"{fact.agent}:{fact.model}".rstrip(":") for fact in facts if fact.agent))


def pending_changes(journal: Journal, worktree: Worktree) -> list[Pending]:
    """Every file that differs from HEAD, in git's order; deleted files have no lines."""
    state = worktree.state()
    committed = worktree.committed(state.head, state.changed) if state.head else {}
    found = []
    for path in sorted(state.changed):
        seen = worktree.read(path)
        if seen.text is None:
            found.append(Pending(path, note=seen.note or "deleted"))
            continue
        added = _added(committed.get(path), seen.text)
        facts = uncommitted_facts(known(journal, worktree, path, seen.text)) if added else {}
        found.append(Pending(path, _regions(added, facts)))
    return found


def total(files: Sequence[Pending]) -> Totals:
    """Lines by class, and the AI lines that somebody reviewed."""
    totals = zero_totals()
    counts = dict.fromkeys(LineClass, 0)
    for file in files:
        for region in file.regions:
            counts[region.fact.line_class] += region.size
            if region.fact.line_class in AI_CLASSES and region.fact.reviewed_by:
                totals["reviewed"] += region.size
    totals["ai"], totals["mixed"] = counts[LineClass.AI], counts[LineClass.MIXED]
    totals["human"], totals["tool"] = counts[LineClass.HUMAN], counts[LineClass.TOOL]
    totals["unknown"] = counts[LineClass.UNKNOWN]
    return totals


def _added(committed: str | None, text: str) -> list[int]:
    """The 0-based lines that HEAD does not have, as git counts lines."""
    return added_lines(_lines(committed or ""), _lines(text))


def _lines(text: str) -> list[str]:
    return git_lines(text.replace("\r\n", "\n"))


def _regions(added: Sequence[int], facts: dict[int, Fact]) -> tuple[PendingRegion, ...]:
    """Runs of lines with the same fact. Blank lines belong to nobody and separate nothing."""
    told = [(line, facts.get(line, NOTHING)) for line in added]
    spoken = [(line, fact) for line, fact in told if fact is not BLANK]
    blank = {line for line, fact in told if fact is BLANK}
    found: list[PendingRegion] = []
    for fact, run in groupby(spoken, key=lambda pair: pair[1]):
        for line, _ in run:
            last = found[-1] if found else None
            if last and last.fact == fact and blank.issuperset(range(last.end, line)):
                found[-1] = last._replace(end=line + 1, size=last.size + 1)
            else:
                found.append(PendingRegion(line + 1, line + 1, 1, fact))
    return tuple(found)
