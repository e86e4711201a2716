"""Git commands that lose work, rewrite what others have, or go round hooks."""

from collections.abc import Iterator, Sequence
from typing import Final

from answerable.core.guarding import history
from answerable.core.guarding.danger import Danger, Needs
from answerable.core.guarding.files import deleting, patched, writing
from answerable.core.guarding.history import (
    before_pathspec,
    bypassed,
    filtered,
    forgotten,
    has_letter,
    is_shared,
    of_github,
)
from answerable.core.guarding.places import Kind, place_of
from answerable.core.guarding.values import Argument, Call, Ground, listed, plain

__all__ = ["of_git"]

_GIT_VALUED: Final = frozenset(
    {"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env"}
)

_EVERYTHING: Final = listed(". ./ .. ../ * :/ -A --all HEAD : $top")

#: Commands of git that run hooks, and skip them when told.
_HOOKED: Final = frozenset({"commit", "merge", "push", "am", "rebase", "cherry-pick", "revert", "pull"})

_STASH: Final = "save it first with `git stash push -u`"


def of_git(call: Call, ground: Ground) -> Iterator[Danger]:
    """The dangers of one git command."""
    if call.program in {"git-filter-repo", "bfg"}:
        yield filtered(call.program)
        return
    if call.program == "gh":
        yield from of_github(call)
        return
    verb, rest, configured = _parts(call.texts)
    yield from _configured(configured, call)
    if verb in _HOOKED:
        yield from _unhooked(verb, rest)
    judge = _VERBS.get(verb)
    if judge is not None and not {"--dry-run", "--help", "-h"} & set(rest):
        yield from judge(rest)
    yield from _files(verb, rest, call, ground)


def _files(verb: str, rest: Sequence[str], call: Call, ground: Ground) -> Iterator[Danger]:
    """What git's own commands do to protected files."""
    if verb in {"rm", "mv"} and "--cached" not in rest:
        for word in rest:
            if not word.startswith("-"):
                yield from deleting(word, call.folder, ground, how=f"`git {verb}`", whole=False)
    elif verb in {"checkout", "restore"} and "--staged" not in rest:
        words = before_pathspec(rest)
        chosen = [word for word in words if not word.startswith("-")] or any(
            word.startswith(("-s", "--source")) for word in words
        )
        for word in rest[len(words) :] if chosen else ():
            yield from writing(word, call.folder, ground, how=f"`git {verb}`")
    elif verb in {"apply", "am"} and not {"--check", "--stat", "--numstat"} & set(rest):
        yield from patched(call._replace(arguments=tuple(map(Argument, rest))), ground)


def _parts(texts: Sequence[str]) -> tuple[str, list[str], list[str]]:
    """The subcommand, what follows it, and the values of `-c`."""
    configured: list[str] = []
    at = 0
    while at < len(texts) and texts[at].startswith("-"):
        if texts[at] in {"-c", "--config-env"} and at + 1 < len(texts):
            configured.append(texts[at + 1])
        at += 2 if texts[at] in _GIT_VALUED else 1
    rest = list(texts[at + 1 :])
    return (texts[at] if at < len(texts) else ""), rest, configured


def _configured(values: Sequence[str], call: Call) -> Iterator[Danger]:
    for value in values:
        if value.lower().startswith("core.hookspath"):
            yield bypassed("`git -c core.hooksPath=…` would run without this repository's hooks")
        elif "alias." in value.lower() and "!" in value:
            yield Danger(
                "hidden",
                "an alias of git made on the spot would run a shell command",
                "run the command itself",
            )
    for name, value in call.settings:
        if (
            (name == "HUSKY" and value == "0")
            or name in {"HUSKY_SKIP_HOOKS", "LEFTHOOK_EXCLUDE"}
            or (name == "LEFTHOOK" and value in {"0", "false"})
        ):
            yield bypassed(f"`{name}={plain(value)}` would switch the hooks off")
        elif name == "SKIP" and value:
            yield bypassed("`SKIP=…` would leave checks of pre-commit out")
        elif name == "GIT_CONFIG_KEY_0" and "hookspath" in value.lower():
            yield bypassed("the environment would switch the hooks off")


def _unhooked(verb: str, rest: Sequence[str]) -> Iterator[Danger]:
    words = before_pathspec(rest)
    short = verb == "commit" and any(has_letter(word, "n", "mFCct") for word in words)
    if "--no-verify" in words or any(word.startswith("--no-ver") for word in words) or short:
        yield bypassed(f"`git {verb} --no-verify` would skip the checks that this repository runs")


def _reset(rest: Sequence[str]) -> Iterator[Danger]:
    if {"--hard", "--merge"} & set(rest):
        yield Danger(
            "discard", "`git reset --hard` would throw away uncommitted work", _STASH, needs=Needs.CHANGES
        )


def _read_tree(rest: Sequence[str]) -> Iterator[Danger]:
    if "--reset" in rest and "-u" in rest:
        yield Danger(
            "discard",
            "`git read-tree --reset -u` would throw away uncommitted work",
            _STASH,
            needs=Needs.CHANGES,
        )


