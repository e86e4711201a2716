"""The format of `answerable blast`, which the code writes field by field; see `shapes`."""

from typing import Literal, TypedDict

from answerable.core.blast.tiers import BlastTier

__all__ = ["BlastRadius"]


class DependentShape(TypedDict):
    """A place that names the target: the file, the 1-based line, the definition around it (empty at the top level)."""

    path: str
    line: int
    symbol: str
    distance: int


class BlastTarget(TypedDict):
    """One target. `symbol` and `kind` are empty for a file as a whole, or what stands outside of its definitions.

    `transitive` counts definitions over any number of steps and is an upper bound; `files` are their paths. `gone`
    tells that the target is not there any more: it is what depended on it that counts. `reasons` are sentences that
    say what makes the `tier`, the weightiest first; `owners` own the target or what refers to it (CODEOWNERS).
    """

    target: str
    path: str
    symbol: str
    kind: str
    exported: bool
    entry_point: bool
    gone: bool
    direct: list[DependentShape]
    transitive: int
    files: list[str]
    tier: BlastTier
    reasons: list[str]
    owners: list[str]


class PartnerShape(TypedDict):
    """A file that usually changes with `path`, in `together` of its last `changes` commits."""

    path: str
    partner: str
    together: int
    changes: int


class BlastRadius(TypedDict):
    """`answerable blast --json`: what depends on the targets, the furthest reaching first.

    `revision` is the commit that was looked at, null for the worktree. `missing_partners` usually change with what the
    change touches and are not in it; there are none for a file or definition that was asked for by its name.
    """

    schema: Literal["answerable.blast/v1"]
    revision: str | None
    targets: list[BlastTarget]
    missing_partners: list[PartnerShape]
    problems: list[str]
