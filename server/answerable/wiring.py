"""The composition root: the only module that puts adapters behind the ports.

Everything is made when first asked for and every adapter is imported where it is made: a git hook pays for what it
uses and for nothing else.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from answerable.agents.guarded import Asked
    from answerable.agents.protocol import Decoded
    from answerable.agents.replies import Reply
    from answerable.agents.setup.model import Caller, Setup
    from answerable.app.blast import Contents
    from answerable.app.check_range import BlastMeter, Sources
    from answerable.app.net_findings import Found
    from answerable.app.radius import Measured
    from answerable.app.read_range import Commits
    from answerable.app.record_index import RecordIndex
    from answerable.app.signoffs import SignoffSources
    from answerable.app.survey import Around, Survey
    from answerable.core.blast.graph import Graph
    from answerable.core.codeowners import CodeOwners
    from answerable.core.file_pair import FilePair
    from answerable.core.finding import Finding
    from answerable.core.guarding.danger import Verdict
    from answerable.core.origin import Origin
    from answerable.core.policy_cases import PolicyCase
    from answerable.core.ports import Change
    from answerable.core.report import Report
    from answerable.core.rules import Rule
    from answerable.core.scene import Tier
    from answerable.core.signoff.ports import Signer
    from answerable.core.whole.tree import Tree
    from answerable.repo.blame import GitBlame
    from answerable.repo.exchange import Exchange
    from answerable.repo.history import GitHistory
    from answerable.repo.hooks import GitHooks
    from answerable.repo.objects import GitObjects
    from answerable.repo.plumbing import Discovery, Plumbing
    from answerable.repo.records import GitRecords
    from answerable.repo.repository import Repository
    from answerable.repo.staging import GitStaging
    from answerable.repo.surroundings import GitSurroundings
    from answerable.repo.worktree import GitWorktree
    from answerable.store.journal import SqliteJournal
    from answerable.store.kept_files import KeptFiles
    from answerable.store.settings_files import SettingsFiles
    from answerable.store.symbol_cache import SymbolCache
    from answerable.syntax.analyser import Analyser
    from answerable.syntax.session import Session as RiskSession
    from answerable.syntax.symbols_reading import SymbolReader

__all__ = [
    "TOOL",
    "Workspace",
    "agent_caller",
    "agent_files",
    "agent_setups",
    "analyser",
    "analyser_edition",
    "blame_reader",
    "blast_graph",
    "blast_survey",
    "by_repository",
    "claim_of_commit",
    "clock",
    "committed_standing",
    "configured_signing_key",
    "default_branch",
    "default_remote",
    "exchange",
    "exchanges",
    "gate_sources",
    "git_hooks",
    "git_version",
    "guard_reply",
    "keep_override",
    "load_grammars",
    "open_workspace",
    "policy_cases",
    "push_sources",
    "read_operations",
    "read_reports",
    "readable_statement",
    "received",
    "record_index",
    "reply_to",
    "settings_files",
    "signer",
    "signoff_sources",
    "stage_landing",
    "staged_findings",
    "surroundings",
    "symbol_reader",
    "tree_after",
    "user_state",
    "worktree",
]

#: How records name what wrote them. Kept here because asking the installed package costs a hook 20 ms.
TOOL: Final = "answerable 0.1.0"


class Workspace:
    """One worktree of one repository with everything that belongs to it; see `open_workspace`."""

    def __init__(self, cwd: str, environ: Mapping[str, str], *, in_hook: bool = False) -> None:
        self._cwd = cwd
        self._environ = environ
        self._in_hook = in_hook
        self._discovery: Discovery | None = None

    def begin(self) -> "Discovery":
        """Let git look for the repository already while Python goes on importing."""
        from answerable.repo.plumbing import Discovery  # noqa: PLC0415 - see the module

        self._discovery = Discovery(self._cwd, self._environ, in_hook=self._in_hook)
        return self._discovery

    @cached_property
    def git(self) -> "Plumbing":
        """Git commands. Raises `NotARepository`, here and wherever it is needed below."""
        discovery = self._discovery or self.begin()
        self._discovery = None
        return discovery.finish()

    @cached_property
    def journal(self) -> "SqliteJournal":
        """The journal, as this worktree sees it. Raises `JournalUnavailable`."""
        from answerable.store.journal import open_journal  # noqa: PLC0415 - see the module

        git = self.git
        is_linked = git.git_dir != git.common_dir
        journal = open_journal(
            git.common_dir, clock, os.path.relpath(git.git_dir, git.common_dir) if is_linked else ""
        )
        self.__dict__["journal"] = journal
        self.settle()
        return journal

    def settle(self) -> None:
        """Tidy up after records that landed while nobody looked."""
        from answerable.repo.landing import landed  # noqa: PLC0415 - see the module

        with landed(self.git.git_dir) as ids:
            if ids:
                from answerable.app.land_record import settle  # noqa: PLC0415 - see the module

                settle(ids, self.journal)

    @cached_property
    def objects(self) -> "GitObjects":
        """Git's objects."""
        from answerable.repo.objects import GitObjects  # noqa: PLC0415 - see the module

        return GitObjects(self.git)

    @cached_property
    def staging(self) -> "GitStaging":
        """The commit being made."""
        from answerable.repo.staging import GitStaging  # noqa: PLC0415 - see the module

        return GitStaging(self.git)

    @cached_property
    def records(self) -> "GitRecords":
        """The records under `refs/answerable/records`."""
        from answerable.repo.records import GitRecords  # noqa: PLC0415 - see the module

        return GitRecords(self.git, self.objects)

    @cached_property
    def history(self) -> "GitHistory":
        """Patches and blame."""
        from answerable.repo.history import GitHistory  # noqa: PLC0415 - see the module

        return GitHistory(self.git)

    @cached_property
    def repository(self) -> "Repository":
        """Configuration and the state of an operation in progress."""
        from answerable.repo.repository import Repository  # noqa: PLC0415 - see the module

        return Repository(self.git)

    @property
    def identity(self) -> str:
        """The e-mail address of the person at the machine, empty when git was not told."""
        return self.repository.identity

    @property
    def settings(self) -> Mapping[str, str]:
        """The `answerable.*` keys of git's configuration, without that prefix, in lower case."""
        return self.repository.settings

    def stop_git(self) -> None:
        """End the git processes that still go on; they start again when they are needed."""
        if self._discovery is not None:
            self._discovery.cancel()
            self._discovery = None
        if "objects" in self.__dict__:
            self.objects.close()

    def close(self) -> None:
        """Release what was opened."""
        self.stop_git()
        if "journal" in self.__dict__:
            self.journal.close()


