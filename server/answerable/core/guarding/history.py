"""Git commands that rewrite what others have, or forget what only this clone has."""

from collections.abc import Iterator, Sequence
from typing import Final

from answerable.core.guarding.danger import Danger, Needs
from answerable.core.guarding.values import UNKNOWN, Call, listed, plain

__all__ = [
    "SHARED",
    "VERBS",
    "before_pathspec",
    "bypassed",
    "filtered",
    "forgotten",
    "has_letter",
    "is_shared",
    "of_github",
]

#: Branches that nobody owns alone.
SHARED: Final = listed("main master trunk develop development production prod staging stable release")


_SHARED_BEGINS: Final = ("release/", "release-", "hotfix/", "stable/")


_PUSH_VALUED: Final = frozenset({"-o", "--push-option", "--repo", "--receive-pack", "--exec"})


def is_shared(branch: str) -> bool:
    """Whether a branch is one that others build on, by its name."""
    return branch in SHARED or branch.startswith(_SHARED_BEGINS)


def _push(rest: Sequence[str]) -> Iterator[Danger]:
    words = [word for word in before_pathspec(rest) if word]
    operands = _operands(rest, _PUSH_VALUED)
    specs = operands[1:]
    forced = "--force" in words or any(has_letter(word, "f", "o") for word in words)
    leased = any(word.startswith(("--force-with-lease", "--force-if-includes")) for word in words)
    mirrored = bool({"--mirror", "--prune"} & set(words))
    gone = [spec.lstrip("+:") for spec in specs if spec.startswith(":") and len(spec) > 1]
    if "--delete" in words or any(has_letter(word, "d", "o") for word in words):
        gone += specs
    if "--all" in words or "--branches" in words:
        specs = ["main"]
    pushed = [spec.lstrip("+").rpartition(":")[2] for spec in specs if spec not in gone]
    if mirrored:
        yield _rewritten(
            "`git push --mirror` would make the remote equal to this clone and delete its other branches",
            "push one branch",
            UNKNOWN,
        )
    for name in gone:
        yield _rewritten(
            f"this would delete {plain(name)} on the remote",
            "let its owner delete it",
            name.removeprefix("refs/heads/"),
        )
    plus = any(spec.startswith("+") for spec in specs)
    if forced or plus or (leased and any(is_shared(name.removeprefix("refs/heads/")) for name in pushed)):
        for name in pushed or [""]:
            branch = name.removeprefix("refs/heads/")
            loss = f"this would replace {plain(branch) if branch not in {'', 'HEAD'} else 'the branch'} on the remote and drop commits that others pushed"
            yield _rewritten(
                loss, "push without force, or with `--force-with-lease` to a branch of your own", branch
            )
    elif leased and (not pushed or pushed == ["HEAD"]):
        yield _rewritten(
            "`--force-with-lease` would replace the history of a shared branch",
            "push to a branch of your own",
            "",
            leased=True,
        )


def _rewritten(loss: str, instead: str, branch: str, *, leased: bool = False) -> Danger:
    if is_shared(branch):
        return Danger("rewrite-shared", loss, instead)
    needs = Needs.BRANCH if branch in {"", "HEAD", "@"} else Needs.NOTHING
    return Danger("rewrite", loss, instead, needs=needs, path="leased" if leased else "")


def _branch(rest: Sequence[str]) -> Iterator[Danger]:
    words = before_pathspec(rest)
    forced = "--force" in words or any(has_letter(word, "f", "u") for word in words)
    removed = "--delete" in words or any(has_letter(word, "d", "u") for word in words)
    deletes = (forced and removed) or any(has_letter(word, "D", "u") for word in words)
    names = [word for word in rest if not word.startswith("-")]
    if deletes:
        yield forgotten(
            f"`git branch -D` would forget the commits that only {plain(' '.join(names) or 'the branch')} has",
            "use `git branch -d`, which refuses to lose commits",
        )
    elif any(is_shared(name) for name in names[:1]) and any(
        has_letter(word, "f", "u") or word == "--force" for word in words
    ):
        yield forgotten(
            "`git branch -f` would move a shared branch and forget where it was", "make a new branch"
        )


def _stash(rest: Sequence[str]) -> Iterator[Danger]:
    verb = next((word for word in rest if not word.startswith("-")), "")
    if verb in {"drop", "clear"}:
        yield forgotten(
            f"`git stash {verb}` would throw away stashed work for good", "use `git stash branch NAME`"
        )


