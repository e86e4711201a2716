"""How serious a loss is, by what else the edit did.

Where a definition was rewritten, what it lost is mostly done in another way: of such findings no more stand in the
reverse of fixes than in ordinary commits. Where nothing came for what went, in a file that was otherwise left alone, five
times as many do (`make evaluate` measures both).
"""

import re
from collections.abc import Sequence
from typing import Final

from answerable.core.facts import Delta, Fact
from answerable.core.finding import Level
from answerable.core.reductions import is_calm, shape_of

__all__ = ["is_built", "is_rehearsal", "weighed"]

_WHOLES: Final = frozenset({"definition", "test", "subtest"})
#: What a program wrote from other sources.
_BUILT: Final = re.compile(
    r"(?:^|/)dist/.*\.[cm]?js$|[.-]min\.[cm]?js$|\.bundle\.js$|_pb2(?:_grpc)?\.pyi?$|\.pb(?:\.\w+)?\.(?:go|cc|h)$|"
    r"(?:^|/)zz_generated|[._-]generated\.\w+$|_string\.go$"
)
#: Folders of what is tried or shown, and never put to use as it is.
_REHEARSAL: Final = re.compile(
    r"(?i)(?:^|/)(?:tests?|e2e|test[-_]?data|fixtures?|examples?|samples?|demos?|playgrounds?|seeds?|\.chainsaw-test)/"
)


def is_rehearsal(path: str) -> bool:
    """Whether a file lies in a folder of tests, examples, fixtures or the like."""
    return _REHEARSAL.search(path) is not None


def is_built(path: str) -> bool:
    """Whether a file was made from others: what changed there changed in those, and is found there."""
    return _BUILT.search(path) is not None


def weighed(level: Level, fact: Fact, delta: Delta, file: Sequence[Delta]) -> Level:
    """The level of a finding about a fact of the definition `delta`, one of those that changed in `file`.

    It is never above `level`. That a whole definition or test went weighs fully where nothing else changed in the file.
    """
    if fact.kind in _WHOLES:
        return level if not any(each.gained for each in file) or level is Level.INFO else Level.WARN
    shape, calm = shape_of(delta), is_calm(file)
    if calm and shape.is_reduced:
        return level
    doubtful = shape.is_reduced or shape.is_touched or (calm and shape.is_smaller)
    return Level.WARN if doubtful and level is not Level.INFO else Level.INFO
