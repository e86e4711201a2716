"""What a branch brings to its target, for whoever reviews it in an editor: the gate's verdict, and the sign-off queue.

The shapes are `TypedDict`s: they *are* the JSON of `answerable/branch`.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, TypedDict

from answerable.app.check_range import POLICY_PATH, Sources, check_range
from answerable.app.circumstances import Asked
from answerable.app.sign import Preparation, Wish, prepare
from answerable.app.signoffs import SignoffSources
from answerable.core.errors import AnswerableError
from answerable.core.ledger import JudgedLine
from answerable.core.ports import Objects
from answerable.core.record import FindingEntry, record_path
from answerable.core.signoff.ports import Changes
from answerable.core.verdict import Verdict

__all__ = ["BranchReport", "QueuedFile", "QueuedFinding", "QueuedLines", "base_for", "nothing", "report"]

#: What target branches are usually called.
_USUAL: Final = ("main", "master")
#: The levels of findings, most serious first.
_LEVELS: Final = ("block", "review", "warn", "info")


#: `class` is a Python keyword, hence the functional form. 1-based lines of the head, both inclusive.
QueuedLines = TypedDict("QueuedLines", {"start": int, "end": int, "class": str, "agent": str})


class QueuedFinding(TypedDict):
    """One finding of a file. `line` is 1-based."""

    rule: str
    level: str
    line: int


class QueuedFile(TypedDict):
    """What is to be looked at in one file: AI lines that nobody has reviewed, and findings.

    `old` is the path of the file at the merge base, `risk` the most serious level of its findings, empty without one.
    """

    path: str
    old: str
    risk: str
    lines: list[QueuedLines]
    findings: list[QueuedFinding]


class BranchReport(TypedDict):
    """A branch before its gate.

    `base` and `head` are commits: where it left its target, and its last one. `note` says in a sentence why there is
    no verdict; `barred` in half a sentence why the person at the machine may not; `gives` are the rules that lack
    what they could give. `key` says whether git names an SSH key to sign with.
    """

    branch: str
    target: str
    range: str
    base: str
    head: str
    queue: list[QueuedFile]
    verdict: Verdict | None
    note: str
    barred: str
    gives: list[str]
    key: bool


def base_for(objects: Objects, changes: Changes, branch: str, remote: str) -> str:
    """The revision that a branch is compared with when nobody names one; empty when there is none.

    The branch that the remote itself names, else one by its usual name: of the remote, then of this repository.
    """
    named = changes.branch(f"{remote}/HEAD")
    there = [f"{remote}/{name}" for name in (named, *_USUAL) if name]
    here = [name for name in (named, *_USUAL) if name != branch]
    return next((one for one in (*there, *here) if one and objects.resolve(one)), "")


def nothing(branch: str, note: str) -> BranchReport:
    """The report on a branch that brings nothing anywhere; `note` says why."""
    return BranchReport(
        branch=branch,
        target="",
        range="",
        base="",
        head="",
        queue=[],
        verdict=None,
        note=note,
        barred="",
        gives=[],
        key=False,
    )


def report(gate: Sources, sources: SignoffSources, branch: str, wish: Wish) -> BranchReport:
    """The report on a range. What cannot be read makes the verdict undecided and the queue empty."""
    found = nothing(branch, "")
    found["target"], found["range"] = wish.target, f"{wish.base}..{wish.head}"
    try:
        prepared = prepare(gate, sources, wish)
    except AnswerableError as error:
        found["note"] = str(error)
        return found
    found["base"], found["head"] = prepared.commits.merge_base, prepared.commits.head
    if prepared.rules["policy"]:
        asked = Asked(wish.target, wish.now, blast=True)
        found["verdict"] = check_range(gate, wish.base, wish.head, asked).verdict
    else:
        found["note"] = f"{wish.base} has no {POLICY_PATH}: nothing is required of this branch."
    found["queue"] = _queue(prepared, _old_paths(sources, prepared))
    found["barred"], found["gives"] = prepared.part, prepared.satisfies
    return found


def _old_paths(sources: SignoffSources, prepared: Preparation) -> dict[str, str]:
    changes = sources.changes.net_change(prepared.trees.merge_base, prepared.trees.head)
    return {change.path: change.old_path for change in changes}


def _queue(prepared: Preparation, old_paths: dict[str, str]) -> list[QueuedFile]:
    """The files to look at, those with the most serious findings first, then by path."""
    lines = {path: list(own) for path, own in groupby(prepared.unreviewed, lambda line: line.path)}
    findings = {
        path: [one for one in prepared.known.findings if one["path"] == record_path(path)]
        for path in prepared.known.paths
    }
    paths = [path for path in dict.fromkeys(prepared.known.paths) if path in lines or findings[path]]
    files = [_file(path, old_paths.get(path, path), lines.get(path, []), findings[path]) for path in paths]
    return sorted(files, key=lambda file: (_rank(file["risk"]), file["path"]))


def _file(path: str, old: str, lines: Iterable[JudgedLine], findings: Sequence[FindingEntry]) -> QueuedFile:
    levels = [finding["level"] for finding in findings]
    return QueuedFile(
        path=record_path(path),
        old=record_path(old or path),
        risk=min(levels, key=_rank, default=""),
        lines=_ranges(lines),
        findings=[QueuedFinding(rule=one["rule"], level=one["level"], line=one["line"]) for one in findings],
    )


def _ranges(lines: Iterable[JudgedLine]) -> list[QueuedLines]:
    """Neighbouring lines of one class and one agent as one entry."""
    found: list[QueuedLines] = []
    for line in lines:
        one: QueuedLines = {
            "start": line.line,
            "end": line.line,
            "class": line.line_class.value,
            "agent": line.agent,
        }
        last = found[-1] if found else None
        if (
            last
            and last["end"] + 1 == line.line
            and (last["class"], last["agent"]) == (one["class"], one["agent"])
        ):
            last["end"] = line.line
        else:
            found.append(one)
    return found


def _rank(level: str) -> int:
    return _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)
