"""Repositories whose commits go through the installed hooks, and what the stamps and records then say."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from answerable.core.evidence import Snapshot, content_digest
from answerable.core.origin import COMMITTED, TYPED, UNKNOWN, Author, Grade, Mechanism, Origin, intern_origin
from answerable.core.record import Record, Totals
from answerable.core.stamp import parse_stamp
from answerable.core.text import Attributed, split_lines
from answerable.repo.objects import GitObjects
from answerable.repo.records import GitRecords
from answerable.wiring.workspace import open_workspace
from support.git import Repo, make_repo

__all__ = [
    "AI",
    "counts",
    "hooked_repo",
    "install",
    "landed",
    "record_of",
    "remember",
    "stamp_of",
    "trailers_of",
]

#: What an agent attested.
AI = intern_origin(
    Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "gemini-cli", "1.2", "gemini-2.5-pro", "talk-1")
)
_ORIGINS = {"A": AI, "H": TYPED, "C": COMMITTED, "?": UNKNOWN}


def hooked_repo(folder: Path, name: str = "repo", *init: str, **extra: str) -> Repo:
    """A new repository with the hooks of `answerable init` installed."""
    repo = make_repo(folder, name, *init, **extra)
    install(repo)
    return repo


def install(repo: Repo) -> None:
    """Run `answerable init`."""
    repo.run(sys.executable, "-m", "answerable", "init")


def remember(repo: Repo, path: str, marked: str) -> str:
    """Write a file and let the journal know who wrote it; the text without the marks.

    `A|` before text an agent, `H|` a person, `C|` committed before, `?|` nobody knows, up to the next mark.
    """
    text = ""
    runs: list[list[tuple[int, Origin]]] = [[]]
    for mark, part in re.findall(r"([AHC?])\|((?:[^AHC?]|[AHC?](?!\|))*)", marked):
        text += part
        for piece in part.splitlines(keepends=True):
            runs[-1].append((len(piece), _ORIGINS[mark]))
            if piece.endswith("\n"):
                runs.append([])
    lines = tuple(split_lines(text))
    repo.write(path, text)
    workspace = open_workspace(str(repo.top), repo.environ)
    attributed = Attributed(lines, tuple(tuple(own) for own in runs[: len(lines)]))
    workspace.journal.save(Snapshot(path, content_digest(text), attributed, "gemini-cli"))
    workspace.close()
    return text


def trailers_of(repo: Repo, revision: str = "HEAD") -> dict[str, str]:
    """The trailers of a commit as git itself reads them."""
    message = repo.git("log", "-1", "--format=%B", revision)
    parsed = repo.git("interpret-trailers", "--parse", stdin=message.encode("utf-8", "surrogateescape"))
    return dict(line.split(": ", 1) for line in parsed.splitlines())


def counts(totals: Mapping[str, object]) -> str:
    """Totals without the zeros: `ai=1 human=2`."""
    return " ".join(f"{name}={count}" for name, count in totals.items() if count)


def stamp_of(repo: Repo, revision: str = "HEAD") -> str:
    """The counts that the stamp of a commit gives, which must be read by git and by us alike; empty without one."""
    message = repo.git("log", "-1", "--format=%B", revision)
    stamp, problems = parse_stamp(message)
    lines = trailers_of(repo, revision).get("Provenance-Lines", "")
    assert (stamp is None) == (not lines), message
    if stamp is None:
        return ""
    assert problems == [], message
    assert lines == " ".join(f"{name}={count}" for name, count in stamp.totals.items())
    return counts(stamp.totals)


def landed(repo: Repo) -> list[str]:
    """The ids of all records in the ref."""
    git = repo.plumbing()
    return list(GitRecords(git, GitObjects(git)).ids())


def record_of(repo: Repo, revision: str = "HEAD") -> Record:
    """The record that the stamp of a commit names, read back from the ref; its totals must be the stamp's."""
    name = trailers_of(repo, revision)["Provenance-Record"].removeprefix("sha256:")
    git = repo.plumbing()
    record = GitRecords(git, GitObjects(git)).read([name])[name]
    assert record is not None, f"record {name} is missing; there are {landed(repo)}"
    assert counts(record["totals"]) == stamp_of(repo, revision)
    assert record["totals"] == summed(record)
    return record


def summed(record: Record) -> Totals:
    """The totals as the regions give them."""
    totals = Totals(ai=0, mixed=0, human=0, tool=0, unknown=0, reviewed=0)
    for file in record["files"]:
        for region in file["regions"]:
            assert region["class"] != "neutral"
            size = region["end"] - region["start"] + 1
            totals[region["class"]] += size
            totals["reviewed"] += size if region.get("reviewers") else 0
    return totals
