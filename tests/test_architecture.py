"""The import rules of DESIGN 4, kept by import-linter's contracts in pyproject.toml."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def check_contracts(*arguments):
    """Run import-linter on the checkout; its report."""
    script = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [script, "--no-cache", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_import_contract_is_kept():
    code, report = check_contracts()
    assert code == 0, report
    kept = re.search(r"Contracts: (\d+) kept, 0 broken", report)
    assert kept, report
    assert int(kept[1]) >= 7