def open_workspace(cwd: str, environ: Mapping[str, str]) -> Workspace:
    """The worktree that the folder `cwd` belongs to.

    The variables with which git tells its hooks where they are count inside one: git always sets the index there.
    """
    return Workspace(cwd, environ, in_hook="GIT_INDEX_FILE" in environ)


def exchange(workspace: Workspace, remote: str) -> "Exchange":
    """What exchanges records with a remote, a name or an address."""
    from answerable.repo.exchange import Exchange  # noqa: PLC0415 - see the module

    return Exchange(workspace.git, workspace.records.ledger, remote)


def stage_landing(workspace: Workspace, data: bytes, record: str) -> None:
    """Write a record so that its commit only has to move the ref of records; see `repo.landing`."""
    from answerable.core.errors import GitFailed  # noqa: PLC0415 - see the module
    from answerable.repo.landing import prepare_landing  # noqa: PLC0415 - see the module

    # What fails here is done by the hook after the commit, which also complains.
    with suppress(OSError, GitFailed):
        staged = workspace.records.stage(data)
        if staged is not None:
            prepare_landing(workspace.git.git_dir, staged, record)


def clock() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def analyser() -> "Analyser":
    """The risk analyser: the `RiskAnalyser` port for one file, `.change` for many."""
    from answerable.syntax.analyser import Analyser  # noqa: PLC0415 - see the module

    return Analyser()


def risk_session(path: str, old: str) -> "RiskSession":
    """The risk of one document against a fixed old text, edit after edit."""
    from answerable.syntax.session import Session  # noqa: PLC0415 - see the module

    return Session(path, old)


