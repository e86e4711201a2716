"""What an adapter is, and the tolerant reading that all of them share.

An adapter is a module with `NAME`, the name of the agent as users write it, and `decode(payload)`, which turns the
agent's JSON into reports and a list of problems in sentences. Decoding never raises, whatever the payload is; a
payload of which nothing is wanted (another tool, another event) gives neither reports nor problems.

Decoding is written by hand although a validating decoder is at hand elsewhere: importing msgspec costs 20 ms
of a process that starts at every tool call of an agent (measured), and these payloads are read leniently anyway.
"""

import json
import re
from collections.abc import Callable
from typing import Final

from answerable.core.report import Replacement, Report

__all__ = ["Decode", "Decoded", "Fields", "parse_json"]

Decoded = tuple[list[Report], list[str]]
Decode = Callable[[object], Decoded]

#: Names of agents, models and sessions end up in trailers and tables: longer ones are cut.
_LONGEST_NAME: Final = 200
_NO_MODEL: Final = frozenset({"auto", "default", "none", "null", "undefined", "unknown"})
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
#: Surrogates that stand for no byte (`surrogateescape` uses only U+DC80 to U+DCFF) cannot be hashed or stored.
_LONE: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def parse_json(data: bytes) -> tuple[object, str]:
    """The JSON value in `data`, and what is wrong with it (empty when nothing is).

    Takes a byte order mark, UTF-16 and UTF-32, and raw control characters inside strings, which Windsurf sends.
    """
    try:
        text = data.decode(json.detect_encoding(data), "surrogateescape")
        return json.loads(text.lstrip("\ufeff"), strict=False), ""
    except UnicodeDecodeError:
        return None, "the payload is neither UTF-8 nor UTF-16"
    except RecursionError:
        return None, "the payload is nested too deeply"
    except ValueError as error:
        # Only the position is told: json's message is free of the payload's text, but older ones were not.
        place = getattr(error, "pos", None)
        return None, "the payload is not JSON" + ("" if place is None else f" (character {place + 1})")


class Fields:
    """One JSON object, read leniently: unknown fields are ignored, missing ones are named in `problems`."""

    def __init__(self, producer: str, value: object, problems: list[str] | None = None) -> None:
        self.producer = producer
        self.problems: list[str] = [] if problems is None else problems
        self._values: dict[str, object] = value if isinstance(value, dict) else {}
        if value is not None and not isinstance(value, dict):
            self.problems.append(f"{producer}: the payload is not a JSON object")

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def get(self, *names: str) -> object:
        """The first of several spellings of a field that is there and not null."""
        for name in names:
            value = self._values.get(name)
            if value is not None:
                return value
        return None

    def inner(self, *names: str) -> "Fields":
        """A nested object; an empty one when it is missing. Some agents send it as a string of JSON."""
        value = self.get(*names)
        if isinstance(value, str):
            value, _ = parse_json(value.encode("utf-8", "surrogatepass"))
        return Fields(self.producer, value if isinstance(value, dict) else None, self.problems)

    def text(self, *names: str) -> str:
        """A string as it is, for contents and paths; empty when it is missing or something else."""
        value = self.get(*names)
        return _storable(value) if isinstance(value, str) else ""

    def name(self, *names: str) -> str:
        """A short printable string, for agents, models, versions and ids."""
        value = self.get(*names)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value) if abs(value) < 1 << 64 else ""
        return _CONTROL.sub(" ", _storable(value)).strip()[:_LONGEST_NAME] if isinstance(value, str) else ""

    def model(self, *names: str) -> str:
        """The name of a model. A setting that stands for "whatever there is" names none."""
        found = self.name(*names)
        return "" if found.lower() in _NO_MODEL else found

    def required(self, *names: str) -> str:
        """A string that must be there, named in `problems` when it is not."""
        found = self.text(*names)
        if not found:
            self.missing(names[0])
        return found

    def missing(self, field: str) -> None:
        """Note that a field is missing or of another type."""
        self.problems.append(f'{self.producer}: field "{field}" is missing or not what it should be')

    def texts(self, *names: str) -> tuple[str, ...]:
        """A list of strings; entries that are something else are left out."""
        value = self.get(*names)
        if not isinstance(value, list):
            return ()
        return tuple(_storable(entry) for entry in value if isinstance(entry, str) and entry)

    def objects(self, *names: str) -> list["Fields"]:
        """A list of objects; entries that are something else are left out."""
        value = self.get(*names)
        if not isinstance(value, list):
            return []
        return [Fields(self.producer, entry, self.problems) for entry in value if isinstance(entry, dict)]

    def contents(self, *names: str) -> tuple[tuple[str, str], ...]:
        """An object of path to content."""
        value = self.get(*names)
        if not isinstance(value, dict):
            return ()
        return tuple(
            (_storable(path), _storable(text))
            for path, text in value.items()
            if isinstance(text, str) and path
        )

    def replacements(self, *names: str) -> tuple[Replacement, ...]:
        """A list of `{old_string, new_string, replace_all}`; also in camel case."""
        return tuple(
            replacement for entry in self.objects(*names) if (replacement := entry.replacement()) is not None
        )

    def replacement(self) -> Replacement | None:
        """This object as one replacement, or `None` when it is none."""
        old, new = self.get(*OLD), self.get(*NEW)
        if not isinstance(old, str) or not isinstance(new, str):
            return None
        return Replacement(_storable(old), _storable(new), self.get("replace_all", "replaceAll") is True)


OLD: Final = ("old_string", "oldString", "old_str", "oldStr", "oldText", "old_text")
NEW: Final = ("new_string", "newString", "new_str", "newStr", "newText", "new_text")


def _storable(text: str) -> str:
    return _LONE.sub("\ufffd", text) if not text.isascii() else text
