"""The format of `answerable blast`, which the code writes field by field; see `shapes`."""

from typing import Literal, TypedDict

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
    tells that the target is not there any more: it is what depended on it that counts.
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


class BlastRadius(TypedDict):
    """`answerable blast --json`: what depends on the targets, the furthest reaching first.

    `revision` is the commit that was looked at, null for the worktree.
    """

    schema: Literal["answerable.blast/v1"]
    revision: str | None
    targets: list[BlastTarget]
    problems: list[str]
