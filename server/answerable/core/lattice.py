"""Ordered comparisons: which of two spellings asks less, allows more or binds weaker, so that direction counts."""

import re
from typing import Final

__all__ = ["CONJUNCTION", "at_least_times", "looser_where", "unrestricted", "wider_handler"]

#: Between the conjuncts of a WHERE clause in a fact's value.
CONJUNCTION: Final = "\n"

_ALWAYS: Final = re.compile(
    r"^(?:true|1|not false|not 0|(?P<side>\w+|'[^']*')\s*(?:=|>=|<=|is)\s*(?P=side)|1\s*<>\s*0|1\s*>\s*0|1\s*!=\s*0)$",
    re.IGNORECASE,
)
_OR: Final = re.compile(r"\s+or\s+", re.IGNORECASE)


def unrestricted(where: str) -> bool:
    """Whether a WHERE clause lets every row through: absent, or true by its form."""
    return all(not part or _ALWAYS.match(part.strip("() ")) for part in where.split(CONJUNCTION))


def looser_where(old: str, new: str) -> bool:
    """Whether `new` lets more rows through than `old` for certain: a conjunct went, or an alternative came."""
    before, after = _conjuncts(old), _conjuncts(new)
    if not before or not after:
        return False
    gone, come = before - after, after - before
    if gone and not come:
        return True
    return bool(gone) and all(_alternative(part, gone) for part in come)


def _conjuncts(where: str) -> frozenset[str]:
    return frozenset(part for part in where.split(CONJUNCTION) if part and not unrestricted(part))


def _alternative(part: str, gone: frozenset[str]) -> bool:
    branches = {branch.strip("() ") for branch in _OR.split(part.strip("() "))}
    return len(branches) > 1 and any(each.strip("() ") in branches for each in gone)


#: The exceptions that catch the most, widest last; what is not listed is narrower than all of them.
_EXCEPTIONS: Final = ("Exception", "StandardError", "BaseException", "Throwable", "")
_WIDEST: Final = {
    "ja": ("RuntimeException", "Exception", "Throwable"),
    "rb": ("StandardError", "", "ScriptError", "Exception"),
    "c": ("exception", "..."),
}
_NUMBER: Final = re.compile(r"^-?(?:0[xX])?\d[\d_]*(?:\.\d+)?[lLfFuU]{0,3}$")
#: Seconds, so that times in different units compare.
_UNITS: Final = {
    "nano": 1e-9,
    "micro": 1e-6,
    "milli": 1e-3,
    "second": 1.0,
    "sec": 1.0,
    "minute": 60.0,
    "min": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
}
_UNIT: Final = re.compile(
    r"(?i)^(?:(?:\w+(?:\.|::))?(?:from_|of)?(?P<unit>nano|micro|milli|second|sec|minute|min|hour|day)\w*)$"
)
_DURATION: Final = re.compile(
    r"(?i)^(?:\w+(?:\.|::))*(?:from_|of)(?P<unit>nano|micro|milli|sec|min|hour|day)\w*\((?P<count>[\d_.]+)L?\)$"
    r"|^(?P<number>[\d_.]+)\.(?P<word>second|minute|hour|day)s?$"
)
_AMOUNT: Final = re.compile(
    r"(?i)(?:\w+(?:\.|::))*(?:from_|of)(?:nano|micro|milli|sec|min|hour|day)\w*\([\d_.]+L?\)"
    r"|(?<![\w.\"])[\d_.]+\.(?:second|minute|hour|day)s?\b"
    r"|(?<![\w.\"-])\d[\d_]*(?:\.\d+)?[lL]?(?:\*[\w.]+)*(?![\w.\"])"
    r"|(?<![\w.\"])[a-z]+\.[A-Z]\w+(?:\*\d[\d_]*)+"
)
_JAVA_UNIT: Final = re.compile(r"\b(NANOSECONDS|MICROSECONDS|MILLISECONDS|SECONDS|MINUTES|HOURS|DAYS)\b")


def wider_handler(old: str, new: str, language: str = "py") -> bool:
    """Whether a handler of the types `new` catches all that one of `old` catches, and clearly more."""
    order = _WIDEST.get(language, _EXCEPTIONS)
    before, after = _types(old), _types(new)
    return max(_width(name, order) for name in after) > max(_width(name, order) for name in before)


def at_least_times(small: str, large: str, times: float) -> bool:
    """Whether both are numbers and the second is at least `times` the first."""
    first, second = _value(small), _value(large)
    return first is not None and second is not None and first > 0 and second >= first * times


def amounts(old: str, new: str) -> list[tuple[float, float]]:
    """The numbers and times of two argument lists, pairwise; nothing when one has more of them."""
    before, after = _amounts(old), _amounts(new)
    return list(zip(before, after, strict=True)) if len(before) == len(after) else []


def _amounts(text: str) -> list[float]:
    unit = _JAVA_UNIT.search(text)
    factor = _UNITS[unit[1].lower().removesuffix("s").removesuffix("second") or "second"] if unit else 1.0
    found = [_value(match.group()) for match in _AMOUNT.finditer(text)]
    return [amount * factor for amount in found if amount is not None]


def _types(text: str) -> list[str]:
    if text == "...":
        return [text]
    return [
        re.split(r"\.(?!\.)|::", part.strip(" &"))[-1] for part in re.split(r"[,|]", text.strip("()"))
    ] or [""]


def _width(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) + 1 if name in order else 0


def _value(text: str) -> float | None:
    """A number, a product of numbers as in `60*1000`, or a time in seconds as in `5*time.Second`."""
    duration = _DURATION.match(text)
    if duration is not None:
        count = (duration["count"] or duration["number"]).replace("_", "")
        return _float(count, _UNITS[(duration["unit"] or duration["word"]).lower()])
    result = 1.0
    for factor in map(str.strip, text.split("*")):
        unit = _UNIT.match(factor)
        number = _UNITS[unit["unit"].lower()] if unit else _float(factor) if _NUMBER.match(factor) else None
        if number is None:
            return None
        result *= number
    return result


def _float(text: str, times: float = 1.0) -> float | None:
    try:
        return float(text.replace("_", "").rstrip("lLfFuU")) * times
    except ValueError:
        return None
