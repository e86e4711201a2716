"""Edits that reach further than they say: files written anew or deleted in numbers, and files that are not edited by hand."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.facts import Fact
from answerable.core.file_pair import FilePair
from answerable.core.manifests.kinds import LOCKS, is_manifest, kind_of
from answerable.core.needles import code_of
from answerable.core.text import split_lines
from answerable.core.whole.expectations import is_test_path
from answerable.core.words import is_telling, token_texts

__all__ = ["Off", "gone_files", "is_rewritten", "off_limits", "protected", "rewritten"]

#: Lines that say something; a smaller file is quickly written anew.
_SMALLEST: Final = 60
#: The share of the old lines, and of the old names, that is gone from a file written anew.
_GONE: Final = 0.6
_NAMES_GONE: Final = 0.5
#: What is left of a file that was emptied rather than written anew.
_EMPTIED: Final = 0.3
#: Deleted files that are many.
_MANY: Final = 10
_FILE: Final = 10  # lines that say something

_HEAD: Final = 3_000  # characters in which a file says that it is generated
_MARK: Final = (
    r"^(?:[ \t]*(?:#|//|/?\*+|--|;+|<!--|\{-|%|\"\"\"|'|rem\b).*)?"
    r"(?P<mark>@generated\b|(?:do not|don't|never) (?:edit|modify|change|touch)\b"
    r"(?:[^\w\n]*$|[^\w\n]*[-.,;:!(][^\n]{0,60}|\s+(?:this|these|it|manually|directly|by hand|below)\b(?! (?:line|section|block|value|part|order))[^\n]{0,60})"
    r"|(?:this (?:file|code) (?:is|was|has been) )(?:auto(?:matically)?[- ]?)?generated\b(?![^\n]*\b(?:init|scaffold|skeleton)\b)[^\n]{0,60})"
)
#: Kinds of file in which a comment opens with this mark, and other lines are what the file says.
_HASHED: Final = re.compile(r"(?i)\.(?:toml|ya?ml|ini|cfg)$")
_SOURCE: Final = re.compile(r"(?i)\b(?:source|from|input|template)s?:?\s+[\"'`]?(?P<path>[\w./-]+\.\w+)")
_VENDORED: Final = re.compile(
    r"(?:^|/)(?:vendor|vendored|_vendor|third[_-]?party|node_modules|bower_components)/(?P<package>[^/]+/?)|(?:^|/)\.yarn/releases/|(?<!/src)\.min\.(?:js|css)$"
)
#: Files that declare what programs of other kinds define.
_DECLARES: Final = re.compile(r"\.(?:h|hh|hpp|pyi|d\.ts)$")
#: What says which packages were fetched.
_INVENTORY: Final = re.compile(r"(?:^|/)vendor/(?:vendor\.json|modules\.txt|manifest)$")
#: What other files are made from.
_SOURCES: Final = re.compile(
    r"(?i)\.(?:proto|graphqls?|gql|thrift|avdl|avsc|ya?ml|json|toml|xml|tmpl|tpl|j2|jinja2?|erb|ejs|hbs|mustache|in|y|l|re|g4|ebnf|peg|pest|idl|wit|capnp|fbs|csv|tsv|"
    r"sql|prisma|xsd|wsdl|pcss|scss|less|po|pot|stub|m4|ac|am|cmake|def|tblgen|td)$|(?:^|[/_.-])gen(?:erat\w*|\b)|codegen|build\.rs$|Makefile|(?:^|/)(?:tools|scripts|script|hack|build|migrate|migrations|versions)/"
)
_BY_HAND: Final = 20  # changed lines; tools change more, or what they are made from changes too


class Off(NamedTuple):
    """A file that is not edited by hand. `kind` is `generated`, `vendored` or `locked`; `changed` counts lines."""

    pair: FilePair
    kind: str
    mark: str
    changed: int


def off_limits(pair: FilePair) -> Off | None:
    """Whether a changed file, there before and after, is one that tools or other people write."""
    if not pair.old or not pair.new or pair.old == pair.new:
        return None
    if kind_of(pair.path) in LOCKS:
        return Off(pair, "locked", "", 0)
    if is_manifest(pair.path):
        return None
    vendored = _VENDORED.search(pair.path)
    if vendored is not None and not _INVENTORY.search(pair.path):
        return Off(pair, "vendored", vendored.group().strip("/"), _changed(pair))
    head = pair.old[:_HEAD]
    if "enerated" not in head and "EDIT" not in head and "edit" not in head and "odif" not in head:
        return None
    if _HASHED.search(pair.path):
        head = "\n".join(line for line in head.split("\n") if line.lstrip().startswith("#"))
    found = re.search(_MARK, head, re.IGNORECASE | re.MULTILINE)
    return None if found is None else Off(pair, "generated", " ".join(found["mark"].split()), _changed(pair))


def protected(found: Sequence[Off], paths: Collection[str]) -> Iterator[tuple[Off, Fact]]:
    """What to say of such files, given the paths of the whole change. Where tools did it, their source changed too."""
    own = {off.pair.path for off in found}
    others = [path for path in paths if path not in own]
    for off in found:
        if off.kind == "locked":
            hand = not any(is_manifest(path) for path in others)
        else:
            hand = 0 < off.changed <= _BY_HAND and not _made(off, found, others)
        line = _first_changed(off.pair)
        if hand:
            yield off, Fact("protected", off.kind, off.mark, "", "", line, line + 1)


def _made(off: Off, found: Sequence[Off], others: Sequence[str]) -> bool:
    """Whether the change itself shows what the file was made or fetched from."""
    if off.kind == "vendored":
        same = [each for each in found if each.kind == "vendored" and each.mark == off.mark]
        return len(same) > 2 or any(is_manifest(path) or off.mark in path for path in others)
    source = _SOURCE.search(off.pair.old[:_HEAD])
    if source is not None and any(path.endswith(source["path"].lstrip("./")) for path in others):
        return True
    return len(found) > 2 or any(
        _SOURCES.search(path) or is_manifest(path) or _is_bound(path, off.pair.path) for path in others
    )


def _is_bound(path: str, made: str) -> bool:
    """Whether a file is a program of another kind than the declarations that tools made: those are made from such."""
    suffix = path.rpartition(".")[2]
    is_other = suffix != made.rpartition(".")[2] and bool(code_of(path, "")) and not is_test_path(path)
    return is_other and _DECLARES.search(made) is not None


def is_rewritten(pair: FilePair) -> bool:
    """Whether hardly anything of a file that is not small is left in what stands in its place."""
    if pair.old.count("\n") < _SMALLEST or not pair.new:
        return False
    old, new = _lines(pair.old), _lines(pair.new)
    if old.total() < _SMALLEST or new.total() < old.total() * _EMPTIED:
        return False
    if (old & new).total() > old.total() * (1 - _GONE):
        return False
    names, kept = _names(pair.old), _names(pair.new)
    return (names & kept).total() <= names.total() * _NAMES_GONE


def rewritten(pair: FilePair, texts: Mapping[str, str]) -> Fact | None:
    """The fact that a file was written anew, unless its lines went to other files of the change."""
    old = _lines(pair.old)
    if _moved(pair, old, texts) > old.total() * (1 - _GONE):
        return None
    share = 100 - 100 * (old & _lines(pair.new)).total() // old.total()
    return Fact("rewritten", "", f"{share} %", "", "", 0, len(split_lines(pair.old)))


def gone_files(deleted: Sequence[FilePair], texts: Mapping[str, str]) -> Iterator[tuple[FilePair, Fact]]:
    """A fact for the first of many files that were deleted, and whose lines went nowhere."""
    lost = []
    for pair in deleted:
        lines = _lines(pair.old)
        if lines.total() >= _FILE and _moved(pair, lines, texts) <= lines.total() / 2:
            lost.append(pair)
    if len(lost) >= _MANY:
        lines_gone = sum(pair.old.count("\n") for pair in lost)
        fact = Fact(
            "files-gone", str(len(lost)), f"{lines_gone} lines", "", "", 0, len(split_lines(lost[0].old))
        )
        yield lost[0], fact


def _moved(pair: FilePair, lines: "Counter[str]", texts: Mapping[str, str]) -> int:
    """How many of these lines the other files of the change have."""
    others: Counter[str] = Counter()
    for path, text in texts.items():
        if path != pair.path:
            others |= _lines(text)
    return (lines & others).total()


def _changed(pair: FilePair) -> int:
    old, new = _lines(pair.old), _lines(pair.new)
    return (old - new).total() + (new - old).total()


def _first_changed(pair: FilePair) -> int:
    old, new = split_lines(pair.old), split_lines(pair.new)
    first = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )
    return min(first, max(0, len(new) - 1))


def _lines(text: str) -> "Counter[str]":
    return Counter(filter(None, map(str.strip, text.split("\n"))))


def _names(text: str) -> "Counter[str]":
    return Counter(filter(is_telling, token_texts(text)))
