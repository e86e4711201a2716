"""From a judged fact to a finding: its place, its texts, its fingerprint and what a comment says of it."""

import hashlib
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from answerable.core.diffing import Block, diff_lines
from answerable.core.facts import Fact
from answerable.core.finding import Finding, Level
from answerable.core.risk import FilePair, Judged
from answerable.core.secrets import masked
from answerable.core.spelling import tail
from answerable.core.weighing import is_built, is_rehearsal, weighed
from answerable.syntax.comparison import FileDelta
from answerable.syntax.languages import Language

__all__ = ["Sheet"]

_ALLOW: Final = re.compile(r"answerable:\s*allow\s+(?P<rules>[\w.,\s-]+?)\s*--\s*(?P<reason>\S.*)")
_ASK: Final = re.compile(r"answerable:\s*sign-off\s+(?P<rules>[\w.][\w., -]*?)(?:--(?P<reason>.*))?$")
_ALLOW_BARE: Final = re.compile(r"answerable:\s*allow\b")
_SHOWN: Final = 12  # lines of old or new text
_ABOVE: Final = 3  # comment lines over a finding that may speak of it
_END: Final = "*/- \t\r\n"


#: First and last line of the new text, the old and the new text, and the old lines that changed into it.
_Place = tuple[int, int, str, str, tuple[int, int]]


class Sheet:
    """One file of a change, as findings see it."""

    def __init__(self, pair: FilePair, language: Language, file: FileDelta, is_test: bool) -> None:  # noqa: FBT001 - one caller
        self._pair = pair
        self._language = language
        self._file = file
        self._is_test = is_test
        self._taken: set[Fact] = set()
        self._gone: set[tuple[str, Fact]] = set()

    @cached_property
    def _old(self) -> Sequence[str]:
        return self._pair.lines[0]

    @cached_property
    def _new(self) -> Sequence[str]:
        return self._pair.lines[1]

    @cached_property
    def _blocks(self) -> list[Block]:
        return diff_lines(self._old, self._new)

    def finding(self, judged: Judged, problems: list[str]) -> Finding | None:
        """The finding, or `None` when no line of it was changed."""
        place = self._lost_place(judged) if judged.clause.event == "lost" else self._gained_place(judged)
        if place is None:
            return None
        line, end_line, old_text, new_text, was = place
        rule, fact, other = judged.rule, judged.fact, judged.other
        parts = {
            "key": fact.key,
            "value": _short(fact.value),
            "owner": fact.owner,
            "scope": fact.scope or self._pair.path.rsplit("/", 1)[-1],
            "old": _short("" if other is None else other.value),
            "new": _short(fact.value),
            "name": tail(fact.key),
        }
        finding = Finding(
            rule=rule.id,
            name=rule.name,
            level=self._level(judged),
            path=self._pair.path,
            line=line,
            end_line=end_line,
            message=(judged.clause.message or rule.message).format(**parts),
            remedy=rule.remedy,
            old_text=masked(old_text) if rule.hidden else old_text,
            new_text=masked(new_text) if rule.hidden else new_text,
            fingerprint=_fingerprint(judged),
            was=was,
            is_lost=judged.clause.event == "lost",
        )
        return self._spoken_of(finding, problems)

    def _level(self, judged: Judged) -> Level:
        if self._is_test and not judged.clause.tests:
            return Level.INFO
        level = judged.clause.level or judged.rule.level
        if level is not Level.BLOCK and is_built(self._pair.path):
            return Level.INFO
        if level is Level.BLOCK and judged.rule.rehearsed and is_rehearsal(self._pair.path):
            level = Level.REVIEW
        return weighed(level, judged.fact, judged.delta, self._file.deltas) if judged.rule.weighed else level

    def _lost_place(self, judged: Judged) -> _Place | None:
        # Of several equal facts the one that went may not be the one that was named.
        fact, rule = judged.fact, judged.rule.id
        for each in (fact, *(other for other in self._file.old_facts if other.identity == fact.identity)):
            place = None if (rule, each) in self._gone else self._place_of_lost(each)
            if place is not None:
                self._gone.add((rule, each))
                return place
        return None

    def _place_of_lost(self, fact: Fact) -> _Place | None:
        for block in self._blocks:
            if block.old_start < fact.end_line and fact.line < block.old_end:
                line = min(block.new_start + 1, max(1, len(self._new)))
                end_line = max(line, min(block.new_end, len(self._new)))
                old_text = _excerpt(self._old, fact.line, fact.end_line)
                shown = _excerpt(self._new, block.new_start, block.new_end)
                return line, end_line, old_text, shown, (fact.line + 1, fact.end_line)
        return None

    def _gained_place(self, judged: Judged) -> _Place | None:
        fact = judged.fact
        block = self._block_of(fact)
        if block is None:
            # Several equal facts: the surplus one may have been named at a line that did not change.
            for other in self._file.new_facts:
                if other.identity == fact.identity and other not in self._taken:
                    block = self._block_of(other)
                    if block is not None:
                        fact = other
                        break
        if block is None:
            return None
        self._taken.add(fact)
        old = judged.other
        old_text = (
            _excerpt(self._old, old.line, old.end_line)
            if old is not None
            else _excerpt(self._old, block.old_start, block.old_end)
        )
        return (
            fact.line + 1,
            max(fact.line + 1, fact.end_line),
            old_text,
            _excerpt(self._new, fact.line, fact.end_line),
            (0, 0) if old is None else (old.line + 1, old.end_line),
        )

    def _block_of(self, fact: Fact) -> Block | None:
        for block in self._blocks:
            if block.new_start < fact.end_line and fact.line < block.new_end:
                return block
            if block.new_start == block.new_end and fact.line < block.new_start <= fact.end_line:
                return block
        return None

    def _spoken_of(self, finding: Finding, problems: list[str]) -> Finding:
        """The finding as a comment allows it, or asks that a sign-off names it."""
        first = finding.line - 1
        above = first
        while above > max(0, first - _ABOVE) and self._is_comment(self._new[above - 1]):
            above -= 1
        for number in range(above, min(finding.end_line, len(self._new))):
            line = self._new[number]
            match, asked = _ALLOW.search(line), _ASK.search(line.rstrip(_END))
            if match is not None and _names(match, finding):
                return finding.allow(match["reason"].rstrip(_END), "comment")
            if asked is not None and _names(asked, finding):
                return finding.ask_for((asked["reason"] or "").strip())
            if match is None and _ALLOW_BARE.search(line):
                problems.append(
                    f"{finding.path}:{number + 1}: an allowance needs a rule and a reason: allow RULE -- reason"
                )
        return finding

    def _is_comment(self, line: str) -> bool:
        return line.lstrip().startswith(self._language.comments)


def _names(comment: re.Match[str], finding: Finding) -> bool:
    return bool({finding.rule, finding.name} & set(re.split(r"[,\s]+", comment["rules"])))


def _excerpt(lines: Sequence[str], start: int, end: int) -> str:
    shown = lines[start : min(end, start + _SHOWN)]
    rest = end - start - len(shown)
    return "".join(shown).rstrip("\r\n") + (f"\n… {rest} more lines" if rest > 0 and shown else "")


def _short(value: str) -> str:
    value = " and ".join(value.split("\n"))
    return value if len(value) <= 80 else value[:77] + "…"


def _fingerprint(judged: Judged) -> str:
    fact = judged.fact
    parts = (judged.rule.id, fact.scope, fact.kind, fact.key, fact.value)
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()
