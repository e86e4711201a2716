"""Which edition of the analyser this is: what one edition has found is no answer of another.

Importing this is cheap: whoever asks hopes that the analyser itself need not be loaded.
"""

import hashlib
import os
from functools import cache
from importlib.util import find_spec

__all__ = ["edition"]


@cache
def edition() -> str:
    """A name that changes with the rules, the queries, our code, and whatever is installed beside tree-sitter.

    As Python does with its compiled files, size and time of a file stand for its content.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib costs 4 ms
    installed = f"{package}/_grammars"
    grammars = installed if os.path.isdir(installed) else f"{package}/../../grammars"  # noqa: PTH112 - the same
    digest = hashlib.sha256()
    for folder in (grammars, f"{package}/core", f"{package}/syntax"):
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                found = os.stat(f"{place}/{name}")  # noqa: PTH116 - the same
                digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    found_spec = find_spec("tree_sitter")
    if found_spec is not None and found_spec.origin:
        beside = os.path.dirname(os.path.dirname(found_spec.origin))  # noqa: PTH120 - the same
        digest.update(f"{os.stat(beside).st_mtime_ns}".encode())  # noqa: PTH116 - the same
    return digest.hexdigest()
