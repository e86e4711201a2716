"""The table of handlers against the protocol's own table of types."""

import inspect
from pathlib import Path
from typing import get_type_hints

import pytest
from lsprotocol import types

from answerable.lsp import handlers, server
from answerable.lsp.handlers import HANDLERS
from answerable.lsp.messages import DID_EDIT, PARAMS
from answerable.lsp.protocol import params_type


def is_request(method: str) -> bool:
    return (
        types.METHOD_TO_TYPES[method][1] is not None
        if method in types.METHOD_TO_TYPES
        else method != DID_EDIT
    )


@pytest.mark.parametrize("method", HANDLERS)
def test_a_handler_takes_what_its_message_brings(method):
    assert method in types.METHOD_TO_TYPES or method in PARAMS
    handler = HANDLERS[method]
    first, second = inspect.signature(handler).parameters
    known = {**vars(types), **handler.__globals__, "AnswerableServer": server.AnswerableServer}
    hints = get_type_hints(handler, known)
    assert first.strip("_") == "ls"
    assert hints[first] is server.AnswerableServer
    wanted = params_type(method)
    assert hints[second] == (type(None) if wanted is None else wanted)


@pytest.mark.parametrize("method", HANDLERS)
def test_only_requests_may_wait(method):
    if inspect.iscoroutinefunction(HANDLERS[method]):
        assert is_request(method)


def test_each_handler_has_a_file_and_each_file_a_handler():
    folder = Path(handlers.__file__).parent
    files = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert {handler.__module__.rpartition(".")[2] for handler in HANDLERS.values()} == files
    assert len(HANDLERS) == len(files)
