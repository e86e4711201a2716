"""JSON to message types and back: lsprotocol's converter, lenient where a lost message would lose text.

A `didChange` that cannot be read leaves our text different from the client's for good. So numbers that clients
are known to overdo (a column of 2³²-1 for "end of line", a version of `null`) are bent into shape instead.
"""

from typing import Final, Union

from cattrs import Converter
from lsprotocol import types
from pygls.protocol import default_converter

__all__ = ["make_converter"]

_MOST: Final = 2**31 - 1  # lsprotocol's validators allow no larger integer


def make_converter() -> Converter:
    """The converter of the server and of its tests."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]  # pygls leaves it unannotated
    converter.register_structure_hook(types.Position, _position)
    converter.register_structure_hook(types.VersionedTextDocumentIdentifier, _versioned)
    # Not `TextDocumentContentChangeEvent`: that alias holds unresolved references, which the converter never meets.
    converter.register_structure_hook(
        Union[types.TextDocumentContentChangePartial, types.TextDocumentContentChangeWholeDocument],  # noqa: UP007 - cattrs compares with typing.Union
        lambda change, _: _content_change(converter, change),
    )
    return converter


def _position(position: object, _: type) -> types.Position:
    if not isinstance(position, dict):
        raise TypeError("a position is an object")
    return types.Position(_bounded(position["line"]), _bounded(position["character"]))


def _bounded(number: object) -> int:
    if not isinstance(number, int | float):
        raise TypeError("a position is made of numbers")
    return max(0, min(int(number), _MOST))


def _versioned(identifier: object, _: type) -> types.VersionedTextDocumentIdentifier:
    if not isinstance(identifier, dict) or not isinstance(identifier["uri"], str):
        raise TypeError("a document identifier has a uri")
    version = identifier.get("version")
    return types.VersionedTextDocumentIdentifier(
        uri=identifier["uri"], version=version if isinstance(version, int) else 0
    )


def _content_change(converter: Converter, change: object) -> types.TextDocumentContentChangeEvent:
    if not isinstance(change, dict) or not isinstance(change["text"], str):
        raise TypeError("a content change has a text")
    if change.get("range") is None:
        return types.TextDocumentContentChangeWholeDocument(text=change["text"])
    return types.TextDocumentContentChangePartial(
        range=converter.structure(change["range"], types.Range), text=change["text"]
    )
