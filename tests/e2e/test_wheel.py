"""The built wheel, unpacked away from the checkout: what is packaged must be enough."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """An environment in which `answerable` is the wheel's."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("answerable-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return {**os.environ, "PYTHONPATH": str(folder / "site")}


def check_run(environ, folder, *arguments):
    """Run Python with the wheel in front of everything else, from a folder that is no checkout."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def test_the_wheel_is_what_runs(installed, tmp_path):
    where = check_run(installed, tmp_path, "-c", "import answerable; print(answerable.__file__)")
    assert where.startswith(installed["PYTHONPATH"])


def test_grammars_and_rules_are_in_the_wheel(installed, tmp_path):
    (tmp_path / "old.py").write_text(
        "def f(x):\n    if x is None:\n        raise ValueError\n    return x.y\n"
    )
    (tmp_path / "new.py").write_text("def f(x):\n    return x.y\n")
    printed = check_run(
        installed, tmp_path, "-m", "answerable", "risk", "--old", "old.py", "--new", "new.py", "--json"
    )
    assert [one["rule"] for one in json.loads(printed)["findings"]] == ["GRD001"]


@pytest.mark.parametrize(
    "packaged",
    [
        "answerable/py.typed",
        "answerable/_grammars/languages.toml",
        "answerable/schemas/record-v1.schema.json",
        "answerable/cli/demo/project/shop/orders.py",
    ],
)
def test_data_files_are_in_the_wheel(installed, packaged):
    assert (Path(installed["PYTHONPATH"]) / packaged).is_file()
