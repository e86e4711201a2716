"""Scales: how safe a setting is, from its name and value, by the tables in `grammars/*/safeguards.toml`.

Each entry of a table orders the values of some settings from the unsafe to the safe one and says what leaving the
setting out means. So one line of a table knows an edit and its reverse, the block that vanishes and the one that
comes back. `grammars/README.md` documents the fields.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

__all__ = ["Scale", "Scales", "measured", "parse_scales", "weaker"]

_ENTRY: Final = re.compile(r"\[[^\]]*\]")
_NOTHING: Final = frozenset({"", "null", "[]", "{}", '""'})
_REFERENCE: Final = re.compile(
    r"\$\{|^(?:var|local|module|data|each|count|self|path)\.|^[a-z]\w*_\w+\.\w|[?(]|TEMPLATE"
)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_YES: Final = ("true", "on", "enabled", "enable", "yes", "1", "active")
_NO: Final = ("false", "off", "disabled", "disable", "no", "0", "none", "inactive", "suspended")
_ORDERS: Final = frozenset({"on", "off", "present", "missing", "more", "less", "version", "levels"})
_PRODUCT: Final = re.compile(r"([A-Za-z]{2,})[\W_]*\d")
_PARTS: Final = re.compile(r"\d+")


class Scale(NamedTuple):
    """The order of one setting's values.

    `suffix` is the end of its path without labels (the whole of it when `whole`), `types` whose setting it is (empty
    for anybody's). `order` is "on" or "off" (which of two is safe), "present" or "missing", "more" or "less" for
    numbers, "version", or "levels". `absent` is where leaving it out stands; `None` where that is not known. Numbers
    from `enough` on are equally safe.
    """

    suffix: str
    whole: bool
    types: re.Pattern[str] | None
    rule: str
    order: str
    levels: Mapping[str, int]
    patterns: tuple[tuple[re.Pattern[str], int], ...]
    absent: float | None
    enough: float | None


#: By the last name of the path.
Scales = Mapping[str, tuple[Scale, ...]]


def parse_scales(data: Mapping[str, object]) -> tuple[Scales, list[str]]:
    """The scales of one decoded TOML file, and a sentence for each entry that cannot be used."""
    found: dict[str, list[Scale]] = {}
    problems: list[str] = []
    entries = data.get("safeguard")
    for number, entry in enumerate(entries if isinstance(entries, list) else (), 1):
        scales = _scales(entry) if isinstance(entry, dict) else None
        if not scales:
            problems.append(f"safeguard {number} needs a rule, keys and an order")
        for scale in scales or ():
            found.setdefault(scale.suffix.rpartition(".")[2], []).append(scale)
    # What is said of one type goes before what is said of all.
    return {
        name: tuple(sorted(scales, key=lambda each: (each.types is None, -len(each.suffix))))
        for name, scales in found.items()
    }, problems


def measured(scales: Scales, owner: str, path: str, text: str) -> tuple[str, str] | None:
    """The rule that a setting belongs to and how safe it is; `None` for one that no scale knows.

    The measure is a number: 0 is as safe as leaving it out, less is worse; after a `~` it says nothing about that.
    `?` stands for a value that is not known here. That of a version names what it is of, where the version does.
    """
    plain = _ENTRY.sub("", path) if "[" in path else path
    for scale in scales.get(plain.rpartition(".")[2], ()):
        if _about(scale, owner, plain):
            place = _place(scale, text.strip().strip('"'))
            if place is None:
                return scale.rule, "?"
            if scale.order == "version":
                return scale.rule, f"~{place:g} {_product(text)}".rstrip()
            return scale.rule, f"~{place:g}" if scale.absent is None else f"{place - scale.absent:g}"
    return None


def weaker(old: str | None, new: str | None) -> bool:
    """Whether a measure went down. `None` stands for a setting that is not there."""
    if "?" in {old, new} or (None in {old, new} and "~" in f"{old}{new}"):
        return False
    before, product = _split(old)
    after, other = _split(new)
    if product != other and "~" in f"{old}{new}":
        return False  # versions of different things do not compare
    if "~" in f"{old}" and ("." in before) != ("." in after):
        # `13` is any version of it.
        before, after = before.partition(".")[0], after.partition(".")[0]
    return float(after) < float(before)


def _split(measure: str | None) -> tuple[str, str]:
    number, _, product = (measure or "0").lstrip("~").partition(" ")
    return number, product


def _product(text: str) -> str:
    """What a version is of, where it says that: `mysql` of `MYSQL_8_0`."""
    match = _PRODUCT.match(text.strip('"'))
    return match[1].lower() if match is not None else ""


def _about(scale: Scale, owner: str, path: str) -> bool:
    if scale.types is not None and scale.types.search(owner) is None:
        return False
    return path == scale.suffix or (not scale.whole and path.endswith("." + scale.suffix))


def _place(scale: Scale, text: str) -> float | None:
    """Where a value stands on its scale; `None` for one that is made elsewhere or is not on it."""
    # The key that a provider makes for everybody is as good as none of one's own.
    nothing = text in _NOTHING or text.startswith("alias/aws/")
    if scale.order in {"present", "missing"}:
        return float(nothing == (scale.order == "missing"))
    if nothing and text.lower() not in scale.levels:
        return scale.absent
    if scale.order == "version":
        return None if _REFERENCE.search(text) else _version(text)
    if scale.order in {"more", "less"}:
        match = None if _REFERENCE.search(text) else _NUMBER.match(text)
        place = None if match is None else float(match[0]) * (1 if scale.order == "more" else -1)
        return place if place is None or scale.enough is None else min(place, scale.enough)
    level = _level(scale, text)
    return None if level is None else float(level)


def _level(scale: Scale, text: str) -> int | None:
    # `*` stands for the rest in a table; as a value it is a word like others.
    level = None if text == "*" else scale.levels.get(text.lower())
    if level is None:
        level = next((rank for pattern, rank in scale.patterns if pattern.search(text)), None)
    rest = scale.levels.get("*")
    # What is made elsewhere is hardly the one bad value, but may be any of several good ones.
    if level is None and (_one_bad(scale) or not _REFERENCE.search(text)):
        level = rest
    return level


def _one_bad(scale: Scale) -> bool:
    return scale.levels.get("*") == max(scale.levels.values()) == 1


def _version(text: str) -> float | None:
    """A version by its first two numbers: `MYSQL_5_7`, `v8.0`, `python3.12`."""
    parts = _PARTS.findall(text)
    return int(parts[0]) + (min(int(parts[1]), 999) / 1000 if len(parts) > 1 else 0) if parts else None


def _scales(entry: Mapping[str, object]) -> list[Scale] | None:
    keys, rule, order = entry.get("keys"), entry.get("rule"), str(entry.get("order", "levels"))
    levels = _levels(order, entry.get("levels"))
    if not isinstance(keys, list) or not isinstance(rule, str) or order not in _ORDERS:
        return None
    if order == "levels" and not levels:
        return None
    absent, enough = (_absent(order, levels, entry.get(name)) for name in ("absent", "enough"))
    try:
        types = re.compile(str(entry["types"])) if "types" in entry else None
        patterns = tuple(
            (re.compile(text[1:], re.IGNORECASE), rank) for text, rank in levels.items() if text[:1] == "~"
        )
    except re.error:
        return None
    return [
        Scale(_suffix(key), str(key)[:1] == "^", types, rule, order, levels, patterns, absent, enough)
        for key in keys
    ]


def _suffix(key: object) -> str:
    return str(key).removeprefix("^")


def _levels(order: str, given: object) -> dict[str, int]:
    if order in {"on", "off"}:
        given = [_NO, _YES] if order == "on" else [_YES, _NO]
    if not isinstance(given, list):
        return {}
    return {
        _spelling(str(text)): rank
        for rank, level in enumerate(given)
        for text in (level if isinstance(level, Iterable) and not isinstance(level, str) else (level,))
    }


def _spelling(text: str) -> str:
    return text if text.startswith("~") else text.lower()


def _absent(order: str, levels: Mapping[str, int], given: object) -> float | None:
    """What leaving a setting out means: without a word about it, a switch is off and nothing is there."""
    if order in {"present", "missing"}:
        return float(order == "missing")
    if order in {"more", "less", "version"}:
        sign = -1 if order == "less" else 1
        return float(given) * sign if isinstance(given, int | float) else None
    if given is None and order in {"on", "off"}:
        given = "false"
    level = levels.get(str(given).lower())
    return None if level is None else float(level)