def analyser_edition() -> str:
    """A name for this edition of the analyser, known without loading it."""
    from answerable.syntax.edition import edition  # noqa: PLC0415 - see the module

    return edition()


def worktree(workspace: Workspace) -> "GitWorktree":
    """The files of the worktree as they are on disk."""
    from answerable.repo.worktree import GitWorktree  # noqa: PLC0415 - see the module

    return GitWorktree(workspace.git, workspace.objects)


def read_reports(agent: str, payload: bytes) -> "Decoded":
    """What an agent's payload reports, and what is wrong with it; see `agents.registry`."""
    from answerable.agents.registry import read_reports as read  # noqa: PLC0415 - see the module

    return read(agent, payload)


def claim_of_commit(author: str, message: str) -> "Origin | None":
    """Who wrote the changes of a commit, as its author's name and its message claim."""
    if "aider" not in f"{author}\n{message}".lower():
        return None
    from answerable.agents.aider import claim  # noqa: PLC0415 - see the module

    return claim(author, message)


def reply_to(agent: str, payload: bytes) -> str:
    """What an agent wants to read on our standard output when there is nothing to say."""
    from answerable.agents.registry import reply  # noqa: PLC0415 - see the module

    return reply(agent, payload)


def settings_files() -> "SettingsFiles":
    """The decoder of policy and roster."""
    from answerable.store.settings_files import SettingsFiles  # noqa: PLC0415 - see the module

    return SettingsFiles()


def policy_cases(data: bytes) -> "tuple[list[PolicyCase], list[str]]":
    """The table tests of a policy, from their file; see `store.policy_case_files`."""
    from answerable.store.policy_case_files import decode_cases  # noqa: PLC0415 - see the module

    return decode_cases(data)


def gate_sources(workspace: Workspace) -> "Sources":
    """Where the gate reads."""
    from answerable.app.check_range import Sources  # noqa: PLC0415 - see the module
    from answerable.app.signed_commits import CommitSources  # noqa: PLC0415 - see the module
    from answerable.repo.commit_signatures import GitCommitSignatures  # noqa: PLC0415 - see the module
    from answerable.repo.overrides import GitOverrides  # noqa: PLC0415 - see the module
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the module
    from answerable.signing.commits import SshCommitSignatures  # noqa: PLC0415 - see the module

    return Sources(
        workspace.objects,
        workspace.history,
        workspace.records,
        settings_files(),
        signoff_sources(workspace),
        GitOverrides(GitSignoffs(workspace.git, workspace.objects).ledger),
        CommitSources(GitCommitSignatures(workspace.objects), SshCommitSignatures(workspace.git.environ)),
        blast_meter(workspace),
        partial(_net_findings, workspace),
    )


def _net_findings(workspace: Workspace, commits: "Commits") -> "Found":
    from answerable.app.net_findings import find_anew  # noqa: PLC0415 - see the module

    def analyse(pairs: "Sequence[FilePair]") -> "tuple[Sequence[Finding], Sequence[str]]":
        around = tree_after(workspace, commits.head)
        return analyser().change(pairs, processes=os.cpu_count() or 1, around=around)

    return find_anew(commits, workspace.objects, analyse)


def blast_meter(workspace: Workspace) -> "BlastMeter":
    """What measures the blast radius of a range of commits; nothing of it is loaded before it is asked."""

    def measure(commits: "Commits", tiers: "Sequence[Tier]") -> "Measured":
        from answerable.app.radius import BlastSources, measured  # noqa: PLC0415 - see the module

        sources = BlastSources(
            workspace.objects,
            workspace.history,
            lambda revision: blast_graph(workspace, revision, processes=os.cpu_count() or 1),
            symbol_reader(),
        )
        return measured(sources, commits.base, commits.merge_base, commits.head, tiers)

    return measure


def risk_rules() -> tuple[list["Rule"], list[str]]:
    """The risk rules as they are shipped, and what is wrong with them."""
    from answerable.syntax.rulebook import rulebook  # noqa: PLC0415 - see the module

    rules, problems = rulebook()
    return list(rules), list(problems)


