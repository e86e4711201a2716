"""Edits: one replacement in a document, reduced to what it changes."""

from typing import Final, NamedTuple

from answerable.core.positions import Place

__all__ = ["Edit", "minimise"]

_STEP: Final = 4096


class Edit(NamedTuple):
    """One replacement, minimised: at `start`, `removed` gave way to `inserted`.

    `before` and `after` are the few characters around it, which tell an undo from new text with the same
    content. Both texts are empty for an edit that changed nothing.
    """

    start: Place
    removed: str
    inserted: str
    before: str = ""
    after: str = ""


def minimise(removed: str, inserted: str) -> tuple[int, int]:
    r"""How many characters the two texts share at the beginning and, after that, at the end.

    The shared parts never overlap and never split a `\r\n` of either text.
    """
    limit = min(len(removed), len(inserted))
    prefix = _common(removed, inserted, limit)
    if (
        prefix
        and removed[prefix - 1] == "\r"
        and "\n" in (removed[prefix : prefix + 1], inserted[prefix : prefix + 1])
    ):
        prefix -= 1
    suffix = _common_end(removed, inserted, limit - prefix)
    if suffix and removed[-suffix] == "\n" and "\r" in (_before(removed, suffix), _before(inserted, suffix)):
        suffix -= 1
    return prefix, suffix


def _common(one: str, two: str, limit: int) -> int:
    """The length of the common beginning, at most `limit`: large steps in C, then one character at a time."""
    at = 0
    while at < limit and one[at : min(at + _STEP, limit)] == two[at : min(at + _STEP, limit)]:
        at = min(at + _STEP, limit)
    while at < limit and one[at] == two[at]:
        at += 1
    return at


def _common_end(one: str, two: str, limit: int) -> int:
    """The length of the common end, at most `limit`."""
    at = 0
    while at < limit:
        step = min(_STEP, limit - at)
        if one[len(one) - at - step : len(one) - at] != two[len(two) - at - step : len(two) - at]:
            break
        at += step
    while at < limit and one[-at - 1] == two[-at - 1]:
        at += 1
    return at


def _before(text: str, suffix: int) -> str:
    return text[-suffix - 1 : -suffix]