def _clean(rest: Sequence[str]) -> Iterator[Danger]:
    words = before_pathspec(rest)
    letters = "".join(word[1:] for word in words if word.startswith("-") and not word.startswith("--"))
    if "n" in letters or "--dry-run" in words or not ("f" in letters or "--force" in words):
        return
    operands = [word for word in rest if not word.startswith("-")]
    if operands and all(_only_built(word) for word in operands):
        return
    ignored = "x" in letters or "X" in letters
    what = "untracked and ignored files, local settings included" if ignored else "untracked files"
    yield Danger(
        "discard",
        f"`git clean` would delete {what}",
        "look at `git clean -n` first and delete by name",
        needs=Needs.NOTHING if ignored else Needs.UNTRACKED,
    )


def _checkout(rest: Sequence[str]) -> Iterator[Danger]:
    words = before_pathspec(rest)
    operands = [word for word in rest if not word.startswith("-")]
    paths = list(rest[rest.index("--") + 1 :]) if "--" in rest else operands
    if {"-f", "--force"} & set(words) or any(has_letter(word, "f", "bB") for word in words):
        yield Danger(
            "discard", "`git checkout --force` would throw away uncommitted work", _STASH, needs=Needs.CHANGES
        )
    elif set(paths) & (_EVERYTHING - {"HEAD"}) or any(path.endswith(("/", "/..")) for path in paths):
        yield Danger("discard", "this would throw away every uncommitted change", _STASH, needs=Needs.CHANGES)
    if "-B" in words and any(is_shared(word) for word in operands[:1]):
        yield forgotten(
            "`git checkout -B` would move a shared branch and forget where it was", "make a new branch"
        )


def _restore(rest: Sequence[str]) -> Iterator[Danger]:
    words = before_pathspec(rest)
    only_index = ("--staged" in words or any(has_letter(word, "S", "s") for word in words)) and not (
        "--worktree" in words or any(has_letter(word, "W", "s") for word in words)
    )
    if not only_index and _EVERYTHING & set(rest):
        yield Danger(
            "discard", "`git restore` would throw away every uncommitted change", _STASH, needs=Needs.CHANGES
        )


def _switch(rest: Sequence[str]) -> Iterator[Danger]:
    words = before_pathspec(rest)
    if {"-f", "--force", "--discard-changes"} & set(words):
        yield Danger(
            "discard",
            "`git switch --discard-changes` would throw away uncommitted work",
            _STASH,
            needs=Needs.CHANGES,
        )


def _config(rest: Sequence[str]) -> Iterator[Danger]:
    words = [word for word in rest if not word.startswith("-")]
    if words[:1] and words[0] in {"set", "unset"}:
        words = words[1:]
    key = words[0].lower() if words else ""
    writes = len(words) > 1 or bool({"--unset", "--unset-all", "--add"} & set(rest)) or "unset" in rest[:2]
    if not writes or {"--get", "--get-all", "--get-regexp"} & set(rest):
        return
    if key == "core.hookspath":
        yield bypassed("this would switch off this repository's hooks")
    elif key.startswith(("answerable.", "gpg.", "commit.gpgsign")) or (
        key.startswith("alias.") and any("!" in word for word in words[1:])
    ):
        yield Danger(
            "protected",
            f"this would change {plain(key)}, which signatures and checks rely on",
            "ask the user to do it",
        )


def _worktree(rest: Sequence[str]) -> Iterator[Danger]:
    if rest[:1] == ["remove"] and {"-f", "--force"} & set(rest):
        yield Danger(
            "discard",
            "`git worktree remove --force` would delete a worktree with its uncommitted work",
            "leave out --force: git then refuses to lose work",
        )


def _rm(rest: Sequence[str]) -> Iterator[Danger]:
    words = before_pathspec(rest)
    if (
        "--cached" not in words
        and any(has_letter(word, "f", "") or word == "--force" for word in words)
        and any(has_letter(word, "r", "") for word in words)
    ):
        yield Danger(
            "discard",
            "`git rm -rf` would delete files with their uncommitted changes",
            "leave out -f: git then refuses to lose work",
            needs=Needs.CHANGES,
        )


def _submodule(rest: Sequence[str]) -> Iterator[Danger]:
    if rest[:1] == ["deinit"] and {"-f", "--force", "--all"} & set(rest):
        yield Danger(
            "discard", "this would delete submodules with their uncommitted work", "leave out --force"
        )


def _only_built(path: str) -> bool:
    return place_of(path, "", Ground()).kind in {Kind.REBUILT, Kind.TEMPORARY}


_VERBS: Final = {
    **history.VERBS,
    "reset": _reset,
    "clean": _clean,
    "read-tree": _read_tree,
    "checkout": _checkout,
    "restore": _restore,
    "switch": _switch,
    "config": _config,
    "worktree": _worktree,
    "rm": _rm,
    "submodule": _submodule,
}
