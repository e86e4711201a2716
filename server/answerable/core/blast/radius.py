"""The blast radius of a change: who depends on it, who owns those, and which tier that makes, each reason spelled out.

Every reason has a tier of its own, and the highest of them counts. Two reasons of `high` that have nothing to do with
each other (how far it reaches, whom it concerns, where it stands) make `critical`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from answerable.core.blast.reach import Reach
from answerable.core.blast.tiers import BLAST_TIERS, BlastTier, highest
from answerable.core.cochange import Partner
from answerable.core.codeowners import CodeOwners
from answerable.core.scene import Tier

__all__ = [
    "DOCUMENT",
    "Blast",
    "Overall",
    "Place",
    "Radius",
    "Reason",
    "Scale",
    "Surroundings",
    "blast_words",
    "of_place",
    "overall",
    "radius",
    "words",
]

#: What programming languages call their definitions; all other kinds are infrastructure.
_CODE: Final = frozenset({"", "function", "method", "class", "variable", "type", "module"})
DOCUMENT: Final = "document"
#: Below these counts nothing is `high`, in however small a repository; from the others on it is `medium`.
_MANY_DIRECT, _SOME_DIRECT = 8, 3
_MANY_TRANSITIVE, _SOME_TRANSITIVE = 30, 10
_MANY_FILES: Final = 3
_MANY_OWNERS: Final = 3
_MANY_RESOURCES: Final = 5
#: Reasons of a whole change that are told, owners and partners that are named.
_TOLD: Final = 10
_NAMED: Final = 5


class Scale(NamedTuple):
    """How far 95 of 100 definitions of the repository reach at most, and how many there are."""

    direct: int = 0
    transitive: int = 0
    definitions: int = 0


class Surroundings(NamedTuple):
    """What is known of the repository beside who refers to what. `tiers` are the policy's, lowest first."""

    scale: Scale = Scale()
    owners: CodeOwners = CodeOwners()
    tiers: Sequence[Tier] = ()


class Reason(NamedTuple):
    """One reason: the tier that it makes by itself, what kind it is of, and a sentence about "it"."""

    tier: BlastTier
    about: str
    sentence: str


class Place(NamedTuple):
    """What was changed: the path of its file, and what its language calls it, empty for the file as a whole.

    The kind `document` is a file that no graph knows.
    """

    path: str
    kind: str = ""


class Radius(NamedTuple):
    """The blast radius of one definition or file. `owners` own it or what refers to it directly."""

    place: Place
    reach: Reach
    owners: tuple[str, ...]
    tier: BlastTier
    reasons: tuple[Reason, ...]
    missing_partners: tuple[Partner, ...]


class Blast(NamedTuple):
    """The blast radius of a change in parts, in a repository with so many definitions."""

    radii: Sequence[Radius]
    definitions: int = 0

    def tier(self, paths: Collection[str]) -> BlastTier:
        """The highest tier of the parts in these files."""
        return highest(one.tier for one in self.radii if one.place.path in paths)


class Overall(NamedTuple):
    """The blast radius of a change: `direct` counts places, `transitive` definitions, at most.

    `target` is what was changed where that is one thing alone, otherwise empty.
    """

    tier: BlastTier
    direct: int
    transitive: int
    owners: tuple[str, ...]
    reasons: tuple[str, ...]
    target: str = ""


def radius(
    place: Place, reach: Reach, around: Surroundings, missing_partners: Iterable[Partner] = ()
) -> Radius:
    """The blast radius of what reaches so far. `missing_partners` usually change with its file and did not."""
    missing = tuple(missing_partners)
    mine = around.owners.owners(place.path)
    others = [owner for one in reach.direct for owner in around.owners.owners(one.path) if owner not in mine]
    strangers = tuple(dict.fromkeys(others))
    reasons = [
        *_counts(place, reach, around.scale),
        *_uses(place, reach),
        *_owners(strangers),
        *_path_tiers(place.path, around.tiers),
        *_partners(missing),
    ]
    strongest = [reason for reason in reasons if reason.tier == "high"]
    tier = highest(reason.tier for reason in reasons)
    if tier == "high" and len({reason.about for reason in strongest}) > 1:
        tier = "critical"
        reasons.append(Reason(tier, "both", "More than one of these alone makes it high."))
    reasons.sort(key=lambda reason: -BLAST_TIERS.index(reason.tier))
    return Radius(place, reach, (*mine, *strangers), tier, tuple(reasons), missing)


