"""Show the record of a commit."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from answerable.cli.facts import fact_grade, fact_who
from answerable.cli.invocation import workspace_here
from answerable.cli.output import LETTERS, Output, Part, safe
from answerable.core.errors import BadRevision
from answerable.core.readback import region_fact
from answerable.core.record import well_formed
from answerable.core.stamp import counted
from answerable.wiring.history import record_index

if TYPE_CHECKING:
    from answerable.app.show_commit import ProvenFile, Shown, ShownRecord
    from answerable.core.record import AdviceEntry

__all__ = ["command", "run"]

_NO_RECORD = 1


@click.command()
@click.argument("revision", metavar="REV", default="HEAD")
@click.option("--json", "as_json", is_flag=True, help="Print answerable.show/v1.")
def command(revision: str, *, as_json: bool) -> int:
    """Show the record of the commit REV (HEAD when left out): totals, regions, sessions, and what proves them.

    The record is found by the commit's Provenance-Record trailer, or by the contents of its files when the message
    lost it. It is believed only as far as the commit's own content agrees with it. A commit without a record
    exits with 1.
    """
    return run(revision, as_json=as_json)


def run(revision: str = "HEAD", *, as_json: bool = False) -> int:
    """Print the record: 0, or 1 when there is none. Raises `BadRevision`."""
    from answerable.app.show_commit import show  # noqa: PLC0415 - --help needs none of it

    output = Output(as_json=as_json)
    with workspace_here() as workspace:
        objects = workspace.objects
        commit = objects.commit(objects.resolve(revision) or "")
        if commit is None:
            raise BadRevision(f"{safe(revision)!r} names no commit in this repository.")
        shown = show(commit, objects, workspace.records, lambda: record_index(workspace))
    if as_json:
        output.json(_entry(shown))
    else:
        _show(output, shown)
    for problem in shown.problems:
        output.warn(problem)
    return 0 if shown.records else _NO_RECORD


def _show(output: Output, shown: "Shown") -> None:
    commit = shown.commit
    title = commit.message.partition("\n")[0]
    output.say((f"commit {commit.id}", "strong"), f"  {safe(title)}")
    output.say(f"Author  {safe(commit.author_name)} <{safe(commit.author_email)}>")
    if not shown.records:
        output.say("This commit has no record: who wrote its lines is unknown.")
    for found in shown.records:
        output.say("")
        _show_record(output, found)


def _show_record(output: Output, found: "ShownRecord") -> None:
    record = found.record
    how = "named by the message" if found.found_by == "trailer" else "found by content"
    output.say((f"record {found.id[:16]}", "strong"), f"  {how}, written by {safe(record['tool'])}")
    output.say("Lines   ", counted(record["totals"]))
    output.say("Proof   ", *_proof(found.files))
    rows = [row for file in found.files for row in _region_rows(found, file)]
    if rows:
        output.table(rows, header=("", "file", "lines", "grade", "who", "reviewed by"))
    for finding in record["findings"]:
        where = f"{safe(finding['path'])}:{finding['line']}"
        output.say((f"{finding['level']:6}", "bad"), f"  {safe(finding['rule'])}  {where}")
    if agents := record.get("unsettled"):
        output.say(
            "Note    ", safe(f"made while {', '.join(agents)} was at work: a later record may know more")
        )
    for one in record.get("advice", ()):
        output.say("Advice  ", _advice(one))
    for problem in record["problems"]:
        output.say("Note    ", safe(problem))


def _advice(advice: "AdviceEntry") -> str:
    """Whose advice the commit follows, as somebody declared."""
    of = " ".join(filter(None, (advice["agent"], advice["model"])))
    said = f", in the conversation {advice['conversation']}" if advice["conversation"] else ""
    return safe(f"follows {of}{said}, says {advice['human'] or 'somebody'}; no line is claimed for it")


def _proof(files: "Sequence[ProvenFile]") -> list[Part]:
    recorded = sum(file.recorded for file in files)
    proven = sum(file.proven for file in files)
    if proven == recorded:
        return [("the content agrees", "good"), f" ({recorded} lines by their hashes)"]
    return [(f"{proven} of {recorded} lines are in this commit", "bad"), ", the others are not"]


def _region_rows(found: "ShownRecord", file: "ProvenFile") -> Iterator[list[Part]]:
    path = file.entry["path"]
    if "note" in file.entry:
        yield ["", path, "", "", file.entry["note"], ""]
    for region in file.entry["regions"]:
        fact = region_fact(region, found.record["sessions"], found.id)
        place = (
            f"{region['start']}-{region['end']}" if region["end"] > region["start"] else f"{region['start']}"
        )
        meaning = fact.line_class.value
        yield [
            (LETTERS[fact.line_class], meaning),
            path,
            place,
            fact_grade(fact),
            (fact_who(fact), meaning),
            ", ".join(fact.reviewed_by),
        ]


def _entry(shown: "Shown") -> dict[str, object]:
    commit, stamp = shown.commit, shown.stamp
    return {
        "schema": "answerable.show/v1",
        "commit": commit.id,
        "title": well_formed(commit.message.partition("\n")[0]),
        "author": {"name": well_formed(commit.author_name), "email": well_formed(commit.author_email)},
        "stamp": {"totals": stamp.totals, "record": stamp.record or None} if stamp else None,
        "records": [
            {
                "id": found.id,
                "found_by": found.found_by,
                "files": [
                    {
                        "path": file.entry["path"],
                        "recorded": file.recorded,
                        "proven": file.proven,
                        "exact": file.is_exact,
                    }
                    for file in found.files
                ],
                "record": found.record,
            }
            for found in shown.records
        ],
        "problems": [well_formed(problem) for problem in shown.problems],
    }
