"""Between the core's values and the journal's rows.

Writing is total. Reading takes any row, also a damaged one, and answers `None` for what is not what it should be.
"""

import json
import zlib
from typing import Final

from answerable.core.decided import Decided
from answerable.core.evidence import Evidence, Snapshot, Window
from answerable.core.origin import Author, Grade, Mechanism
from answerable.core.runcodec import decode_runs, encode_runs
from answerable.core.text import Attributed, content, split_lines

__all__ = [
    "LARGEST_TEXT",
    "integer",
    "is_packed",
    "pack",
    "pack_content",
    "pack_decision",
    "pack_evidence",
    "pack_runs",
    "pack_window",
    "stored",
    "text_of",
    "unpack",
    "unpack_decision",
    "unpack_evidence",
    "unpack_snapshot",
    "unpack_window",
]

#: Bytes of UTF-8 that one stored text may have; what would not be read back is not written.
LARGEST_TEXT: Final = 256 * 1024 * 1024

_LARGEST_INTEGER: Final = 2**63 - 1
_KINDS: Final = {"mechanism": Mechanism, "author": Author, "grade": Grade}


def stored(text: str) -> bytes:
    """The stored form of any text; `surrogatepass` keeps all of Python's strings apart and brings them back."""
    return text.encode("utf-8", "surrogatepass")


def text_of(value: object) -> str | None:
    """The text whose stored form `value` is."""
    if not isinstance(value, bytes):
        return None
    try:
        return value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None


def integer(value: int) -> int:
    """`value`, brought into what SQLite can hold: foreign clocks need not tell a possible time."""
    return max(-_LARGEST_INTEGER, min(_LARGEST_INTEGER, value))


def pack(text: str) -> bytes | None:
    """`text`, compressed; `None` when it is over `LARGEST_TEXT`."""
    data = stored(text)
    # The lowest level: saving is on the path of typing and of hooks, and twice the time would save a tenth.
    return zlib.compress(data, 1) if len(data) <= LARGEST_TEXT else None


def is_packed(value: object, attributed: Attributed) -> bool:
    """Whether `value` is the text of `attributed`, compressed and undamaged."""
    return unpack(value) == content(attributed)


def unpack(value: object) -> str | None:
    """The text that `pack` compressed; its check sum notices damage."""
    if not isinstance(value, bytes):
        return None
    expander = zlib.decompressobj()
    try:
        data = expander.decompress(value, LARGEST_TEXT)
    except zlib.error:
        return None
    return text_of(data) if expander.eof else None


def pack_content(attributed: Attributed) -> bytes | None:
    """The text of `attributed`."""
    return pack(content(attributed))


def pack_runs(attributed: Attributed) -> bytes | None:
    """The origins of `attributed`."""
    return pack(encode_runs(attributed))


def unpack_snapshot(row: tuple[object, ...]) -> Snapshot | None:
    """The snapshot in a row `path, digest, runs, source, at_ms, data`."""
    path, digest, source = text_of(row[0]), text_of(row[1]), text_of(row[3])
    runs, text, at_ms = unpack(row[2]), unpack(row[5]), row[4]
    if path is None or digest is None or source is None or runs is None or text is None:
        return None
    attributed, _ = decode_runs(split_lines(text), runs)
    if attributed is None or not isinstance(at_ms, int):
        return None
    return Snapshot(path, digest, attributed, source, at_ms)


def pack_evidence(evidence: Evidence) -> bytes:
    """All fields by name, so that a later version may add some."""
    return json.dumps(evidence._asdict(), separators=(",", ":")).encode()


def unpack_evidence(path: str, value: object) -> Evidence | None:
    """The evidence that `pack_evidence` wrote, now known of `path`."""
    fields = _mapping(text_of(value))
    if fields is None:
        return None
    known: dict[str, object] = {"path": path}
    for name, default in Evidence._field_defaults.items():
        known[name] = fields.get(name, default)
    known["producer"] = fields.get("producer")
    for name, kind in _KINDS.items():
        try:
            known[name] = kind(str(fields.get(name)))
        except ValueError:
            return None
    if not all(isinstance(item, int if name == "at_ms" else str) for name, item in known.items()):
        return None
    return Evidence(**known)  # type: ignore[arg-type]  # every field was tested in the line above


def pack_window(window: Window) -> bytes | None:
    """The contents seen before a tool call."""
    return pack(json.dumps(window.before, separators=(",", ":")))


def unpack_window(row: tuple[object, ...]) -> Window | None:
    """The window in a row `key, producer, before, at_ms`."""
    key, producer, before, at_ms = text_of(row[0]), text_of(row[1]), unpack(row[2]), row[3]
    if key is None or producer is None or before is None or not isinstance(at_ms, int):
        return None
    contents = _mapping(before)
    if contents is None or not all(isinstance(item, str | None) for item in contents.values()):
        return None
    return Window(key, producer, contents, at_ms)  # type: ignore[arg-type]  # tested in the line above


def pack_decision(decision: Decided) -> bytes:
    """All fields by name, so that a later version may add some."""
    return json.dumps(decision._asdict(), separators=(",", ":")).encode()


def unpack_decision(value: object) -> Decided | None:
    """The decision that `pack_decision` wrote."""
    fields = _mapping(text_of(value))
    if fields is None:
        return None
    known = {name: fields.get(name, Decided._field_defaults.get(name)) for name in Decided._fields}
    kinds = known.pop("kinds")
    if not isinstance(kinds, list | tuple) or not all(isinstance(kind, str) for kind in kinds):
        return None
    if not all(isinstance(item, int if name == "at_ms" else str) for name, item in known.items()):
        return None
    return Decided(**known, kinds=tuple(kinds))  # type: ignore[arg-type]  # every field was tested above


def _mapping(text: str | None) -> dict[str, object] | None:
    try:
        value = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
