"""Git's `.mailmap`: which further addresses belong to whom.

Only for telling people apart. An entry that holds for one name of an address counts for the address only when all
its entries agree: the address of a shared machine is nobody's.
"""

import re
from collections.abc import Mapping
from typing import Final

from answerable.core.roster import normal_email

__all__ = ["parse_mailmap"]

_LARGEST: Final = 1_000_000
#: `Proper Name <proper@address> Commit Name <commit@address>`, both names optional.
_ENTRY: Final = re.compile(r"[^<>#]*<([^<>]+)>[^<>#]*<([^<>]+)>\s*(?:#.*)?")


def parse_mailmap(data: bytes | None) -> Mapping[str, str]:
    """The proper address by each further one, as they are compared."""
    found: dict[str, str] = {}
    disputed = set()
    text = (data or b"")[:_LARGEST].decode("utf-8", "surrogateescape")
    for line in text.split("\n"):
        matched = _ENTRY.fullmatch(line.strip())
        if matched is None:
            continue
        proper, further = normal_email(matched[1]), normal_email(matched[2])
        if found.setdefault(further, proper) != proper:
            disputed.add(further)
    return {further: proper for further, proper in found.items() if further not in disputed}
