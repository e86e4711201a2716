"""Commands that change rights, switch checks off, or act for a person."""

from collections.abc import Iterator
from typing import Final

from answerable.core.guarding.danger import Danger
from answerable.core.guarding.places import Kind, place_of
from answerable.core.guarding.values import Call, Ground, plain

__all__ = ["of_rights"]

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
        whole = bool(call.options & {"-R", "--recursive"})
        mode, *targets = call.words or [""]
        opens = call.program == "chmod" and (
            mode.lstrip("0") in {"777", "666", "776", "767"}
            or (mode in {"a+w", "o+w", "a+rwx", "a=rwx", "ugo+rwx", "o+rwx", "+w"} and mode != "+w")
            or (mode.lstrip("0")[:1] in "4267" and len(mode.lstrip("0")) == 4)
        )
        suid = call.program == "chmod" and mode in {"u+s", "+s", "g+s"}
        for target in targets:
            place = place_of(target, call.folder, ground)
            if place.kind in {Kind.SYSTEM, Kind.HOME, Kind.HISTORY} and (whole or opens):
                yield Danger(
                    "wipe",
                    f"`{call.program}{' -R' if whole else ''}` would change the rights of {plain(target)}, and nobody remembers the old ones",
                    "name your own files",
                    path=place.path,
                )
            elif (
                (opens and (whole or place.kind is not Kind.TEMPORARY)) or suid
            ) and place.kind is not Kind.REBUILT:
                yield Danger(
                    "permissions",
                    f"`chmod {plain(mode)}` would let everybody change {plain(target)}",
                    "give rights to one user or group",
                    path=place.path,
                )
            elif (
                whole
                and call.program in {"chown", "chgrp"}
                and place.kind not in {Kind.TEMPORARY, Kind.REBUILT}
            ):
                yield Danger(
                    "permissions",
                    f"`{call.program} -R` would change who owns everything in {plain(target)}",
                    "name single files",
                    path=place.path,
                )
    elif call.program in {
        "visudo",
        "usermod",
        "useradd",
        "userdel",
        "passwd",
        "chpasswd",
        "setcap",
        "iptables",
        "ufw",
        "setenforce",
        "csrutil",
        "spctl",
    }:
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
