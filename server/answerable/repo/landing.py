"""The landing of a record without a second Python: what the script of the post-commit hook reads and leaves.

Before the commit, the record is written and a file says where its ref is to be moved. After it, the script moves the
ref if the commit names that record, and leaves an empty file with the record's name: whoever opens the journal next
tidies up. Whatever does not fit is left to `answerable hook post-commit`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

__all__ = ["LANDED", "LANDING", "landed", "prepare_landing"]

#: Beside HEAD in the git directory of the worktree: `NEW OLD ID` and, on the second line, the folder of `landed`.
LANDING: Final = "answerable-landing"
#: A folder there: an empty file for each record that has landed and is not tidied up.
LANDED: Final = "answerable-landed"


def prepare_landing(git_dir: str, staged: tuple[str, str], record: str) -> None:
    """Tell the script where the ref of records is to be moved, from where, for which record. Raises `OSError`."""
    folder = f"{git_dir}/{LANDED}"
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - pathlib costs 5 ms
    with open(f"{git_dir}/{LANDING}", "w", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 - the same
        file.write(f"{staged[0]} {staged[1]} {record}\n{folder}\n")


@contextmanager
def landed(git_dir: str) -> Iterator[list[str]]:
    """The records that have landed and are not tidied up; after the block they are."""
    folder = f"{git_dir}/{LANDED}"
    try:
        names = os.listdir(folder)  # noqa: PTH208 - pathlib costs 5 ms
    except OSError:
        names = []
    yield names
    for name in names:
        with suppress(OSError):
            os.unlink(f"{folder}/{name}")  # noqa: PTH108 - pathlib costs 5 ms
