"""The server: what one client's session consists of, and the few things that all of its handlers share."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from threading import Event
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcParseError, PyglsError
from pygls.lsp.server import LanguageServer

from answerable.app.track import Session, Tracked
from answerable.core.blast.radius import Overall
from answerable.core.ports import Clock
from answerable.core.settings import SECTION, Settings, parse_settings
from answerable.lsp.analysis import Analysis
from answerable.lsp.capabilities import Client
from answerable.lsp.converter import make_converter
from answerable.lsp.desk import Desk
from answerable.lsp.handlers import HANDLERS
from answerable.lsp.inquiry import Inquiry
from answerable.lsp.logs import describe
from answerable.lsp.messages import REGIONS_CHANGED, RegionsChangedParams
from answerable.lsp.progress import progress
from answerable.lsp.protocol import Phase, Protocol
from answerable.lsp.publisher import Publisher
from answerable.lsp.schedule import Schedule
from answerable.lsp.store import Store
from answerable.lsp.survey import Surveys

__all__ = ["AnswerableServer"]

_log: Final = logging.getLogger(__name__)


class AnswerableServer(LanguageServer):
    """One client's session. Handlers change it on the loop; everything slow gets snapshots."""

    protocol: Protocol

    def __init__(self, version: str, environ: Mapping[str, str], clock: Clock) -> None:
        super().__init__("answerable", version, protocol_cls=Protocol, converter_factory=make_converter)
        self.protocol.handlers = HANDLERS
        self.client = Client()
        self.settings = Settings()
        self.leaving = Event()
        self.folders: list[str] = []
        self.session = Session()
        self.schedule = Schedule(self._failed)
        self.analysis = Analysis()
        self.inquiry = Inquiry()
        self.surveys = Surveys(self.schedule, partial(progress, self))
        self.surveys.ready = self._surveyed
        self.store = Store(environ)
        self.desk = Desk(self.session, self.store, self.schedule, clock, self.tell)
        self.publisher = Publisher(self.session, self.schedule, self.analysis, self.tell)
        self.desk.changed = self.regions_changed
        self.desk.rebased = self._rebased
        self.publisher.judged = self.desk.judged
        self.publisher.facts = self.desk.message_facts
        self.publisher.reach = self.reach
        self.publisher.push = self.text_document_publish_diagnostics
        self.publisher.refresh = self._refresh_diagnostics
        self._told: set[str] = set()

    @property
    def exit_code(self) -> int:
        """What the process ends with: 0 after a `shutdown`, 1 without one."""
        return 0 if self.protocol.phase is Phase.SHUT else 1

    def document(self, uri: str) -> Tracked | None:
        """The open document of this URI."""
        return self.session.documents.get(uri)

    def configure(self, settings: Settings) -> None:
        """Use other settings, and show accordingly."""
        if settings == self.settings:
            return
        again: Callable[[Tracked], None] = self.publisher.republish
        if settings.diagnostics_risk != self.settings.diagnostics_risk:
            again = partial(self.publisher.soon, seconds=0)
        self.settings = self.publisher.settings = settings
        self.surveys.want(settings.blast)
        for tracked in self.session.documents.values():
            again(tracked)
        self._refresh_marks()

    def regions_changed(self, tracked: Tracked) -> None:
        """The origins of a document changed without an edit: whatever shows them is out of date."""
        if self.document(tracked.uri) is not tracked:
            return
        self.protocol.notify(REGIONS_CHANGED, RegionsChangedParams(tracked.uri, tracked.version))
        self.publisher.republish(tracked)
        self._refresh_marks()

    def tell(self, sentence: str) -> None:
        """Show the user a sentence, once per session."""
        _log.warning("%s", sentence)
        if sentence not in self._told:
            self._told.add(sentence)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, sentence))

    def note(self, sentences: Iterable[str]) -> None:
        """Put sentences into the client's log of this server."""
        for sentence in sentences:
            self.window_log_message(types.LogMessageParams(types.MessageType.Warning, sentence))

    async def reach(self, tracked: Tracked, spans: Sequence[tuple[int, int]]) -> list[Overall | None]:
        """The blast radius of lines of a document (1-based, both inclusive); `None` where it is not known."""
        if not tracked.path or tracked.note:
            return [None] * len(spans)
        return await self.surveys.at(self.desk.home(tracked), tracked.path, tracked.snapshot().lines, spans)

    async def ask_for_settings(self) -> None:
        """Take the settings that the client has now; a client that has none leaves those in use."""
        asked = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
        try:
            answer = await self.workspace_configuration_async(asked)
        except JsonRpcException:
            _log.warning("The client does not say its settings.")
            return
        if answer and answer[0] is not None:
            settings, problems = parse_settings(answer[0])
            self.note(problems)
            self.configure(settings)

    async def open_repositories(self) -> None:
        """Open the journals of the workspace's folders before the first document needs them."""
        async with progress(self, "Opening the journal") as report:
            for number, folder in enumerate(self.folders):
                report(folder.rpartition("/")[2], 100 * number // len(self.folders))
                repository = await self.store.find(folder)
                if repository is not None:
                    await self.desk.welcome(repository)
                    self.surveys.begin(repository.top)

    def report_server_error(self, error: Exception, source: type[PyglsError | JsonRpcException]) -> None:
        """A message that pygls could not read or send. Nothing of it is logged or shown."""
        _log.error("%s: %s", source.__name__, describe(error))
        if isinstance(error, ValueError | RecursionError):  # no JSON, no UTF-8, or nested without end
            self.protocol.refuse(None, JsonRpcParseError("The message is not JSON."))

    async def put_away(self) -> None:
        """End the session: nothing that was seen is lost, and no process is left behind."""
        await self.protocol.drop_requests()
        await self.schedule.finish("save")
        await self.schedule.finish("judged")
        await self.schedule.close()
        await self.desk.close()
        await self.analysis.close()
        await self.surveys.close()

    def _refresh_marks(self) -> None:
        """Ask the client to ask again for lenses and hints."""
        if self.client.refreshes_lenses:
            self.workspace_code_lens_refresh(None)
        if self.client.refreshes_hints:
            self.workspace_inlay_hint_refresh(None)

    def _rebased(self, tracked: Tracked) -> None:
        """HEAD has moved, or a document was loaded: its risks are told against another text."""
        self.publisher.soon(tracked, 0)
        self.surveys.begin(self.desk.home(tracked))
        self.surveys.changed(self.desk.home(tracked))

    def _surveyed(self) -> None:
        """What depends on what can be told from now on."""
        for tracked in self.session.documents.values():
            self.publisher.soon(tracked, 0)
        if self.client.refreshes_lenses:
            self.workspace_code_lens_refresh(None)

    def _refresh_diagnostics(self) -> None:
        self.workspace_diagnostic_refresh(None)

    def _failed(self, error: BaseException) -> None:
        _log.error("A background job failed: %s", describe(error))
