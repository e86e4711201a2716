"""Who wrote each line of a file, as the verb `blame` prints it.

An editor asks for it at every file that is opened: what is spelled out runs without click, whose import is a tenth of
the answer's time.
"""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from answerable.cli.facts import fact_fields, fact_grade, fact_who
from answerable.cli.invocation import locate, workspace_here
from answerable.cli.output import LETTERS, Output, Part, safe
from answerable.core.errors import AnswerableError, BadRevision, UsageError
from answerable.core.record import well_formed
from answerable.wiring.history import blame_reader, record_index
from answerable.wiring.workspace import Workspace, worktree

if TYPE_CHECKING:
    from answerable.app.explain import Blamed, BlamedLine
    from answerable.core.readback import Fact

__all__ = ["plainly", "run"]

_RANGE: Final = re.compile(r"(\d*)(,(\+?)(\d*))?")
_SHORT: Final = 8
_NOT_COMMITTED: Final = "0" * _SHORT
_WIDEST: Final = 32


def plainly(words: Sequence[str]) -> int | None:
    """Run the verb with these options; `None` when click has to explain them, or what is wrong with them."""
    files: list[str] = []
    values: dict[str, list[str]] = {"--rev": [], "-L": []}
    rest = iter(words)
    for word in rest:
        if word in values:
            values[word].append(next(rest, "-"))
        elif word != "--json":
            files.append(word)
    revisions, lines = values["--rev"], values["-L"]
    if (
        len(files) != 1
        or len(revisions) > 1
        or any(word[:1] in {"", "-"} for word in (*files, *revisions, *lines))
    ):
        return None
    return run(files[0], revision="".join(revisions), lines=lines, as_json="--json" in words)


def run(file: str, *, revision: str = "", lines: Sequence[str] = (), as_json: bool = False) -> int:
    """Print the blame; 0. Raises `AnswerableError` for a file, revision or range that is not there."""
    ranges = [_parse_range(one) for one in lines]
    with _without_collection(), workspace_here() as workspace:
        path = locate(workspace, file)
        found = _at(workspace, revision, path, ranges) if revision else _now(workspace, path, ranges)
    output = Output(as_json=as_json)
    if as_json:
        output.json(_entry(found))
        return 0
    if output.colour:
        output.legend()
    output.lines(_rows(found.lines))
    return 0


@contextmanager
def _without_collection() -> Iterator[None]:
    """Collecting garbage finds none here: records and lines live until the answer is printed."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _at(workspace: Workspace, revision: str, path: str, ranges: list[tuple[int, int]]) -> "Blamed":
    reader = blame_reader(workspace)
    commit = reader.commit_id(revision)
    if not commit:
        raise BadRevision(f"{revision!r} names no commit in this repository.")
    reader.begin(commit, path, ranges)
    # Git works while the rest is imported.
    from answerable.app.explain import Lookup, blame  # noqa: PLC0415 - see above

    return blame(Lookup(reader, workspace.records, lambda: record_index(workspace)), commit, path, ranges)


def _now(workspace: Workspace, path: str, ranges: list[tuple[int, int]]) -> "Blamed":
    if workspace.git.is_bare:
        raise UsageError("A bare repository has no worktree; --rev looks into history.")
    reader = blame_reader(workspace)
    head = reader.commit_id("HEAD")
    old_path = path if head and reader.text(head, path) else _renamed_from(workspace, head, path)
    if old_path:
        reader.begin(head, old_path)
    from answerable.app.explain import Lookup, Place, blame_worktree  # noqa: PLC0415 - git works meanwhile

    lookup = Lookup(reader, workspace.records, lambda: record_index(workspace))
    place = Place(path, head, old_path)
    found = blame_worktree(lookup, worktree(workspace), lambda: workspace.journal, place)
    if not ranges:
        return found
    size = len(found.lines)
    if any(first > size for first, _ in ranges):
        raise AnswerableError(f"{path} has only {size} lines.")
    wanted = {line for first, last in ranges for line in range(first, (last or size) + 1)}
    return found._replace(lines=[line for line in found.lines if line.line in wanted])


def _renamed_from(workspace: Workspace, head: str, path: str) -> str:
    """What a file that was renamed with git, and is not committed yet, was called at HEAD."""
    staged = workspace.staging.staged(head) if head else ()
    return next((change.old_path for change in staged if change.path == path and change.status == "R"), "")


def _parse_range(text: str) -> tuple[int, int]:
    """1-based, both inclusive; 0 as the second for "to the end"."""
    match = _RANGE.fullmatch(text)
    if match is None or text in {"", ","}:
        raise UsageError(f"-L {text!r} is no range of lines: write 'A,B', 'A,', ',B' or 'A,+N'.")
    first = int(match[1] or 1)
    if match[2] is None:
        last = first
    elif not match[4]:
        last = 0
    else:
        last = first + int(match[4]) - 1 if match[3] else int(match[4])
    if first < 1 or (last and last < first):
        raise UsageError(f"-L {text!r} holds no line.")
    return first, last


def _rows(lines: "Sequence[BlamedLine]") -> list[list[Part]]:
    """One row per line: class, commit, grade, who, review mark, number, text."""
    facts = {fact: safe(fact_who(fact)) for fact in {line.fact for line in lines}}
    widest = min(max(map(len, facts.values()), default=0), _WIDEST)
    # Lines share what is known of them: thousands of lines have a few hundred facts.
    ends = {fact: _end(fact, who, widest) for fact, who in facts.items()}
    letters = {fact: (f"{LETTERS[fact.line_class]} ", fact.line_class.value) for fact in facts}
    number = len(str(lines[-1].line)) if lines else 0
    rows: list[list[Part]] = []
    for line in lines:
        letter, meaning = letters[line.fact]
        who = f"{letter}{(line.commit or _NOT_COMMITTED)[:_SHORT]} {ends[line.fact]}"
        rows.append([(who, meaning), (f"{line.line:{number}}) ", "faint"), line.text])
    return rows


def _end(fact: "Fact", who: str, widest: int) -> str:
    return f"{fact_grade(fact):12} {who[:widest]:{widest}} {'R' if fact.reviewed_by else ' '} "


def _entry(found: "Blamed") -> dict[str, object]:
    told = {fact: fact_fields(fact) for fact in {line.fact for line in found.lines}}
    lines = [{"line": line.line, "commit": line.commit or None, **told[line.fact]} for line in found.lines]
    return {
        "schema": "answerable.blame/v1",
        "path": well_formed(found.path),
        "revision": found.revision or None,
        "lines": lines,
    }
