"""The outline of any file, whatever it is written in; and which files are worth reading for one."""

from functools import cache
from typing import Final

from answerable.core.blast.outline import Outline
from answerable.syntax.languages import language_of, languages
from answerable.syntax.parsing import BUDGET
from answerable.syntax.symbols import code_outline
from answerable.syntax.symbols_infrastructure import INFRASTRUCTURE
from answerable.syntax.symbols_manifests import manifest_outline, manifest_reader
from answerable.syntax.symbols_words import WORDS

__all__ = ["SymbolReader", "kind_of", "outline_of"]

#: Characters; a longer text has no outline, and a problem says so.
LIMIT: Final = 5_000_000


def kind_of(path: str) -> str:
    """What of a path its outline depends on: the ending of source code, the whole path of others, empty for no outline.

    Two files with one content and one kind have one outline.
    """
    name = path.rpartition("/")[2]
    ending = name[name.rfind(".") :].lower() if "." in name[1:] else ""
    if ending in _code_endings():
        return ending
    is_read = (
        manifest_reader(path)
        or ending in _READ
        or not ending
        or name.lower().startswith(("dockerfile", "containerfile"))
    )
    return path if is_read or name in _names() else ""


def outline_of(path: str, text: str, budget: float = BUDGET) -> tuple[Outline, str]:
    """The outline of a text, and why there is none, in a sentence. Never raises."""
    if len(text) > LIMIT:
        return Outline(""), f"{path} was not indexed: it is larger than 5 MB"
    if manifest_reader(path):
        return manifest_outline(path, text), ""
    is_kustomization = path.rpartition("/")[2].lower() in {"kustomization.yaml", "kustomization.yml"}
    language = languages()["kubernetes"] if is_kustomization else language_of(path, text)
    if language is None:
        return Outline(""), ""
    if language.code in INFRASTRUCTURE:
        found = INFRASTRUCTURE[language.code](
            text.replace("\r\n", "\n").replace("\r", "\n"), language, budget
        )
    else:
        found = code_outline(path, text, budget) if language.code in WORDS else Outline("")
    if found is None:
        return Outline(""), f"{path} was not indexed: it is nested too deeply, or parsing it takes too long"
    return found, ""


class SymbolReader:
    """Makes outlines in up to `processes` processes; a process with threads must not ask for several."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes

    def kind_of(self, path: str) -> str:
        """What of a path its outline depends on; see `kind_of`."""
        return kind_of(path)

    def outlines_of(self, items: list[tuple[str, str]]) -> list[tuple[Outline, str]]:
        """For each path and text its outline, and a sentence where there is none."""
        processes = min(self._processes, len(items) // _SHARE)
        if processes > 1:
            from answerable.syntax.sharing import in_processes  # noqa: PLC0415 - for many files only

            return in_processes(_outline, items, processes)
        return [_outline(item) for item in items]


#: Files that are worth a process of their own: it starts by loading grammars.
_SHARE: Final = 40
_READ: Final = frozenset(
    {".yml", ".yaml", ".tpl", ".tf", ".tofu", ".tfvars", ".dockerfile", ".containerfile"}
)


def _outline(item: tuple[str, str]) -> tuple[Outline, str]:
    return outline_of(*item)


@cache
def _code_endings() -> frozenset[str]:
    return frozenset(end for each in languages().values() if each.code in WORDS for end in each.extensions)


@cache
def _names() -> frozenset[str]:
    return frozenset(name for each in languages().values() if each.code in WORDS for name in each.filenames)
