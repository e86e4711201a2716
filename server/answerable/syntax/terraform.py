"""Facts of Terraform: what each block says, under its address.

Kinds: `attribute` (key its path, value, owner the type of the resource), `address` for what Terraform destroys
when its block goes (value the type), `identity` for an argument that forces a new resource, `moved` for addresses
that `moved` and `removed` blocks account for, `pin` for modules and providers, and those of `permissions`.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Final

from answerable.core.contracts.declared import block_offers
from answerable.core.facts import Fact, shifted
from answerable.core.permissions import policy_facts
from answerable.core.pins import image
from answerable.core.values import DEEP, Leaf, Value, mapped
from answerable.syntax.attributes import attribute_facts, bounded_leaves
from answerable.syntax.hcl import Block
from answerable.syntax.jsondoc import json_value
from answerable.syntax.languages import grammars_root, languages
from answerable.syntax.networks import exposures
from answerable.syntax.parsing import parse
from answerable.syntax.safeguards import safeguard_facts

__all__ = ["block_facts", "force_new", "stateful_types"]

#: Blocks whose removal undoes a link or a rule, and nothing that was kept: other rules judge what that opens.
_GLUE: Final = re.compile(
    r"_(?:attachment|association|rule|rules|policy|membership|member|binding|permission|acl|block|configuration|versioning|"
    r"logging|notification|subscription|alias|record|route|token|listener|target_group|metric_filter|alarm|version|setting|settings|"
    r"grant|iam_\w+|access_key|public_access_block|ownership_controls|assignment|profile|parameter|object)$|"
    r"^(?:null_resource|terraform_data|local_\w+|time_\w+|archive_\w+|template_\w+|aws_default_\w+|aws_iam_\w+)$"
)
_REF: Final = re.compile(r"[?&]ref=([^&]*)")
#: Modules that only work something out.
_MAKES_NOTHING: Final = re.compile(
    r"(?:^|[/_-])(?:label|labels|remote-state|naming|tags|context|utils|always)(?:[/_?]|$)"
)
_REPOSITORY: Final = re.compile(r"^(?:git|hg)(?:::|@)|^(?:github\.com|bitbucket\.org)/|^https?://")
_QUOTED_JSON: Final = re.compile(r"^\s*[{\[]")


def block_facts(block: Block) -> Iterator[Fact]:
    """The facts of one top-level block; lines count from the start of the file."""
    value = block.value()
    kind, labels = block.kind, block.labels
    if kind in {"resource", "data"} and len(labels) == 2:
        yield from _resource(value, kind, *labels)
    elif kind == "module" and labels:
        yield from _module(value, labels[0])
    elif kind in {"moved", "removed"}:
        source = value.get("from")
        yield Fact("moved", source.text, kind, "", kind, value.line, value.end_line)
    else:
        owner = kind if labels or block.node.type == "block" else "tfvars"
        scope = ".".join((kind, *labels)) if block.node.type == "block" else ""
        yield from _attributes(value, owner, scope)
        yield from _providers(value, scope) if kind == "terraform" else ()
        yield from block_offers(kind, labels, value)


def _resource(value: Value, kind: str, of_type: str, name: str) -> Iterator[Fact]:
    scope = f"{of_type}.{name}" if kind == "resource" else f"data.{of_type}.{name}"
    yield Fact("definition", scope, "", "", scope, value.line, value.end_line)
    if kind == "resource" and (of_type in stateful_types() or not _GLUE.search(of_type)):
        owner = "stateful" if of_type in stateful_types() else ""
        yield Fact("address", scope, of_type, owner, "", value.line, value.end_line)
    if kind == "resource" and _GLUE.search(of_type):
        yield Fact("link", scope, of_type, of_type, "", value.line, value.end_line)
    value = _directed(value)
    if _is_outward(value):
        value = mapped([("egress", value)], value.line, value.end_line)
    yield from _contents(value, of_type, of_type, scope)
    # What is only looked up is never replaced.
    arguments = force_new().get(of_type, frozenset()) if kind == "resource" else frozenset()
    for leaf in bounded_leaves(value):
        if _argument(leaf) in arguments:
            yield Fact("identity", _argument(leaf), leaf.text, of_type, scope, leaf.line, leaf.end_line)


def _contents(value: Value, owner: str, of_type: str, scope: str) -> Iterator[Fact]:
    """What a resource or module says, whatever becomes of it as a whole; `of_type` says what it makes."""
    yield from _attributes(value, owner, scope)
    settings = list(_settings(value))
    for leaf in settings:
        yield Fact("attribute", leaf.path, leaf.text, owner, scope, leaf.line, leaf.end_line)
    if not scope.startswith("data."):
        yield from safeguard_facts((*bounded_leaves(value), *settings), "hcl", of_type, scope)
    yield from policy_facts(value, scope)
    yield from exposures(value, of_type, scope)
    for leaf in bounded_leaves(value):
        if leaf.quoted and _QUOTED_JSON.match(leaf.text):
            yield from _embedded(leaf, of_type, scope)


def _directed(value: Value, depth: int = 0) -> Value:
    """The value with the names of blocks that speak of outgoing or refused traffic replaced by `egress`."""
    if depth > DEEP or not value.members:
        return value
    members = (
        (
            "egress"
            if depth < DEEP and name != "egress" and member.members and _is_outward(member)
            else name,
            _directed(member, depth + 1),
        )
        for name, member in value.members
    )
    return mapped(members, value.line, value.end_line)


def _is_outward(value: Value) -> bool:
    said = {name: member.text.lower() for name, member in value.members if member.kind == "scalar"}
    return (
        said.get("direction") in {"outbound", "egress", "out"}
        or (said.get("type") == "egress" and ("cidr_blocks" in dict(value.members) or "from_port" in said))
        or said.get("egress") == "true"
        or said.get("access") == "deny"
        or said.get("rule_action") == "deny"
        or (said.get("action") == "deny" and "cidr_block" in said)
    )


def _module(value: Value, name: str) -> Iterator[Fact]:
    scope = f"module.{name}"
    yield Fact("definition", scope, "", "", scope, value.line, value.end_line)
    source, version = value.get("source"), value.get("version")
    if not _MAKES_NOTHING.search(source.text):
        yield Fact("address", scope, "module", "stateful", "", value.line, value.end_line)
    made = f"module {source.text}".replace("-", "_")
    yield from _contents(_directed(value), "module", made, scope)
    match = _REF.search(source.text)
    if source.text and not source.text.startswith("."):
        # A repository has no versions but its references. A version that is not there is missing from the block.
        versioned = bool(version.text) and not _REPOSITORY.search(source.text)
        pinned = version if versioned else source if match else value
        reference = version.text if versioned else match[1] if match else ""
        plain = _REF.sub("", source.text)
        yield Fact("pin", plain, reference, "module", scope, pinned.line, pinned.end_line)


def _providers(value: Value, scope: str) -> Iterator[Fact]:
    for name, provider in value.get("required_providers").members:
        version = provider.get("version") if provider.kind == "map" else provider
        line, end_line = (
            (version.line, version.end_line) if version.text else (provider.line, provider.end_line)
        )
        yield Fact("pin", name, version.text, "provider", scope, line, end_line)


def _attributes(value: Value, owner: str, scope: str) -> Iterator[Fact]:
    for leaf in bounded_leaves(value):
        if leaf.quoted or leaf.kind != "scalar":
            yield from attribute_facts(leaf, owner, scope)
        else:
            # An expression holds no secret: what it names does.
            yield Fact("attribute", leaf.path, leaf.text, owner, scope, leaf.line, leaf.end_line)
        if leaf.path.endswith(".image") and leaf.quoted and "$" not in leaf.text:
            name, reference = image(leaf.text)
            yield Fact("pin", name, reference, "image", scope, leaf.line, leaf.end_line)


def _settings(value: Value, path: str = "", depth: int = 0) -> Iterator[Leaf]:
    """Settings that are written as `name = "x"` and `value = "on"`, as if `x` were their argument."""
    if depth > DEEP:
        return
    name, setting = value.get("name"), value.get("value")
    if name.text and setting.kind == "scalar":
        key = f"{path}.{name.text}" if path else name.text
        yield Leaf(key, setting.text, setting.line, setting.end_line, setting.quoted, setting.kind)
    for label, member in value.members:
        yield from _settings(member, f"{path}.{label}" if path else label, depth + 1)
    for item in value.items:
        yield from _settings(item, path, depth + 1)


def _argument(leaf: Leaf) -> str:
    return leaf.path.removesuffix("[]")


def _embedded(leaf: Leaf, of_type: str, scope: str) -> Iterator[Fact]:
    """The facts of JSON in a literal: of a policy, or else of the settings that it holds."""
    text = leaf.text if "\n" in leaf.text else leaf.text.replace('\\"', '"')
    tree = parse(text.encode("utf-8", "replace"), languages()["json"])
    if tree is None:
        return
    value = json_value(tree.root_node)
    found = list(policy_facts(value, scope))
    if not found:
        within = mapped([(leaf.path, value)], value.line, value.end_line)
        found = [*_attributes(within, of_type, scope)]
        found += safeguard_facts(bounded_leaves(within), "hcl", of_type, scope)
    yield from shifted(found, leaf.line)


@cache
def stateful_types() -> frozenset[str]:
    """The types of resources that keep what cannot be made again: `grammars/hcl/stateful.toml`."""
    table = tomllib.loads((grammars_root() / "hcl" / "stateful.toml").read_text(encoding="utf-8"))
    return frozenset(str(each) for group in table.values() for each in group["types"])


@cache
def force_new() -> dict[str, frozenset[str]]:
    """The arguments that make Terraform replace a resource, by type: `grammars/hcl/force_new.toml`."""
    table = tomllib.loads((grammars_root() / "hcl" / "force_new.toml").read_text(encoding="utf-8"))
    return {name: frozenset(str(each) for each in entry["arguments"]) for name, entry in table.items()}
