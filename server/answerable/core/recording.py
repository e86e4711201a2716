"""Recording: the regions and sessions of a record, made from attributed text."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from answerable.core.anchors import line_hash
from answerable.core.finding import Finding
from answerable.core.origin import LineClass, Origin
from answerable.core.record import FindingEntry, RegionEntry, SessionEntry, record_path, well_formed
from answerable.core.regions import line_class, line_origin, line_reviewers
from answerable.core.text import Attributed, Runs

__all__ = ["Sessions", "finding_entry", "regions_of"]


class Sessions:
    """The sessions a record refers to. `human` drove those of which nothing else is known."""

    def __init__(self, human: str) -> None:
        self.used: dict[str, SessionEntry] = {}
        self._known: dict[str, SessionEntry] = {}
        self._human = well_formed(human)

    def learn(self, sessions: Mapping[str, SessionEntry]) -> None:
        """Remember who drove the sessions of an earlier record: a cherry-pick changes the committer, not them."""
        for session in sessions.values():
            self._known.setdefault(_session_key(session), session)

    def key_of(self, origin: Origin) -> str:
        """The key of the session that `origin` belongs to, which is used from now on; empty when there is none."""
        session = SessionEntry(
            agent=well_formed(origin.agent),
            version=well_formed(origin.version),
            model=well_formed(origin.model),
            conversation=well_formed(origin.session),
            human=self._human,
        )
        if not any((origin.agent, origin.version, origin.model, origin.session)):
            return ""
        key = _session_key(session)
        self.used[key] = self._known.get(key, session)
        return key


def finding_entry(finding: Finding) -> FindingEntry:
    """A finding as a record keeps it: without any text."""
    entry = FindingEntry(
        rule=finding.rule,
        level=finding.level.value,
        path=record_path(finding.path),
        line=finding.line,
        fingerprint=finding.fingerprint,
    )
    if finding.tier is not None:
        entry["blast"] = finding.tier
    return entry


def regions_of(attributed: Attributed, lines: Iterable[int], sessions: Sessions) -> list[RegionEntry]:
    """The record's regions: the 0-based `lines`, ascending, without the blank ones, which nobody wrote."""
    describe = _Description(sessions)
    found: list[RegionEntry] = []
    last: _Described | None = None
    for line in lines:
        text = attributed.lines[line]
        if not text.strip():
            continue
        described = describe(text, attributed.runs[line])
        if found and described is last and found[-1]["end"] == line:
            found[-1]["end"] = line + 1
            found[-1]["hashes"].append(line_hash(text))
        else:
            found.append(_region(line + 1, line_hash(text), described))
        last = described
    return found


class _Described(NamedTuple):
    """What lines of one region have in common."""

    line_class: LineClass
    origin: Origin
    session: str
    reviewers: tuple[str, ...]


class _Description:
    """Describes lines; equal ones get the same object, found without looking at characters where a line has one origin."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._whole: dict[Origin, _Described] = {}
        self._all: dict[_Described, _Described] = {}

    def __call__(self, line: str, runs: Runs) -> _Described:
        if len(runs) > 1:
            return self._describe(line, runs)
        origin = runs[0][1]
        known = self._whole.get(origin)
        if known is None:
            known = self._whole[origin] = self._describe(line, runs)
        return known

    def _describe(self, line: str, runs: Runs) -> _Described:
        found = line_class(line, runs)
        reviewers = line_reviewers(line, runs)
        # Reviews are listed beside the origin; two lines that differ only there are two regions all the same.
        origin = line_origin(line, runs)._replace(reviewed_by=())
        described = _Described(found, origin, self._sessions.key_of(origin), reviewers)
        return self._all.setdefault(described, described)


def _region(line: int, hashed: str, described: _Described) -> RegionEntry:
    origin = described.origin
    region: RegionEntry = {
        "start": line,
        "end": line,
        "hashes": [hashed],
        "class": described.line_class.value,
        "author": origin.author.value,
        "mechanism": origin.mechanism.value,
        "grade": origin.grade.value,
    }
    if described.session:
        region["session"] = described.session
    if described.reviewers:
        region["reviewers"] = [well_formed(person) for person in described.reviewers]
    return region


def _session_key(session: SessionEntry) -> str:
    named = "\0".join((session["agent"], session["version"], session["model"], session["conversation"]))
    return hashlib.sha256(named.encode()).hexdigest()[:16]
