"""Reading back: what records and evidence say about each line, proven against the line's content.

A record's word counts for a line only where the hash of the line is the recorded one: at the recorded number when
nothing moved, else where the alignment of hashes finds it again (amended, rebased, squashed, picked commits).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.anchors import line_hash, relocate
from answerable.core.ledger import AI_CLASSES, Entry, Stretch, WantedLine, is_open
from answerable.core.origin import Grade, LineClass
from answerable.core.record import RegionEntry, SessionEntry
from answerable.core.regions import line_class, line_origin, line_reviewers
from answerable.core.text import Runs

__all__ = ["BLANK", "NOTHING", "Fact", "fact_of_runs", "read_back", "region_fact"]


class Fact(NamedTuple):
    """What is known of one line. `session` is the agent's own conversation id; `record` says so, empty for evidence.

    Empty strings are what nobody told.
    """

    line_class: LineClass
    grade: Grade = Grade.NONE
    agent: str = ""
    model: str = ""
    session: str = ""
    reviewed_by: tuple[str, ...] = ()
    record: str = ""


NOTHING: Final = Fact(LineClass.UNKNOWN)
BLANK: Final = Fact(LineClass.NEUTRAL)


def read_back(stretch: Stretch, entries: Iterable[Entry]) -> tuple[dict[int, Fact], list[WantedLine]]:
    """What the entries, best first, say about the lines of a stretch by their `line`, and the lines left open.

    Blank lines are in neither. A line that only an unsettled record calls unknown is in both.
    """
    facts: dict[int, Fact] = {}
    rest = [(line, line_hash(line.text)) for line in stretch.lines if line.text.strip()]
    for entry in entries:
        if not rest:
            break
        found = _where_recorded(rest, entry)
        if len(found) < len(rest):
            found |= _moved(rest, found, entry)
        for at, region in found.items():
            facts[rest[at][0].line] = region_fact(region, entry.whole["sessions"], entry.record)
        # What an unsettled record does not know, another one may.
        settled = {at for at, region in found.items() if not is_open(region, entry.whole)}
        rest = [pair for at, pair in enumerate(rest) if at not in settled]
    return facts, [line for line, _ in rest]


def region_fact(region: RegionEntry, sessions: Mapping[str, SessionEntry], record: str) -> Fact:
    """What a region of a record says about its lines. A guess never comes back as AI, whatever wrote the record."""
    found, grade = LineClass(region["class"]), Grade(region["grade"])
    if found in AI_CLASSES and grade.strength < Grade.CORROBORATED.strength:
        return NOTHING._replace(record=record)
    session = sessions.get(region.get("session", ""))
    return Fact(
        found,
        grade,
        session["agent"] if session else "",
        session["model"] if session else "",
        session["conversation"] if session else "",
        tuple(region.get("reviewers", ())),
        record,
    )


def fact_of_runs(line: str, runs: Runs) -> Fact:
    """What the origins of a line that is not committed yet amount to, as its record will have it."""
    if not line.strip():
        return BLANK
    found = line_class(line, runs)
    origin = line_origin(line, runs)
    if found is LineClass.UNKNOWN:
        return NOTHING
    return Fact(found, origin.grade, origin.agent, origin.model, origin.session, line_reviewers(line, runs))


_Hashed = tuple[WantedLine, str]


def _where_recorded(rest: Sequence[_Hashed], entry: Entry) -> dict[int, RegionEntry]:
    """The lines that stand at the very number the record has for them, by their place in `rest`."""
    found: dict[int, RegionEntry] = {}
    regions = iter(entry.file["regions"])
    region = next(regions, None)
    for at, (line, digest) in enumerate(rest):
        while region is not None and region["end"] < line.here:
            region = next(regions, None)
        if region is None:
            break
        if region["start"] <= line.here and region["hashes"][line.here - region["start"]] == digest:
            found[at] = region
    return found


def _moved(rest: Sequence[_Hashed], found: Mapping[int, RegionEntry], entry: Entry) -> dict[int, RegionEntry]:
    """The lines that the record has at another number."""
    open_places = [at for at in range(len(rest)) if at not in found]
    taken = {rest[at][0].here for at in found}
    recorded = [
        (digest, region)
        for region in entry.file["regions"]
        for number, digest in enumerate(region["hashes"], region["start"])
        if number not in taken and region["class"] != "neutral"
    ]
    wanted = {rest[at][1] for at in open_places}
    if not any(digest in wanted for digest, _ in recorded):
        return {}
    places = relocate([digest for digest, _ in recorded], [rest[at][0].text for at in open_places])
    return {
        open_places[place]: region
        for place, (_, region) in zip(places, recorded, strict=True)
        if place is not None
    }
