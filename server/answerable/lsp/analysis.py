"""The server's side of the analysis process.

It knows the documents that it was asked about, so that only what was edited since is sent.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from answerable.core.alignment import changed_span
from answerable.core.finding import Finding, Level
from answerable.core.origin import LineClass
from answerable.lsp.child import Child

__all__ = ["NO_RISK", "Analysis", "Found"]

#: Documents that the process knows at once.
_MOST_DOCUMENTS: Final = 24


class Found(NamedTuple):
    """Findings, what could not be looked at, and whether a comparison of the whole texts would say the same."""

    findings: list[Finding]
    problems: list[str]
    is_exact: bool


#: What is said without an answer: nothing, and not exactly.
NO_RISK: Final = Found([], [], is_exact=False)


class _Known(NamedTuple):
    """What the process knows of a document."""

    old: str
    lines: Sequence[str]


class Analysis:
    """Findings from a process of its own; see `worker`."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self.child = Child("answerable.lsp.worker", self._known.clear)

    @property
    def is_off(self) -> bool:
        """Whether it failed so often that it is not tried again."""
        return self.child.is_off

    async def findings(
        self, path: str, old: str, lines: Sequence[str], budget: float, *, recent: bool = False
    ) -> Found | None:
        """What turning `old` into some lines (with their endings) brings; `None` when there is no answer.

        `budget` is in seconds. A process that overruns it is ended, and the next request starts another. `recent` keeps
        apart what is asked about the same document with another old text.
        """
        answer = await self.child.answer(lambda: self._request(path, old, lines, recent=recent), budget)
        if answer is None:
            return None
        found = [_finding(entry) for entry in answer["findings"]]
        return Found(found, answer["problems"], answer["exact"])

    async def close(self) -> None:
        """End the process."""
        await self.child.close()

    def _request(self, path: str, old: str, lines: Sequence[str], *, recent: bool) -> dict[str, object]:
        """What the process has to be told to know a text: all of it, or what has changed since it was last asked."""
        # No path ends with a NUL.
        name = f"{path}\0" if recent else path
        known = self._known.pop(name, None)
        self._known[name] = _Known(old, lines)
        drop = []
        while len(self._known) > _MOST_DOCUMENTS:
            drop.append(self._known.popitem(last=False)[0])
        request: dict[str, object] = {"session": name, "drop": drop}
        if known is None or known.old != old:
            return {**request, "path": path, "old": old, "text": "".join(lines)}
        span = changed_span(known.lines, lines)
        made = list(lines[span.new_start : span.new_end])
        return {**request, "first": span.old_start, "last": span.old_end, "lines": made}


def _finding(entry: Sequence[Any]) -> Finding:
    finding = Finding(*entry)
    first, last = finding.was
    return finding._replace(
        level=Level(finding.level), line_class=LineClass(finding.line_class), was=(first, last)
    )
