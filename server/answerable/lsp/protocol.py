"""JSON-RPC dispatch: every request answered exactly once, every notification handled in order, no text let out.

pygls' own dispatch keeps a future for every built-in notification, leaves malformed and late requests without an
answer, and sends tracebacks to the client. Its part here is the way out: requests and notifications to the client.
"""

import asyncio
import inspect
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cattrs import BaseValidationError, Converter
from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

from answerable.core.errors import AnswerableError
from answerable.lsp.logs import describe
from answerable.lsp.messages import PARAMS

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["Handler", "Phase", "Protocol", "params_type"]

_log: Final = logging.getLogger(__name__)

Handler = Callable[..., object]
MessageId = int | str

_Shape = TypeVar("_Shape")
#: What cattrs raises over JSON of another shape.
_UNFIT: Final = (BaseValidationError, TypeError, ValueError, KeyError, AttributeError, RecursionError)


class Phase(Enum):
    """Where in its life the connection is."""

    FRESH = auto()
    RUNNING = auto()
    SHUT = auto()


def params_type(method: str) -> Any:  # noqa: ANN401 - cattrs takes classes and unions, which share no type
    """The type of a method's parameters, `None` for a method without any."""
    if method in PARAMS:
        return PARAMS[method]
    known = types.METHOD_TO_TYPES.get(method)
    return known[2] if known else None


