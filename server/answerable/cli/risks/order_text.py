"""The review order for people, at most 80 columns wide, and as `answerable.order/v1`."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from answerable.cli.output import Output, Part, fitted, safe
from answerable.core.finding import Level
from answerable.core.order import COEFFICIENTS, CONSTANT, HunkToRead, Told, ToRead, score, why

__all__ = ["order_document", "print_order"]

_SCHEMA: Final = "answerable.order/v1"
_WIDTH: Final = 80
#: Files, and hunks of each, before the rest is counted only.
_FILES: Final = 20
_HUNKS: Final = 4


def print_order(output: Output, files: Sequence[ToRead]) -> None:
    """The files with the reasons why they stand where they stand."""
    if not files:
        output.say("Nothing changed.")
        return
    lines: list[list[Part]] = [[("An order to read the change in, and no verdict:", "faint")]]
    for place, one in enumerate(files[:_FILES], 1):
        number = f"{place}. "
        lines.append([number, (fitted(one.path, _WIDTH - len(number)), "strong")])
        lines += [["   ", line] for line in wrap(", ".join(why(one.told)) or "nothing known", _WIDTH - 3)]
        lines += [[("   " + line, "faint")] for line in wrap(_numbers(one), _WIDTH - 3)]
        lines += _hunks(one.hunks) if len(one.hunks) > 1 or one.told.findings else []
    if len(files) > _FILES:
        lines.append([(f"… and {len(files) - _FILES} more; --json has them all", "faint")])
    output.lines(lines)


def order_document(files: Sequence[ToRead], revision: str, problems: Sequence[str]) -> dict[str, object]:
    """The JSON document."""
    return {
        "schema": _SCHEMA,
        "revision": revision or None,
        "coefficients": {"constant": CONSTANT, **COEFFICIENTS},
        "files": [_file(one) for one in files],
        "problems": list(problems),
    }


def _numbers(one: ToRead) -> str:
    """The score and what it comes from."""
    measures = one.measures
    days = round(measures.age)
    said = [
        f"{measures.lines} line{'s' if measures.lines != 1 else ''}",
        *(["a new file"] if one.is_new else [f"last changed {days} day{'s' if days != 1 else ''} before"]),
        *(["new to the author"] if measures.known == 0 and not one.is_new else []),
    ]
    return f"score {score(measures):.2f}: {', '.join(said)}"


def _hunks(hunks: Sequence[HunkToRead]) -> Iterator[list[Part]]:
    for hunk in hunks[:_HUNKS]:
        place = f"{hunk.start}-{hunk.end}" if hunk.end > hunk.start else f"{hunk.start}"
        rules = sorted({safe(one.rule) for one in hunk.told.findings if one.level is not Level.INFO})
        said = ", ".join([*why(hunk.told), *rules, f"+{hunk.added} -{hunk.removed}"])
        for line in wrap(f"at {place}: {said}", _WIDTH - 3, subsequent_indent="  "):
            yield [("   " + line, "faint")]
    if len(hunks) > _HUNKS:
        yield [(f"   … and {len(hunks) - _HUNKS} more", "faint")]


def _file(one: ToRead) -> dict[str, object]:
    return {
        "path": one.path,
        "is_new": one.is_new,
        **_told(one.told),
        "score": round(score(one.measures), 4),
        "measures": {
            **one.measures._asdict(),
            "entropy": round(one.measures.entropy, 4),
            "age": round(one.measures.age, 2),
        },
        "hunks": [_hunk(hunk) for hunk in one.hunks],
    }


def _hunk(hunk: HunkToRead) -> dict[str, object]:
    return {
        "start": hunk.start,
        "end": hunk.end,
        "added": hunk.added,
        "removed": hunk.removed,
        **_told(hunk.told),
    }


def _told(told: Told) -> dict[str, object]:
    return {
        "reasons": why(told),
        "findings": [
            {"rule": one.rule, "level": one.level.value, "line": one.line, "fingerprint": one.fingerprint}
            for one in told.findings
        ],
        "tier": told.tier,
        "ai_lines": told.ai_lines,
    }
