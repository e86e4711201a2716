"""The signatures of definitions as facts: `signature` (the parameters) and `returns` (the type of what is given)."""

from collections.abc import Iterator
from typing import Final

import tree_sitter

from answerable.core.facts import Fact
from answerable.core.spelling import normalise

__all__ = ["signature_facts"]

#: Where in a definition its function may be.
_INSIDE: Final = ("value", "right", "declarator")
_RESULTS: Final = ("return_type", "result", "type")
_DEEP: Final = 6


def signature_facts(node: tree_sitter.Node, scope: str, base: int) -> Iterator[Fact]:
    """The facts of a definition that takes parameters; lines count from `base`."""
    holder, parameters = _parameters(node)
    if parameters is None:
        return
    line, end_line = node.start_point[0] - base, parameters.end_point[0] - base + 1
    yield Fact("signature", "", _listed(parameters), "", scope, line, end_line)
    for each in (holder, node):
        result = next(
            (found for field in _RESULTS if (found := each.child_by_field_name(field)) is not None), None
        )
        if result is not None:
            yield Fact("returns", "", _text(result), "", scope, line, end_line)
            return


def _parameters(node: tree_sitter.Node) -> tuple[tree_sitter.Node, tree_sitter.Node | None]:
    for _ in range(_DEEP):
        found = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        if found is not None:
            return node, found
        inner = next(
            (each for field in _INSIDE if (each := node.child_by_field_name(field)) is not None), None
        )
        if inner is None:
            break
        node = inner
    return node, None


def _listed(parameters: tree_sitter.Node) -> str:
    """The parameters without the comments that stand among them."""
    children = parameters.named_children
    if not any(each.is_extra for each in children):
        return _text(parameters)
    return f"({','.join(_text(each) for each in children if not each.is_extra)})"


def _text(node: tree_sitter.Node) -> str:
    return normalise((node.text or b"").decode("utf-8", "replace"))
