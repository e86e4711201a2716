"""Injected mutations: how many of the mistakes that a generator makes in real sources are found.

`python tests/evaluate/mutations.py FOLDER... [--most 60] [--show]` reads the source files below the folders and makes one
small mistake at a time (`losses.py`, `planted.py`, `further.py`). The table shows for each rule and language how many were made and how
many of them gave a finding of the rule that the mistake is about. Then it makes harmless edits (`harmless.py`) and shows
how many alarmed, that is had a finding of level `block` or `review`. Both are Markdown.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from edits import Mutation
from further import awaits_dropped
from harmless import harmless
from losses import LANGUAGES, MAKERS
from planted import planted

from answerable.core.finding import Finding, Level
from answerable.core.needles import code_of
from answerable.syntax.analyser import Analyser

_MOST_LINES = 2_500
_ALARMS = {Level.BLOCK, Level.REVIEW}
#: Counts by (rule or kind of edit, language).
_Counts = Counter[tuple[str, str]]


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folders", nargs="+")
    options.add_argument("--most", type=int, default=60, help="mutations of one kind and language")
    options.add_argument("--show", action="store_true", help="what was missed and what alarmed")
    chosen = options.parse_args()
    luck = random.Random(11)
    files = [path for folder in chosen.folders for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    luck.shuffle(files)
    made, found, any_rule, quiet, alarmed = _Counts(), _Counts(), _Counts(), _Counts(), _Counts()
    kinds: Counter[tuple[str, str, str]] = Counter()
    for file, code, lines in _sources(files):
        for mutation in _mistakes(lines, code, luck):
            kind = (mutation.rule, mutation.kind, code)
            if kinds[kind] < chosen.most:
                kinds[kind] += 1
                rules = {each.rule for each in _findings(file, mutation)}
                made[mutation.rule, code] += 1
                found[mutation.rule, code] += mutation.rule in rules
                any_rule[mutation.rule, code] += bool(rules)
                _show(chosen.show and mutation.rule not in rules, f"missed {rules or ''}", file, mutation)
        for mutation in harmless(lines, code, luck):
            if quiet[mutation.kind, code] < chosen.most:
                alarms = [each for each in _findings(file, mutation) if each.level in _ALARMS]
                quiet[mutation.kind, code] += 1
                alarmed[mutation.kind, code] += bool(alarms)
                _show(chosen.show and bool(alarms), f"alarm {[each.rule for each in alarms]}", file, mutation)
    print("Mistakes found by the rule they are about, of those made:\n")
    _table("rule", found, made)
    print(
        f"\nFound by any rule: {any_rule.total()} of {made.total()} ({any_rule.total() / max(1, made.total()):.1%})."
    )
    print("\nHarmless edits that alarmed, of those made:\n")
    _table("edit", alarmed, quiet)


def _table(title: str, some: _Counts, every: _Counts) -> None:
    languages = [code for code in LANGUAGES if any(language == code for _, language in every)]
    print(f"| {title} | {' | '.join(languages)} | all | |\n|---|{'---|' * (len(languages) + 2)}")
    names = sorted({name for name, _ in every})
    for name in (*names, "all"):
        keys = [[(each, code) for each in (names if name == "all" else [name])] for code in languages]
        cells = [
            f"{sum(some[key] for key in group)}/{count}"
            if (count := sum(every[key] for key in group))
            else ""
            for group in keys
        ]
        part, whole = (sum(counts[key] for group in keys for key in group) for counts in (some, every))
        print(f"| {name} | {' | '.join(cells)} | {part}/{whole} | {part / max(1, whole):.1%} |")


def _sources(files: list[Path]) -> Iterator[tuple[Path, str, list[str]]]:
    for file in files:
        code = code_of(file.name, "")
        if code in LANGUAGES and not re.search(
            r"(?i)vendor|node_modules|\.min\.|generated|\.pb\.|(?:^|/)dist/", str(file)
        ):
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
            # What stands in a macro is no code before it is expanded, and reads like it line by line.
            macros = code == "rs" and re.search(r"(?m)macro_rules!|^\w+_fn! ", "".join(lines))
            if 10 < len(lines) < _MOST_LINES and not macros:
                yield file, code, lines


def _mistakes(lines: list[str], code: str, luck: random.Random) -> Iterator[Mutation]:
    """At most four of each maker, and as many planted ones."""
    for maker in (*MAKERS, awaits_dropped, planted):
        mutations = list(maker(lines, code))
        yield from luck.sample(mutations, min(len(mutations), 4))


def _findings(file: Path, mutation: Mutation) -> list[Finding]:
    """The findings in a file whose name says whether it is a test, and nothing else of where it lies."""
    name = f"tests/test_{file.name}" if mutation.rule.startswith("TST") else f"src/{file.name}"
    name = (
        name.removesuffix(".go") + "_test.go" if name.startswith("tests/") and name.endswith(".go") else name
    )
    return list(Analyser()(name, mutation.old, mutation.new)[0])


def _show(wanted: bool, what: str, file: Path, mutation: Mutation) -> None:  # noqa: FBT001 - a row of the report
    if not wanted:
        return
    one, two = mutation.old.splitlines(), mutation.new.splitlines()
    at = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
    print(f"{what} {mutation.rule} {mutation.kind} {file}:{at + 1}")
    print(
        "\n".join(
            [
                *(f"    - {line}" for line in one[max(0, at - 2) : at + 4]),
                *(f"    + {line}" for line in two[at : at + 2]),
            ]
        )
    )


if __name__ == "__main__":
    main()
