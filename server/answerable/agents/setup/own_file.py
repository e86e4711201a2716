"""A file that is ours as a whole: a plugin, a script, a list of hooks that lies beside those of others."""

import json
import shlex
from collections.abc import Callable
from importlib.resources import files
from typing import Final

from answerable.agents.setup.json_hooks import filled
from answerable.agents.setup.model import Caller, Edited

__all__ = ["OwnFile", "listed", "plugin", "script"]

_MARK: Final = "Installed by `answerable init --agent"


class OwnFile:
    """One file that `render` writes. Another's file of that name is left alone."""

    def __init__(self, render: Callable[[Caller], str]) -> None:
        self._render = render

    def install(self, text: str | None, caller: Caller) -> Edited:
        """See `Format`."""
        if text is not None and _MARK not in text:
            return Edited(text, "it is not ours")
        return Edited(self._render(caller))

    def remove(self, text: str) -> Edited:
        """See `Format`."""
        return Edited(None if _MARK in text else text)


def plugin(name: str) -> OwnFile:
    """A plugin from a template beside this module; `@command` in it stands for the start of the command line."""
    agent = name.partition(".")[0]

    def render(caller: Caller) -> str:
        template = files(__package__).joinpath(name).read_text(encoding="utf-8")
        words = [caller.python, *caller.flags, "-m", "answerable"]
        return template.replace("@mark", f"{_MARK} {agent}`").replace('"@command"', json.dumps(words))

    return OwnFile(render)


def script(name: str, agent: str) -> OwnFile:
    """A shell script from a template beside this module; `@command` in it stands for the start of the command."""

    def render(caller: Caller) -> str:
        template = files(__package__).joinpath(name).read_text(encoding="utf-8")
        start = shlex.join([*caller.flags, "-m", "answerable"])
        filled_in = template.replace("@mark", f"{_MARK} {agent}`").replace("@flags", start)
        return filled_in.replace("@python", shlex.quote(caller.python))

    return OwnFile(render)


def listed(value: object, agent: str) -> OwnFile:
    """A JSON document whose placeholders become commands, and `@mark` the mark."""

    def render(caller: Caller) -> str:
        text = json.dumps(filled(value, caller, agent), indent=2, ensure_ascii=False)
        return text.replace("@mark", f"{_MARK} {agent}`") + "\n"

    return OwnFile(render)
