"""Which edition of the outlines this is: those of one edition are of no use to another."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from answerable.core.blast import outline
from answerable.syntax.languages import grammars_root, languages

__all__ = ["symbols_edition"]


@cache
def symbols_edition() -> str:
    """A name that changes with the queries, the code that reads them, and the versions of the grammars."""
    here = Path(__file__).parent
    files = [
        *sorted(here.glob("symbols*.py")),
        *(here / name for name in ("hcl.py", "yamldoc.py", "dockerfile.py", "parsing.py", "languages.py")),
        Path(outline.__file__),
        *sorted(grammars_root().glob("*/symbols.scm")),
        grammars_root() / "languages.toml",
    ]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    for name in sorted({"tree_sitter", *(each.module for each in languages().values() if each.module)}):
        try:
            digest.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            continue
    return digest.hexdigest()
