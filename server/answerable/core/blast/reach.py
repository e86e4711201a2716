"""How far a change reaches: the values that the graph of dependents answers with.

Paths are relative to the top of the repository with `/`. Lines are 1-based; `end_line` is the last line, inclusive.
"""

from typing import NamedTuple

__all__ = ["Dependent", "Reach", "Symbol"]


class Symbol(NamedTuple):
    """A definition: a function, a method, a class, a constant; a resource, an output, a job.

    `name` is dotted from the outside in (`Cart.total`); `kind` is `function`, `method`, `class`, `variable`, `type`,
    `module`, or what an infrastructure language calls it (`resource`, `output`, `job` …). `exported` follows the
    language's own rule: other files may use it.
    """

    path: str
    name: str
    kind: str
    line: int
    end_line: int
    exported: bool


class Dependent(NamedTuple):
    """A place that refers to the target, or to something that does.

    `symbol` is the dotted name of the definition that holds the reference; empty for a file's top level.
    `distance` is 1 for a direct reference, and grows by one with each step.
    """

    path: str
    line: int
    symbol: str
    distance: int


class Reach(NamedTuple):
    """What depends on one target, `path` or `path:symbol`.

    `direct` are the places that name the target, in the order of path and line, at most one for each definition.
    `transitive` counts, direct ones included, the definitions that can be reached over any number of steps. It is an
    upper bound: a reference through a name that several files define counts for each. `files` are their paths.
    `entry_point` tells that the target is started from outside: a `main`, a script, a command, a job.
    """

    target: str
    exported: bool
    entry_point: bool
    direct: tuple[Dependent, ...]
    transitive: int
    files: tuple[str, ...]
