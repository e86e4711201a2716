"""Structured documents as pieces: HCL by its blocks, YAML by its documents, settings by their entries, the rest whole."""

import re
from collections.abc import Callable, Iterator
from typing import Final

import tree_sitter

from answerable.core.facts import Fact, shifted
from answerable.core.file_pair import READ_AS_TEXT
from answerable.core.guardrails import guardrail_facts
from answerable.core.permissions import policy_facts
from answerable.core.values import Value
from answerable.syntax.actions import workflow_facts
from answerable.syntax.attributes import attribute_facts, bounded_leaves
from answerable.syntax.dockerfile import dockerfile_facts
from answerable.syntax.hcl import Block, top_level
from answerable.syntax.jsondoc import json_value
from answerable.syntax.kubernetes import is_template, object_facts, without_template
from answerable.syntax.languages import Language
from answerable.syntax.parsing import parse
from answerable.syntax.pieces import Piece
from answerable.syntax.settings import Entry, entries, entry_facts, setting_facts
from answerable.syntax.terraform import block_facts
from answerable.syntax.yamldoc import documents, is_too_deep, value_of

__all__ = ["document_pieces", "note_on", "placed_pieces"]

_SUPPRESSED: Final = re.compile(
    r"(?i)(?:#|//).*(?:checkov:skip|tfsec:ignore|trivy:ignore|terrascan:skip|kics-scan|nosemgrep|hadolint\s+ignore|hadolint\s+global\s+ignore|"
    r"shellcheck\s+disable|zizmor:\s*ignore|tflint-ignore|gitleaks:allow|pragma:\s*allowlist|yamllint\s+disable|nosonar|ghalint|kube-linter|nosec\b)[^\n]*|"
    r"^[ \t]*[\"']?(?:checkov\.io/skip\w*|ignore-check\.kube-linter\.io/[\w-]+|kube-score/ignore)[\"']?[ \t]*:[^\n]*",
    re.MULTILINE,
)

_Read = Callable[[str, Language, float], list[Piece] | None]


