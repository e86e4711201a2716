"""Our own messages and commands, beside the protocol's. `server/PROTOCOL.md` describes them for client authors.

A test ties the two: a message or field that is in one and not in the other fails it. lsprotocol's converter gives
the fields their names on the wire (`reviewed_by` is `reviewedBy`, `class_` is `class`).
"""

from enum import StrEnum
from typing import Final

import attrs
from lsprotocol import types

__all__ = [
    "BRANCH",
    "DID_EDIT",
    "FOCUS",
    "PARAMS",
    "REGIONS",
    "REGIONS_CHANGED",
    "STAMP_PREVIEW",
    "BranchParams",
    "Command",
    "CopiedEntry",
    "DidEditParams",
    "FocusParams",
    "FocusResult",
    "RegionEntry",
    "RegionsChangedParams",
    "RegionsParams",
    "RegionsResult",
    "StampPreviewParams",
    "Target",
]

DID_EDIT: Final = "answerable/didEdit"
REGIONS: Final = "answerable/regions"
REGIONS_CHANGED: Final = "answerable/regionsChanged"
STAMP_PREVIEW: Final = "answerable/stampPreview"
BRANCH: Final = "answerable/branch"
FOCUS: Final = "answerable/focus"


class Command(StrEnum):
    """What `workspace/executeCommand` understands; each takes one argument, a `Target`."""

    MARK_REVIEWED = "answerable.markReviewed"
    WRITTEN_BY = "answerable.writtenBy"
    TYPED = "answerable.typed"
    WHY = "answerable.why"


@attrs.frozen
class CopiedEntry:
    """A part of a pasted text: `count` characters that are not white space."""

    count: int
    class_: str
    producer: str = ""
    model: str = ""
    session: str = ""


@attrs.frozen
class DidEditParams:
    """How the change arrived that takes the document to `version`. Sent before that `didChange`."""

    uri: str
    version: int
    mechanism: str
    producer: str = ""
    model: str = ""
    session: str = ""
    origins: tuple[CopiedEntry, ...] = ()


@attrs.frozen
class RegionsParams:
    """Which document's regions."""

    uri: str


@attrs.frozen
class RegionEntry:
    """One region. Texts and lists are left out where nothing is known."""

    range: types.Range
    class_: str
    mechanism: str
    grade: str
    agent: str = ""
    agent_version: str = ""
    model: str = ""
    session: str = ""
    reviewed_by: tuple[str, ...] = ()


@attrs.frozen
class RegionsResult:
    """The regions of the document at `version`; `note` says why they are coarse, where they are."""

    uri: str
    version: int
    regions: tuple[RegionEntry, ...]
    note: str = ""


@attrs.frozen
class RegionsChangedParams:
    """The regions of a document changed without an edit: evidence arrived, or somebody reviewed."""

    uri: str
    version: int


@attrs.frozen
class StampPreviewParams:
    """Which repository, and the message as it is so far: what it was made from may be named there."""

    uri: str
    message: str = ""


@attrs.frozen
class BranchParams:
    """Which repository, and the revision that its branch is for; empty: the usual one."""

    uri: str
    base: str = ""


@attrs.frozen
class FocusParams:
    """A file of a repository at two revisions, and the lines of the second that are to be seen.

    `old` is its path at the first one. `lines` are pairs, 1-based, both inclusive.
    """

    uri: str
    base: str
    head: str
    path: str
    lines: tuple[tuple[int, int], ...]
    old: str = ""


@attrs.frozen
class FocusResult:
    """Two texts whose difference shows those lines and nothing else."""

    before: str
    after: str


@attrs.frozen
class Target:
    """The argument of every command: where, and for `writtenBy` which agent (empty: an AI tool)."""

    uri: str
    range: types.Range
    agent: str = ""


#: The parameter types of our own messages that clients send.
PARAMS: Final[dict[str, type]] = {
    DID_EDIT: DidEditParams,
    REGIONS: RegionsParams,
    STAMP_PREVIEW: StampPreviewParams,
    BRANCH: BranchParams,
    FOCUS: FocusParams,
}