class Protocol(LanguageServerProtocol):
    """The way in, by one table of handlers; `handlers.HANDLERS` is that table."""

    _server: "AnswerableServer"

    def __init__(self, server: "AnswerableServer", converter: Converter) -> None:
        super().__init__(server, converter)
        self.phase = Phase.FRESH
        self.handlers: Mapping[str, Handler] = {}
        self._running: dict[MessageId, asyncio.Task[object]] = {}

    def structure_message(self, data: dict[str, Any]) -> dict[str, Any]:
        """Leave JSON as it is: pygls calls this for every nested object, and we structure parameters only."""
        return data

    def handle_message(self, message: object) -> None:
        """Dispatch one message by its shape."""
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            self.refuse(None, JsonRpcInvalidRequest("Not a JSON-RPC 2.0 message."))
        elif not isinstance(method := message.get("method"), str):
            self._take_response(message)
        elif "id" not in message:
            self._notice(method, message.get("params"))
        elif isinstance(msg_id := message["id"], int | str):
            self._answer(msg_id, method, message.get("params"))
        else:
            self.refuse(None, JsonRpcInvalidRequest("A request's id is a number or a text."))

    def cancel(self, msg_id: MessageId) -> None:
        """Stop answering a request; it is answered as cancelled. One that was answered already is left alone."""
        task = self._running.get(msg_id)
        if task is not None:
            task.cancel()

    async def drop_requests(self) -> None:
        """Cancel what is still being answered, and wait until it is."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def structured(self, method: str, params: object) -> object:
        """The parameters of a method as their type; raises `JsonRpcInvalidParams` when they are none."""
        wanted = params_type(method)
        return None if wanted is None else self.shaped({} if params is None else params, wanted, method)

    def shaped(self, given: object, wanted: type[_Shape], of: str) -> _Shape:
        """A piece of foreign JSON as a type of ours; raises `JsonRpcInvalidParams`, naming what it is `of`."""
        try:
            return self._converter.structure(given, wanted)
        except _UNFIT as error:
            raise JsonRpcInvalidParams(f"Malformed parameters of {of:.100}.") from error

    def refuse(self, msg_id: MessageId | None, error: JsonRpcException) -> None:
        """Answer a request with an error; `None` answers a message whose id cannot be told."""
        self._send_data(types.ResponseErrorMessage(id=msg_id, error=error.to_response_error()))

    def _notice(self, method: str, params: object) -> None:
        """Handle a notification; one that fails is logged and changes nothing else."""
        handler = self.handlers.get(method)
        if handler is None:
            _log.debug("A notification without a handler: %.100r.", method)
        elif self.phase is not Phase.RUNNING and method not in _ALWAYS:
            _log.warning("%s came outside of a session and is ignored.", method)
        else:
            try:
                handler(self._server, self.structured(method, params))
            except Exception as error:  # noqa: BLE001 - the boundary: one bad notification must not end the server
                _log.error("%s failed: %s.", method, describe(error))

    def _answer(self, msg_id: MessageId, method: str, params: object) -> None:
        """Handle a request: at once, or as a task that answers when it is done."""
        try:
            handler = self._handler_for(method)
            result = handler(self._server, self.structured(method, params))
        except Exception as error:  # noqa: BLE001 - the boundary: whatever fails, the request is answered
            self.refuse(msg_id, _as_response_error(method, error))
            return
        if not inspect.iscoroutine(result):
            self._respond(msg_id, method, result)
            return
        task = asyncio.ensure_future(result)
        self._running[msg_id] = task
        task.add_done_callback(partial(self._finish, msg_id, method))

    def _handler_for(self, method: str) -> Handler:
        if self.phase is Phase.SHUT:
            raise JsonRpcInvalidRequest("The server has been shut down.")
        if self.phase is Phase.FRESH and method != types.INITIALIZE:
            raise JsonRpcServerNotInitialized("The server has not been initialized.")
        if self.phase is Phase.RUNNING and method == types.INITIALIZE:
            raise JsonRpcInvalidRequest("The server has been initialized before.")
        handler = self.handlers.get(method)
        if handler is None:
            raise JsonRpcMethodNotFound(f"No such request: {method:.100}")
        return handler

    def _finish(self, msg_id: MessageId, method: str, task: "asyncio.Task[object]") -> None:
        self._running.pop(msg_id, None)
        if task.cancelled():
            self.refuse(msg_id, JsonRpcRequestCancelled("Cancelled."))
        elif (error := task.exception()) is not None:
            self.refuse(msg_id, _as_response_error(method, error))
        else:
            self._respond(msg_id, method, task.result())

    def _respond(self, msg_id: MessageId, method: str, result: object) -> None:
        known = types.METHOD_TO_TYPES.get(method)
        if known and known[1]:
            self._send_data(known[1](id=msg_id, result=result))
        else:
            self._send_data({"jsonrpc": "2.0", "id": msg_id, "result": self._converter.unstructure(result)})

    def _take_response(self, message: dict[str, Any]) -> None:
        """Resolve the future of one of our own requests; an answer to none of them is dropped."""
        msg_id = message.get("id")
        future: Future[object] | None = self._request_futures.pop(msg_id, None)  # type: ignore[arg-type]
        result_type = self._result_types.pop(msg_id, None)  # type: ignore[arg-type]
        if future is None or future.done():
            _log.debug("An answer to no request of ours.")
        elif "error" in message:
            future.set_exception(JsonRpcException("The client refused."))
        else:
            try:
                structured = self._converter.structure(message, result_type) if result_type else message
                future.set_result(getattr(structured, "result", None))
            except _UNFIT as error:
                future.set_exception(
                    JsonRpcException(f"The client's answer is malformed ({describe(error)}).")
                )


#: Notifications that are understood in every phase.
_ALWAYS: Final = frozenset({types.EXIT, types.CANCEL_REQUEST, types.SET_TRACE})


def _as_response_error(method: str, error: BaseException) -> JsonRpcException:
    """What the client may know of a failure: our own sentences, and of surprises only their kind."""
    if isinstance(error, JsonRpcException):
        return error
    if isinstance(error, AnswerableError):
        return JsonRpcException(str(error), code=types.LSPErrorCodes.RequestFailed.value)
    _log.error("%s failed: %s.", method, describe(error))
    return JsonRpcInternalError(f"{method} failed ({type(error).__name__}); the server's log says where.")
