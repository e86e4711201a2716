"""Which commit is being made: what it will be compared with."""

from typing import NamedTuple

from answerable.wiring.workspace import Workspace

__all__ = ["Comparison", "comparison"]


class Comparison(NamedTuple):
    """`parents` are the commits to compare with: the empty tree for a first commit. `replaced` is what is amended."""

    parents: tuple[str, ...]
    is_first: bool
    replaced: str = ""


def comparison(workspace: Workspace, caller: int, source: str, named: str) -> Comparison:
    """What the commit being made is compared with.

    `caller` is the parent process of the hook, `source` and `named` are the hook's second and third argument.
    """
    empty = (workspace.git.empty_tree,)
    head = workspace.objects.commit("HEAD")
    if head is None:
        return Comparison(empty, is_first=True)
    if workspace.repository.amends(caller, source, named):
        return Comparison(head.parents or empty, not head.parents, head.id)
    return Comparison((head.id, *workspace.repository.merged_heads()), is_first=False)
