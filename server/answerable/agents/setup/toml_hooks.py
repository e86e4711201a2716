"""Hooks in Codex's `config.toml`: `[[hooks.EVENT]]` groups, each with `[[hooks.EVENT.hooks]]` commands."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from answerable.agents.setup.json_hooks import by_event, filled
from answerable.agents.setup.model import Caller, Edited, calls_us

__all__ = ["TomlHooks"]


class TomlHooks:
    """One TOML file; `entries` pairs events with the groups that are appended to their lists."""

    def __init__(self, agent: str, entries: Sequence[tuple[str, Mapping[str, object]]]) -> None:
        self._agent = agent
        self._entries = entries

    def install(self, text: str | None, caller: Caller) -> Edited:
        """See `Format`."""
        before = text or ""
        known, problem = _readable(before)
        if problem:
            return Edited(text, problem)
        wanted = [
            (event, cast("Mapping[str, Any]", filled(dict(group), caller, self._agent)))
            for event, group in self._entries
        ]
        if by_event(_ours(known)) == by_event(wanted):
            return Edited(text)
        document = tomlkit.parse(before)
        _take_out(document)
        if not tomlkit.dumps(document).strip():
            document = tomlkit.document()
        hooks = document.setdefault("hooks", tomlkit.table(is_super_table=True))
        for event, group in wanted:
            table = _table(group)
            if event != self._entries[0][0]:
                table.trivia.indent = "\n"
            hooks.setdefault(event, tomlkit.aot()).append(table)
        return _checked(text, tomlkit.dumps(document))

    def remove(self, text: str) -> Edited:
        """See `Format`. A file in which nothing else is left is deleted."""
        known, problem = _readable(text)
        if problem or not list(_ours(known)):
            return Edited(text, problem)
        document = tomlkit.parse(text)
        _take_out(document)
        left = tomlkit.dumps(document)
        return _checked(text, left) if left.strip() else Edited(None)


def _readable(text: str) -> tuple[dict[str, Any], str]:
    """What the file says, when its hooks are what Codex expects and tables can be added to them."""
    try:
        known = tomllib.loads(text)
        tomlkit.parse(text)
    except (tomllib.TOMLDecodeError, TOMLKitError) as error:
        return {}, f"it is not TOML ({error})"
    hooks = known.get("hooks", {})
    if not isinstance(hooks, dict):
        return {}, 'its "hooks" is no table'
    for event, groups in hooks.items():
        if event != "state" and not (
            isinstance(groups, list) and all(isinstance(one, dict) for one in groups)
        ):
            return {}, f'its "hooks" has no list of tables under "{event}"'
    return known, ""


def _checked(before: str | None, after: str) -> Edited:
    """The new text, unless it cannot be read any more: inline tables cannot be added to."""
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return Edited(before, 'its "hooks" are written inline, where no table can be added')
    return Edited(after)


def _ours(known: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for event, groups in known.get("hooks", {}).items():
        for group in groups if isinstance(groups, list) else ():
            if any(_is_ours(hook) for hook in group.get("hooks", ())):
                yield event, group


def _take_out(document: tomlkit.TOMLDocument) -> None:
    """Delete our commands, and the groups and lists that only held them."""
    hooks: Any = document.get("hooks", {})
    for event in [name for name, groups in hooks.items() if isinstance(groups, list)]:
        groups = hooks[event]
        for index in reversed(range(len(groups))):
            listed = groups[index].get("hooks", [])
            own = [place for place, hook in enumerate(listed) if _is_ours(hook)]
            if own and len(own) == len(listed):
                del groups[index]
            else:
                for place in reversed(own):
                    del listed[place]
        if not groups:
            del hooks[event]
    if "hooks" in document and not hooks:
        del document["hooks"]


def _is_ours(hook: object) -> bool:
    return isinstance(hook, Mapping) and calls_us(hook.get("command"))


def _table(group: Mapping[str, Any]) -> Table:
    """A group as the tables that the format writes it with."""
    table: Any = tomlkit.table()
    for key, value in group.items():
        if key == "hooks":
            table[key] = tomlkit.aot()
            for hook in value:
                table[key].append(_table(hook))
        else:
            literal = isinstance(value, str) and '"' in value and "'" not in value
            table[key] = tomlkit.string(value, literal=True) if literal else value
    return cast("Table", table)
