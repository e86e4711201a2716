"""The analyser: the findings of a change, given the old and the new text of its files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from answerable.core.facts import Fact, shifted
from answerable.core.finding import Finding
from answerable.core.needles import worth_analysing
from answerable.core.risk import FilePair, Judged, judge
from answerable.core.rules import Rule
from answerable.core.whole.change import Told, WholeChange
from answerable.core.whole.tree import Tree
from answerable.syntax.comparison import FileDelta, contrast, dirty, is_test
from answerable.syntax.languages import Language, language_of, languages
from answerable.syntax.pieces import Piece, pieces_of
from answerable.syntax.report import Sheet
from answerable.syntax.rulebook import rulebook

__all__ = ["BUDGET", "LIMIT", "Analysed", "Analyser", "conclude", "told_of"]

#: Characters; a longer text is not analysed, and a problem says so.
LIMIT: Final = 5_000_000
#: Seconds for parsing one text.
BUDGET: Final = 1.0

_REMEMBERED: Final = 50_000  # pieces whose facts are kept
_SHARE: Final = 50  # files that are worth a process of their own: it starts by loading grammars

Progress = Callable[[str], None]


class Analysed(NamedTuple):
    """A compared file."""

    pair: FilePair
    language: Language
    delta: FileDelta


class _Before(NamedTuple):
    """The pieces of the old text that was asked about last: its path, the text, its language."""

    asked: tuple[str, str, str]
    pieces: list[Piece] | None


class Analyser:
    """Judges changes; implements `core.ports.RiskAnalyser`. It remembers the facts of pieces by their content."""

    def __init__(self, rules: Sequence[Rule] | None = None, budget: float = BUDGET) -> None:
        self._rules = rules
        self._budget = budget
        self._facts: dict[tuple[str, str, bytes], tuple[Fact, ...]] = {}
        self._before: _Before | None = None

    def __call__(self, path: str, old: str, new: str) -> tuple[Sequence[Finding], Sequence[str]]:
        """The findings of turning `old` into `new`, and what could not be looked at, in sentences."""
        return self.change([FilePair(path, old, new)])

    def change(
        self,
        pairs: Iterable[FilePair],
        progress: Progress | None = None,
        *,
        processes: int = 1,
        around: Tree | None = None,
    ) -> tuple[list[Finding], list[str]]:
        """The findings of a whole change: what one file loses and another gains was moved.

        A large change is compared by up to `processes` at once; a process with threads must not ask for several.
        `around` has the files after the change; without it the rules that ask for others say nothing.
        """
        analysed: list[Analysed] = []
        problems: list[str] = []
        whole = WholeChange()
        for found, wrong in self._compared(whole.taking(pairs), progress, processes):
            problems += wrong
            if found is not None and found.delta.deltas:
                analysed.append(found)
        analysed += map(told_of, whole.told(around))
        if whole.may_break:
            from answerable.syntax.reaching import broken_promises  # noqa: PLC0415 - for changed definitions only

            compared = [(each.pair, each.delta.deltas) for each in analysed]
            analysed += map(told_of, broken_promises(compared, whole.files(around)))
        return conclude(analysed, self._rules, problems), problems

    def _compared(
        self, pairs: Iterable[FilePair], progress: Progress | None, processes: int
    ) -> Iterator[tuple[Analysed | None, list[str]]]:
        if processes > 1:
            pairs = shared = list(pairs)
            if (processes := min(processes, len(shared) // _SHARE)) > 1:
                from answerable.syntax.sharing import in_processes  # noqa: PLC0415 - for large changes only

                yield from in_processes(self._one, shared, processes)
                return
        for pair in pairs:
            if progress is not None:
                progress(pair.path)
            yield self._one(pair)

    def _one(self, pair: FilePair) -> tuple[Analysed | None, list[str]]:
        problems: list[str] = []
        return self._file(pair, problems), problems

    def _file(self, pair: FilePair, problems: list[str]) -> Analysed | None:
        if pair.old == pair.new or not worth_analysing(pair.path, pair.old, pair.new):
            return None
        language = language_of(pair.path, pair.new or pair.old)
        if language is None:
            return None
        if len(pair.old) > LIMIT or len(pair.new) > LIMIT:
            problems.append(f"{pair.path} was not analysed: it is larger than 5 MB")
            return None
        old = self._pieces_before(pair, language)
        new = pieces_of(pair.path, pair.new, language, self._budget)
        if old is None or new is None:
            problems.append(f"{pair.path} was not analysed: parsing it takes longer than {self._budget:g} s")
            return None
        if language.reader:
            from answerable.syntax.documents import note_on  # noqa: PLC0415 - needed for structured documents only

            problems += filter(None, [note_on(pair.path, pair.new, language)])
        gone, come = dirty(old, new)
        before, after = self._facts_of(gone, language), self._facts_of(come, language)
        return Analysed(pair, language, contrast(pair, language, before, after))

    def _pieces_before(self, pair: FilePair, language: Language) -> list[Piece] | None:
        """The pieces of the old text: an editor asks about one against every new text that is typed."""
        asked = (pair.path, pair.old, language.name)
        if self._before is None or self._before.asked != asked:
            self._before = _Before(asked, pieces_of(pair.path, pair.old, language, self._budget))
        return self._before.pieces

    def _facts_of(self, pieces: Iterable[Piece], language: Language) -> list[Fact]:
        return [fact for piece in pieces for fact in shifted(self._known(piece, language), piece.line)]

    def _known(self, piece: Piece, language: Language) -> tuple[Fact, ...]:
        key = (language.name, piece.scope, piece.text)
        facts = self._facts.get(key)
        if facts is None:
            if len(self._facts) >= _REMEMBERED:
                self._facts.clear()
            facts = self._facts[key] = piece.facts()
        return facts


def told_of(told: Told) -> Analysed:
    """What is said of a file because of the whole change, as if it had been compared."""
    pair, delta = told
    language = language_of(pair.path, pair.new or pair.old) or languages()["any"]
    return Analysed(pair, language, FileDelta((delta,), delta.lost, delta.gained))


def conclude(
    analysed: Sequence[Analysed], rules: Sequence[Rule] | None, problems: list[str]
) -> list[Finding]:
    """The findings of compared files, by the given rules or those that are shipped."""
    deltas = [delta for each in analysed for delta in each.delta.deltas]
    if not deltas:
        return []
    if rules is None:
        rules, wrong = rulebook()
        problems += wrong
    judged = judge(deltas, rules)
    return _findings(analysed, judged, problems) if judged else []


def _findings(analysed: Sequence[Analysed], judged: Iterable[Judged], problems: list[str]) -> list[Finding]:
    sheets = {
        id(delta): sheet
        for each in analysed
        for sheet in [Sheet(each.pair, each.language, each.delta, is_test(each.pair.path, each.language))]
        for delta in each.delta.deltas
    }
    found = [
        (each.rule, finding)
        for each in judged
        if (finding := sheets[id(each.delta)].finding(each, problems)) is not None
    ]
    particular = [finding for rule, finding in found if not rule.general]
    return _distinct(
        finding
        for rule, finding in found
        if not (rule.general and any(_speaks_of(other, finding) for other in particular))
    )


def _speaks_of(one: Finding, other: Finding) -> bool:
    """Whether one finding stands in the lines of another."""
    return one.path == other.path and one.line <= other.end_line and other.line <= one.end_line


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for one rule on one line; several equal ones get fingerprints that tell them apart."""
    places: dict[tuple[str, str, int], Finding] = {}
    seen: dict[tuple[str, str], int] = {}
    for finding in sorted(findings, key=lambda each: (each.path, each.line, each.rule)):
        place = (finding.path, finding.rule, finding.line)
        first = places.get(place)
        if first is None:
            number = seen.get((finding.path, finding.fingerprint), 0)
            seen[finding.path, finding.fingerprint] = number + 1
            places[place] = (
                finding if not number else finding._replace(fingerprint=_numbered(finding, number))
            )
        elif finding.message not in first.message.split("; "):
            places[place] = first._replace(message=f"{first.message}; {finding.message}")
    return list(places.values())


def _numbered(finding: Finding, number: int) -> str:
    return f"{(int(finding.fingerprint, 16) + number) % (1 << 64):016x}"
