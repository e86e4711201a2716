"""The origins of a text as compact JSON, for the journal. Reading never fails: damaged data is data."""

import json
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Final

from answerable.core.origin import UNKNOWN, Author, Grade, Mechanism, Origin, intern_origin
from answerable.core.runs import Piece, compressed, per_line
from answerable.core.text import Attributed

__all__ = ["decode_runs", "encode_runs"]

_FIELDS: Final = len(Origin._fields)


def encode_runs(attributed: Attributed) -> str:
    """The origins without the text: `{"origins": [...], "runs": [length, number of origin, ...]}`, ASCII.

    Runs go on across lines, so a file of one origin takes one pair of numbers.
    """
    pieces = compressed(chain.from_iterable(attributed.runs))
    numbers: dict[Origin, int] = {}
    flat: list[int] = []
    for length, origin in pieces:
        flat += (length, numbers.setdefault(origin, len(numbers)))
    return json.dumps({"origins": list(numbers), "runs": flat}, separators=(",", ":"))


def decode_runs(lines: Sequence[str], data: str) -> tuple[Attributed | None, list[str]]:
    """The origins that `encode_runs` wrote for the text `lines`, and what was wrong with them in sentences.

    `None` when they do not cover that text. An origin that cannot be read is `UNKNOWN`.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None, ["The origins are not JSON."]
    if not isinstance(value, dict):
        return None, ["The origins are not a JSON object."]
    origins, problems = _origins(value.get("origins"))
    pieces = _pieces(value.get("runs"), origins)
    if pieces is None or sum(length for length, _ in pieces) != sum(map(len, lines)):
        return None, [*problems, "The origins do not cover the text."]
    runs = tuple(tuple(compressed(own)) for own in per_line(lines, pieces))
    return Attributed(tuple(lines), runs), problems


def _origins(value: object) -> tuple[list[Origin], list[str]]:
    read = [_origin(item) for item in value] if isinstance(value, list) else []
    problems = ["An origin could not be read and counts as unknown."] if None in read else []
    return [UNKNOWN if origin is None else origin for origin in read], problems


def _origin(value: object) -> Origin | None:
    if not isinstance(value, list) or len(value) != _FIELDS or not _all_text(value[:-1]):
        return None
    author, mechanism, grade, agent, version, model, session, people = value
    if not isinstance(people, list) or not _all_text(people):
        return None
    try:
        known = Author(author), Mechanism(mechanism), Grade(grade)
    except ValueError:
        return None
    return intern_origin(Origin(*known, agent, version, model, session, tuple(people)))


def _all_text(values: Iterable[object]) -> bool:
    return all(isinstance(item, str) for item in values)


def _pieces(value: object, origins: Sequence[Origin]) -> list[Piece] | None:
    """The pieces of a flat list of lengths and numbers, or `None` when it is not one."""
    if not isinstance(value, list) or len(value) % 2 or not all(type(item) is int for item in value):
        return None
    pairs = list(pairwise(value))[::2]
    if any(length <= 0 or not 0 <= number < len(origins) for length, number in pairs):
        return None
    return [(length, origins[number]) for length, number in pairs]
