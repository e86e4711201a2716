"""Packages that a command installs, each with the version it is held to: `apt-get install curl=7.88.1-10`."""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.pins import Pin

__all__ = ["installed"]

#: Program and verb, and how its packages are told from their versions.
_MANAGERS: Final = (
    (re.compile(r"^(?:apt-get|apt|aptitude|zypper)\b.*?\s(?:install|in)\s(.*)$"), re.compile(r"^([^=<>]+)(?:=|[<>]=?)(.+)$")),
    (re.compile(r"^apk\b.*?\sadd\s(.*)$"), re.compile(r"^([^=<>~]+)(?:~?=|~|[<>]=?)(.+)$")),
    (re.compile(r"^(?:pip[\d.]*|python[\d.]* -m pip)\b.*?\sinstall\s(.*)$"), re.compile(r"^([\w.\[\],-]+?)(?:===?|~=|[<>!]=?)(.+)$")),
    (re.compile(r"^(?:npm (?:install|i|add)|(?:yarn|pnpm)(?: global)? add)\s(.*)$"), re.compile(r"^(@?[^@]+)@(.+)$")),
    (re.compile(r"^gem (?:install|i)\s(.*)$"), re.compile(r"^([\w-]+):(.+)$")),
    (re.compile(r"^(?:yum|dnf|microdnf|tdnf)\b.*?\sinstall\s(.*)$"), re.compile(r"^(.+?)-(\d[\w.:~+-]*)$")),
    (re.compile(r"^(?:go (?:install|get|run)|cargo install)\s(.*)$"), re.compile(r"^([^@]+)@(.+)$")),
)  # fmt: skip
#: Flags that take the next word with them.
_VALUED: Final = frozenset({
    "-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-t", "--target", "--virtual",
    "-X", "--repository", "-o", "--option", "--prefix", "--registry", "-e", "--editable", "--root", "--features", "-f",
})  # fmt: skip
_NAME: Final = re.compile(r"^@?[A-Za-z][\w.+\[\],/:~-]*$")
#: The version of the one package that comes with a flag.
_VERSION: Final = re.compile(r"\s(?:-v|--version)[= ]\s*(\S+)")


def installed(command: str) -> Iterator[Pin]:
    """The packages that a command names, with their versions; empty for one that names none."""
    for verb, version in _MANAGERS:
        match = verb.match(command)
        if match is not None:
            apart = _VERSION.search(f" {match[1]}")
            for word in _packages(match[1]):
                told = version.match(word)
                if told is not None:
                    yield Pin(told[1], told[2])
                elif _NAME.match(word):
                    yield Pin(word, apart[1] if apart is not None else "")
            return


def _packages(arguments: str) -> Iterator[str]:
    skipped = False
    for word in arguments.split():
        plain = word.strip("'\"").replace("\\", "")
        if not skipped and not plain.startswith(("-", ".", "/", "http:", "https:", "git+")):
            yield plain
        skipped = word in _VALUED or word in {"-v", "--version"}
