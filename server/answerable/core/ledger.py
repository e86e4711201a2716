"""Each added line of a change, and what the records say about it.

A record proves itself against content: a line counts as what a record says only when the hash of its text is the
one recorded. Where the record speaks of the very blob the line stands in, the line number leads to the hash; where
the commit was rewritten since (rebased, squashed, amended), lines are found again by their hashes. Whatever no
record covers is unknown. Line numbers are 1-based.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from answerable.core.anchors import line_hash, relocate
from answerable.core.origin import Grade, LineClass, Mechanism
from answerable.core.record import FileEntry, Record, RegionEntry, Totals, record_path, zero_totals

__all__ = [
    "AI_CLASSES",
    "Entries",
    "Entry",
    "JudgedLine",
    "Stretch",
    "WantedLine",
    "is_open",
    "recount",
    "settle",
    "tally",
    "unknown",
]

#: The classes of lines with AI text on them.
AI_CLASSES: Final = frozenset({LineClass.AI, LineClass.MIXED})


class WantedLine(NamedTuple):
    """One added line: `line` of `path` at the head is `here` in the version of the commit that introduced it."""

    path: str
    line: int
    here: int
    text: str


class Stretch(NamedTuple):
    """The lines of a change that one commit introduced in one file.

    `path` and `blob` are the commit's own; the blob is empty where it is not known (merges).
    """

    commit: str
    path: str
    blob: str
    lines: tuple[WantedLine, ...]


class JudgedLine(NamedTuple):
    """One added line, not blank, with its class.

    `reviewers` are the addresses of those who reviewed its AI text; `driver` is who drove the AI session, empty
    when unknown; `record` is the id of the record that says so, empty for an unknown line; `agent` is whose AI text
    it is, empty when unknown; `is_declared` says that somebody said so and nobody observed it.
    """

    path: str
    line: int
    commit: str
    line_class: LineClass
    reviewers: tuple[str, ...] = ()
    driver: str = ""
    record: str = ""
    grade: Grade = Grade.NONE
    agent: str = ""
    is_declared: bool = False


class Entry(NamedTuple):
    """What one record says about one file."""

    record: str
    file: FileEntry
    whole: Record


class Entries:
    """What some records, best first, say about files, indexed so that a stretch finds its own at once."""

    def __init__(self, records: Iterable[tuple[str, Record]]) -> None:
        self._entries = [Entry(name, file, whole) for name, whole in records for file in whole["files"]]
        self._by_blob: dict[str, list[int]] = {}
        self._by_path: dict[str, list[int]] = {}
        for at, entry in enumerate(self._entries):
            self._by_blob.setdefault(entry.file["blob"], []).append(at)
            self._by_path.setdefault(entry.file["path"], []).append(at)

    def exact(self, stretch: Stretch) -> Iterator[Entry]:
        """What is said about the very blob of the stretch, its own path first."""
        found = self._by_blob.get(stretch.blob, ()) if stretch.blob else ()
        own = set(self._by_path.get(record_path(stretch.path), ()))
        return (self._entries[at] for at in sorted(found, key=lambda at: at not in own))

    def about(self, stretch: Stretch) -> Iterator[Entry]:
        """The exact ones, then those on the same path, then those on other files that share a line with it."""
        yield from self.exact(stretch)
        seen = set(self._by_blob.get(stretch.blob, ())) if stretch.blob else set[int]()
        own = [at for at in self._by_path.get(record_path(stretch.path), ()) if at not in seen]
        yield from (self._entries[at] for at in own)
        seen.update(own)
        shared = {at for line in stretch.lines for at in self._by_hash.get(line_hash(line.text), ())}
        yield from (self._entries[at] for at in sorted(shared - seen))

    def mentions(self, path: str, blob: str) -> bool:
        """Whether anything is said about the blob, or about the path."""
        return bool(blob and blob in self._by_blob) or record_path(path) in self._by_path

    def of_blobs(self, blobs: Iterable[str]) -> Iterator[Record]:
        """The records that say anything about one of these blobs."""
        return (self._entries[at].whole for blob in blobs if blob for at in self._by_blob.get(blob, ()))

    @cached_property
    def _by_hash(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, entry in enumerate(self._entries):
            for region in entry.file["regions"]:
                for recorded in region["hashes"]:
                    found.setdefault(recorded, []).append(at)
        return found


def settle(
    stretch: Stretch, entries: Iterable[Entry]
) -> tuple[list[JudgedLine], list[WantedLine], list[str]]:
    """The lines that the entries know, the lines they do not, and contradictions in sentences.

    What an unsettled record calls unknown is asked of the entries after it, too.
    """
    judged: list[JudgedLine] = []
    left_open: dict[int, JudgedLine] = {}
    problems: list[str] = []
    rest = [line for line in stretch.lines if line.text.split()]
    pending = iter(entries)
    # The next entry is only asked for while lines are left: finding it may mean to read every record there is.
    while rest and (entry := next(pending, None)) is not None:
        covered = _by_number(entry.file["regions"]) if _is_exact(stretch, entry) else {}
        hits = {at: covered[line.here][1] for at, line in enumerate(rest) if _is_at(line, covered)}
        if len(hits) < len(rest):
            hits.update(_by_hash(rest, entry, hits, covered))
            problems += _strayed(
                stretch, entry, [line for at, line in enumerate(rest) if at not in hits], covered
            )
        told = list(_judged(stretch.commit, rest, hits, entry))
        settled = {at for at, region in hits.items() if not is_open(region, entry.whole)}
        judged += [line for at, line in zip(hits, told, strict=True) if at in settled]
        left_open |= {line.line: line for at, line in zip(hits, told, strict=True) if at not in settled}
        rest = [line for at, line in enumerate(rest) if at not in settled]
    judged += [left_open[line.line] for line in rest if line.line in left_open]
    return judged, [line for line in rest if line.line not in left_open], problems


def is_open(region: RegionEntry, whole: Record) -> bool:
    """Whether another record may know more: this one was made while an agent was still at work."""
    return region["class"] == "unknown" and bool(whole.get("unsettled"))


def unknown(stretch: Stretch, lines: Iterable[WantedLine]) -> list[JudgedLine]:
    """Lines that nothing is known of."""
    return [JudgedLine(line.path, line.line, stretch.commit, LineClass.UNKNOWN) for line in lines]


def tally(lines: Iterable[JudgedLine]) -> Totals:
    """Lines by class, and the AI lines that somebody reviewed."""
    totals = zero_totals()
    counts = dict.fromkeys(LineClass, 0)
    for line in lines:
        counts[line.line_class] += 1
        totals["reviewed"] += line.line_class in AI_CLASSES and bool(line.reviewers)
    totals["ai"], totals["mixed"] = counts[LineClass.AI], counts[LineClass.MIXED]
    totals["human"], totals["tool"] = counts[LineClass.HUMAN], counts[LineClass.TOOL]
    totals["unknown"] = counts[LineClass.UNKNOWN]
    return totals


def recount(record: Record) -> Totals:
    """The totals that the regions of a record add up to."""
    totals = zero_totals()
    for file in record["files"]:
        for region in file["regions"]:
            name, lines = region["class"], len(region["hashes"])
            if name != "neutral":
                totals[name] += lines
            if name in AI_CLASSES and region.get("reviewers"):
                totals["reviewed"] += lines
    return totals


def _is_exact(stretch: Stretch, entry: Entry) -> bool:
    return bool(stretch.blob) and entry.file["blob"] == stretch.blob


def _by_number(regions: Iterable[RegionEntry]) -> dict[int, tuple[str, RegionEntry]]:
    return {
        region["start"] + at: (recorded, region)
        for region in regions
        for at, recorded in enumerate(region["hashes"])
    }


def _is_at(line: WantedLine, covered: Mapping[int, tuple[str, RegionEntry]]) -> bool:
    recorded = covered.get(line.here)
    return recorded is not None and recorded[0] == line_hash(line.text)


def _by_hash(
    rest: Sequence[WantedLine],
    entry: Entry,
    hits: Mapping[int, RegionEntry],
    covered: Mapping[int, tuple[str, RegionEntry]],
) -> dict[int, RegionEntry]:
    """Lines found again by hash: git and the recorder may disagree on which of two equal lines is the new one."""
    open_lines = [at for at in range(len(rest)) if at not in hits]
    if not open_lines:
        return {}
    taken = {rest[at].here for at in hits}
    recorded = [
        (one, region)
        for region in entry.file["regions"]
        for at, one in enumerate(region["hashes"])
        if region["start"] + at not in taken or not covered
    ]
    places = relocate([one for one, _ in recorded], [rest[at].text for at in open_lines])
    return {
        open_lines[place]: region
        for place, (_, region) in zip(places, recorded, strict=True)
        if place is not None and region["class"] != "neutral"
    }


def _strayed(
    stretch: Stretch, entry: Entry, lost: Sequence[WantedLine], covered: Mapping[int, object]
) -> list[str]:
    """The contradiction of a record that covers these lines of this very blob with other hashes."""
    strayed = sum(1 for line in lost if line.here in covered)
    place = f"{stretch.path} at commit {stretch.commit[:12]}"
    sentence = f"Record {entry.record[:12]} disagrees with the content of {place}: {strayed} of its lines are others."
    return [sentence] if strayed else []


def _judged(
    commit: str, rest: Sequence[WantedLine], hits: Mapping[int, RegionEntry], entry: Entry
) -> Iterator[JudgedLine]:
    for region, run in groupby(hits.items(), key=itemgetter(1)):
        claim = _claim(region, entry)
        for at, _ in run:
            yield JudgedLine(rest[at].path, rest[at].line, commit, *claim)


def _claim(
    region: RegionEntry, entry: Entry
) -> tuple[LineClass, tuple[str, ...], str, str, Grade, str, bool]:
    """What a region says of each of its lines: class, reviewers, driver, record, grade, agent, whether it is declared."""
    line_class, grade = LineClass(region["class"]), Grade(region["grade"])
    is_guess = grade.strength < Grade.CORROBORATED.strength
    if line_class is LineClass.NEUTRAL or (line_class in AI_CLASSES and is_guess):
        # A guess never enters a verdict as AI, whatever wrote the record.
        line_class = LineClass.UNKNOWN
    if line_class is LineClass.UNKNOWN:
        return line_class, (), "", entry.record, Grade.NONE, "", False
    is_declared = region["mechanism"] == Mechanism.DECLARED.value
    if line_class not in AI_CLASSES:
        return line_class, (), "", entry.record, grade, "", is_declared
    session = entry.whole["sessions"].get(region.get("session", ""))
    driver, agent = (session["human"], session["agent"]) if session else ("", "")
    return line_class, tuple(region.get("reviewers", ())), driver, entry.record, grade, agent, is_declared
