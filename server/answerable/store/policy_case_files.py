"""The file of table tests beside a policy, decoded and validated."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from answerable.core.blast.tiers import BlastTier
from answerable.core.origin import Grade, LineClass
from answerable.core.policy_cases import CaseLines, Expected, PolicyCase
from answerable.core.record import FindingEntry
from answerable.store.settings_files import decode_toml

__all__ = ["CasesFile", "decode_cases"]

_Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class LinesFile(msgspec.Struct, forbid_unknown_fields=True, rename={"line_class": "class"}):
    """Added lines of one kind."""

    line_class: Literal["ai", "human", "tool", "mixed", "unknown"]
    count: _Count
    path: str = "file"
    grade: Literal["attested", "labelled", "corroborated", "inferred", "none"] | None = None
    agent: str = ""
    reviewed_by: list[str] = msgspec.field(default_factory=list)
    driver: str = ""
    declared: bool = False


class FindingFile(msgspec.Struct, forbid_unknown_fields=True):
    """A finding."""

    rule: str
    level: Literal["block", "review", "warn", "info"]
    path: str = "file"


class ExpectFile(msgspec.Struct, forbid_unknown_fields=True):
    """What should come out; what is left out does not matter."""

    decision: Literal["pass", "deny", "undecided"] | None = None
    fired: list[str] | None = None
    unsatisfied: list[str] | None = None


class CaseFile(msgspec.Struct, forbid_unknown_fields=True):
    """A change as it might come, and what the policy should make of it."""

    name: Annotated[str, Meta(min_length=1)]
    expect: ExpectFile
    authors: list[str] = msgspec.field(default_factory=list)
    lines: list[LinesFile] = msgspec.field(default_factory=list)
    paths: Annotated[list[str], Meta(description="Further paths that the change touches.")] = msgspec.field(
        default_factory=list
    )
    removed: Annotated[dict[str, _Count], Meta(description="Lines taken away, by path.")] = msgspec.field(
        default_factory=dict
    )
    findings: list[FindingFile] = msgspec.field(default_factory=list)
    unstamped: Annotated[_Count, Meta(description="Commits without a record.")] = 0
    advised: Annotated[
        bool, Meta(description="Whether somebody declared that it follows an AI's advice.")
    ] = False
    blast: Annotated[BlastTier, Meta(description="The tier of its blast radius.")] = "low"
    branch: str = "main"
    now: Annotated[str, Meta(description="The instant, as in 2026-11-27T17:30:00Z.")] = "2026-01-05T12:00:00Z"
    signoffs: list[str] = msgspec.field(default_factory=list)
    rejections: list[str] = msgspec.field(default_factory=list)
    acknowledged: Annotated[bool, Meta(description="Whether the sign-offs accept all findings.")] = False


class CasesFile(msgspec.Struct, forbid_unknown_fields=True):
    """`.answerable/policy_tests.toml`: table tests of the policy."""

    version: Literal[1]
    case: Annotated[list[CaseFile], Meta(min_length=1)]


def decode_cases(data: bytes) -> tuple[list[PolicyCase], list[str]]:
    """The cases, and what is wrong with the file in sentences."""
    file, problems = decode_toml(data, CasesFile)
    if file is None:
        return [], problems
    problems = list(_bad_times(file))
    return ([] if problems else [_case(one) for one in file.case]), problems


def _bad_times(file: CasesFile) -> Iterator[str]:
    for case in file.case:
        if _instant(case.now) is None:
            yield f"The case {case.name!r}: now is an instant, as in 2026-11-27T17:30:00Z, not {case.now!r}."


def _case(file: CaseFile) -> PolicyCase:
    expect = file.expect
    return PolicyCase(
        name=file.name,
        authors=tuple(file.authors),
        lines=tuple(map(_lines, file.lines)),
        paths=tuple(file.paths),
        removed=file.removed,
        findings=tuple(
            FindingEntry(rule=one.rule, level=one.level, path=one.path, line=1, fingerprint=f"{at:016x}")
            for at, one in enumerate(file.findings)
        ),
        unstamped=file.unstamped,
        branch=file.branch,
        now=_instant(file.now) or 0,
        signoffs=tuple(file.signoffs),
        rejections=tuple(file.rejections),
        is_acknowledged=file.acknowledged,
        is_advised=file.advised,
        blast=file.blast,
        expected=Expected(
            expect.decision,
            None if expect.fired is None else tuple(expect.fired),
            None if expect.unsatisfied is None else tuple(expect.unsatisfied),
        ),
    )


def _lines(file: LinesFile) -> CaseLines:
    usual = Grade.NONE if file.line_class == "unknown" else Grade.LABELLED
    return CaseLines(
        path=file.path,
        line_class=LineClass(file.line_class),
        size=file.count,
        grade=usual if file.grade is None else Grade(file.grade),
        agent=file.agent,
        reviewed_by=tuple(file.reviewed_by),
        driver=file.driver,
        is_declared=file.declared,
    )


def _instant(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
