"""A shell command as words: quoting that changes nothing is gone, and so are `sudo`, `env` and their like."""

import re
from typing import Final

import tree_sitter

__all__ = ["command_words", "plain_words"]

#: Programs that run the command that follows their own options, and their options that take a value.
_CARRIERS: Final[dict[str, frozenset[str]]] = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "--user", "--group"}),
    "doas": frozenset({"-u"}),
    "env": frozenset({"-u", "-C", "--unset", "--chdir"}),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c", "-n"}),
    "timeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
    "xargs": frozenset({"-I", "-n", "-P", "-L", "-d", "-a", "-s"}),
    "nohup": frozenset(),
    "time": frozenset(),
    "exec": frozenset({"-a"}),
    "command": frozenset(),
    "builtin": frozenset(),
    "stdbuf": frozenset({"-o", "-i", "-e"}),
    "setsid": frozenset(),
}
_BRACED: Final = re.compile(r"\$\{(\w+)\}")
_ASSIGNMENT: Final = re.compile(r"^\w+=")


def command_words(node: tree_sitter.Node) -> list[str]:
    """The words of a `command` node, the program's base name first; empty when it only assigns."""
    words = []
    for child in node.named_children:
        if child.type in {"variable_assignment", "file_redirect", "herestring_redirect", "heredoc_redirect"}:
            continue
        text = child.text
        words.append("" if text is None else _unquoted(text.decode("utf-8", "replace")))
    return plain_words(words)


def plain_words(words: list[str]) -> list[str]:
    """The words of the command that is really run."""
    while words:
        program = words[0].lstrip("\\").rsplit("/", 1)[-1]
        valued = _CARRIERS.get(program)
        if valued is None:
            return [program, *words[1:]]
        rest = _after_options(words[1:], valued)
        if program == "timeout":
            rest = rest[1:]
        if not rest:
            return [program, *words[1:]]
        words = rest
    return words


def _after_options(words: list[str], valued: frozenset[str]) -> list[str]:
    at = 0
    while at < len(words) and (words[at].startswith("-") or _ASSIGNMENT.match(words[at])):
        at += 2 if words[at] in valued else 1
    return words[at:]


def _unquoted(word: str) -> str:
    if len(word) > 1 and word[0] == word[-1] == "'":
        return word[1:-1]
    return _BRACED.sub(r"$\1", word.replace('"', ""))
