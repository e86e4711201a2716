"""Exported definitions that went or changed while others still count on what they were.

Who does is asked of a small graph: the file as it was, and the files around the change that name the definition.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.blast.graph import Graph
from answerable.core.blast.outline import Outline
from answerable.core.facts import Delta, Fact
from answerable.core.file_pair import FilePair
from answerable.core.signatures import contract_break, signature_break
from answerable.core.spelling import tail
from answerable.core.whole.change import Told
from answerable.core.whole.expectations import is_test_path
from answerable.core.whole.files import Files
from answerable.core.whole.imports import SUFFIXES, is_fetched
from answerable.syntax.symbols_reading import outline_of

__all__ = ["broken_promises"]

#: Definitions of one file, and files that name one, that are looked into: more say nothing new.
_MOST: Final = 40
_SUFFIXES: Final = {**SUFFIXES, "c": (".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx")}
_PROJECT: Final = re.compile(
    r"(?:^|/)(?:go\.mod|package\.json|[jt]sconfig\.json|Cargo\.toml|pyproject\.toml|__init__\.py|lib\.rs|mod\.rs|index\.[jt]sx?)$"
)
_FILES: Final = 200
_DEFINES: Final = (
    r"\b(?:struct|enum|union|trait|type|fn|class|interface|module|def|func|function|const|let|var)\s+"
)
#: Languages in which several files define one name, or a name is looked for in all that is included.
_OPEN: Final = frozenset({"c", "rb"})


class _Promise(NamedTuple):
    """What a definition promised and does not keep. `kind` is that of the fact that will say so."""

    name: str
    kind: str
    why: str
    fact: Fact


def broken_promises(compared: Iterable[tuple[FilePair, Sequence[Delta]]], files: Files) -> Iterator[Told]:
    """Facts for exported definitions whose users, in files of the project, were left behind."""
    for pair, deltas in compared:
        code = next((delta.language for delta in deltas if delta.language in _SUFFIXES), "")
        if not code or not pair.old or is_test_path(pair.path) or is_fetched(pair.path):
            continue
        promises = [each for delta in deltas if delta.language == code for each in _promises(delta)][:_MOST]
        if promises:
            yield from _broken(pair, code, promises, files)


def _promises(delta: Delta) -> Iterator[_Promise]:
    for fact in delta.lost:
        if fact.kind == "definition":
            name = f"{fact.scope}.{fact.key}" if fact.scope else fact.key
            yield _Promise(name, "export-gone", "is gone", fact)
    if not delta.persists or not delta.scope:
        return
    old, new = ([fact for fact in side if fact.kind == "signature"] for side in (delta.lost, delta.gained))
    if len(old) == len(new) == 1:
        why = signature_break(old[0].value, new[0].value, delta.language)
        if why:
            yield _Promise(delta.scope, "signature-broken", why, new[0])
            return
    why = contract_break(delta)
    at = next((fact for fact in delta.gained if fact.kind in {"returns", "exit"}), None)
    if why and at is not None:
        yield _Promise(delta.scope, "contract-changed", why, at)


def _broken(pair: FilePair, code: str, promises: Sequence[_Promise], files: Files) -> Iterator[Told]:
    before = outline_of(pair.path, pair.old)[0]
    exported = {each.name for each in before.definitions if each.exported}
    after = outline_of(pair.path, pair.new)[0]
    still = {each.name for each in after.definitions} | {each.alias or each.name for each in after.imports}
    for promise in promises:
        if promise.name not in exported or (
            promise.kind == "export-gone" and (promise.name in still or "*" in still)
        ):
            continue
        if promise.kind == "export-gone" and _is_there_otherwise(pair, code, promise.name, files):
            continue
        users = _users(pair.path, before, code, promise, files)
        if not users:
            continue
        shown = ", ".join(users[:3]) + (" …" if len(users) > 3 else "")
        value = (
            f"{promise.why}; {len(users)} {'file' if len(users) == 1 else 'files'} still count on it: {shown}"
        )
        fact = Fact(promise.kind, promise.name, value, "", "", promise.fact.line, promise.fact.end_line)
        gone = promise.kind == "export-gone"
        lost, gained = ((fact,), ()) if gone else ((), (fact,))
        yield Told(pair, Delta(pair.path, code, "", lost, gained, True, pair.new))


def _is_there_otherwise(pair: FilePair, code: str, name: str, files: Files) -> bool:
    """Whether what went is still there, though not as the definition that it was.

    It is assigned, a macro or a condition holds it, the file still has a default for whoever asks for that, or, where
    names are open or found by including, another file defines it too.
    """
    last = re.escape(tail(name))
    if re.search(rf"(?m)^\s*(?:\w+\s+)*(?:self\.|this\.)?{last}\s*(?::[^=\n]*)?=(?!=)", pair.new):
        return True
    if "." not in name and re.search(rf"{_DEFINES}{last}\b", pair.new):
        return True
    default = rf"\bexport\s+default\s+(?:async\s+)?(?:function\*?\s+|class\s+)?{last}\b"
    if code == "js" and re.search(default, pair.old) and re.search(r"\bexport\s+default\b", pair.new):
        return True
    others = files.naming(tail(name), _SUFFIXES[code]) if code in _OPEN else ()
    return any(
        definition.name == name
        for path in others[:_FILES]
        if path != pair.path
        for definition in outline_of(path, files.read(path))[0].definitions
    )


def _users(path: str, before: Outline, code: str, promise: _Promise, files: Files) -> list[str]:
    """The files that name the definition as it was; of those that changed with it only where nothing is left to name."""
    name = tail(promise.name)
    naming = [each for each in files.naming(name, _SUFFIXES[code]) if each != path and not is_fetched(each)]
    if promise.kind != "export-gone":
        naming = [each for each in naming if not files.changed(each)]
    if not naming or len(naming) > _FILES:
        return []
    around = [each for each in files.paths if _PROJECT.search(each) and not is_fetched(each)][:_FILES]
    outlines = {each: outline_of(each, files.read(each))[0] for each in dict.fromkeys((*naming, *around))}
    outlines[path] = before
    if "." in promise.name and _is_common(path, promise.name, outlines, files):
        return []
    found = {each.path for each in Graph(outlines).references(path, promise.name)} & set(naming)
    # A test that was left behind says so itself, unless what it imports is gone.
    return sorted(found) if promise.kind == "export-gone" or not all(map(is_test_path, found)) else []


def _is_common(path: str, whole: str, outlines: Mapping[str, Outline], files: Files) -> bool:
    """Whether others have a member of that name too: whose is meant where only a dot stands before it, nobody can tell."""
    here = outline_of(path, files.read(path))[0]
    others = [
        each.name for other, outline in outlines.items() if other != path for each in outline.definitions
    ]
    own = [each.name for each in here.definitions if each.name != whole]
    return any(tail(name) == tail(whole) for name in (*own, *others))
