"""How often real commits alarm, and how often the reverse of a fix is found.

`python tests/evaluate/history.py REPOSITORY... [--commits 200] [--every 1] [--show]` reads the last commits of clones: up to
`--commits` small fixes, as many refactorings, and as many others (`commits.py` says what is taken for which), and of these
every so-manyth. A commit alarms when it has a finding of level `block` or `review`. The reverse of a fix takes only the
program back, not the tests that came with the fix; it is found when it has a finding of level `warn` or above. Nothing is
written. The tables are Markdown.
"""

import argparse
from collections import Counter
from typing import NamedTuple

from commits import Commit, Sort, commits

from answerable.core.finding import Finding, Level
from answerable.core.needles import code_of
from answerable.core.risk import FilePair
from answerable.syntax.analyser import Analyser

_ALARMS = frozenset({Level.BLOCK, Level.REVIEW})


class _Column(NamedTuple):
    """A column of the table for one sort of commits, in order."""

    name: str
    sort: Sort
    counted: str


_COLUMNS = (
    _Column("ordinary alarm", Sort.ORDINARY, "alarm"),
    _Column("warn", Sort.ORDINARY, "warn"),
    _Column("refactorings alarm", Sort.REFACTORING, "alarm"),
    _Column("fixes alarm", Sort.FIX, "alarm"),
    _Column("reversed fixes found", Sort.FIX, "found"),
)
_Counts = Counter[tuple[Sort, str]]


def main() -> None:
    """Print the table of repositories, and that of rules and languages."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("repositories", nargs="+")
    options.add_argument("--commits", type=int, default=200, help="of each sort")
    options.add_argument("--every", type=int, default=1, help="of the commits found, look at every so-manyth")
    options.add_argument("--show", action="store_true", help="every finding")
    chosen = options.parse_args()
    total = _Counts()
    rules: Counter[tuple[str, str, str]] = Counter()
    heads = [f"{sort.value} commits" if sort is not Sort.ORDINARY else "ordinary commits" for sort in Sort]
    print(f"| repository | {' | '.join((*heads, *(column.name for column in _COLUMNS)))} |")
    print("|---|" + "---|" * (len(heads) + len(_COLUMNS)))
    for repository in chosen.repositories:
        counts = _Counts()
        for number, commit in enumerate(commits(repository, chosen.commits)):
            if number % chosen.every == 0:
                _count(commit, counts, rules, show=chosen.show)
        _line(repository.rstrip("/").removesuffix("/repo").rsplit("/", 1)[-1], counts)
        total.update(counts)
    _line("all", total)
    print(
        "\n| rule | language | ordinary commits that alarm | refactorings | reversed fixes found |\n|---|---|---|---|---|"
    )
    for rule, language in sorted({(rule, language) for rule, language, _ in rules}):
        found = [rules[rule, language, what] for what in (Sort.ORDINARY, Sort.REFACTORING, "reversed")]
        print(f"| {rule} | {language} | {' | '.join(map(str, found))} |")


def _count(commit: Commit, counts: _Counts, rules: Counter[tuple[str, str, str]], *, show: bool) -> None:
    sort = commit.sort
    found = _findings(commit.files)
    alarms = [each for each in found if each.level in _ALARMS]
    counts[sort, ""] += 1
    counts[sort, "alarm"] += bool(alarms)
    counts[sort, "warn"] += bool(found)
    rules.update({(each.rule, code_of(each.path, ""), sort.value) for each in alarms})
    if show and alarms:
        _show(f"alarm, {sort.value}", commit, alarms)
    if sort is Sort.FIX:
        back = _findings([FilePair(path, new, old) for path, old, new in commit.sources()])
        counts[sort, "found"] += bool(back)
        rules.update({(each.rule, code_of(each.path, ""), "reversed") for each in back})
        if show:
            _show("reverse found" if back else "reverse missed", commit, back)


def _findings(files: list[FilePair]) -> list[Finding]:
    """The findings of a change that a reader is told of unasked."""
    return [each for each in Analyser().change(files)[0] if each.level is not Level.INFO]


def _line(name: str, counts: _Counts) -> None:
    sizes = [str(counts[sort, ""]) for sort in Sort]
    shares = [
        f"{counts[column.sort, column.counted] / max(1, counts[column.sort, '']):.1%}" for column in _COLUMNS
    ]
    print(f"| {name} | {' | '.join((*sizes, *shares))} |", flush=True)


def _show(what: str, commit: Commit, found: list[Finding]) -> None:
    print(f"{what} {commit.name[:10]} {commit.subject[:70]}")
    for each in found:
        print(f"    {each.rule} {each.level} {each.path}:{each.line} {each.message[:150]}")


if __name__ == "__main__":
    main()
