"""Sign-offs in a file: for forks that cannot push refs, as an artifact or a file in the tree.

One JSON object a line: the statement as the text that was signed, and one signature of it.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from answerable.cli.output import Output, safe
from answerable.core.errors import SettingUnreadable
from answerable.core.signoff.ports import Signed
from answerable.wiring.judging import readable_statement, signoff_sources
from answerable.wiring.workspace import Workspace

__all__ = ["export_signoffs", "import_signoffs"]

_SCHEMA: Final = "answerable.signoff-bundle/v1"
#: A file of more bytes is no bundle of anybody's sign-offs.
_LARGEST: Final = 50_000_000


def export_signoffs(
    workspace: Workspace, file: str, output: Output, signed: Sequence[Signed] | None = None
) -> int:
    """Write sign-offs (all of the repository without `signed`) to `file`; 0."""
    store = signoff_sources(workspace).store
    chosen = store.all() if signed is None else signed
    signatures = store.signatures(one.id for one in chosen)
    lines = [
        json.dumps({"schema": _SCHEMA, "statement": one.data.decode("utf-8"), "signature": signature})
        for one in chosen
        for signature in signatures[one.id]
    ]
    try:
        Path(file).write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    except OSError as error:
        raise SettingUnreadable(f"{file!r} cannot be written: {error.strerror}.") from None
    if signed is None:
        _tell(output, safe(file), exported=len(lines))
    return 0


def import_signoffs(workspace: Workspace, file: str, output: Output) -> int:
    """Add the sign-offs in `file` to the repository's; 0, or 1 when a line was none."""
    store = signoff_sources(workspace).store
    read = list(_read(file))
    good = [one for one in read if one is not None]
    before = {one.id for one in store.all()}
    if good:
        store.append(good)
    added = len({one.id for one in store.all()} - before)
    _tell(output, safe(file), imported=added, known=len(good) - added, refused=len(read) - len(good))
    return 0 if len(good) == len(read) else 1


def _read(file: str) -> Iterator[tuple[bytes, str] | None]:
    """The statement and the signature of every line; `None` for a line that is no sign-off."""
    path = Path(file)
    try:
        if path.stat().st_size > _LARGEST:
            raise SettingUnreadable(f"{file!r} is too large to be a bundle of sign-offs.")
        content = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise SettingUnreadable(f"{file!r} cannot be read: {error.strerror}.") from None
    for line in content.splitlines():
        yield _entry(line)


def _entry(line: str) -> tuple[bytes, str] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or entry.get("schema") != _SCHEMA:
        return None
    statement, signature = entry.get("statement"), entry.get("signature")
    if not isinstance(statement, str) or not isinstance(signature, str):
        return None
    data = statement.encode("utf-8", "replace")
    return (data, signature) if readable_statement(data, signature) else None


def _tell(output: Output, file: str, **counts: int) -> None:
    if output.as_json:
        output.json({"schema": "answerable.bundle/v1", "file": file, **counts})
    output.say(f"{file}: " + ", ".join(f"{count} {name}" for name, count in counts.items()) + ".")
