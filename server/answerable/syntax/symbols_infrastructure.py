"""The outlines of infrastructure: Terraform's blocks, Kubernetes' objects, jobs of workflows, Dockerfiles.

Their names are those that people use: `aws_s3_bucket.logs`, `var.region`, `Deployment/web`, the key of a job.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from answerable.core.blast.outline import Definition, Import, Outline
from answerable.core.values import Leaf, Value, texts
from answerable.syntax.attributes import bounded_leaves
from answerable.syntax.dockerfile import instructions
from answerable.syntax.hcl import Block, top_level
from answerable.syntax.kubernetes import is_template, without_template
from answerable.syntax.languages import Language
from answerable.syntax.parsing import parse
from answerable.syntax.yamldoc import documents, is_too_deep, value_of

__all__ = ["INFRASTRUCTURE", "named_paths"]

_Uses = dict[str, dict[int, None]]

#: Files that a command names, and modules that Python is told to run.
_PATHS: Final = re.compile(
    r"(?<![\w$/.@-])(?:\.{1,2}/)?(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.(?:sh|bash|bats|py|[cm]?[jt]s|rb|pl)\b"
    r"|(?<!\S)\./[\w./-]+|(?<=-m )[\w.]+"
)
_CHAIN: Final = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_*][\w-]*)+")
_INDEX: Final = re.compile(r"\[[^\[\]\n]*\]")
_COMMENT: Final = re.compile(r"(?m)^[ \t]*(?:#|//).*$|(?<=[ \t])#.*$")
_HCL_KINDS: Final = {
    "resource": ("resource", ""), "data": ("data source", "data."), "module": ("module call", "module."),
    "variable": ("input", "var."), "output": ("output", "output."),
}  # fmt: skip
_MODULE_SETTINGS: Final = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})
#: The end of a path in a Kubernetes object -> the kind of object that the value names.
_NAMED_KINDS: Final = {
    "configMapRef.name": "ConfigMap", "configMapKeyRef.name": "ConfigMap", "configMap.name": "ConfigMap",
    "secretRef.name": "Secret", "secretKeyRef.name": "Secret", "secretName": "Secret", "secret.name": "Secret",
    "serviceAccountName": "ServiceAccount", "claimName": "PersistentVolumeClaim", "service.name": "Service",
    "serviceName": "Service", "priorityClassName": "PriorityClass", "storageClassName": "StorageClass",
    "ingressClassName": "IngressClass", "runtimeClassName": "RuntimeClass", "volumeName": "PersistentVolume",
}  # fmt: skip
_LABEL: Final = re.compile(r"\[[^\]]*\]$")
_REFERENCE: Final = re.compile(r"(?:Ref|Refs\[[^\]]*\]|subjects\[[^\]]*\])$")


def named_paths(text: str) -> Iterator[tuple[str, int]]:
    """The files that commands name, with the line in the text (0-based)."""
    for number, line in enumerate(text.split("\n")):
        for match in _PATHS.finditer(line):
            is_module = line[: match.start()].endswith("-m ")
            yield match[0].replace(".", "/") if is_module else match[0], number


def _terraform(text: str, language: Language, budget: float) -> Outline | None:
    source = text.encode("utf-8", "replace")
    tree = parse(source, language, budget)
    if tree is None:
        return None
    definitions: list[Definition] = []
    imports: list[Import] = []
    for block in top_level(tree.root_node):
        definitions += _block(block)
        if block.kind == "module" and block.labels:
            imports += _module(block)
    uses: _Uses = {}
    for number, line in enumerate(_COMMENT.sub("", text).split("\n"), 1):
        for match in _CHAIN.finditer(_INDEX.sub("", line)):
            uses.setdefault(match[0], {})[number] = None
    definitions.sort(key=lambda each: each.line)
    return _outline("tf", definitions, imports, uses)


def _block(block: Block) -> Iterator[Definition]:
    line, end_line = block.node.start_point[0] + 1, block.node.end_point[0] + 1
    if block.kind == "locals":
        for name, value in block.value().members:
            yield Definition(
                f"local.{name}", "local", value.line + 1, max(value.line + 1, value.end_line), False
            )
    elif block.kind in _HCL_KINDS and block.labels:
        kind, prefix = _HCL_KINDS[block.kind]
        name = prefix + ".".join(block.labels)
        yield Definition(name, kind, line, end_line, block.kind in {"variable", "output"})


def _module(block: Block) -> Iterator[Import]:
    """A call of a module: its outputs under its own name, its arguments as the inputs there."""
    value = block.value()
    source = value.get("source")
    if source.text.startswith("."):
        yield Import(source.text, "", f"module.{block.labels[0]}", source.line + 1)
        for name, argument in value.members:
            if name not in _MODULE_SETTINGS:
                yield Import(source.text, f"var.{name}", "", argument.line + 1)


def _kubernetes(text: str, language: Language, budget: float) -> Outline | None:
    text = without_template(text) if is_template(text) else text
    definitions: list[Definition] = []
    imports: list[Import] = []
    uses: _Uses = {}
    for document, line in documents(text):
        tree = None if is_too_deep(document) else parse(document.encode("utf-8", "replace"), language, budget)
        if tree is None:
            return None
        value = value_of(tree.root_node)
        items = value.get("items").items if value.get("kind").text.endswith("List") else ()
        for each in items or (value,):
            _object(each, line, definitions, imports, uses)
    return _outline("k8", definitions, imports, uses)


def _object(
    value: Value, offset: int, definitions: list[Definition], imports: list[Import], uses: _Uses
) -> None:
    kind, name = value.get("kind").text, value.get("metadata", "name").text
    own = f"{kind}/{name}"
    first = offset + value.line + 1
    if kind and name:
        definitions.append(Definition(own, kind, first, max(first, offset + value.end_line), True))
        labels = value.get("spec", "template", "metadata", "labels").members
        imports += [Import("", own, f"label {label}={each.text}", first) for label, each in labels]
    if kind in {"Kustomization", "Component"} or not kind:
        for path in ("resources", "bases", "components", "patchesStrategicMerge", "crds"):
            imports += [
                Import(each.text, "", "", offset + each.line + 1)
                for each in value.get(path).items
                if each.text
            ]
    for leaf in bounded_leaves(value):
        for chain in _object_names(value, leaf):
            uses.setdefault(chain, {})[offset + leaf.line + 1] = None


def _object_names(value: Value, leaf: Leaf) -> Iterator[str]:
    """What the value of a setting names, if it names an object."""
    holder, _, last = leaf.path.rpartition(".")
    ending = f"{_LABEL.sub('', holder).rpartition('.')[2]}.{last}"
    named = _NAMED_KINDS.get(ending) or _NAMED_KINDS.get(last)
    if named and leaf.text:
        yield f"{named}/{leaf.text}"
    elif re.search(r"imagePullSecrets\[[^\]]*\]$", holder) and last == "name":
        yield f"Secret/{leaf.text}"
    elif last == "name" and _REFERENCE.search(holder):
        kind = next((each.text for each in bounded_leaves(value) if each.path == f"{holder}.kind"), "")
        yield f"{kind}/{leaf.text}"
    elif (
        re.search(r"^spec\.selector\.(?:matchLabels\.)?[^.]", leaf.path)
        and value.get("kind").text not in _OWN_PODS
    ):
        yield f"label {leaf.path.removeprefix('spec.selector.').removeprefix('matchLabels.')}={leaf.text}"


#: Objects that select the pods of their own template.
_OWN_PODS: Final = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"})


def _workflow(text: str, language: Language, budget: float) -> Outline | None:
    tree = None if is_too_deep(text) else parse(text.encode("utf-8", "replace"), language, budget)
    if tree is None:
        return None
    value = value_of(tree.root_node)
    definitions: list[Definition] = []
    imports: list[Import] = []
    uses: _Uses = {}
    for name, job in value.get("jobs").members:
        definitions.append(Definition(name, "job", job.line + 1, job.end_line, False))
        for needed in texts(job.get("needs")):
            uses.setdefault(needed, {})[job.get("needs").line + 1] = None
        imports += _steps(job)
    return _outline("gh", definitions, [*imports, *_steps(value.get("runs"))], uses, ("",))


def _steps(value: Value) -> Iterator[Import]:
    for each in (value, *value.get("steps").items):
        uses, run = each.get("uses"), each.get("run")
        if uses.text.startswith("./"):
            yield Import(uses.text.partition("@")[0], "", "", uses.line + 1)
        for path, number in named_paths(run.text):
            yield Import(path, "", "", run.line + 1 + number + (run.kind == "block"))


def _dockerfile(text: str, _language: Language, _budget: float) -> Outline | None:
    imports = [
        Import(path, "", "", each.line + 1 + number)
        for each in instructions(text)
        if each.name in {"RUN", "CMD", "ENTRYPOINT", "COPY", "ADD"}
        for path, number in named_paths(re.sub(r'[ \t\[\]",]+', " ", each.text))
    ]
    return _outline("df", [], imports, {})


def _outline(
    code: str, definitions: list[Definition], imports: list[Import], uses: _Uses, starts: tuple[str, ...] = ()
) -> Outline:
    lines = {chain: tuple(places) for chain, places in uses.items()}
    return Outline(code, "", tuple(definitions), tuple(dict.fromkeys(imports)), lines, {}, starts)


#: How the outline of a text is read, by the language's code; `None` for one that cannot be read in time.
INFRASTRUCTURE: Final[Mapping[str, Callable[[str, Language, float], Outline | None]]] = {
    "tf": _terraform,
    "k8": _kubernetes,
    "gh": _workflow,
    "df": _dockerfile,
}