def comment_opener(path: str, first_line: str) -> str:
    """What begins a comment in the language of a file; empty when nobody knows, or it has none."""
    from answerable.syntax.languages import language_of  # noqa: PLC0415 - see the module

    language = language_of(path, first_line)
    if language is not None and language.module == "tree_sitter_json" and path.endswith(".json"):
        return ""
    return language.comments[0] if language is not None and language.comments else ""


def risk_rules_page() -> "Path":
    """The page that explains them, as it is shipped: each rule's heading is its id."""
    from answerable.syntax.languages import grammars_root  # noqa: PLC0415 - see the module

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


def tree_after(workspace: Workspace, revision: str, *, staged: bool = False) -> "Tree":
    """The files of a commit, with an empty revision those of the index or of the worktree."""
    from answerable.repo.trees import CommitTree, IndexTree, WorktreeTree  # noqa: PLC0415 - see the module

    if revision:
        return CommitTree(workspace.git, workspace.objects, revision)
    if staged:
        return IndexTree(workspace.git, workspace.objects)
    return WorktreeTree(workspace.git, worktree(workspace))


def worktree_changes(workspace: Workspace, revision: str) -> Sequence["Change"]:
    """What the worktree changes against a commit or tree; see `GitStaging.worktree`."""
    return workspace.staging.worktree(revision)


def git_hooks(workspace: Workspace) -> "GitHooks":
    """The hooks of the repository, which will start Answerable with the interpreter that runs now."""
    from answerable.repo.hooks import GitHooks  # noqa: PLC0415 - see the module

    return GitHooks(workspace.git, sys.executable)


def git_version(environ: Mapping[str, str]) -> tuple[int, ...]:
    """The version of git as numbers; empty when there is none."""
    from answerable.repo.version import git_version as ask  # noqa: PLC0415 - see the module

    return ask(environ)


def load_grammars() -> tuple[list[str], list[str]]:
    """The titles of the languages whose grammar loads, and of those whose does not."""
    from answerable.syntax.languages import languages  # noqa: PLC0415 - see the module
    from answerable.syntax.parsing import parse  # noqa: PLC0415 - see the module

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


def blame_reader(workspace: Workspace) -> "GitBlame":
    """Blame that can be started early."""
    from answerable.repo.blame import GitBlame  # noqa: PLC0415 - see the module

    return GitBlame(workspace.git, workspace.objects)


def record_index(workspace: Workspace) -> "RecordIndex":
    """Records by the blobs they speak of, with or without a journal that can be used."""
    from answerable.app.record_index import RecordIndex  # noqa: PLC0415 - see the module
    from answerable.core.errors import JournalUnavailable  # noqa: PLC0415 - see the module

    try:
        return RecordIndex(workspace.records, workspace.journal)
    except JournalUnavailable:
        return RecordIndex(workspace.records, None)


def by_repository(report: "Report", folder: str) -> list["Report"]:
    """The report once for each repository that it touches; `folder` is where the process runs."""
    from answerable.repo.homes import by_repository as split  # noqa: PLC0415 - see the module

    return split(report, folder)


def signoff_sources(workspace: Workspace) -> "SignoffSources":
    """Where sign-offs, and what they bind, are read."""
    from answerable.app.signoffs import SignoffSources  # noqa: PLC0415 - see the module
    from answerable.repo.changes import GitChanges  # noqa: PLC0415 - see the module
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the module
    from answerable.signing.verify import SshSignatures  # noqa: PLC0415 - see the module

    return SignoffSources(
        workspace.objects,
        GitSignoffs(workspace.git, workspace.objects),
        GitChanges(workspace.git, workspace.objects),
        SshSignatures(workspace.git.environ),
    )


def readable_statement(data: bytes, signature: str) -> bool:
    """Whether these are the bytes of a sign-off's statement, and of an SSH signature."""
    from answerable.core.signoff.armour import signing_key  # noqa: PLC0415 - see the module
    from answerable.repo.signoffs import decode_statement  # noqa: PLC0415 - see the module

    return decode_statement(data) is not None and bool(signing_key(signature))


def signer(workspace: Workspace, key: str) -> "Signer":
    """What signs with an SSH key: a file, or a public key itself."""
    from answerable.signing.sign import SshSigner  # noqa: PLC0415 - see the module

    return SshSigner(workspace.git.environ, key)


