"""What finds risks."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from answerable.wiring.workspace import Workspace, settings_files, tree_after, worktree

if TYPE_CHECKING:
    from pathlib import Path

    from answerable.app.net_findings import Found
    from answerable.app.read_range import Commits
    from answerable.core.codeowners import CodeOwners
    from answerable.core.file_pair import FilePair
    from answerable.core.finding import Finding
    from answerable.core.rules import Rule
    from answerable.core.scene import Tier
    from answerable.syntax.analyser import Analyser
    from answerable.syntax.session import Session as RiskSession

__all__ = [
    "analyser",
    "analyser_edition",
    "comment_opener",
    "committed_standing",
    "load_grammars",
    "net_findings",
    "risk_rules",
    "risk_rules_page",
    "risk_session",
    "staged_findings",
]


def analyser() -> "Analyser":
    """The risk analyser: the `RiskAnalyser` port for one file, `.change` for many."""
    from answerable.syntax.analyser import Analyser  # noqa: PLC0415 - see the package

    return Analyser()


def risk_session(path: str, old: str) -> "RiskSession":
    """The risk of one document against a fixed old text, edit after edit."""
    from answerable.syntax.session import Session  # noqa: PLC0415 - see the package

    return Session(path, old)


def analyser_edition() -> str:
    """A name for this edition of the analyser, known without loading it."""
    from answerable.syntax.edition import edition  # noqa: PLC0415 - see the package

    return edition()


def net_findings(workspace: Workspace, commits: "Commits") -> "Found":
    """The findings of the net change of a range of commits. Raises `GitFailed`."""
    from answerable.app.net_findings import find_anew  # noqa: PLC0415 - see the package

    def analyse(pairs: "Sequence[FilePair]") -> "tuple[Sequence[Finding], Sequence[str]]":
        around = tree_after(workspace, commits.head)
        return analyser().change(pairs, processes=os.cpu_count() or 1, around=around)

    return find_anew(commits, workspace.objects, analyse)


def risk_rules() -> tuple[list["Rule"], list[str]]:
    """The risk rules as they are shipped, and what is wrong with them."""
    from answerable.syntax.rulebook import rulebook  # noqa: PLC0415 - see the package

    rules, problems = rulebook()
    return list(rules), list(problems)


def comment_opener(path: str, first_line: str) -> str:
    """What begins a comment in the language of a file; empty when nobody knows, or it has none."""
    from answerable.syntax.languages import language_of  # noqa: PLC0415 - see the package

    language = language_of(path, first_line)
    if language is not None and language.module == "tree_sitter_json" and path.endswith(".json"):
        return ""
    return language.comments[0] if language is not None and language.comments else ""


def risk_rules_page() -> "Path":
    """The page that explains them, as it is shipped: each rule's heading is its id."""
    from answerable.syntax.languages import grammars_root  # noqa: PLC0415 - see the package

    return grammars_root() / "RULES.md"


def staged_findings(
    workspace: Workspace, parent: Callable[[], str]
) -> "tuple[Sequence[Finding], Sequence[str]]":
    """The findings of what is staged against a commit or tree, and what could not be looked at, in sentences.

    `parent` is asked for when everything is loaded, so that git can be looking for it meanwhile.
    """
    from answerable.app.known_risk import findings_once  # noqa: PLC0415 - git works while Python imports
    from answerable.app.risk import pairs_of  # noqa: PLC0415 - the same
    from answerable.core.needles import worth_analysing  # noqa: PLC0415 - the same
    from answerable.core.whole.change import WholeChange  # noqa: PLC0415 - the same

    tree = tree_after(workspace, "", staged=True)

    def analyse(pairs: "Sequence[FilePair]") -> "tuple[Sequence[Finding], Sequence[str]]":
        # The analyser takes longer to load than all the rest: whoever has looked before us spares it.
        return analyser().change(pairs, processes=os.cpu_count() or 1, around=tree)

    problems: list[str] = []
    changes = workspace.staging.staged(parent())
    read = list(pairs_of(changes, workspace.objects.blobs, worktree(workspace).read, problems))
    whole = WholeChange()
    pairs = [pair for pair in whole.taking(read) if worth_analysing(*pair)]
    if whole.may_break or whole.told(tree):
        # What is told of a change as a whole depends on files that nobody would remember it by.
        found, more = analyse(read)
    elif pairs:
        found, more = findings_once(pairs, analyser_edition(), lambda: workspace.journal, analyse)
    else:
        found, more = (), ()
    return found, [*problems, *more]


def load_grammars() -> tuple[list[str], list[str]]:
    """The titles of the languages whose grammar loads, and of those whose does not."""
    from answerable.syntax.languages import languages  # noqa: PLC0415 - see the package
    from answerable.syntax.parsing import parse  # noqa: PLC0415 - see the package

    good: list[str] = []
    bad: list[str] = []
    for language in languages().values():
        if not language.module:
            # SQL is parsed by sqlglot, which is no grammar and always there.
            continue
        try:
            tree = parse(b"", language)
        except (ImportError, AttributeError, ValueError):
            tree = None
        (bad if tree is None else good).append(language.title)
    return good, bad


def committed_standing(workspace: Workspace) -> "tuple[CodeOwners, Sequence[Tier]]":
    """The owners of code and the tiers of paths that HEAD has; what is not valid there does not count."""
    from answerable.app.check_range import POLICY_PATH, ROSTER_PATH, read_rulebook  # noqa: PLC0415 - see the package
    from answerable.app.radius import read_owners  # noqa: PLC0415 - see the package

    head = workspace.objects.resolve("HEAD")
    read: Callable[[str], bytes | None] = partial(workspace.objects.file, head) if head else lambda _: None
    book, _ = read_rulebook(read(POLICY_PATH), read(ROSTER_PATH), settings_files(), "at HEAD")
    return read_owners(read)[0], book.policy.tiers if book else ()
