"""Which of two conditions lets more through: conjuncts, alternatives, negations, constants and bounds compared."""

import re
from typing import Final

__all__ = ["admits_more", "loses_part", "refuses_less"]

_AND: Final = re.compile(r"\band\b|&&")
_OR: Final = re.compile(r"\bor\b|\|\|")
_NOT: Final = re.compile(r"^(?:not\b\s*|!(?!=))")
_TRUE: Final = re.compile(r"^(?:True|true|1|!0|not False)$")
_FALSE: Final = re.compile(r"^(?:False|false|0|!1|None|null|not True)$")
_BOUND: Final = re.compile(r"^(?P<left>.+?)(?P<sign><=|>=|<|>)(?P<right>[^<>=].*)$")
_NUMBER: Final = re.compile(r"^-?\d+(?:\.\d+)?$")


def admits_more(old: str, new: str, *, negation_counts: bool = True) -> bool:
    """Whether a condition that lets something happen lets it happen more often: a test was dropped or loosened."""
    if _TRUE.match(new):
        return not _TRUE.match(old)
    if _TRUE.match(old) or _FALSE.match(new):
        return False
    before, after = _split(_AND, old), _split(_AND, new)
    if after < before or _swapped(old, new, _AND, _OR) or (negation_counts and _unnegated(old, new)):
        return True
    return _single(before - after, after - before, {"<": "<=", ">": ">="}, wider=True)


def refuses_less(old: str, new: str) -> bool:
    """Whether a condition under which a guard refuses holds less often."""
    if _FALSE.match(new):
        return not _FALSE.match(old)
    if _FALSE.match(old) or _TRUE.match(new):
        return False
    before, after = _split(_OR, old), _split(_OR, new)
    if after < before or _swapped(old, new, _OR, _AND) or _unnegated(old, new):
        return True
    if _split(_AND, old) < _split(_AND, new):
        return True
    return _single(before - after, after - before, {"<=": "<", ">=": ">"}, wider=False)


def loses_part(old: str, new: str) -> bool:
    """Whether a test of a condition is gone, where nobody can say if the condition opens or closes the way."""
    return (
        _split(_AND, new) < _split(_AND, old)
        or _split(_OR, new) < _split(_OR, old)
        or _swapped(old, new, _AND, _OR)
        or _unnegated(old, new)
        or bool(_FALSE.match(new) and not _FALSE.match(old))
    )


def _split(operator: re.Pattern[str], text: str) -> frozenset[str]:
    """The operands at the top level; a text without the operator is one operand."""
    text = _stripped(text)
    parts, depth, start = [], 0, 0
    marks = {match.start(): match.end() for match in operator.finditer(text)}
    for at, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif depth == 0 and at in marks:
            parts.append(text[start:at])
            start = marks[at]
    parts.append(text[start:])
    return frozenset(_stripped(part) for part in parts)


def _stripped(text: str) -> str:
    text = text.strip()
    while len(text) > 1 and text[0] == "(" and _closes_at_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_end(text: str) -> bool:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def _swapped(old: str, new: str, strong: re.Pattern[str], weak: re.Pattern[str]) -> bool:
    before, after = _split(strong, old), _split(weak, new)
    return len(before) > 1 and before == after and len(_split(strong, new)) == 1


def _unnegated(old: str, new: str) -> bool:
    match = _NOT.match(old)
    return match is not None and _stripped(old[match.end() :]) == _stripped(new)


def _single(gone: frozenset[str], come: frozenset[str], signs: dict[str, str], *, wider: bool) -> bool:
    """Whether the one comparison that changed has the looser sign, or a number further out."""
    if len(gone) != 1 or len(come) != 1:
        return False
    was, now = _BOUND.match(next(iter(gone))), _BOUND.match(next(iter(come)))
    if was is None or now is None or was["left"] != now["left"]:
        return False
    if was["right"] == now["right"]:
        return signs.get(was["sign"]) == now["sign"]
    if was["sign"] != now["sign"] or not (_NUMBER.match(was["right"]) and _NUMBER.match(now["right"])):
        return False
    grew = float(now["right"]) > float(was["right"])
    return grew == (was["sign"].startswith("<") == wider)
