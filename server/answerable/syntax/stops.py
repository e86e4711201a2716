"""A command that ends a script: at its end it says nothing, before other commands it keeps them from running."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import tree_sitter

__all__ = ["STOP", "is_early_stop"]

STOP: Final = b"exit 0"


def is_early_stop(node: "tree_sitter.Node", text: bytes | None) -> bool:
    """Whether a node, of that text, ends its script although more than comments stands behind it."""
    if text != STOP or node.parent is None or node.parent.type != "program":
        return False
    following = node.next_named_sibling
    while following is not None and following.is_extra:
        following = following.next_named_sibling
    return following is not None
