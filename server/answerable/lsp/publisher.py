"""Diagnostics: when they are computed, and how each client gets them."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from lsprotocol import types

from answerable.app.agent_run import AgentRun
from answerable.app.annotate import ai_blocks, diagnostics, with_classes
from answerable.app.commit_message import NOTHING, Facts, message_problems
from answerable.app.track import LARGEST, Session, Tracked
from answerable.core.blast.radius import Overall, words
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding
from answerable.core.settings import Settings
from answerable.core.text import content
from answerable.lsp.analysis import NO_RISK, Analysis, Found
from answerable.lsp.capabilities import Client
from answerable.lsp.convert import file_of, to_diagnostic
from answerable.lsp.schedule import Schedule
from answerable.lsp.survey import Span

__all__ = ["Publisher"]

_log: Final = logging.getLogger(__name__)


class Publisher:
    """Analyses documents and publishes what was found, unless the client asks for it itself.

    `push` sends diagnostics, `refresh` asks the client to ask again, `judged` hears what was found in a whole file; all
    are set by the server. `tell` shows the user a sentence.
    """

    def __init__(
        self, session: Session, schedule: Schedule, analysis: Analysis, tell: Callable[[str], None]
    ) -> None:
        self.client = Client()
        self.settings = Settings()
        self.push: Callable[[types.PublishDiagnosticsParams], None] = lambda _: None
        self.refresh: Callable[[], None] = lambda: None
        self.judged: Callable[[Tracked, FilePair, Sequence[Finding]], None] = lambda *_: None
        self.facts: Callable[[Tracked], Awaitable[Facts]] = _no_facts
        self.reach: Callable[[Tracked, Sequence[Span]], Awaitable[Sequence[Overall | None]]] = _no_reach
        self._session = session
        self._schedule = schedule
        self._analysis = analysis
        self._tell = tell
        self._waiting: dict[Tracked, asyncio.Event] = {}
        self._facts: dict[Tracked, Facts] = {}

    def soon(self, tracked: Tracked, seconds: float | None = None) -> None:
        """Analyse a document when nothing has changed in it for `seconds`, by default for the time set."""
        delay = self.settings.analysis_delay_ms / 1000 if seconds is None else seconds
        self._schedule.after(delay, ("analyse", tracked), lambda: self._analyse(tracked))

    def closed(self, tracked: Tracked) -> None:
        """Take back what was published for a document that is no longer open."""
        self._schedule.forget(("analyse", tracked))
        self._wake(tracked)
        self._facts.pop(tracked, None)
        if not self.client.pulls_diagnostics:
            self.push(types.PublishDiagnosticsParams(uri=tracked.uri, diagnostics=[]))

    def republish(self, tracked: Tracked) -> None:
        """Publish again what was found: origins, reviews or settings have changed."""
        if self._session.documents.get(tracked.uri) is not tracked or tracked.analysed != tracked.generation:
            return
        if self.client.pulls_diagnostics:
            self.refresh()
            return
        version = tracked.version if self.client.diagnostic_versions else None
        self.push(types.PublishDiagnosticsParams(tracked.uri, self.diagnostics(tracked), version))

    def diagnostics(self, tracked: Tracked) -> list[types.Diagnostic]:
        """What there is to say about a document as it was analysed last."""
        attributed = tracked.snapshot()
        if tracked.is_message:
            views = message_problems(content(attributed), self._facts.get(tracked, NOTHING))
        else:
            views = diagnostics(
                with_classes(tracked.findings, attributed),
                ai_blocks(attributed) if self.settings.diagnostics_unreviewed else (),
                self.settings,
                old_in_message=not self.client.related_information,
            )
        return [to_diagnostic(view, tracked.uri, attributed, self.client) for view in views]

    def current(self, tracked: Tracked) -> Sequence[Finding]:
        """The findings that belong to the text as it is now."""
        return tracked.findings if tracked.analysed == tracked.generation else ()

    async def pulled(self, tracked: Tracked, previous: str | None) -> types.DocumentDiagnosticReport:
        """The answer to a client that asks, when the text it asks about has been analysed."""
        while tracked.analysed != tracked.generation and tracked.uri in self._session.documents:
            await self._waiting.setdefault(tracked, asyncio.Event()).wait()
        found = self.diagnostics(tracked)
        result = hashlib.sha256(repr(found).encode("utf-8", "replace")).hexdigest()[:16]
        if result == previous:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result)
        return types.RelatedFullDocumentDiagnosticReport(items=found, result_id=result)

    async def _analyse(self, tracked: Tracked) -> None:
        """Compute findings for the text as it is now; dropped if the text moves on meanwhile."""
        if tracked.base is None:
            return  # it is being loaded, and will be analysed then
        generation, again = tracked.generation, tracked.analysed == tracked.generation
        if tracked.is_message:
            self._facts[tracked] = await self.facts(tracked)
        findings = await self._findings(tracked, tracked.base)
        if generation != tracked.generation:
            return
        is_news = list(findings) != list(tracked.findings)
        tracked.findings, tracked.analysed = findings, generation
        self._wake(tracked)
        # A client that pulls asks after each edit by itself; it must be told of what came without one.
        if not self.client.pulls_diagnostics or (again and is_news):
            self.republish(tracked)

    async def _findings(self, tracked: Tracked, old: str) -> Sequence[Finding]:
        """The findings of a document, against `old` and against what an AI began with; none where lines are not told apart."""
        lines = tracked.snapshot().lines
        new = "".join(lines)
        if not self.settings.diagnostics_risk or tracked.note or tracked.is_message:
            return ()
        path = tracked.path or file_of(tracked.uri)
        if not path or max(len(old), len(new)) > LARGEST:
            return ()
        run = tracked.run
        answer = NO_RISK if old == new else await self._asked(path, old, lines)
        findings = await self._reaching(tracked, answer.findings)
        if old != new and answer.is_exact and not answer.problems:
            self.judged(tracked, FilePair(path, old, new), findings)
        if run is None:
            return findings
        shown = {(one.rule, one.line) for one in findings} | {one.fingerprint for one in findings}
        recent = [
            one
            for one in await self._since(path, run, old, lines)
            if shown.isdisjoint({(one.rule, one.line), one.fingerprint})
        ]
        return [*findings, *await self._reaching(tracked, recent)]

    async def _since(self, path: str, run: AgentRun, old: str, lines: Sequence[str]) -> list[Finding]:
        """What a run of AI edits lost that is lost still; nothing where it began with the `old` text."""
        before = "".join(run.before)
        if before == old:
            return []
        if run.after is not None and run.caused is None:
            at_its_end = await self._asked(path, before, run.after, recent=True)
            run.caused = frozenset(one.fingerprint for one in at_its_end.findings)
        return run.own((await self._asked(path, before, lines, recent=True)).findings)

    async def _asked(self, path: str, old: str, lines: Sequence[str], *, recent: bool = False) -> Found:
        """What the analysis says; without an answer nothing, which is not exact."""
        budget = self.settings.analysis_budget_ms / 1000
        answer = await self._analysis.findings(path, old, lines, budget, recent=recent)
        if answer is None:
            if self._analysis.is_off:
                self._tell("The risk analysis failed repeatedly and is off until the server is restarted.")
            return NO_RISK
        for problem in answer.problems:
            _log.info("%s: %s", path, problem)
        return answer

    async def _reaching(self, tracked: Tracked, found: Sequence[Finding]) -> list[Finding]:
        """Findings with the blast radius of what they stand in, where it is known."""
        radii = await self.reach(tracked, [(one.line, one.line) for one in found])
        return [
            one if blast is None else one._replace(blast=words(blast), tier=blast.tier)
            for one, blast in zip(found, radii, strict=True)
        ]

    def _wake(self, tracked: Tracked) -> None:
        event = self._waiting.pop(tracked, None)
        if event is not None:
            event.set()


async def _no_reach(_tracked: Tracked, spans: Sequence[Span]) -> Sequence[None]:
    return [None] * len(spans)


async def _no_facts(_tracked: Tracked) -> Facts:
    return NOTHING
