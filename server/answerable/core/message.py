"""A commit message while it is being made: where the stamp goes, and when it must stay out.

`place_stamp` is what `prepare-commit-msg` does to the message file. Two things are git's and stay git's: the
user's own trailers, and the abort of a commit whose message was left empty.
"""

import re
from collections.abc import Sequence
from typing import Final

from answerable.core.stamp import ATTRIBUTION_KEYS, LINES_KEY, STAMP_KEYS, parse_stamp
from answerable.core.trailers import Item, Layout, Trailer, completed, locate, replace_items

__all__ = ["comment_prefix", "is_empty", "place_stamp", "remove_stamps"]

_SCISSORS: Final = re.compile(r"^(\S+) -{24} >8 -{24}$", re.MULTILINE)
#: The characters among which `core.commentChar=auto` chooses, in git's order.
_AUTO: Final = "#;@!$%^&|:"
_OWN: Final = frozenset(key.casefold() for key in STAMP_KEYS)
_SHARED: Final = frozenset(key.casefold() for key in ATTRIBUTION_KEYS)
_AI_COUNT: Final = re.compile(r"\b(?:ai|mixed)=0*[1-9]")


def place_stamp(message: str, stamp: Sequence[Trailer], comment: str = "#", *, editing: bool) -> str:
    """`message` with `stamp` as its only stamp; every byte that is no stamp stays.

    An empty message gets its stamp below two empty lines, where the user will write, if an editor is going to
    open (the `commit-msg` hook then keeps git's abort on an untouched message). Without an editor it gets none:
    git either aborts, or was told to commit without a message.
    """
    message = completed(message)
    if is_empty(message, comment):
        bare = remove_stamps(message, comment)
        return _below_title(bare, stamp, comment) if editing and stamp else bare
    message = _remove_misplaced(message, comment)
    layout = locate(message, comment)
    old = _stamp_items(layout)
    return replace_items(message, layout, old.__contains__, _unambiguous(layout, old, stamp))


def remove_stamps(message: str, comment: str = "#") -> str:
    """`message` without any stamp."""
    message = _remove_misplaced(message, comment)
    layout = locate(message, comment)
    return replace_items(message, layout, _stamp_items(layout).__contains__, ())


def is_empty(message: str, comment: str = "#") -> bool:
    """Whether git would call the message empty if it held no stamp: blank lines, comments and sign-offs only."""
    cut = _SCISSORS.search(message)
    text = message[: cut.start()] if cut is not None and cut[1] == comment else message
    layout = locate(f"title\n\n{text.lstrip()}", comment)
    stamps = {item.trailer for item in _stamp_items(layout) if item.trailer}
    return all(
        not line.strip() or line.startswith((comment, "Signed-off-by: ")) or _is_stamp_line(line, stamps)
        for line in text.split("\n")
    )


def comment_prefix(message: str, configured: str) -> str:
    """What begins a comment line in a message file; `configured` is core.commentChar or core.commentString.

    With `auto` git chooses a character that begins no line of the message and tells nobody: it is read from the
    scissors line or from the comments that end the file.
    """
    if configured and configured != "auto":
        return configured
    cut = _SCISSORS.search(message)
    if cut is not None:
        return cut[1]
    last = message.rstrip().rpartition("\n")[2] if configured == "auto" else ""
    return last[0] if last and last[0] in _AUTO else "#"


def _below_title(message: str, stamp: Sequence[Trailer], comment: str) -> str:
    """The stamp in a message without a title: after the sign-offs if there are any, else below two empty lines."""
    layout = locate(message, comment)
    if layout.items:
        return replace_items(message, layout, lambda _: False, stamp)
    return "\n\n" + "".join(f"{key}: {value}\n" for key, value in stamp) + message


def _stamp_items(layout: Layout) -> tuple[Item, ...]:
    """The items of the block that are a stamp of ours.

    `Provenance-…` trailers are ours alone. `Assisted-by` and its like also belong to people: ours are those
    inside the stamp, or else those directly above a `Provenance-Lines` that counts AI lines.
    """
    items = layout.items
    own = [place for place, item in enumerate(items) if _key(item) in _OWN]
    if not own:
        return ()
    inside = [place for place in range(own[0], own[-1]) if _key(items[place]) in _SHARED]
    first = items[own[0]]
    counts_ai = first.trailer is not None and _AI_COUNT.search(first.trailer.value) is not None
    above = own[0]
    while counts_ai and not inside and above > 0 and _key(items[above - 1]) in _SHARED:
        above -= 1
    return tuple(items[place] for place in sorted({*range(above, own[0]), *own, *inside}))


def _unambiguous(layout: Layout, old: Sequence[Item], stamp: Sequence[Trailer]) -> list[Trailer]:
    """The stamp in an order that tells its attributions from a person's that stands right above it."""
    place = layout.items.index(old[0]) if old else len(layout.items)
    above = layout.items[place - 1] if place else None
    shared = [trailer for trailer in stamp if trailer.key.casefold() in _SHARED]
    if not shared or above is None or _key(above) not in _SHARED:
        return list(stamp)
    ours = [trailer for trailer in stamp if trailer not in shared]
    return [ours[0], *shared, *ours[1:]]


def _remove_misplaced(message: str, comment: str) -> str:
    """`message` without the stamps that a squash left in the middle of it."""
    layout = locate(message, comment)
    head = message[: layout.start]
    marker = head.casefold().find(LINES_KEY.casefold() + ":")
    if marker < 0:
        return message
    paragraphs = re.split(r"(\n[ \t\r]*(?:\n[ \t\r]*)*\n)", head)
    kept = [
        _without_stamp(part, comment) if place % 2 == 0 else part for place, part in enumerate(paragraphs)
    ]
    return "".join(kept) + message[layout.start :]


def _without_stamp(paragraph: str, comment: str) -> str:
    """One paragraph without the stamp in it; prose that merely mentions one stays."""
    lead = "title\n\n"
    stamp, _ = parse_stamp(lead + paragraph, comment)
    layout = locate(lead + paragraph, comment)
    if stamp is None or not stamp.record:
        return paragraph
    left = replace_items(lead + paragraph, layout, _stamp_items(layout).__contains__, ())[len(lead) :]
    return left if paragraph.endswith("\n") else left.removesuffix("\n").removesuffix("\r")


def _key(item: Item) -> str:
    return item.trailer.key.casefold() if item.trailer is not None else ""


def _is_stamp_line(line: str, stamps: set[Trailer]) -> bool:
    key, colon, value = line.partition(":")
    return bool(colon) and Trailer(key.strip(), value.strip()) in stamps
