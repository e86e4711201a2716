"""Blame over random histories, against an oracle: every line is unique, so who wrote it is known beforehand."""

import random

import pytest

from answerable.app.explain import Lookup, blame
from answerable.app.record_index import RecordIndex
from answerable.core.anchors import line_hash
from answerable.core.record import RECORD_SCHEMA, canonical_bytes, record_id, zero_totals
from answerable.wiring.history import blame_reader, record_index
from answerable.wiring.workspace import open_workspace
from support.git import make_repo

CLASSES = ("ai", "human", "mixed", "tool")
#: How a commit and its record can be related.
KINDS = ("named", "named", "named", "lost trailer", "no record", "forged", "moved numbers", "two records")


class History:
    """A history of one file that is written with `git fast-import`; `truth` holds what is known of each line."""

    def __init__(self, repo, seed):
        self.repo = repo
        self.rng = random.Random(seed)
        self.path = "file 0.py"
        self.lines = []
        self.truth = {}
        self.stream = []
        self.records = {}

    def commit(self, number):
        """One commit that deletes and adds lines, with a record of one of the kinds; sometimes one that renames."""
        rng = self.rng
        if rng.random() < 0.2 and number:
            self._rename(f"file {number}.py")
        self.lines = [line for line in self.lines if rng.random() > 0.1]
        added = [f"call_{number}_{at}(first, second, {rng.random()})\n" for at in range(rng.randint(1, 8))]
        for line in added:
            self.lines.insert(rng.randint(0, len(self.lines)), line)
        kind, line_class = rng.choice(KINDS), rng.choice(CLASSES)
        self.truth |= dict.fromkeys(added, line_class if self._is_known(kind) else "unknown")
        text = "".join(self.lines).encode()
        blob = self.repo.git("hash-object", "--stdin", stdin=text)
        names = self._record(kind, line_class, added, blob)
        message = f"change {number}\n" + "".join(f"\nProvenance-Record: sha256:{name}" for name in names)
        self._begin(message)
        self.stream.append(b'M 100644 inline "%s"\ndata %d\n%s\n' % (self.path.encode(), len(text), text))

    def write(self):
        """Import the history and its records."""
        self.stream.append(b"commit refs/answerable/records\ncommitter A <a@b> 1 +0000\ndata 0\n")
        for name, data in self.records.items():
            self.stream.append(b"M 100644 inline %s/%s.json\n" % (name[:2].encode(), name.encode()))
            self.stream.append(b"data %d\n%s\n" % (len(data), data))
        self.repo.git("fast-import", "--quiet", stdin=b"".join(self.stream))

    def _begin(self, message):
        self.stream.append(b"commit refs/heads/main\ncommitter A <a@b> 1 +0000\n")
        self.stream.append(b"data %d\n%s\n" % (len(message.encode()), message.encode()))

    def _rename(self, path):
        self._begin("rename\n")
        self.stream.append(f'R "{self.path}" "{path}"\n'.encode())
        self.path = path

    @staticmethod
    def _is_known(kind):
        return kind in {"named", "lost trailer", "moved numbers", "two records"}

    def _record(self, kind, line_class, added, blob):
        """Write the record of a commit; the ids that its message is to name."""
        if kind == "no record":
            return []
        shift = 1000 if kind == "moved numbers" else 0
        entries = [(at + 1 + shift, line) for at, line in enumerate(self.lines) if line in added]
        if kind == "forged":
            entries = [(at, line + "other") for at, line in entries]
        blob = "0" * 40 if kind == "moved numbers" else blob
        name = self._write_record(entries, line_class, blob)
        first = [self._write_record([(1, "unrelated")], "ai", "1" * 40)] if kind == "two records" else []
        return [] if kind == "lost trailer" else [*first, name]

    def _write_record(self, entries, line_class, blob):
        regions = [
            {
                "start": at,
                "end": at,
                "hashes": [line_hash(line)],
                "class": line_class,
                "author": "ai",
                "mechanism": "agent-edit",
                "grade": "attested",
            }
            for at, line in entries
        ]
        data = canonical_bytes(
            {
                "schema": RECORD_SCHEMA,
                "tool": "test",
                "parents": [],
                "files": [{"path": self.path, "blob": blob, "regions": regions}],
                "sessions": {},
                "findings": [],
                "totals": zero_totals(),
                "problems": [str(len(self.records))],
            }
        )
        self.records[record_id(data)] = data
        return record_id(data)


def check_history(tmp_path, seed, commits):
    """Every line at the head has the class that its commit's record gives it, and is unknown without one."""
    history = History(make_repo(tmp_path), seed)
    for number in range(commits):
        history.commit(number)
    history.write()
    workspace = open_workspace(str(history.repo.top), history.repo.environ)
    reader = blame_reader(workspace)
    for index in (lambda: RecordIndex(workspace.records, None), lambda: record_index(workspace)):
        found = blame(Lookup(reader, workspace.records, index), reader.commit_id("main"), history.path)
        assert [f"{line.text}\n" for line in found.lines] == history.lines
        assert {f"{line.text}\n": line.fact.line_class.value for line in found.lines} == {
            line: history.truth[line] for line in history.lines
        }
    workspace.close()


@pytest.mark.parametrize("seed", range(12))
def test_random_histories(tmp_path, seed):
    check_history(tmp_path, seed, 12)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 160))
def test_random_histories_at_length(tmp_path, seed):
    check_history(tmp_path, seed, 60)
