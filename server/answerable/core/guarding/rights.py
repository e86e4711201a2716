"""Commands that change rights, switch checks off, or act for a person."""

from collections.abc import Iterator
from typing import Final

from answerable.core.guarding.danger import Danger
from answerable.core.guarding.places import Kind, place_of
from answerable.core.guarding.values import Call, Ground, listed, plain

__all__ = ["of_rights"]

#: Programs that change who may do what on this machine.
_RULES_OF_MACHINE: Final = listed(
    "visudo usermod useradd userdel passwd chpasswd setcap iptables ufw setenforce csrutil spctl"
)
_HOOK_SETTINGS: Final = {
    "HUSKY": "0",
    "HUSKY_SKIP_HOOKS": "1",
    "LEFTHOOK": "0",
    "SKIP_HOOKS": "1",
    "PRE_COMMIT_ALLOW_NO_CONFIG": "1",
}


def of_rights(call: Call, ground: Ground) -> Iterator[Danger]:
    """The dangers of one command, whatever program it is."""
    yield from _permissions(call, ground)
    yield from _bypassing(call)


def _permissions(call: Call, ground: Ground) -> Iterator[Danger]:
    if call.program in {"chmod", "chown", "chgrp", "setfacl", "icacls"}:
        mode, *targets = call.words or ("",)
        for target in targets:
            yield from _changed(call, mode, target, ground)
    elif call.program in _RULES_OF_MACHINE:
        if not call.options & {"-L", "--list", "-S"} and call.words[:1] != ("status",):
            yield Danger(
                "permissions",
                f"`{call.program}` would change the rights of this machine",
                "leave that to the user",
            )
    elif call.program == "crontab" and "-l" not in call.options:
        yield Danger(
            "permissions", "`crontab` would change what runs on this machine later", "leave that to the user"
        )


def _changed(call: Call, mode: str, target: str, ground: Ground) -> Iterator[Danger]:
    """The dangers of changing the rights of one file or folder."""
    place = place_of(target, call.folder, ground)
    whole = bool(call.options & {"-R", "--recursive"})
    opens = call.program == "chmod" and _opens(mode)
    if place.kind in {Kind.SYSTEM, Kind.HOME, Kind.HISTORY} and (whole or opens):
        loss = (
            f"`{call.program}` would change the rights of {plain(target)}, and nobody remembers the old ones"
        )
        yield Danger("wipe", loss, "name your own files", path=place.path)
    elif place.kind is Kind.REBUILT or (place.kind is Kind.TEMPORARY and not (opens and whole)):
        return
    elif opens:
        loss = f"`chmod {plain(mode)}` would let everybody change or become the owner of {plain(target)}"
        yield Danger("permissions", loss, "give rights to one user or group", path=place.path)
    elif whole and call.program in {"chown", "chgrp"}:
        loss = f"`{call.program} -R` would change who owns everything in {plain(target)}"
        yield Danger("permissions", loss, "name single files", path=place.path)


def _opens(mode: str) -> bool:
    """Whether a mode lets everybody write, or lets everybody run a program as its owner."""
    digits = mode.lstrip("0")
    if digits.isdigit():
        special = len(digits) == 4 and digits[0] in "246"
        return special or (digits[-1] in "2367" and digits not in {"3", "2", "6", "7"})
    added = [part for part in mode.split(",") if "+" in part or "=" in part]
    return any(
        ("s" in part.partition("+")[2])
        or ("w" in part and bool({"a", "o"} & set(part.split("+")[0].split("=")[0])))
        for part in added
    )


def _bypassing(call: Call) -> Iterator[Danger]:
    for name, value in (*call.settings, *_exported(call)):
        if (
            name in _HOOK_SETTINGS
            and value
            and (value == _HOOK_SETTINGS[name] or value in {"0", "1", "false", "true"})
            and call.program != "git"
        ):
            yield Danger(
                "bypass",
                f"`{name}={plain(value)}` would switch hooks off",
                "mend what they complain about, or ask the user",
            )
    words = call.words
    if call.program in {"pre-commit", "husky", "lefthook"} and words[:1] == ("uninstall",):
        yield Danger(
            "bypass", f"`{call.program} uninstall` would remove this repository's hooks", "ask the user"
        )
    elif call.program == "answerable" and (
        "--remove" in call.options or words[:1] in (("signoff",), ("review",))
    ):
        yield Danger(
            "bypass", "only a person may take Answerable away, review or sign", "ask the user to do it"
        )
    elif call.program in {"rm", "mv", "chmod"} and any(".git/hooks" in text for text in call.texts):
        yield Danger("bypass", f"`{call.program}` would switch off a git hook", "leave the hooks to the user")


def _exported(call: Call) -> Iterator[tuple[str, str]]:
    if call.program == "export":
        for text in call.texts:
            name, _, value = text.partition("=")
            yield name, value