def document_pieces(path: str, text: str, language: Language, budget: float) -> list[Piece] | None:
    """The pieces of a structured document, or `None` when parsing it exceeds the budget in seconds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if language.reader == "manifest":
        return []  # `comparison` reads manifests, whatever else they are
    if language.reader == "lines":
        return [_piece("", text, 0, lambda: tuple(guardrail_facts(path, text)))]
    pieces = _READERS[language.reader](text, language, budget)
    return None if pieces is None else [*pieces, *_suppressions(text)]


def note_on(path: str, text: str, language: Language) -> str:
    """What a reader should know about how a text was looked at; mostly empty."""
    if language.module == "tree_sitter_yaml" and is_too_deep(text):
        return f"{path} was not analysed: it is nested too deeply"
    if language.code == "k8" and is_template(text):
        return f"{path}{READ_AS_TEXT}"
    return ""


def placed_pieces(root: tree_sitter.Node, source: bytes) -> list[tuple[int, Piece]]:
    """The pieces of parsed HCL, each with its first byte."""
    found = [(block.start, hcl_piece(block, source)) for block in top_level(root)]
    text = source.decode("utf-8", "replace")
    for match, piece in zip(_SUPPRESSED.finditer(text), _suppressions(text), strict=True):
        found.append((len(text[: match.start()].encode("utf-8", "replace")), piece))
    return sorted(found, key=lambda each: each[0])


def _hcl(text: str, language: Language, budget: float) -> list[Piece] | None:
    source = text.encode("utf-8", "replace")
    tree = parse(source, language, budget=budget)
    return None if tree is None else [hcl_piece(block, source) for block in top_level(tree.root_node)]


def hcl_piece(block: Block, source: bytes) -> Piece:
    """A top-level block as a piece."""
    line, end_line = block.node.start_point[0], block.node.end_point[0] + 1
    return Piece(
        "", source[block.start : block.end], line, end_line, lambda: tuple(shifted(block_facts(block), -line))
    )


def _kubernetes(text: str, language: Language, budget: float) -> list[Piece] | None:
    if is_template(text):
        text = without_template(text)
    pieces = []
    for document, line in documents(text):
        if is_too_deep(document):
            continue
        tree = parse(document.encode("utf-8", "replace"), language, budget=budget)
        if tree is None:
            return None
        root = tree.root_node
        pieces.append(_piece("", document, line, lambda root=root: tuple(object_facts(value_of(root)))))  # type: ignore[misc]
    return pieces


def _workflow(text: str, language: Language, budget: float) -> list[Piece] | None:
    if is_too_deep(text):
        return []
    tree = parse(text.encode("utf-8", "replace"), language, budget=budget)
    if tree is None:
        return None
    return [_piece("", text, 0, lambda: tuple(workflow_facts(value_of(tree.root_node))))]


def _policy(text: str, language: Language, budget: float) -> list[Piece] | None:
    tree = parse(text.encode("utf-8", "replace"), language, budget=budget)
    if tree is None:
        return None
    return [_piece("", text, 0, lambda: tuple(_of_policy(json_value(tree.root_node))))]


def _of_policy(value: Value) -> Iterator[Fact]:
    yield from policy_facts(value, "")
    for leaf in bounded_leaves(value):
        yield from attribute_facts(leaf, "", "")


def _dockerfile(text: str, _language: Language, _budget: float) -> list[Piece] | None:
    return [_piece("", text, 0, lambda: tuple(dockerfile_facts(text)))]


def _settings(text: str, language: Language, budget: float) -> list[Piece] | None:
    if not language.module:
        return [_entry_piece(each) for each in entries(text)]
    pieces: list[Piece] = []
    is_yaml = language.module == "tree_sitter_yaml"
    for document, line in documents(text) if is_yaml else [(text, 0)]:
        if is_yaml and is_too_deep(document):
            continue
        tree = parse(document.encode("utf-8", "replace"), language, budget=budget)
        if tree is None:
            return None
        value = (value_of if is_yaml else json_value)(tree.root_node)
        lines = document.split("\n")
        pieces += [
            _member_piece(name, member, lines, line) for name, member in value.members or (("", value),)
        ]
    return pieces


def _entry_piece(entry: Entry) -> Piece:
    scope = f"\0{entry.section}\0{entry.key}"
    return _piece(scope, entry.value, entry.line, lambda: tuple(entry_facts(entry)))


def _member_piece(name: str, member: Value, lines: list[str], line: int) -> Piece:
    """A member at the top of a document that begins on `line`."""
    value = Value("map", "", ((name, member),), (), member.line, member.end_line) if name else member
    said = "\n".join(lines[member.line : member.end_line])
    return _piece(f"\0{name}", said, line + member.line, lambda: tuple(_of_settings(value)))


def _of_settings(value: Value) -> Iterator[Fact]:
    for leaf in bounded_leaves(value):
        yield from shifted(setting_facts(leaf), -value.line)


_READERS: Final[dict[str, _Read]] = {
    "hcl": _hcl,
    "kubernetes": _kubernetes,
    "workflow": _workflow,
    "policy": _policy,
    "dockerfile": _dockerfile,
    "settings": _settings,
}


def _suppressions(text: str) -> Iterator[Piece]:
    """Comments and annotations that tell a checker to look away."""
    for match in _SUPPRESSED.finditer(text):
        said = " ".join(match.group().split())
        line = text.count("\n", 0, match.end())
        yield _piece("\0comment", said, line, lambda said=said: (Fact("comment", "", said, "", "", 0, 1),))  # type: ignore[misc]


def _piece(scope: str, text: str, line: int, facts: Callable[[], tuple[Fact, ...]]) -> Piece:
    return Piece(scope, text.encode("utf-8", "replace"), line, line + text.count("\n") + 1, facts)