def configured_signing_key(workspace: Workspace) -> str:
    """The SSH key that git was told to sign with; empty when there is none."""
    from answerable.repo.signing_key import signing_key_of  # noqa: PLC0415 - see the module

    return signing_key_of(workspace.git)


def default_remote(workspace: Workspace) -> str:
    """The remote of the current branch, else `origin`."""
    from answerable.repo.exchange import default_remote as remote_of  # noqa: PLC0415 - see the module

    return remote_of(workspace.git)


def exchanges(workspace: Workspace, remote: str) -> dict[str, "Exchange"]:
    """What exchanges each of our refs with a remote on the user's behalf, who can be asked for a password."""
    from answerable.repo.exchange import Exchange  # noqa: PLC0415 - see the module
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the module

    ledgers = (workspace.records.ledger, GitSignoffs(workspace.git, workspace.objects).ledger)
    return {ledger.ref: Exchange(workspace.git, ledger, remote, may_ask=True) for ledger in ledgers}


def read_operations(agent: str, payload: bytes) -> "Asked":
    """What an agent is about to do; see `agents.guarded`."""
    from answerable.agents.guarded import read_operations as read  # noqa: PLC0415 - see the module

    return read(agent, payload)


def guard_reply(
    agent: str, event: str, verdict: "Verdict", sentence: str, *, can_ask: bool
) -> "tuple[Reply, Verdict]":
    """A verdict in an agent's own words; see `agents.replies`."""
    from answerable.agents.replies import reply_with  # noqa: PLC0415 - see the module

    return reply_with(agent, event, verdict, sentence, can_ask=can_ask)


def surroundings(workspace: Workspace) -> "GitSurroundings":
    """What the guard looks up in the repository."""
    from answerable.repo.surroundings import GitSurroundings  # noqa: PLC0415 - see the module

    return GitSurroundings(workspace.git)


def agent_setups() -> "Mapping[str, Setup]":
    """How every agent is configured, by its name."""
    from answerable.agents.setup.table import SETUPS  # noqa: PLC0415 - see the module

    return SETUPS


def agent_caller() -> "Caller":
    """How hooks start this installation, whatever folder they run in. Raises `AnswerableError` when they cannot."""
    from answerable.agents.setup.model import Caller  # noqa: PLC0415 - see the module
    from answerable.repo.shims import find_runner  # noqa: PLC0415 - see the module

    return Caller(*find_runner(sys.executable))


def agent_files(folder: str) -> "KeptFiles":
    """The memory, in `folder`, of what agents' configuration was before we changed it."""
    from answerable.store.kept_files import KeptFiles  # noqa: PLC0415 - see the module

    return KeptFiles(folder)


def user_state() -> str:
    """The folder for what belongs to the user and to no repository."""
    from answerable.store.locations import state_directory  # noqa: PLC0415 - see the module

    return state_directory()


def received(cwd: str, environ: Mapping[str, str]) -> Workspace:
    """The repository that a push goes to, as its hooks see it: with the objects in quarantine."""
    return Workspace(cwd, environ, in_hook=True)


def default_branch(workspace: Workspace) -> tuple[str, str]:
    """The branch that HEAD names, and its commit; each empty when there is none."""
    asked = ("symbolic-ref", "--quiet", "--short", "HEAD")
    name = os.fsdecode(workspace.git.run(*asked, check=False)).strip()
    return name, workspace.objects.resolve("HEAD") or ""


def push_sources(workspace: Workspace, pushed: Mapping[str, str]) -> "Sources":
    """Where the gate reads on a server: records and sign-offs as a push would leave them. `pushed` has commits by ref."""
    from answerable.repo.overrides import GitOverrides  # noqa: PLC0415 - see the module
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the module

    sources, signoffs = gate_sources(workspace), GitSignoffs(workspace.git, workspace.objects)
    for ledger in (workspace.records.ledger, signoffs.ledger):
        # The ref itself only moves when the hook has said yes.
        ledger.ref = pushed.get(ledger.ref, ledger.ref)
    return sources._replace(
        signoffs=sources.signoffs._replace(store=signoffs), overrides=GitOverrides(signoffs.ledger)
    )


