"""What a shell command would delete: only removals whose target is dangerous, or unknown, count."""

import re
from typing import Final

__all__ = ["dangerous_removal"]

_SYSTEM: Final = re.compile(
    r"^(?:/|~|\*|\.|\.\.)(?:/|/\*|/\.\*)?$|^\.?/?\*$"
    r"|^/(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|usr|var|data|Users|System|Library|Applications)"
    r"(?:/[\w.@-]+){0,2}(?:/|/\*)?$"
)
_REBUILT: Final = re.compile(
    r"(?i)(?:^|[/._-])(?:build|dist|target|caches?|te?mp|node_modules|out|__pycache__|artifacts?|coverage)(?:[/._*-]|$)"
)
_HARMLESS: Final = re.compile(
    r"^(?:/tmp/|/var/tmp/|/var/cache/|/var/lib/apt/lists|/dev/shm/|/root/\.cache|/usr/share/(?:doc|man)|~/\.cache/.|\$HOME/\.cache/.|"
    r"/home/\w+/\.cache|/opt/hostedtoolcache|/var/lib/dpkg)"
)
_VARIABLE: Final = re.compile(r"\$\{?(?P<name>\w+|[@*#?!])(?P<rest>[^}\s/]*)\}?")
_SAFE_EXPANSION: Final = re.compile(r"\$\{\w+:?[?=+]|\$\{\w+:-[^}]+")
_ASSIGNED: Final = r"(?m)(?:^|[;&|({{]|\bexport|\blocal|\breadonly|\bdeclare(?: -\w+)*)\s*{name}=(?P<right>\"[^\"\n]*\"|'[^'\n]*'|\$\([^\n]*\)|[^\s;&|]*)"
_CHECKED: Final = r"-[nzd]\s+\"?\$\{{?{name}\b|\$\{{{name}:\?"
_FRESH: Final = re.compile(r"\bmktemp\b|^[\"']?[\w.][\w./-]*[\"']?$|^[\"']?/tmp/\w")
_HOMES: Final = frozenset({"HOME", "PWD", "OLDPWD", "GITHUB_WORKSPACE"})
_TEMPORARY: Final = re.compile(
    r"(?i)^(?:TMP|TEMP|TMPDIR|TEMPDIR|RUNNER_TEMP|tmp_?\w*|temp_?\w*|work_?tmp|scratch\w*)$"
)


def dangerous_removal(command: str, source: str) -> bool:
    """Whether `rm` with these words removes something dear, or something nobody can know.

    `command` is the normalised command; `source` the text it stands in, for what its variables were set to.
    """
    words = [word for word in command.split()[1:] if not word.startswith("-")]
    return any(_dear(word, source) for word in words)


def _dear(target: str, source: str) -> bool:
    if _HARMLESS.match(target):
        return False
    variable = _VARIABLE.search(target)
    if variable is None:
        return _SYSTEM.match(target) is not None and _REBUILT.search(target) is None
    if _SAFE_EXPANSION.search(target):
        return False
    name = variable["name"]
    if name in _HOMES:
        below = target[variable.end() :].lstrip("/")
        return variable.start() == 0 and below in {"", "*", ".", ".*"}
    # `build/$NAME` stays below build whatever the name holds; `/$NAME` does not.
    below_something = variable.start() > 0 and not target.startswith("/$")
    return not (below_something or _TEMPORARY.match(name) or _known(name, source))


def _known(name: str, source: str) -> bool:
    """Whether the text gives the variable a value that is a fresh or plain place, or tests it first."""
    if re.search(_CHECKED.format(name=re.escape(name)), source):
        return True
    values = [match["right"] for match in re.finditer(_ASSIGNED.format(name=re.escape(name)), source)]
    return bool(values) and all(_FRESH.search(value) or _derived(value) for value in values)


def _derived(value: str) -> bool:
    """A place below another: `$ROOT/build` names something of its own even if the root is empty."""
    return (
        re.match(r"^\"?\$\{?\w+\}?/[\w.-]+", value) is not None or _SAFE_EXPANSION.search(value) is not None
    )
