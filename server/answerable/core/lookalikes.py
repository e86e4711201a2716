"""Names that look like others: mixed scripts, invisible characters, and what a disk without case takes for the same."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["impostors", "odd_names"]

_SETTINGS: Final = ".answerable"
#: Scripts whose letters pass for Latin ones.
_SIMILAR: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
#: Letters that look like a line, a dot or a slash of a path without being one.
_FALSE_SIGNS: Final = frozenset("\u2044\u2215\u29f8\uff0f\u2024\uff0e\u00b7\u2010\u2011\u2212")
_MOST: Final = 20


def impostors(paths: Iterable[str]) -> Iterator[str]:
    """Paths that are not the settings of the repository but become them on some disks, in sentences."""
    for path in paths:
        top = path.partition("/")[0]
        if top != _SETTINGS and _folded(top) == _SETTINGS:
            yield f"The path {path!r} is a settings file of the repository on a disk that ignores case."


def odd_names(names: Iterable[str]) -> list[str]:
    """Names that a reader could take for others, in sentences."""
    found = (f"The name {name!r} {why}." for name in names if not name.isascii() and (why := _oddity(name)))
    return [one for one, _ in zip(found, range(_MOST), strict=False)]


def _oddity(name: str) -> str:
    if any(unicodedata.category(char) in {"Cf", "Cc"} for char in name):
        return "holds characters that cannot be seen or that turn its order around"
    if _FALSE_SIGNS.intersection(name):
        return "holds a sign that looks like a dot, a dash or a slash"
    for word in name.replace("/", " ").replace(".", " ").split():
        scripts = {unicodedata.name(char, "").partition(" ")[0] for char in word if char.isalpha()}
        if len(scripts & _SIMILAR) > 1:
            return f"mixes letters of {' and '.join(sorted(scripts & _SIMILAR))} that look alike"
    return ""


def _folded(name: str) -> str:
    """As a disk compares names that ignores case, forms of accents, and characters nobody sees."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(char for char in plain if unicodedata.category(char) != "Cf").casefold().rstrip(". ")
