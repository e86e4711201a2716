"""The scripts that git runs: small POSIX shells that run what was there before, then Answerable, and never block.

A hook that was there before keeps its arguments, its standard input and its say: when it fails, git hears of it.
Answerable's own part cannot fail the user's command, except that `commit-msg` keeps git's own abort of a commit
whose message was left empty: git counts a stamp as a message. (So `--allow-empty-message` needs `-m ''`, and an
untouched editor under `--no-verify`, which skips `commit-msg`, makes a commit that has only its stamp.)
"""

import shlex
import subprocess
from typing import Final, NamedTuple

from answerable.core.errors import AnswerableError

__all__ = ["CHAINED", "MARKER", "NAMES", "Runner", "find_runner", "forward", "is_ours", "shim"]

#: The hooks that Answerable installs.
NAMES: Final = (
    "prepare-commit-msg", "commit-msg", "post-commit", "post-merge", "post-rewrite", "pre-push",
)  # fmt: skip
#: What the name of a hook that was there before gets appended.
CHAINED: Final = ".answerable-chained"
#: In every script of ours.
MARKER: Final = "# Installed by `answerable init`; `answerable init --remove` puts back what was here."

_READS_INPUT: Final = frozenset({"post-rewrite", "pre-push"})
_CONSEQUENCE: Final = {
    "prepare-commit-msg": "this commit gets no stamp",
    "post-commit": "the record of this commit was not kept",
    "post-merge": "the record of this merge was not kept",
    "post-rewrite": "rewritten commits were not noted",
    "pre-push": "the records were not pushed",
}
_GONE: Final = "run `answerable init` again"

_CHAIN: Final = """\
before={before}
if {test} "$before" ]; then
  {run}"$before" "$@" || exit $?
fi
"""
_CHAIN_INPUT: Final = """\
before={before}
if {test} "$before" ]; then
  # Both read the whole of standard input; the dot keeps its last newlines.
  input=$(cat; echo .)
  printf %s "${{input%.}}" | {run}"$before" "$@" || exit $?
  printf %s "${{input%.}}" | answerable_hook "$@"
  exit 0
fi
"""
#: Git counts a message with a stamp and nothing else as written, and so would commit an untouched editor. Where git
#: opens none (it says so in GIT_EDITOR) the user wrote a first line that is no trailer: no process need look.
_GUARD: Final = """\
if [ "$GIT_EDITOR" = : ] && [ ! -f "$1.unstamped" ] && IFS= read -r first <"$1"; then
  case $first in '' | [!A-Za-z]* | [A-Z]*-*:*) ;; *) exit 0 ;; esac
fi
grep -q '^Provenance-Lines: ' "$1" || exit 0
written() {
  sed '/^[^ ]* -\\{24\\} >8 -\\{24\\}$/,$d' "$1" | git stripspace -s |
    grep -Ev '^(Provenance-(Lines|Risk|Record)|Assisted-[Bb]y|Generated-[Bb]y|Co-authored-by|Signed-off-by): '
}
message=$(written "$1") || :
template=
if [ -f "$1.unstamped" ]; then template=$(written "$1.unstamped") || :; fi
rm -f "$1.unstamped"
[ -n "$message" ] || { echo 'Aborting commit due to empty commit message.' >&2; exit 1; }
[ "$message" != "$template" ] || { echo 'Aborting commit; you did not edit the message.' >&2; exit 1; }
exit 0
"""
#: Commit-msg tells an untouched template from a written message by what it was without the stamp.
_KEEP_TEMPLATE: Final = """\
if [ "$2" = template ]; then cp "$1" "$1.unstamped" || :; elif [ -f "$1.unstamped" ]; then rm -f "$1.unstamped"; fi
"""


#: The record is written and only its ref has to be moved, as `repo.landing` tells; a newline in a path ends the way.
_LAND: Final = """\
landing=$(git rev-parse --git-path answerable-landing)
if { read -r new old id && IFS= read -r folder; } 2>/dev/null <"$landing"; then
  rm -f "$landing"
  if git cat-file commit HEAD | grep -Fqx "Provenance-Record: sha256:$id" &&
    git update-ref --no-deref refs/answerable/records "$new" "$old" 2>/dev/null && : >"$folder/$id"; then
    exit 0
  fi
fi
"""


class Runner(NamedTuple):
    """How a script starts Answerable.

    `python` is the absolute path of an interpreter and `flags` its options, or `python` is empty for a script that
    a team shares through its repository: it then asks the configuration, and else the PATH, of the machine it is on.
    """

    python: str
    flags: tuple[str, ...] = ("-I",)


def find_runner(python: str) -> Runner:
    """The options with which `python` finds Answerable whatever folder it is started in.

    A repository may hold an `answerable.py` of its own: neither its folder nor `PYTHONPATH` may come first. Raises
    `AnswerableError` when the package is found by nothing else.
    """
    # The second is for a package in the user's own site-packages, which -I leaves out.
    for flags in (("-I",), ("-E", "-P")):
        done = subprocess.run([python, *flags, "-c", "import answerable"], capture_output=True, check=False)
        if done.returncode == 0:
            return Runner(python, flags)
    raise AnswerableError(
        f"{python} finds answerable only through PYTHONPATH, which git does not set: install the package."
    )


def shim(name: str, runner: Runner, *, before: str = "", sourced: bool = False) -> str:
    """The script for the hook `name`.

    `before` is the absolute path of a hook to run first, by default the one kept beside the script. With `sourced`
    it is run with `sh -e`, as husky does with files that need not be executable.
    """
    parts = ["#!/bin/sh\n", f"{MARKER}\n"]
    has_python = name != "commit-msg"
    if has_python:
        parts.append(_start(name, runner))
    chain = _CHAIN_INPUT if name in _READS_INPUT else _CHAIN
    place = shlex.quote(before) if before else f'"${{0%/*}}/{name}{CHAINED}"'
    parts.append(
        chain.format(before=place, test="[ -f" if sourced else "[ -x", run="sh -e " if sourced else "")
    )
    if name == "prepare-commit-msg":
        parts.append(_KEEP_TEMPLATE)
    if name == "post-commit":
        parts.append(_LAND)
    parts.append('answerable_hook "$@"\nexit 0\n' if has_python else _GUARD)
    return "".join(parts)


def forward(path: str) -> str:
    """A script that only runs the hook at `path`, for folders of hooks that are not ours to change."""
    quoted = shlex.quote(path)
    return f'#!/bin/sh\n{MARKER}\n[ -x {quoted} ] || exit 0\nexec {quoted} "$@"\n'


def is_ours(content: bytes) -> bool:
    """Whether a script was installed by us."""
    return MARKER.encode() in content


def _start(name: str, runner: Runner) -> str:
    """The shell function `answerable_hook`, which always succeeds."""
    lost = f"answerable: {_CONSEQUENCE[name]}"
    if runner.python:
        command = f"{shlex.join(['-m', 'answerable', 'hook', name])}"
        flags = shlex.join(runner.flags)
        return f"""\
python={shlex.quote(runner.python)}
answerable_hook() {{
  if [ -x "$python" ]; then
    "$python" {flags} {command} "$@" || :
  else
    echo {shlex.quote(lost)}": $python is gone; "{shlex.quote(_GONE)} >&2
  fi
}}
"""
    return f"""\
answerable_hook() {{
  python=$(git config --get answerable.python) || :
  if [ -n "$python" ] && [ -x "$python" ]; then
    "$python" -I -m answerable hook {name} "$@" || :
  elif command -v answerable >/dev/null; then
    answerable hook {name} "$@" || :
  fi
}}
"""
