"""What `answerable blame` of a 5,000-line file with 500 commits costs, against `git blame --porcelain`.

Run as `python tests/bench/bench_blame.py [PAIRS]`. Whole processes, in interleaved pairs, their output read and thrown
away; prints the medians, and the median and the spread of the ratio. Every commit has a record. In the last row a
tenth of the commits have lost their trailers, so that their records are found by content.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from answerable.core.anchors import line_hash
from answerable.core.record import RECORD_SCHEMA, canonical_bytes, record_id, zero_totals
from support.git import make_repo

COMMAND = Path(sys.executable).with_name("answerable")
PATH = "module.py"
LINES, COMMITS = 5_000, 500
LINES_EACH = LINES // COMMITS
TARGET = 1.5
ORIGIN = {"class": "ai", "author": "ai", "mechanism": "agent-edit", "grade": "attested", "session": "s"}


def grown(rng, lines, number):
    """`lines` with `LINES_EACH` new ones at two places, and the 1-based numbers of the new ones."""
    half = LINES_EACH // 2
    first, second = sorted(rng.sample(range(len(lines) + 1), 2)) if lines else (0, 0)
    new = [f"    value_{number}_{at} = compute({number}, {rng.random()})\n" for at in range(LINES_EACH)]
    lines[second:second] = new[half:]
    lines[first:first] = new[:half]
    return [*range(first + 1, first + half + 1), *range(second + half + 1, second + LINES_EACH + 1)]


def record_of(lines, added, blob):
    """The canonical bytes of the record of one commit."""
    regions = []
    for number in added:
        hashed = line_hash(lines[number - 1])
        if regions and regions[-1]["end"] == number - 1:
            regions[-1]["end"] = number
            regions[-1]["hashes"].append(hashed)
        else:
            regions.append({"start": number, "end": number, "hashes": [hashed], **ORIGIN})
    session = {"agent": "bot", "version": "1", "model": "m", "conversation": blob, "human": ""}
    return canonical_bytes(
        {
            "schema": RECORD_SCHEMA,
            "tool": "bench",
            "parents": [],
            "files": [{"path": PATH, "blob": blob, "regions": regions}],
            "sessions": {"s": session},
            "findings": [],
            "totals": zero_totals() | {"ai": len(added)},
            "problems": [],
        }
    )


def build(folder, *, lost_every=0):
    """The repository, its history and its records, written with one `git fast-import`."""
    repo = make_repo(folder, f"lost-{lost_every}")
    rng = random.Random(1)
    lines, stream, records = [], [], {}
    for number in range(COMMITS):
        added = grown(rng, lines, number)
        text = "".join(lines).encode()
        blob = repo.git("hash-object", "--stdin", stdin=text)
        data = record_of(lines, added, blob)
        name = record_id(data)
        records[name] = data
        trailer = (
            f"\n\nProvenance-Lines: ai=1\nProvenance-Record: sha256:{name}"
            if not lost_every or number % lost_every
            else ""
        )
        message = f"change {number}{trailer}\n".encode()
        stream.append(b"commit refs/heads/main\ncommitter A <a@b> %d +0000\n" % (number + 1))
        stream.append(b"data %d\n%s" % (len(message), message))
        stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (PATH.encode(), len(text), text))
    stream.append(b"commit refs/answerable/records\ncommitter A <a@b> 1 +0000\ndata 0\n")
    for name, data in records.items():
        stream.append(b"M 100644 inline %s/%s.json\n" % (name[:2].encode(), name.encode()))
        stream.append(b"data %d\n%s\n" % (len(data), data))
    repo.git("fast-import", "--quiet", stdin=b"".join(stream))
    repo.git("reset", "-q", "--hard", "main")
    repo.git("gc", "-q")
    return repo


def timed(repo, *words):
    """Milliseconds of one whole process."""
    started = time.perf_counter()
    subprocess.run(words, cwd=repo.top, env=repo.environ, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - started) * 1000


def check(repo):
    """The answer is right before it is timed: every line is known."""
    told = subprocess.run(
        [COMMAND, "blame", PATH], cwd=repo.top, env=repo.environ, capture_output=True, check=True
    )
    rows = told.stdout.decode().splitlines()
    assert len(rows) == LINES
    assert all(row.startswith("A ") for row in rows)


def measure(name, repo, options, pairs):
    """Print one row; whether the target is missed."""
    check(repo)
    plain, ours = [], []
    for _ in range(pairs):
        plain.append(timed(repo, "git", "blame", "--porcelain", PATH))
        ours.append(timed(repo, COMMAND, "blame", PATH, *options))
    ratios = sorted(our / git for our, git in zip(ours, plain, strict=True))
    ratio = statistics.median(ratios)
    print(
        f"{name:28} {statistics.median(ours):7.1f} ms   git blame {statistics.median(plain):7.1f} ms   "
        f"ratio {ratio:.2f} (p10 {ratios[len(ratios) // 10]:.2f}, p90 {ratios[-len(ratios) // 10 - 1]:.2f};"
        f" target {TARGET})"
    )
    return ratio > TARGET


def main(pairs=25):
    """Print the table; 1 when the target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        repo = build(Path(folder))
        lost = build(Path(folder), lost_every=10)
        missed = [
            measure("blame", repo, (), pairs),
            measure("blame --json", repo, ("--json",), pairs),
            measure("blame --rev HEAD --json", repo, ("--rev", "HEAD", "--json"), pairs),
        ]
        measure("blame, trailers lost", lost, (), pairs)
    return int(any(missed))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
