"""Facts of Kubernetes manifests: what each object says, under kind, namespace and name.

The specification of a pod has one path wherever it stands: `pod.containers[web].image`.
"""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.contracts.declared import object_offers
from answerable.core.facts import Fact
from answerable.core.pins import image
from answerable.core.pods import in_effect
from answerable.core.roles import role_facts
from answerable.core.values import Value
from answerable.syntax.attributes import attribute_facts, bounded_leaves
from answerable.syntax.safeguards import safeguard_facts

__all__ = ["is_template", "object_facts", "without_template"]

#: Objects whose removal takes something down, or takes what they keep with them.
_KEPT: Final = frozenset({
    "Namespace", "PersistentVolumeClaim", "PersistentVolume", "StatefulSet", "CustomResourceDefinition", "Deployment", "DaemonSet",
    "Service", "Ingress", "Secret", "Certificate", "Kafka", "KafkaTopic", "PostgresCluster", "Postgresql", "postgresql", "Elasticsearch",
    "MongoDBCommunity", "RabbitmqCluster", "RedisCluster", "Cluster", "KeycloakRealm", "VolumeSnapshot",
})  # fmt: skip
_POD: Final = re.compile(r"^spec\.(?:jobTemplate\.spec\.)?template\.spec\.")
_ARGUMENT: Final = re.compile(r"\.(?:command|args)\[\]$")
#: What a kind of objects may say is said by none of them.
_SCHEMA: Final = re.compile(r"^spec\.(?:versions|validation)\b")
_ROLES: Final = frozenset({"Role", "ClusterRole"})
_LOCAL: Final = "kind.x-k8s.io"
_PODS: Final = frozenset({"Pod", "PodTemplate"})
_LINE: Final = re.compile(r"^[ \t]*\{\{[^\n]*\}\}[ \t]*$", re.MULTILINE)
_INLINE: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def object_facts(value: Value) -> Iterator[Fact]:
    """The facts of one document: of its object, or of those that a List holds."""
    kind = value.get("kind").text
    if kind.endswith("List") and value.get("items").items:
        for item in value.get("items").items:
            yield from _object(item)
    elif kind:
        yield from _object(value)


def is_template(text: str) -> bool:
    """Whether a manifest is made by a template: it is no YAML before that."""
    return "{{" in text and "}}" in text


def without_template(text: str) -> str:
    """A template with its directives gone, line by line the same: what is left reads as YAML, nearly."""
    plain = _LINE.sub("", text)
    return _INLINE.sub(lambda match: "TEMPLATE" + "\n" * match.group().count("\n"), plain)


def _object(value: Value) -> Iterator[Fact]:
    kind, name = _kind(value), value.get("metadata", "name").text
    scope = f"{kind}/{value.get('metadata', 'namespace').text or 'default'}/{name}"
    yield Fact("definition", scope, "", "", scope, value.line, value.end_line)
    owner = "stateful" if kind in _KEPT else ""
    yield Fact("address" if owner else "link", scope, kind, owner, "", value.line, value.end_line)
    yield from object_offers(value, scope)
    found = in_effect(
        leaf._replace(path=_path(leaf.path, kind))
        for leaf in bounded_leaves(value)
        if leaf.path not in {"apiVersion", "kind"}
        and not (kind == "CustomResourceDefinition" and _SCHEMA.match(leaf.path))
    )
    yield from safeguard_facts(found, "kubernetes", kind, scope)
    if kind in _ROLES:
        yield from role_facts(value, scope)
    for leaf in found:
        path = leaf.path
        yield from attribute_facts(leaf, kind, scope)
        if _ARGUMENT.search(path) and leaf.text.startswith("-"):
            flag = leaf.text.partition("=")[0].strip()
            yield Fact("flag", flag, leaf.text.strip(), "", scope, leaf.line, leaf.end_line)
        if path.endswith(".image") and leaf.text:
            name, reference = image(leaf.text)
            yield Fact("pin", name, reference, "image", scope, leaf.line, leaf.end_line)


def _kind(value: Value) -> str:
    """The kind of an object; what a tool makes clusters of on one machine is of the kind of that tool."""
    return _LOCAL if value.get("apiVersion").text.startswith(f"{_LOCAL}/") else value.get("kind").text


def _path(path: str, kind: str) -> str:
    path = _POD.sub("pod.", path)
    return "pod." + path[5:] if kind in _PODS and path.startswith("spec.") else path
