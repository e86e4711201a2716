"""The settings of the editor side: one list with defaults, types and descriptions, and the reader of foreign values.

A client sends them as `initializationOptions`, as an answer to `workspace/configuration`, or with
`workspace/didChangeConfiguration`; nested (`{"analysis": {"delayMs": 200}}`) or flat (`{"analysis.delayMs": 200}`),
with or without the `answerable` level around it.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from answerable.core.finding import Level

__all__ = ["SECTION", "SETTINGS", "Setting", "Settings", "Value", "parse_settings"]

#: The section a client is asked for, and the prefix of every name.
SECTION: Final = "answerable"

Value = bool | int | str


class Setting(NamedTuple):
    """One setting. `least` and `most` bound a number, both inclusive; `choices` lists what a text may be."""

    name: str
    default: Value
    description: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0

    def read(self, foreign: object) -> tuple[Value, str]:
        """The value to use and, where `foreign` cannot be used, a sentence that says so."""
        if type(foreign) is not type(self.default):
            return self._fallback(f"is not {_TYPE_NAMES[type(self.default)]}")
        if isinstance(foreign, bool):
            return foreign, ""
        if isinstance(foreign, int):
            if self.least <= foreign <= self.most:
                return foreign, ""
            return self._fallback(f"is not between {self.least} and {self.most}")
        if isinstance(foreign, str) and foreign in self.choices:
            return foreign, ""
        return self._fallback(f"is none of {', '.join(self.choices)}")

    def _fallback(self, why: str) -> tuple[Value, str]:
        return self.default, f"{SECTION}.{self.name} {why}; {self.default!r} is used."


_TYPE_NAMES: Final[dict[type, str]] = {bool: "true or false", int: "a whole number", str: "a text"}

#: Every setting there is. The README's table and the VS Code extension's manifest are tested against this list.
SETTINGS: Final = (
    Setting("lens", default=True, description="Show a lens over each region that an AI wrote."),
    Setting("hints", default=True, description="Show a short mark at the end of an AI region's first line."),
    Setting(
        "blast",
        default=True,
        description="Index the workspace's repositories, and show what depends on the code in sight.",
    ),
    Setting(
        "diagnostics.risk",
        default=True,
        description="Show what an edit could break as diagnostics.",
    ),
    Setting(
        "diagnostics.level",
        default=Level.INFO.value,
        description="The least serious finding that is shown.",
        choices=tuple(level.value for level in Level),
    ),
    Setting(
        "diagnostics.unreviewed",
        default=False,
        description="Show every AI region that nobody has reviewed as an information diagnostic.",
    ),
    Setting(
        "analysis.delayMs",
        default=150,
        description="How long to wait after the last edit before it is analysed, in milliseconds.",
        least=0,
        most=5000,
    ),
    Setting(
        "analysis.budgetMs",
        default=3000,
        description="How long one analysis may take before it is given up, in milliseconds.",
        least=100,
        most=60_000,
    ),
)


class Settings(NamedTuple):
    """The settings in use, one field for each entry of `SETTINGS`."""

    lens: bool = True
    hints: bool = True
    blast: bool = True
    diagnostics_risk: bool = True
    diagnostics_level: str = Level.INFO.value
    diagnostics_unreviewed: bool = False
    analysis_delay_ms: int = 150
    analysis_budget_ms: int = 3000


def parse_settings(foreign: object) -> tuple[Settings, list[str]]:
    """The settings a client sent; what is missing or unusable has its default, and is named in a sentence."""
    if foreign is None:
        return Settings(), []
    if not isinstance(foreign, Mapping):
        return Settings(), [f"The settings of {SECTION} are not an object; the defaults are used."]
    given = dict(_flattened(foreign.get(SECTION, foreign), ""))
    problems = [f"{SECTION}.{name} is no setting of Answerable." for name in given if name not in _BY_NAME]
    values: dict[str, Value] = {}
    for setting in SETTINGS:
        if setting.name in given:
            value, problem = setting.read(given[setting.name])
            values[_field(setting.name)] = value
            problems += [problem] if problem else []
    return Settings()._replace(**values), problems  # type: ignore[arg-type]  # read() keeps each type


_BY_NAME: Final = {setting.name: setting for setting in SETTINGS}


def _flattened(tree: object, prefix: str) -> Iterator[tuple[str, object]]:
    """The leaves of nested objects by their dotted names; `null` means "not set"."""
    if not isinstance(tree, Mapping):
        return
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{name}.")
        elif value is not None:
            yield name, value


def _field(name: str) -> str:
    """`analysis.delayMs` as the field's name, `analysis_delay_ms`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name.replace(".", "_"))
