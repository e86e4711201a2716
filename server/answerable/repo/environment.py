"""The environment and the options under which Answerable runs git.

A `GIT_*` variable can redirect git to another repository or make it run a program, and so can a repository's own
configuration. Everything that is not named here is dropped, everything that would run something is switched off.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["FIXED", "KEPT", "KEPT_IN_HOOKS", "OFFLINE", "OPTIONS", "SWITCHED_OFF", "git_environment"]

#: What the user may say to git through the environment, each with the reason it is kept.
KEPT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "GIT_AUTHOR_DATE": "git commit exports it to hooks, where it tells an amended commit",
        "GIT_AUTHOR_EMAIL": "the identity the user chose for this command",
        "GIT_AUTHOR_NAME": "the identity the user chose for this command",
        "GIT_CEILING_DIRECTORIES": "keeps discovery from walking into slow or foreign parents",
        "GIT_COMMITTER_EMAIL": "the identity the user chose for this command",
        "GIT_COMMITTER_NAME": "the identity the user chose for this command",
        "GIT_CONFIG_COUNT": "CI systems set safe.directory this way",
        "GIT_CONFIG_GLOBAL": "where the user keeps their configuration",
        "GIT_CONFIG_NOSYSTEM": "the user's decision against the machine's configuration",
        "GIT_CONFIG_PARAMETERS": "the -c options of the user's own git command; ours come later and win",
        "GIT_CONFIG_SYSTEM": "where the machine keeps its configuration",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM": "repositories below a mount point",
        "GIT_EXEC_PATH": "a git that does not lie where it was built for",
        "GIT_SSH": "transport of a push the user asked for",
        "GIT_SSH_COMMAND": "transport of a push the user asked for",
        "GIT_SSH_VARIANT": "transport of a push the user asked for",
        "GIT_SSL_CAINFO": "transport of a push the user asked for",
        "GIT_SSL_CAPATH": "transport of a push the user asked for",
        "GIT_ASKPASS": "transport of a push the user asked for",
    }
)

#: What git itself sets for its hooks. Outside a hook the folder decides which repository is meant.
KEPT_IN_HOOKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "objects in quarantine refer to the main store through it",
        "GIT_COMMON_DIR": "git started by hand on a linked worktree",
        "GIT_DIR": "git --git-dir=… commit: the folder alone would not find the repository",
        "GIT_INDEX_FILE": "partial commits use an index of their own; the default one has the wrong lines",
        "GIT_OBJECT_DIRECTORY": "objects that are not in the main store yet",
        "GIT_QUARANTINE_PATH": "git refuses to update refs in quarantine, and must be able to",
        "GIT_WORK_TREE": "git --work-tree=… commit",
    }
)

#: `GIT_CONFIG_COUNT` comes with numbered keys and values.
_NUMBERED: Final = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")

#: What every git of ours runs with.
FIXED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "LC_ALL": "C",  # messages are matched, and shown only as git's own words
        "GIT_GRAFT_FILE": "/dev/null",  # a graft would show another history than the one signed and pushed
        "GIT_LITERAL_PATHSPECS": "1",  # a file may be named like a pattern
        "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not reach for the network behind the user's back
        "GIT_NO_REPLACE_OBJECTS": "1",  # a replaced object would show other content than its id says
        "GIT_OPTIONAL_LOCKS": "0",  # reading must not get in the way of the user's own git
        "GIT_TERMINAL_PROMPT": "0",  # nobody is there to answer
        "GIT_ALLOW_PROTOCOL": "none",  # the same as GIT_NO_LAZY_FETCH, for a git older than 2.45
    }
)

#: Those of `FIXED` that keep git off the network.
OFFLINE: Final = frozenset({"GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"})

#: Configuration that makes git run programs or speak out of turn, and the value that stops it.
SWITCHED_OFF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "core.fsmonitor": "false",
        "core.hooksPath": "/dev/null",  # reference-transaction, and pre-push when a hook of ours pushes
        "core.pager": "cat",
        "log.showSignature": "false",  # would run gpg.program
        "gpg.program": "false",
        "gpg.ssh.program": "false",
        "gc.auto": "0",  # maintenance is the user's git's business, not a hook's
        "maintenance.auto": "false",
        "advice.graftFileDeprecated": "false",
    }
)

#: The same as options of git; options win over every file and over the environment.
OPTIONS: Final = tuple(part for key, value in SWITCHED_OFF.items() for part in ("-c", f"{key}={value}"))


def git_environment(base: Mapping[str, str], *, in_hook: bool = False) -> dict[str, str]:
    """`base` without the `GIT_*` variables nobody vouches for, and with ours."""
    scrubbed = {name: value for name, value in base.items() if _passes(name, in_hook=in_hook)}
    scrubbed.update(FIXED)
    return scrubbed


def _passes(name: str, *, in_hook: bool) -> bool:
    if not name.startswith("GIT_"):
        return True
    return name in KEPT or name.startswith(_NUMBERED) or (in_hook and name in KEPT_IN_HOOKS)
