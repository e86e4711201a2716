"""What a rule can require, read from the policy and said in words.

Who may give it is decided in `core.satisfaction`.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from answerable.core.origin import Grade
from answerable.core.scene import Vocabulary

__all__ = ["Distinct", "Requirement", "requirement_problems", "requirement_words"]

Distinct = Literal["people", "teams"]


class Requirement(NamedTuple):
    """What satisfies a rule: all of it together.

    - `reviewed_by`: every AI line reviewed by somebody of that level or above; `signed` refuses reviews without a
      signature. A sign-off is a signed review of every line.
    - `signoffs`: so many sign-offs of somebody of `level` or above and, where `teams` are named, in one of them, by
      distinct people or by people of distinct teams.
    - `owners`: a sign-off by somebody in a team that owns it, for every file that a team owns.
    - `findings_acknowledged`: every finding of level `block` accepted by name in a sign-off.
    - `records`: every added line in a record of that grade or above, and a record for every commit.
    """

    reviewed_by: str = ""
    signed: bool = False
    signoffs: int = 0
    level: str = ""
    teams: tuple[str, ...] = ()
    distinct: Distinct = "people"
    owners: bool = False
    findings_acknowledged: bool = False
    records: Grade | None = None

    @property
    def asks_people(self) -> bool:
        """Whether somebody has to have looked."""
        return bool(self.reviewed_by or self.signoffs or self.owners or self.findings_acknowledged)

    @property
    def lowest(self) -> str:
        """The level from which on somebody may give it, empty for any."""
        return self.level or self.reviewed_by


def requirement_problems(require: Requirement, vocabulary: Vocabulary) -> Iterator[str]:
    """What cannot be meant, in half sentences."""
    for key, level in (("reviewed_by", require.reviewed_by), ("level", require.level)):
        if level and level not in vocabulary.levels:
            yield f"require.{key} names the level {level!r}, which the roster does not declare"
    for team in require.teams:
        if team not in vocabulary.teams:
            yield f"require.teams names the team {team!r}, which the roster does not declare"
    if not (require.asks_people or require.records):
        yield "`require` requires nothing; leave it out to forbid what the rule describes"
    if require.signed and not require.reviewed_by:
        yield "require.signed belongs to reviewed_by; sign-offs are always signed"
    if (require.teams or require.distinct == "teams") and not require.signoffs:
        yield "require.teams and require.distinct belong to `signoffs`, a number"
    if require.level and not (require.signoffs or require.owners or require.findings_acknowledged):
        yield "require.level belongs to `signoffs`, `owners` or `findings_acknowledged`"
    if require.distinct == "teams" and require.teams and require.signoffs > len(set(require.teams)):
        yield "require.signoffs asks for more distinct teams than require.teams names"


def requirement_words(require: Requirement) -> str:
    """What is required, as in "unless …"."""
    parts = []
    level = f" of level {require.level} or above" if require.level else ""
    if require.reviewed_by:
        signed = " in a signed review" if require.signed else ""
        parts.append(
            f"every AI line was reviewed{signed} by somebody of level {require.reviewed_by} or above who is no author of the change"
        )
    if require.signoffs:
        parts.append(f"it is signed off by {_people(require)}{level}{_teams(require)}")
    if require.owners:
        parts.append(f"an owner{level} of every file that a team owns signed it off")
    if require.findings_acknowledged:
        parts.append(f"every blocking finding was acknowledged in a sign-off{level}")
    if require.records is not None:
        parts.append(f"every added line stands in a record of grade {require.records.value} or above")
    return " and ".join(parts)


def _people(require: Requirement) -> str:
    if require.distinct == "teams":
        return f"people of {require.signoffs} distinct teams"
    return "one person" if require.signoffs == 1 else f"{require.signoffs} different people"


def _teams(require: Requirement) -> str:
    return f" in {' or '.join(require.teams)}" if require.teams else ""
