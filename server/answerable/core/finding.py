"""Findings: one risk, at a place, from one rule."""

from enum import StrEnum
from typing import Final, NamedTuple

from answerable.core.blast.tiers import BlastTier
from answerable.core.origin import LineClass

__all__ = ["Finding", "Level"]


class Level(StrEnum):
    """What the gate makes of a finding, most serious first."""

    BLOCK = "block"
    REVIEW = "review"
    WARN = "warn"
    INFO = "info"


#: What a machine does in one edit and a person in many hides what was lost in it, and what guards a change is mostly
#: there to hold machines: the level that the first one becomes where a machine wrote it.
_OF_MACHINES: Final = {
    "CIG005": (Level.WARN, Level.BLOCK),
    "SCO001": (Level.INFO, Level.REVIEW),
    "TST004": (Level.INFO, Level.WARN),
}


class Finding(NamedTuple):
    """One risk of one edit.

    `line` and `end_line` are 1-based and inclusive in the new text; for a pure deletion both are the line that
    now stands where the deleted text was. `old_text` and `new_text` are shown in editors and terminals and
    never stored. `blast` has the blast radius of what it stands in in words, `tier` its tier, where they were measured.
    `fingerprint` (16 hex digits) survives edits elsewhere in the file. `allowed` is the reason why
    somebody allows it, empty when nobody does, and `allowed_by` who says so: a "comment" or the "policy".
    `was` are the lines of the old text that changed into this (1-based, inclusive; 0, 0 when nothing did), `is_lost` says
    that they are missing now rather than different. `is_recent` says that the old text is the one from before the
    agent's last edits and not the committed one.
    """

    rule: str
    name: str
    level: Level
    path: str
    line: int
    end_line: int
    message: str
    remedy: str
    old_text: str
    new_text: str
    fingerprint: str
    line_class: LineClass = LineClass.UNKNOWN
    blast: str = ""
    allowed: str = ""
    allowed_by: str = ""
    tier: BlastTier | None = None
    was: tuple[int, int] = (0, 0)
    is_lost: bool = False
    is_recent: bool = False

    def written_by(self, line_class: LineClass) -> "Finding":
        """The finding with the class of its first line; some weigh more where a machine wrote it."""
        is_ai = line_class in {LineClass.AI, LineClass.MIXED} and not self.allowed
        mild, raised = _OF_MACHINES.get(self.rule, (self.level, self.level))
        level = raised if is_ai and self.level is mild else self.level
        return self._replace(line_class=line_class, level=level)

    def allow(self, reason: str, by: str) -> "Finding":
        """The finding as a note with the reason why it is allowed, by a "comment" or by the "policy"."""
        return self._replace(
            level=Level.INFO, message=f"allowed ({reason}): {self.message}", allowed=reason, allowed_by=by
        )

    def ask_for(self, reason: str) -> "Finding":
        """The finding as one that a sign-off has to name, because a comment asks for that; the reason may be empty."""
        why = f" ({reason})" if reason else ""
        return self._replace(level=Level.BLOCK, message=f"marked for sign-off{why}: {self.message}")