def _reflog(rest: Sequence[str]) -> Iterator[Danger]:
    if rest[:1] and rest[0] in {"expire", "delete"}:
        yield forgotten("this would remove the last way back to lost commits", "leave the reflog alone")


def _gc(rest: Sequence[str]) -> Iterator[Danger]:
    if any(word in {"--prune=now", "--prune=all"} for word in rest):
        yield forgotten(
            "`git gc --prune=now` would delete commits that could still be rescued", "run plain `git gc`"
        )


def _prune(rest: Sequence[str]) -> Iterator[Danger]:
    if not {"-n", "--dry-run"} & set(rest):
        yield forgotten("`git prune` would delete commits that could still be rescued", "run plain `git gc`")


def _update_ref(rest: Sequence[str]) -> Iterator[Danger]:
    if "-d" in rest or "--stdin" in rest:
        yield forgotten(
            "`git update-ref` would delete references and forget their commits", "use `git branch -d`"
        )


def _filter(rest: Sequence[str]) -> Iterator[Danger]:  # noqa: ARG001 - the signature of all verbs
    yield filtered("git filter-branch")


def _tag(rest: Sequence[str]) -> Iterator[Danger]:
    if {"-f", "--force"} & set(rest):
        yield forgotten("`git tag -f` would move a tag that others may rely on", "make a new tag")


def of_github(call: Call) -> Iterator[Danger]:
    """The dangers of one `gh` command."""
    words = list(call.words)
    if words[:2] == ["repo", "delete"]:
        yield Danger(
            "destroy", "`gh repo delete` would delete a whole repository with its issues", "archive it"
        )
    elif words[:2] in (
        ["release", "delete"],
        ["repo", "archive"],
        ["secret", "delete"],
        ["run", "delete"],
        ["cache", "delete"],
    ):
        yield Danger(
            "rewrite", f"`gh {' '.join(words[:2])}` would remove what others use", "ask the user to do it"
        )
    elif words[:2] == ["pr", "merge"] and "--admin" in call.options:
        yield bypassed("`gh pr merge --admin` would merge without the reviews and checks that are required")
    elif words[:1] == ["api"] and _method(call) == "DELETE":
        yield Danger("rewrite", "this would delete something on GitHub", "ask the user to do it")
    elif words[:2] == ["auth", "token"]:
        yield Danger("secrets", "`gh auth token` would show the user's token", "let gh use it itself")
    elif words[:2] == ["release", "create"] and not call.options & {"--draft", "-d"}:
        yield Danger("publish", "`gh release create` would publish a release", "make it a draft")


def _method(call: Call) -> str:
    texts = call.texts
    for at, text in enumerate(texts):
        if text in {"-X", "--method"} and at + 1 < len(texts):
            return texts[at + 1].upper()
        if text.startswith(("-X", "--method=")) and len(text) > 2:
            return text.rpartition("=")[2].removeprefix("-X").upper()
    return ""


def before_pathspec(rest: Sequence[str]) -> list[str]:
    """The words before `--`."""
    return list(rest[: rest.index("--")]) if "--" in rest else list(rest)


def has_letter(word: str, letter: str, stops: str) -> bool:
    """Whether a cluster of short options has the letter, before one of `stops`, whose value follows at once."""
    if not word.startswith("-") or word.startswith("--"):
        return False
    for one in word[1:]:
        if one == letter:
            return True
        if one in stops or not one.isalpha():
            return False
    return False


def _operands(rest: Sequence[str], valued: frozenset[str]) -> list[str]:
    found = []
    words = iter(rest)
    for word in words:
        if word in valued:
            next(words, None)
        elif not word.startswith("-"):
            found.append(word)
    return found


def forgotten(loss: str, instead: str) -> Danger:
    """A danger of losing what only this clone has."""
    return Danger("forget", loss, instead)


def bypassed(loss: str) -> Danger:
    """A danger of going round checks."""
    return Danger("bypass", loss, "mend what the checks complain about, or ask the user")


def filtered(program: str) -> Danger:
    """A program that rewrites history."""
    return Danger(
        "rewrite", f"`{program}` would rewrite the history that others have", "do it in a fresh clone"
    )


#: Subcommand -> what it would do.
VERBS: Final = {
    "push": _push,
    "branch": _branch,
    "stash": _stash,
    "reflog": _reflog,
    "gc": _gc,
    "prune": _prune,
    "update-ref": _update_ref,
    "filter-branch": _filter,
    "filter-repo": _filter,
    "tag": _tag,
}
