"""Where Answerable keeps its files: the journal inside the repository, everything else where the system says."""

import os.path
from typing import Final

__all__ = ["cache_directory", "journal_path", "log_directory", "state_directory"]

_APPLICATION: Final = "answerable"


def journal_path(common_dir: str) -> str:
    """The journal of the repository with this common git directory: all its worktrees share it."""
    return os.path.join(common_dir, "answerable", "journal.db")  # noqa: PTH118 - pathlib costs the hooks 4 ms


def cache_directory() -> str:
    """What can be made again. Not created here."""
    import platformdirs  # noqa: PLC0415 - the hook path never asks

    return platformdirs.user_cache_dir(_APPLICATION, appauthor=False)


def state_directory() -> str:
    """What should outlive a session of the user. Not created here."""
    import platformdirs  # noqa: PLC0415 - the hook path never asks

    return platformdirs.user_state_dir(_APPLICATION, appauthor=False)


def log_directory() -> str:
    """Where log files go. Not created here."""
    import platformdirs  # noqa: PLC0415 - the hook path never asks

    return platformdirs.user_log_dir(_APPLICATION, appauthor=False)
