"""The predicate `lines`: how many added lines, or which share of them, are of some classes, grades and agents."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeGuard

from answerable.core import comparing
from answerable.core.origin import Grade, LineClass
from answerable.core.scene import LineKind, Scene, Test, Vocabulary

__all__ = ["CLASSES", "GRADES", "LINES_SCHEMA", "measured", "read_lines", "share_of"]

CLASSES: Final = tuple(one.value for one in LineClass if one is not LineClass.NEUTRAL)
#: Weakest first.
GRADES: Final = tuple(sorted((one.value for one in Grade), key=lambda name: Grade(name).strength))
_KEYS: Final = frozenset({"class", "grade", "agent", "reviewed", "declared", "count", "share"})

#: The JSON Schema of the argument.
LINES_SCHEMA: Final[Mapping[str, object]] = MappingProxyType(
    {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "class": {"type": "array", "minItems": 1, "items": {"enum": list(CLASSES)}},
            "grade": dict(comparing.name_schema),
            "agent": {"type": "array", "minItems": 1, "items": {"type": "string"}},
            "reviewed": {"type": "boolean"},
            "declared": {"type": "boolean"},
            "count": dict(comparing.number_schema),
            "share": dict(comparing.share_schema),
        },
        "oneOf": [{"required": ["count"]}, {"required": ["share"]}],
    }
)

#: Whether a kind of lines is meant, and how the narrowing is said.
_Filter = tuple[Callable[[LineKind], bool], str]


def measured(scene: Scene, wanted: Callable[[LineKind], bool]) -> int:
    """How many lines of the scene are of the wanted kinds."""
    return sum(lines for kind, lines in scene.kinds.items() if wanted(kind))


def share_of(scene: Scene, wanted: Callable[[LineKind], bool]) -> Fraction:
    """Which part of the lines of the scene is of the wanted kinds; none of no lines."""
    return Fraction(measured(scene, wanted), sum(scene.kinds.values()) or 1)


def read_lines(argument: object, _: Vocabulary) -> Test | str:
    """The test, or what is wrong in half a sentence."""
    if not isinstance(argument, dict) or not _KEYS.issuperset(argument):
        return f'is a table of {", ".join(sorted(_KEYS))}, as in {{ class = ["ai"], count = ">0" }}'
    if ("count" in argument) == ("share" in argument):
        return "compares either a `count` or a `share`"
    filters = [_filter(key, value) for key, value in argument.items() if key not in {"count", "share"}]
    wrong = [one for one in filters if isinstance(one, str)]
    if wrong:
        return "; ".join(wrong)
    tests = [one[0] for one in filters if not isinstance(one, str)]
    narrowed = "".join(f" {one[1]}" for one in filters if not isinstance(one, str))
    return _compared(argument, lambda kind: all(test(kind) for test in tests), f"lines{narrowed}")


def _compared(argument: Mapping[str, object], wanted: Callable[[LineKind], bool], noun: str) -> Test | str:
    if "count" in argument:
        number = comparing.count(argument["count"])
        if number is None:
            return f'.count compares a number of lines, as in ">0", not {argument["count"]!r}'
        return Test(lambda scene: number.holds(measured(scene, wanted)), f"has {number.words} {noun}")
    part = comparing.share(argument["share"])
    if part is None:
        return f'.share compares a share in per cent, as in ">50%", not {argument["share"]!r}'
    return Test(
        lambda scene: part.holds(share_of(scene, wanted)), f"has {part.words} of its lines among {noun}"
    )


def _filter(key: str, value: object) -> _Filter | str:
    if key == "class":
        return _class(value)
    if key == "agent":
        return _agent(value)
    if key in {"reviewed", "declared"}:
        return _flag(key, value)
    grade = comparing.rank(value, GRADES, "grade", "is none: they are " + ", ".join(GRADES))
    if isinstance(grade, str):
        return f".grade {grade}"
    return (lambda kind: grade.holds(kind.grade.strength)), f"of grade {grade.words}"


def _flag(key: str, value: object) -> _Filter | str:
    if not isinstance(value, bool):
        return f".{key} is true or false, not {value!r}"
    words = key if value else f"not {key}"
    if key == "reviewed":
        return (lambda kind: kind.is_reviewed is value), words
    return (lambda kind: kind.is_declared is value), words


def _class(value: object) -> _Filter | str:
    if not _is_names(value) or not set(CLASSES).issuperset(value):
        return f".class is a list of {', '.join(CLASSES)}, not {value!r}"
    classes = frozenset(map(LineClass, value))
    return (lambda kind: kind.line_class in classes), f"of class {' or '.join(value)}"


def _agent(value: object) -> _Filter | str:
    if not _is_names(value):
        return f'.agent is a list of names, as in ["codex"], not {value!r}'
    agents = frozenset(value)
    return (lambda kind: kind.agent in agents), f"by {' or '.join(value)}"


def _is_names(value: object) -> TypeGuard[Sequence[str]]:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
