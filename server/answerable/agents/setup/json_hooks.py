"""Hooks in a JSON file: lists of commands by event, as Claude Code, Gemini CLI, Cursor and others keep them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from answerable.agents.setup.jsonc import Node, drop, insert, parse, spaces
from answerable.agents.setup.model import Caller, Edited, calls_us

__all__ = ["CHECKPOINT", "GUARD", "JsonHooks", "by_event", "filled"]

#: Placeholders in the entries below for the two commands.
CHECKPOINT: Final = "@checkpoint"
GUARD: Final = "@guard"

_LIST: Final = "hooks"
#: Where the agents keep a hook's command.
_COMMANDS: Final = ("command", "bash", "powershell")


class JsonHooks:
    """One file with `{"hooks": {EVENT: [ENTRY, …]}}`.

    `entries` pairs events with what is appended to their lists; `base` is what a file must say besides.
    """

    def __init__(
        self, agent: str, entries: Sequence[tuple[str, object]], base: Mapping[str, object] | None = None
    ) -> None:
        self._agent = agent
        self._entries = entries
        self._base = dict(base or {})

    def install(self, text: str | None, caller: Caller) -> Edited:
        """See `Format`."""
        wanted = [(event, filled(value, caller, self._agent)) for event, value in self._entries]
        start = text if text and text.strip("\ufeff \t\r\n") else f"{(text or '')[:1].strip()}{{}}\n"
        root, problem = _readable(start)
        if root is None:
            return Edited(text, problem)
        if by_event(_ours(root)) == by_event(wanted) and self._base.keys() <= set(root.keys):
            return Edited(text)
        new = _cleaned(start)
        for key, value in self._base.items():
            node = _root(new)
            if node.child(key) is None:
                new = insert(new, node, value, key)
        for event, value in wanted:
            new = _append(new, event, value)
        return Edited(new)

    def remove(self, text: str) -> Edited:
        """See `Format`. A file in which nothing else is left is deleted."""
        root, problem = _readable(text) if text.strip("\ufeff \t\r\n") else (None, "")
        if root is None:
            return Edited(text, problem)
        new = _cleaned(text)
        empty = new != text and _root(new).value in ({}, self._base) and not _has_comment(new)
        return Edited(None if empty else new)


def by_event(entries: Iterable[tuple[str, object]]) -> dict[str, list[object]]:
    """The entries of each event: the order of events means nothing."""
    listed: dict[str, list[object]] = {}
    for event, entry in entries:
        listed.setdefault(event, []).append(entry)
    return listed


def filled(value: object, caller: Caller, agent: str) -> object:
    """An entry with the placeholders replaced by commands."""
    if isinstance(value, dict):
        return {key: filled(inner, caller, agent) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, caller, agent) for inner in value]
    if isinstance(value, str) and value in {CHECKPOINT, GUARD}:
        return caller.command(value[1:], agent)
    return value


def _readable(text: str) -> tuple[Node | None, str]:
    """The document, when its hooks are lists by event."""
    root, problem = parse(text)
    if root is None:
        return None, problem
    if not isinstance(root.value, dict):
        return None, "it is no JSON object"
    hooks = root.child(_LIST)
    if hooks is not None and not isinstance(hooks.value, dict):
        return None, f'its "{_LIST}" is no object of events'
    for event, node in zip(hooks.keys, hooks.children, strict=True) if hooks else ():
        if not isinstance(node.value, list):
            return None, f'its "{_LIST}" has no list under "{event}"'
    return root, ""


def _root(text: str) -> Node:
    root, _ = parse(text)
    assert root is not None, "an edit made the document unreadable"  # noqa: S101 - the edits are our own
    return root


def _append(text: str, event: str, value: object) -> str:
    root = _root(text)
    hooks = root.child(_LIST)
    if hooks is None:
        return insert(text, root, {event: [value]}, _LIST)
    listed = hooks.child(event)
    if listed is None:
        return insert(text, hooks, [value], event)
    return insert(text, listed, value)


def _ours(root: Node) -> Iterator[tuple[str, object]]:
    """Our entries with their events, whole entries only: one that is ours in part is no copy of what we write."""
    hooks = root.child(_LIST)
    for event, listed in zip(hooks.keys, hooks.children, strict=True) if hooks else ():
        for entry in listed.children:
            if _is_ours(entry) or any(_is_ours(inner) for inner in _inner(entry)):
                yield event, entry.value


def _inner(entry: Node) -> tuple[Node, ...]:
    """The hooks of a group that shares one matcher."""
    listed = entry.child(_LIST)
    return listed.children if listed is not None else ()


def _is_ours(entry: Node) -> bool:
    if not isinstance(entry.value, dict):
        return False
    inner = _inner(entry)
    own = any(calls_us(entry.value.get(name)) for name in _COMMANDS)
    return own or (bool(inner) and all(_is_ours(hook) for hook in inner))


def _cleaned(text: str) -> str:
    """The text without our entries, and without the lists that only held them."""
    while (place := _droppable(text)) is not None:
        text = drop(text, *place)
    return text


def _droppable(text: str) -> tuple[Node, int] | None:
    """The next thing to take out: the largest that holds nothing but ours, as (its container, its index)."""
    root = _root(text)
    hooks = root.child(_LIST)
    if hooks is None:
        return None
    lists = [_all_ours(text, listed) for listed in hooks.children]
    if lists and all(lists) and not _has_comment(spaces(text, hooks)):
        return root, len(root.keys) - 1 - root.keys[::-1].index(_LIST)
    for index, listed in enumerate(hooks.children):
        if lists[index]:
            return hooks, index
        for place, entry in enumerate(listed.children):
            if _is_ours(entry):
                return listed, place
            group = entry.child(_LIST)
            for inner, hook in enumerate(_inner(entry)):
                if group is not None and _is_ours(hook):
                    return group, inner
    return None


def _all_ours(text: str, listed: Node) -> bool:
    full = bool(listed.children) and all(_is_ours(entry) for entry in listed.children)
    return full and not _has_comment(spaces(text, listed))


def _has_comment(text: str) -> bool:
    return "//" in text or "/*" in text
