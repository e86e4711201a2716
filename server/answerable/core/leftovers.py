"""What an unfinished edit leaves behind: conflict markers, and comments that stand for code that is not there."""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.facts import Fact

__all__ = ["leftovers"]

_CONFLICT: Final = re.compile(r"^(?:<{7}(?: \S.*)?|>{7}(?: \S.*)?|\|{7}(?: \S.*)?)$", re.MULTILINE)
_ELISION: Final = re.compile(
    r"(?:#|//|--|/\*|\{/\*)\s*(?:\.\.\.|…)\s*\(?(?:the )?(?:rest of|existing|remaining|other|previous|unchanged|same|keep|omitted|more) ?"
    r"(?:the |of |your |existing |remaining |original |unchanged )*(?:code|file|function|functions|methods?|class|implementation|imports?|logic|"
    r"content|unchanged|as before|fields|handlers|tests|omitted|here|stays)?[^\n]*"
    r"|(?:#|//|--|/\*)\s*(?:rest of (?:the )?(?:code|file|function|implementation|class)|existing code|(?:code|implementation) (?:here )?(?:remains|unchanged|omitted))"
    r"[^\n]*(?:\.\.\.|…|unchanged|same|here|omitted)[^\n]*",
    re.IGNORECASE,
)


def leftovers(text: str) -> Iterator[Fact]:
    """A fact of kind `leftover` for each, valued with its line."""
    patterns = []
    if "<<<<<<<" in text or ">>>>>>>" in text:
        patterns.append(_CONFLICT)
    if "..." in text or "…" in text or "unchanged" in text:
        patterns.append(_ELISION)
    for pattern in patterns:
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start())
            yield Fact("leftover", "", match.group().strip()[:80], "", "", line, line + 1)
