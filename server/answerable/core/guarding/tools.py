"""Tools for platforms, stores and machines of which a verb or an option destroys: one table for all of them."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from answerable.core.guarding.cloud import LOOK_FIRST, changed, destroyed, operands
from answerable.core.guarding.danger import Danger
from answerable.core.guarding.values import Call, listed

__all__ = ["PROGRAMS"]


class _Tool(NamedTuple):
    """Words (operands or options) that destroy what holds data, and words that stop or change what runs."""

    destroys: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()


def _tool(destroys: str = "", changes: str = "") -> _Tool:
    return _Tool(listed(destroys), listed(changes))


#: Verbs that mean the same for every tool; in `apps:destroy` the part behind the colon counts.
_EVERYWHERE: Final = listed("destroy terminate delete nuke drop purge reset-cluster")
_COLON: Final = listed("destroy delete reset")

#: The verbs as each tool's own manual has them.
_TOOLS: Final = {
    **dict.fromkeys(
        listed(
            "eb copilot sam heroku fly flyctl doctl linode-cli hcloud eksctl kops railway wrangler vagrant helmfile "
            "argocd rancher scw ibmcloud oci aliyun sst ecs-cli firebase netlify flux consul"
        ),
        _tool(),
    ),
    **dict.fromkeys(("serverless", "sls", "vercel", "now"), _tool("remove rm")),
    **dict.fromkeys(("borg", "restic"), _tool("forget prune")),
    **dict.fromkeys(("lvremove", "vgremove", "pvremove"), _tool("@")),
    **dict.fromkeys(("zfs", "zpool"), _tool("labelclear", "rollback")),
    **dict.fromkeys(("kafka-topics", "kafka-topics.sh"), _tool("--delete")),
    **dict.fromkeys(("apt", "apt-get", "snap", "dpkg"), _tool(changes="--purge -P purge")),
    "bq": _tool("rm"),
    "btrfs": _tool("delete"),
    "etcdctl": _tool("del", "defrag"),
    "ipmitool": _tool(changes="power chassis"),
    "istioctl": _tool("uninstall"),
    "nomad": _tool("", "stop"),
    "rabbitmqctl": _tool("reset force_reset delete_vhost delete_queue purge_queue"),
    "supabase": _tool("reset"),
    "vault": _tool("destroy", "seal"),
    "velero": _tool("", "restore"),
}


def _judge(call: Call) -> Iterator[Danger]:
    tool = _TOOLS[call.program]
    words = operands(call.texts)
    spoken = [*words, *sorted(call.options)]
    verb = next((word for word in spoken if word in tool.destroys or _destroys(word)), "")
    stops = next((word for word in spoken if word in tool.changes), "")
    if "@" in tool.destroys and words:
        yield destroyed(
            f"`{call.program}` would delete {words[-1]} with what it holds", "let the user run it"
        )
    elif stops and stops not in tool.destroys:
        yield changed(f"`{call.program} {stops}` would stop or remove what runs", LOOK_FIRST)
    elif verb:
        yield destroyed(f"`{call.program} {verb}` would delete it with what it holds", "let the user run it")


def _destroys(word: str) -> bool:
    return word in _EVERYWHERE or word.partition(":")[2] in _COLON


#: Program -> what its commands would do.
PROGRAMS: Final = dict.fromkeys(_TOOLS, _judge)
