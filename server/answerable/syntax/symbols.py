"""The outline of a source file for the graph of dependents: definitions, imports and used names, in one query."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

import tree_sitter

from answerable.core.blast.outline import Definition, Import, Outline
from answerable.syntax.languages import Language, grammars_root, language_of
from answerable.syntax.parsing import BUDGET, grammar, parse, source_bytes
from answerable.syntax.symbols_export import EXPORTED, Defined, listed_names
from answerable.syntax.symbols_imports import IMPORTS
from answerable.syntax.symbols_words import HINTS, WORDS, Words

__all__ = ["code_outline"]

_KINDS: Final = frozenset(
    {"function", "class", "variable", "type", "module", "impl", "declaration", "member"}
)
_GENERIC: Final = re.compile(r"<.*|^[*&\s]+|[\"'`]", re.DOTALL)
_GUARD: Final = re.compile(rb"^if __name__\s*==", re.MULTILINE)
_NEAR: Final = 60  # bytes before a definition in which its `export` or `private` may stand


class _Found(NamedTuple):
    """A definition in bytes, half-open; the place of its name, and the name."""

    start: int
    end: int
    kind: str
    name_start: int
    name_end: int
    name: str


def code_outline(path: str, text: str, budget: float = BUDGET) -> Outline | None:
    """The outline of a text in one of the code languages, `None` when parsing takes longer than `budget` seconds.

    A text in no such language has an empty outline.
    """
    language = language_of(path, text)
    if language is None or language.code not in WORDS:
        return Outline("")
    source = source_bytes(text)
    tree = parse(source, language, budget)
    return None if tree is None else _Reading(path, source, language).read(tree)


class _Reading:
    """One file while it is read."""

    def __init__(self, path: str, source: bytes, language: Language) -> None:
        self._path = path
        self._source = source
        self._lines = _Lines(source)
        self._language = language
        self._code = language.code
        self._found: list[_Found] = []
        self._imports: list[Import] = []
        self._blanks: list[tuple[int, int]] = []
        self._package = ""

    def read(self, tree: tree_sitter.Tree) -> Outline:
        """Everything at once."""
        for _, captures in tree_sitter.QueryCursor(_query(self._language)).matches(tree.root_node):
            self._take(captures)
        found = sorted(set(self._found), key=lambda each: (each.start, -each.end, each.name_start))
        names, definitions = self._define(found)
        plain = self._blanked(found)
        uses = self._uses(plain, found)
        return Outline(
            self._code,
            self._package,
            tuple(definitions),
            tuple(dict.fromkeys(self._imports)),
            uses,
            self._hints(plain, uses),
            self._starts(names),
        )

    def _take(self, captures: Mapping[str, list[tree_sitter.Node]]) -> None:
        for name, nodes in captures.items():
            if name == "blank":
                self._blanks += [(node.start_byte, node.end_byte) for node in nodes]
            elif name == "import":
                self._import(nodes[0])
            elif name == "package":
                self._package = self._text(nodes[0])
                self._blanks.append((nodes[0].start_byte, nodes[0].end_byte))
            elif name in _KINDS:
                self._definition(name, nodes[0], captures)
            elif name == "default":
                self._default(nodes[0])

    def _definition(
        self, kind: str, node: tree_sitter.Node, captures: Mapping[str, list[tree_sitter.Node]]
    ) -> None:
        owner = self._text(captures["object"][0]) if "object" in captures else ""
        start = node.start_byte
        if self._code == "py" and kind in {"function", "class"}:
            outer = node.parent
            start = outer.start_byte if outer is not None and outer.type == "decorated_definition" else start
        for named in captures["name"]:
            name = _GENERIC.sub("", self._text(named)).replace("::", ".").strip()
            if kind == "member":
                owner, name, kind = self._member(owner, name, node)
            elif owner:
                owner = re.sub(r"[(*)\s]|^\w+\s|\[.*|<.*", "", owner)
            if name and name != "_":
                dotted = f"{owner}.{name}" if owner else name
                self._found.append(
                    _Found(start, node.end_byte, kind, named.start_byte, named.end_byte, dotted)
                )

    def _member(self, owner: str, name: str, node: tree_sitter.Node) -> tuple[str, str, str]:
        """What an assignment to a member defines: an export, a method, or nothing."""
        if owner in {"exports", "module.exports"}:
            return "", name, "member"
        if owner == "module" and name == "exports":
            self._default(node)
            return "", "", "member"
        return owner.removesuffix(".prototype"), name if owner.endswith(".prototype") else "", "function"

    def _default(self, node: tree_sitter.Node) -> None:
        """`export default total`, `module.exports = total`: another name for one of the file's own, or a definition."""
        text = self._text(node)
        line = node.start_point[0] + 1
        alias = re.search(r"(?:default|=)\s+([\w$]+)\s*;?\s*$", text)
        if alias is not None:
            self._imports.append(Import("", alias[1], "default", line))
        elif not text.startswith("module"):
            at = node.start_byte
            self._found.append(
                _Found(at, node.end_byte, "variable", at, at + len("export default"), "default")
            )

    def _import(self, node: tree_sitter.Node) -> None:
        text = self._text(node)
        self._imports += IMPORTS[self._code](text, node.start_point[0] + 1)
        if self._code != "sh":
            self._blanks.append((node.start_byte, node.end_byte))

    def _define(self, found: list[_Found]) -> tuple[list[str], list[Definition]]:
        """The dotted names of everything found, and the definitions; a container without a name lends its own."""
        listed = listed_names(self._source, self._code)
        open_ones: list[tuple[_Found, str, bool]] = []
        names, made = [], []
        for one in found:
            while open_ones and open_ones[-1][0].end <= one.start:
                open_ones.pop()
            outer, prefix, shown = open_ones[-1] if open_ones else (None, "", True)
            transparent = one.kind == "module" and self._code == "c"
            name = prefix if transparent else f"{prefix}.{one.name}" if prefix else one.name
            is_exported = shown and (transparent or one.kind == "impl" or self._exported(one, outer, listed))
            open_ones.append((one, name, is_exported))
            names.append(name)
            if one.kind != "impl" and not transparent:
                kind = _kind(one, outer)
                made.append(
                    Definition(
                        name, kind, self._lines.at(one.start), self._lines.at(one.end - 1), is_exported
                    )
                )
            self._default_export(one, outer, self._lines.at(one.start))
        return names, made

    def _exported(self, one: _Found, outer: _Found | None, listed: frozenset[str] | None) -> bool:
        if outer is not None and outer.kind == "function" and self._code != "c":
            return False
        nested = outer is not None and outer.kind != "module"
        container = self._source[outer.start : one.start] if outer is not None and self._code == "rb" else b""
        defined = Defined(
            self._path,
            one.name.rpartition(".")[2],
            one.kind,
            self._source[max(0, one.start - _NEAR) : one.start],
            self._source[one.start : one.name_start],
            container,
            nested,
            listed,
        )
        return EXPORTED[self._code](defined)

    def _default_export(self, one: _Found, outer: _Found | None, line: int) -> None:
        if self._code == "js" and outer is None and one.kind in {"function", "class"}:
            before = self._source[max(0, one.start - _NEAR) : one.start]
            if re.search(rb"export\s+default\s+(?:abstract\s+)?$", before):
                self._imports.append(Import("", one.name, "default", line))

    def _uses(self, source: bytes, found: list[_Found]) -> dict[str, tuple[int, ...]]:
        """The chains of each definition's own text, without that of the definitions inside."""
        words = WORDS[self._code]
        held: dict[int, dict[bytes, int]] = {}
        for start, end, holder in _segments(found, len(source)):
            # From the last to the first, so that the first place stays.
            matches = reversed([*words.pattern.finditer(source, start, end)])
            found_here = {match[0]: match.start() for match in matches}
            held[holder] = {**found_here, **held.get(holder, {})}
        uses: dict[str, dict[int, None]] = {}
        for first in held.values():
            for raw, at in first.items():
                chain = _chain(words, raw)
                if chain:
                    uses.setdefault(chain, {})[self._lines.at(at)] = None
        return {chain: tuple(places) for chain, places in uses.items()}

    def _blanked(self, found: list[_Found]) -> bytes:
        source = bytearray(self._source)
        for start, end in self._blanks:
            # A quote: what follows a text and a dot has no name before the dot.
            source[start:end] = b'"' * (end - start)
        for one in found:
            source[one.name_start : one.name_end] = b" " * (one.name_end - one.name_start)
        return bytes(source)

    def _hints(self, source: bytes, uses: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
        """What the receivers among the used names were made or annotated with."""
        receivers = {part for chain in uses if "." in chain for part in chain.split(".")[:-1]}
        found: dict[str, dict[str, None]] = {}
        for pattern in HINTS.get(self._code, ()):
            name, made = (pattern.groupindex.get("name", 1), pattern.groupindex.get("made", 2))
            for match in pattern.finditer(source):
                receiver = match[name].decode("utf-8", "replace")
                if receiver in receivers:
                    parts = re.findall(r"\w{3,}", match[made].decode("utf-8", "replace"))
                    found.setdefault(receiver, {}).update(dict.fromkeys(parts))
        return {receiver: tuple(parts) for receiver, parts in found.items()}

    def _starts(self, names: list[str]) -> tuple[str, ...]:
        started = set()
        if self._source.startswith(b"#!") or (self._code == "py" and self._is_script()):
            started.add("")
        if self._code in {"rs", "c"} or (self._code == "go" and self._package == "main"):
            started |= {name for name in names if name == "main"}
        if self._code == "ja" and b"static void main(" in self._source:
            started |= {name for name in names if name.endswith(".main")}
        return tuple(sorted(started))

    def _is_script(self) -> bool:
        return self._path.endswith("__main__.py") or _GUARD.search(self._source) is not None

    def _text(self, node: tree_sitter.Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")


class _Lines:
    """1-based lines of byte offsets."""

    def __init__(self, source: bytes) -> None:
        self._ends = [match.start() for match in re.finditer(rb"\n", source)]

    def at(self, offset: int) -> int:
        """The line of the byte at `offset`."""
        return bisect_left(self._ends, offset) + 1


def _segments(found: list[_Found], size: int) -> Iterator[tuple[int, int, int]]:
    """The text as runs (start, end, holder): each byte with the innermost definition that holds it, -1 for none."""
    open_ones: list[tuple[int, int]] = []
    position = 0
    for place, one in enumerate(found):
        while open_ones and open_ones[-1][0] <= one.start:
            end, holder = open_ones.pop()
            if end > position:
                yield position, end, holder
                position = end
        if one.start > position:
            yield position, one.start, open_ones[-1][1] if open_ones else -1
            position = one.start
        open_ones.append((one.end, place))
    while open_ones:
        end, holder = open_ones.pop()
        if end > position:
            yield position, end, holder
            position = end
    yield position, size, -1


def _kind(one: _Found, outer: _Found | None) -> str:
    if one.kind == "member":
        return "variable"
    if one.kind in {"function", "declaration"}:
        inside = outer is not None and outer.kind in {"class", "impl"}
        return "method" if inside or "." in one.name else "function"
    return one.kind


@cache
def _chain(words: Words, raw: bytes) -> str:
    return words.chain(raw)


@cache
def _query(language: Language) -> tree_sitter.Query:
    source = (grammars_root() / language.queries / "symbols.scm").read_text(encoding="utf-8")
    if language.module == "tree_sitter_typescript":
        source += (grammars_root() / "typescript" / "symbols.scm").read_text(encoding="utf-8")
    return tree_sitter.Query(grammar(language), source)