def keep_override(workspace: Workspace, data: bytes, signature: str) -> str:
    """Store an override with its signature where sign-offs are; its id."""
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the module

    (name,) = GitSignoffs(workspace.git, workspace.objects).append([(data, signature)])
    return name


def symbol_reader(processes: int = 1) -> "SymbolReader":
    """What makes the outlines of files; in a process without threads, several of them."""
    from answerable.syntax.symbols_reading import SymbolReader  # noqa: PLC0415 - see the module

    return SymbolReader(processes)


def blast_graph(
    workspace: Workspace,
    revision: str,
    progress: Callable[[int, int], None] | None = None,
    processes: int = 1,
) -> "tuple[Graph, list[str]]":
    """Who depends on what at a commit, or with an empty revision in the worktree, and what could not be looked at.

    Outlines are kept in the user's cache by their contents. Raises `BadRevision`.
    """
    from answerable.app.blast import index_of  # noqa: PLC0415 - see the module

    files = _indexed_files(workspace, revision)[0]
    contents, cache = _outline_sources(workspace)
    return index_of(files, contents, symbol_reader(processes), cache, progress)


def blast_survey(workspace: Workspace) -> "Survey":
    """The index of a worktree, to be made bit by bit; see `app.survey`. Raises `GitFailed`."""
    from answerable.app.blast import index_of  # noqa: PLC0415 - see the module
    from answerable.app.survey import Land, Survey  # noqa: PLC0415 - see the module

    reader = symbol_reader()
    contents, cache = _outline_sources(workspace)
    return Survey(
        Land(
            lambda: _indexed_files(workspace, ""),
            lambda files: index_of(files, contents, reader, cache)[0].outlines,
            lambda: _around(workspace),
            reader,
        )
    )


def _indexed_files(workspace: Workspace, revision: str) -> tuple[dict[str, str], set[str]]:
    """The files of a commit, or with an empty revision of the worktree, and the paths that differ from the commit."""
    from answerable.app.blast import files_of  # noqa: PLC0415 - see the module
    from answerable.repo.listing import listed  # noqa: PLC0415 - see the module

    head = revision or workspace.objects.resolve("HEAD") or workspace.git.empty_tree
    files = listed(workspace.git, head)
    if revision or workspace.git.is_bare:
        return files, set()
    changes = worktree_changes(workspace, head)
    return files_of(files, changes), {path for one in changes for path in (one.old_path, one.path)}


def _outline_sources(workspace: Workspace) -> "tuple[Contents, SymbolCache]":
    from answerable.app.blast import Contents  # noqa: PLC0415 - see the module
    from answerable.store.locations import cache_directory  # noqa: PLC0415 - see the module
    from answerable.store.symbol_cache import SymbolCache  # noqa: PLC0415 - see the module
    from answerable.syntax.symbols_edition import symbols_edition  # noqa: PLC0415 - see the module

    contents = Contents(workspace.objects.blobs, worktree(workspace).read)
    return contents, SymbolCache(cache_directory(), symbols_edition())


def committed_standing(workspace: Workspace) -> "tuple[CodeOwners, Sequence[Tier]]":
    """The owners of code and the tiers of paths that HEAD has; what is not valid there does not count."""
    from answerable.app.check_range import POLICY_PATH, ROSTER_PATH, read_rulebook  # noqa: PLC0415 - see the module
    from answerable.app.radius import read_owners  # noqa: PLC0415 - see the module

    head = workspace.objects.resolve("HEAD")
    read: Callable[[str], bytes | None] = partial(workspace.objects.file, head) if head else lambda _: None
    book, _ = read_rulebook(read(POLICY_PATH), read(ROSTER_PATH), settings_files(), "at HEAD")
    return read_owners(read)[0], book.policy.tiers if book else ()


def _around(workspace: Workspace) -> "Around":
    """What `committed_standing` tells, and the commits up to HEAD."""
    from answerable.app.survey import Around  # noqa: PLC0415 - see the module
    from answerable.core.cochange import DEEPEST, CoChange  # noqa: PLC0415 - see the module

    head = workspace.objects.resolve("HEAD")
    past = CoChange(workspace.history.path_sets(head, DEEPEST) if head else ())
    return Around(*committed_standing(workspace), past)
