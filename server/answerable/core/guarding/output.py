"""What simple programs print, where that follows from their arguments and their input alone.

It is how a command that is hidden in text (base64, printf, a here-document, a file just written) is found. `None`
means that nobody can know.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from answerable.core.guarding.values import UNKNOWN, joined_path, known, listed

__all__ = ["printed"]

_LONGEST: Final = 200_000
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "a": "\a", "e": "\x1b", "0": "\0"}
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|0([0-7]{1,3})|([0-7]{3})|(.))", re.DOTALL)
_SILENT: Final = listed(": true false cd test [ [[ export set unset local mkdir touch chmod")

_READ_FILES: Final = frozenset({"cat", "base64", "rev", "sort", "uniq", "xxd"})


def printed(
    program: str, words: Sequence[str], given: str | None, folder: str, written: Mapping[str, str]
) -> str | None:
    """What the program prints; `given` is its input, `written` the files that are known."""
    if program in _SILENT:
        return ""
    printer = _PRINTERS.get(program)
    if printer is not None:
        text = printer(words)
        return text if text is None or len(text) <= _LONGEST else None
    if program == "openssl" and "-in" in words:
        return None
    filtering = _FILTERS.get(program)
    if filtering is None:
        return None
    names = [word for word in words if not word.startswith("-")]
    if program in _READ_FILES and names:
        found = [written.get(joined_path(folder, name)) for name in names]
        given = None if any(text is None for text in found) else "".join(text or "" for text in found)
    return None if given is None else filtering(given, words)


def _echo(words: Sequence[str]) -> str:
    escapes = False
    rest = list(words)
    while rest and re.fullmatch(r"-[neE]+", rest[0]):
        escapes = escapes or "e" in rest.pop(0)
    text = " ".join(rest)
    return (_escaped(text) if escapes else text) + "\n"


def _printf(words: Sequence[str]) -> str | None:
    rest = [word for at, word in enumerate(words) if not (at == 0 and word == "--")]
    if not rest or rest[0] == "-v":
        return ""
    form, values = _escaped(rest[0]), list(rest[1:])
    count = len(re.findall(r"%(?!%)", form))
    if not count:
        return form.replace("%%", "%")
    if not all(re.match(r"%(?:[sbqd]|%)", match) for match in re.findall(r"%.", form)):
        return None
    pieces = []
    while True:
        pieces.append(re.sub(r"%([sbqd])", lambda found: _value(found[1], values), form).replace("%%", "%"))
        if not values or len(pieces) > 1000:
            return "".join(pieces)


def _value(kind: str, values: list[str]) -> str:
    value = values.pop(0) if values else ""
    return _escaped(value) if kind == "b" else value


def _escaped(text: str) -> str:
    return _ESCAPE.sub(_letter, text)


def _letter(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    if match[2] or match[3]:
        return chr(int(match[2] or match[3], 8))
    return _ESCAPES.get(match[4], "\\" + match[4])


def _same(given: str, _: Sequence[str]) -> str:
    return given


def _base64(given: str, words: Sequence[str]) -> str | None:
    if not {"-d", "-D", "--decode", "-di", "-id"} & set(words):
        return None if not known(given) else base64.b64encode(given.encode("utf-8", "replace")).decode()
    return _decoded(given, lambda text: base64.b64decode(text, validate=False))


def _openssl(given: str, words: Sequence[str]) -> str | None:
    return _base64(given, ("-d",)) if {"base64", "enc"} & set(words) and "-d" in words else None


def _xxd(given: str, words: Sequence[str]) -> str | None:
    return _decoded("".join(given.split()), bytes.fromhex) if {"-r", "-rp", "-pr"} & set(words) else None


def _decoded(given: str, decode: Callable[[str], bytes]) -> str | None:
    if not known(given):
        return None
    try:
        return decode(given).decode("utf-8", "replace").replace(UNKNOWN, "")
    except (ValueError, binascii.Error):
        return None


def _reversed(given: str, _: Sequence[str]) -> str:
    return "".join(line[::-1] + "\n" for line in given.splitlines())


def _translated(given: str, words: Sequence[str]) -> str | None:
    sets = [word for word in words if not word.startswith("-")]
    if "-d" in words and len(sets) == 1 and known(given):
        return given.translate({ord(char): None for char in _range(sets[0])})
    if len(sets) != 2 or len(words) != 2:
        return None
    old, new = _range(sets[0]), _range(sets[1])
    if not new:
        return None
    new += new[-1] * (len(old) - len(new))
    return given.translate(dict(zip(map(ord, old), new, strict=False)))


def _range(text: str) -> str:
    text = _escaped(text)
    return re.sub(
        r"(.)-(.)",
        lambda found: "".join(map(chr, range(ord(found[1]), min(ord(found[2]), ord(found[1]) + 300) + 1))),
        text,
    )


_PRINTERS: Final[Mapping[str, Callable[[Sequence[str]], str | None]]] = {
    "echo": _echo,
    "printf": _printf,
    "mktemp": lambda words: "/tmp/tmp.\0" if not any("/" in word for word in words) else UNKNOWN,  # noqa: S108 - where it makes it
    "basename": lambda words: words[0].rstrip("/").rpartition("/")[2] + "\n" if len(words) == 1 else None,
    "dirname": lambda words: (words[0].rpartition("/")[0] or ".") + "\n" if len(words) == 1 else None,
    "nproc": lambda _: "2\n",
    "date": lambda _: "20260101\n",
    "yes": lambda words: (words[0] if words else "y") + "\n",
    "seq": lambda words: (
        "".join(f"{number}\n" for number in range(1, int(words[0]) + 1))
        if len(words) == 1 and words[0].isdigit() and int(words[0]) < 200
        else None
    ),
}
_FILTERS: Final[Mapping[str, Callable[[str, Sequence[str]], str | None]]] = {
    "cat": _same,
    "tee": _same,
    "sort": _same,
    "uniq": _same,
    "base64": _base64,
    "openssl": _openssl,
    "xxd": _xxd,
    "rev": _reversed,
    "tr": _translated,
}
