"""Repositories with people, a policy and records, for the gate: every commit's classes are said, not tracked."""

import json
from pathlib import Path

from answerable.cli.commands import gate
from answerable.core.anchors import line_hash
from answerable.core.ledger import recount
from answerable.core.record import canonical_bytes, record_id
from answerable.core.stamp import render, stamp_of
from answerable.repo.objects import GitObjects
from answerable.repo.records import GitRecords
from support.git import Repo, make_repo

__all__ = ["PEOPLE", "POLICY", "ROSTER", "GateRepo"]

ROSTER = """
version = 1
levels = ["junior", "mid", "senior", "staff"]
[[person]]
name = "Jo Junior"
email = "jo@example.org"
level = "junior"
[[person]]
name = "Mia Middle"
email = "mia@example.org"
level = "mid"
[[person]]
name = "Sam Senior"
email = "sam@example.org"
aliases = ["sam@private.example"]
level = "senior"
[[person]]
name = "Pat Staff"
email = "pat@example.org"
level = "staff"
"""
POLICY = """
version = 1
[[rule]]
name = "senior-review"
when = { ai_lines = ">0", author_level = "<senior" }
require = { reviewed_by = "senior" }
"""
PEOPLE = {name: f"{name}@example.org" for name in ("jo", "mia", "sam", "pat")}

#: What a letter before `| text` means.
CLASSES = {"A": "ai", "M": "mixed", "H": "human", "T": "tool", "U": "unknown"}
SESSION = "0123456789abcdef"


class GateRepo:
    """A repository whose files are written as `LETTER| text` lines; the letters become the record."""

    def __init__(self, folder: Path, *init: str) -> None:
        self.repo: Repo = make_repo(folder, "repo", *init)
        settings = {".answerable/policy.toml": POLICY, ".answerable/roster.toml": ROSTER}
        self.base = self.repo.commit("base", README="hello\n", **settings)
        self.repo.git("checkout", "-q", "-b", "topic")
        self.ids: list[str] = []

    def commit(
        self,
        files: dict[str, str],
        *,
        author: str = "jo",
        reviewers: tuple[str, ...] = (),
        driver: str = "",
        trailers: bool = True,
        recorded: bool = True,
        message: str = "change",
        edit=lambda record: record,
    ) -> str:
        """Commit files written with letters; each line that has one is in the record's regions."""
        entries = []
        for path, marked in files.items():
            lines = [line.split("| ", 1) for line in marked.splitlines()]
            text = "".join(f"{text}\n" for _, text in lines)
            self.repo.write(path, text)
            blob = self.repo.git(
                "hash-object", "-w", "--stdin", stdin=text.encode("utf-8", "surrogateescape")
            )
            regions = [
                region(at, text, CLASSES[letter], reviewers)
                for at, (letter, text) in enumerate(lines, 1)
                if letter in CLASSES and text.split()
            ]
            entries.append({"path": path, "blob": blob, "regions": regions})
        record = {
            "schema": "answerable.record/v1", "tool": "test", "parents": [], "files": entries, "findings": [],
            "sessions": {SESSION: {"agent": "bot", "version": "", "model": "m", "conversation": "c", "human": driver}},
            "problems": [],
        }  # fmt: skip
        record["totals"] = recount(record)
        record = edit(record)
        data = canonical_bytes(record)
        self.ids.append(record_id(data))
        if recorded:
            self.records().append([data])
        stamp = "".join(f"{key}: {value}\n" for key, value in render(stamp_of(record, record_id(data))))
        self.repo.git("add", "-A")
        self.repo.git(
            "commit", "-q", "--allow-empty", "--author", f"{author} <{PEOPLE.get(author, author)}>",
            "-m", f"{message}\n\n{stamp}" if trailers else message,
        )  # fmt: skip
        return self.repo.git("rev-parse", "HEAD")

    def records(self) -> GitRecords:
        plumbing = self.repo.plumbing()
        return GitRecords(plumbing, GitObjects(plumbing))

    def verdict(self, capsys, range_: str = "main..topic") -> tuple[int, dict]:
        """The exit code and the JSON of the gate."""
        capsys.readouterr()
        code = gate.run(range_, as_json=True, cwd=str(self.repo.top), environ=self.repo.environ)
        return code, json.loads(capsys.readouterr().out)


def region(line: int, text: str, line_class: str, reviewers: tuple[str, ...]) -> dict:
    """One line as a region of a record."""
    is_ai = line_class in {"ai", "mixed"}
    found = {
        "start": line, "end": line, "hashes": [line_hash(text)], "class": line_class,
        "author": "ai" if is_ai else line_class, "mechanism": "agent-edit" if is_ai else "typed",
        "grade": "none" if line_class == "unknown" else "attested",
    }  # fmt: skip
    if is_ai:
        found["session"] = SESSION
        if reviewers:
            found["reviewers"] = [PEOPLE.get(one, one) for one in reviewers]
    return found
