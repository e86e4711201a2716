"""Our own TOML files, decoded once: what `tomllib` takes 17 ms for, JSON gives back in one.

As Python does with its compiled files, the outcome is kept beside the source in `__pycache__`, where whoever can write
could write the source as well, and not at all under `PYTHONDONTWRITEBYTECODE`. A digest of the source, not its time,
says whether it still holds.
"""

import hashlib
import json
import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

__all__ = ["decoded"]


def decoded(file: Path) -> dict[str, object]:
    """The tables of a TOML file. Raises `OSError`, or `ValueError` for what is no TOML."""
    source = file.read_bytes()
    digest = hashlib.sha256(source).hexdigest()
    kept = _place(file)
    known = _recalled(kept, digest)
    if known is not None:
        return known
    import tomllib  # noqa: PLC0415 - 4 ms that are needed once

    tables = tomllib.loads(source.decode("utf-8"))
    if not sys.dont_write_bytecode:
        _keep(kept, {"digest": digest, "tables": tables})
    return tables


def _place(file: Path) -> Path:
    """Beside the source, or wherever Python was told to keep such files; with no name that Python itself uses."""
    return Path(cache_from_source(f"{file}.py")).with_suffix(".json")


def _recalled(kept: Path, digest: str) -> dict[str, object] | None:
    try:
        entry = json.loads(kept.read_bytes())
        tables: dict[str, object] = entry["tables"]
        return tables if entry["digest"] == digest and isinstance(tables, dict) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _keep(kept: Path, entry: dict[str, object]) -> None:
    """Nobody's loss if it fails: the folder of an installation need not be ours to write. Dates are no JSON."""
    temporary = kept.with_suffix(f".{os.getpid()}")
    with suppress(OSError, TypeError):
        data = json.dumps(entry)
        kept.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(data, encoding="utf-8")
        temporary.replace(kept)
