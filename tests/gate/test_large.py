"""A change of a hundred thousand files is judged like any other."""

import json
import subprocess
import sys

import pytest

from support.gate import ROSTER
from support.git import make_repo

POLICY = 'version = 1\n[[rule]]\nname = "unknown"\nscope = ["src/"]\nwhen = { unknown_lines = ">0" }\nrequire = { signoffs = 1 }\n'
FILES = 100_000


@pytest.mark.long
def test_a_hundred_thousand_files(tmp_path):
    repo = make_repo(tmp_path)
    repo.commit("base", **{".answerable/policy.toml": POLICY, ".answerable/roster.toml": ROSTER})
    stream = [
        b"commit refs/heads/topic\ncommitter x <x@x> 1000000001 +0000\ndata 1\nx\nfrom refs/heads/main\n"
    ]
    for at in range(FILES):
        data = b"line %d\n" % at
        stream.append(b"M 100644 inline src/d%d/f%d.py\ndata %d\n%s\n" % (at % 500, at, len(data), data))
    repo.git("fast-import", "--quiet", stdin=b"".join(stream))
    command = [sys.executable, "-m", "answerable", "gate", "main..topic", "--json"]
    done = subprocess.run(command, cwd=repo.top, env=repo.environ, capture_output=True, check=False)
    verdict = json.loads(done.stdout)
    assert (done.returncode, verdict["decision"], verdict["totals"]["unknown"]) == (1, "deny", FILES)
