"""Work-done progress, for clients that show it."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["progress"]

_log: Final = logging.getLogger(__name__)

#: Seconds that a client has to agree; the work goes on without showing anything after that.
_PATIENCE: Final = 2.0

Report = Callable[[str, int], None]


@asynccontextmanager
async def progress(ls: "AnswerableServer", title: str) -> AsyncIterator[Report]:
    """Show that work goes on while the block runs; its value takes a message and a percentage."""
    token = str(uuid.uuid4())
    if not await _agreed(ls, token):
        yield lambda _message, _percentage: None
        return

    def send(value: object) -> None:
        ls.protocol.notify(types.PROGRESS, types.ProgressParams(token, value))

    send(types.WorkDoneProgressBegin(title=title, cancellable=False, percentage=0))
    try:
        yield lambda message, percentage: send(
            types.WorkDoneProgressReport(message=message, percentage=percentage)
        )
    finally:
        send(types.WorkDoneProgressEnd())


async def _agreed(ls: "AnswerableServer", token: str) -> bool:
    if not ls.client.progress:
        return False
    try:
        asked = ls.window_work_done_progress_create_async(types.WorkDoneProgressCreateParams(token))
        await asyncio.wait_for(asked, _PATIENCE)
    except (JsonRpcException, TimeoutError):
        _log.warning("The client does not show progress after all.")
        return False
    return True
