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

__all__ = ["Analysis", "Found"]

#: Documents that the process knows at once.
_MOST_DOCUMENTS: Final = 24


class Found(NamedTuple):
    """Findings, what could not be looked at, and whether a comparison of the whole texts would say the same."""

    findings: list[Finding]
    problems: list[str]
    is_exact: bool


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

    async def findings(self, path: str, old: str, lines: Sequence[str], budget: float) -> Found | None:
        """What turning `old` into some lines (with their endings) brings; `None` when there is no answer.

        `budget` is in seconds. A process that overruns it is ended, and the next request starts another.
        """
        answer = await self.child.answer(lambda: self._request(path, old, lines), budget)
        if answer is None:
            return None
        found = [_finding(entry) for entry in answer["findings"]]
        return Found(found, answer["problems"], answer["exact"])

    async def close(self) -> None:
        """End the process."""
        await self.child.close()

    def _request(self, path: str, old: str, lines: Sequence[str]) -> dict[str, object]:
        """What the process has to be told to know a text: all of it, or what has changed since it was last asked."""
        known = self._known.pop(path, None)
        self._known[path] = _Known(old, lines)
        drop = []
        while len(self._known) > _MOST_DOCUMENTS:
            drop.append(self._known.popitem(last=False)[0])
        request: dict[str, object] = {"path": path, "drop": drop}
        if known is None or known.old != old:
            return {**request, "old": old, "text": "".join(lines)}
        span = changed_span(known.lines, lines)
        made = list(lines[span.new_start : span.new_end])
        return {**request, "first": span.old_start, "last": span.old_end, "lines": made}


def _finding(entry: Sequence[Any]) -> Finding:
    finding = Finding(*entry)
    first, last = finding.was
    return finding._replace(
        level=Level(finding.level), line_class=LineClass(finding.line_class), was=(first, last)
    )