def overall(blast: Blast) -> Overall:
    """The blast radius of a change as one."""
    radii, definitions = blast
    ranked = sorted(
        radii, key=lambda one: (-BLAST_TIERS.index(one.tier), -one.reach.transitive, one.reach.target)
    )
    places = {(where.path, where.line) for one in radii for where in one.reach.direct}
    # Two that reach the same definition both count it: an upper bound, like each of them.
    most = sum(one.reach.transitive for one in radii)
    tier = highest(one.tier for one in radii)
    # What is of no consequence is told of a change only where nothing else is.
    told = dict.fromkeys(said for one in ranked if one.tier != "low" or tier == "low" for said in _told(one))
    rest = len(told) - _TOLD
    return Overall(
        tier=tier,
        direct=len(places),
        transitive=min(most, definitions) if definitions else most,
        owners=tuple(dict.fromkeys(owner for one in ranked for owner in one.owners)),
        reasons=(*list(told)[:_TOLD], *([f"And {rest} more reasons."] if rest > 0 else [])),
    )


def of_place(blast: Blast) -> Overall:
    """The blast radius of what somebody points at: of one definition with all its reasons, of several as a change."""
    whole = overall(blast)
    if len(blast.radii) != 1:
        return whole
    [one] = blast.radii
    return whole._replace(target=one.reach.target, reasons=tuple(reason.sentence for reason in one.reasons))


def words(one: Overall) -> str:
    """`direct 3, transitive at most 12, owners @a @b, tier high`."""
    return blast_words(one.tier, one.direct, one.transitive, one.owners)


def blast_words(tier: str, direct: int, transitive: int, owners: Sequence[str]) -> str:
    """A blast radius in one line; see `words`."""
    owned = f", owners {_names(owners, ' ')}" if owners else ""
    return f"direct {direct}, transitive at most {transitive}{owned}, tier {tier}"


def _told(one: Radius) -> Iterator[str]:
    """The reasons of one of many: those that make its tier, with its name."""
    for reason in one.reasons:
        if reason.tier == one.tier or reason.about == "partners":
            yield reason.sentence if reason.about == "partners" else f"{one.reach.target}: {reason.sentence}"


def _counts(place: Place, reach: Reach, scale: Scale) -> Iterator[Reason]:
    direct, transitive = len(reach.direct), reach.transitive
    is_code = place.kind in _CODE
    said = f"{_count(direct, 'place')} {'refer' if direct != 1 else 'refers'} to it directly"
    said = said if is_code else f"It is infrastructure: {said}"
    if place.kind == DOCUMENT:
        yield Reason("low", "reach", "No definition was touched: what depends on it was not looked for.")
    elif not direct:
        yield Reason("low", "reach", "Nothing in this repository refers to it.")
    elif direct >= max(_MANY_DIRECT, scale.direct):
        yield Reason("high", "reach", f"{said}; 95 of 100 definitions here have at most {scale.direct}.")
    elif not is_code and direct >= _MANY_RESOURCES:
        yield Reason("high", "reach", f"{said}.")
    elif not is_code or direct >= _SOME_DIRECT:
        yield Reason("medium", "reach", f"{said}.")
    else:
        yield Reason("low", "reach", f"{said}.")
    said = f"Over any number of steps it reaches at most {_count(transitive, 'definition')}"
    if transitive >= max(_MANY_TRANSITIVE, scale.transitive):
        yield Reason("high", "reach", f"{said}; 95 of 100 here reach at most {scale.transitive}.")
    elif transitive >= _SOME_TRANSITIVE:
        yield Reason("medium", "reach", f"{said}.")


def _uses(place: Place, reach: Reach) -> Iterator[Reason]:
    files = {one.path for one in reach.direct} - {place.path}
    if reach.exported and len(files) >= _MANY_FILES:
        yield Reason("medium", "reach", f"It is exported, and {len(files)} other files use it.")
    if reach.entry_point:
        yield Reason("medium", "entry", "It is started from outside: no reference shows who relies on it.")


def _owners(strangers: Sequence[str]) -> Iterator[Reason]:
    if strangers:
        tier: BlastTier = "high" if len(strangers) >= _MANY_OWNERS else "medium"
        yield Reason(tier, "owners", f"What refers to it belongs to others: {_names(strangers, ', ')}.")


def _path_tiers(path: str, tiers: Sequence[Tier]) -> Iterator[Reason]:
    for tier in reversed(tiers):
        if tier.blast is not None and tier.globs.matches(path):
            yield Reason(tier.blast, "path", f"The policy counts it among the paths of its tier {tier.name}.")
            return


def _partners(missing: Sequence[Partner]) -> Iterator[Reason]:
    for one in missing[:_NAMED]:
        yield Reason(
            "medium",
            "partners",
            f"{one.partner} changed in {one.together} of the {one.changes} last commits that changed {one.path}, "
            "and does not now.",
        )


def _names(names: Sequence[str], between: str) -> str:
    rest = len(names) - _NAMED
    return between.join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"
