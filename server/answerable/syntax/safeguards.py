"""Facts of safeguards: how safe each setting of a structured document is, by the tables in `grammars/`.

Kind `safeguard`: the key is the path, the value a measure (see `core/scales.py`), the owner the rule that is about it.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from answerable.core.facts import Fact
from answerable.core.scales import Scales, measured, parse_scales
from answerable.core.values import Leaf
from answerable.syntax.decoded import decoded
from answerable.syntax.languages import grammars_root

__all__ = ["safeguard_facts", "safeguards"]


def safeguard_facts(found: Iterable[Leaf], folder: str, owner: str, scope: str) -> Iterator[Fact]:
    """The safeguards among the leaves of one resource or object, and the blocks that are one by being there."""
    scales = safeguards(folder)[0]
    seen: set[tuple[str, str]] = set()
    for leaf in found:
        own = leaf.path.removesuffix("[]")
        for path, text in ((own, leaf.text), *_above(leaf.path)):
            measure = measured(scales, owner, path, text)
            if measure is None or (path != own and measure[1] == "?"):
                continue
            # A list holds a safeguard once, however many entries it has; and so does a block.
            alike = (path, measure[1])
            if alike in seen and path != leaf.path:
                continue
            seen.add(alike)
            yield Fact("safeguard", path, measure[1], measure[0], scope, leaf.line, leaf.end_line)


@cache
def safeguards(folder: str) -> tuple[Scales, tuple[str, ...]]:
    """The scales of `grammars/<folder>/safeguards.toml`, and a sentence for each entry that cannot be used."""
    scales, problems = parse_scales(decoded(grammars_root() / folder / "safeguards.toml"))
    return scales, tuple(problems)


def _above(path: str) -> Iterator[tuple[str, str]]:
    """The blocks around a leaf, as settings that are there."""
    at = path.rfind(".")
    while at > 0:
        yield path[:at], "{…}"
        at = path.rfind(".", 0, at)
