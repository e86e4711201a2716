"""Facts of GitHub Actions: workflows by their jobs, composite actions by their steps.

Kinds: `attribute` (a job's paths start below the job), `trigger`, `filter` for what narrows one, `step`, `pin` for
actions and images, `permissions` where a token's scopes are set and `inherited` where a job lives with what stands
above it, and those of the scripts in `run:`.
"""

from collections.abc import Iterator

from answerable.core.contracts.declared import workflow_offers
from answerable.core.facts import Fact
from answerable.core.pins import image
from answerable.core.values import Leaf, Value, texts
from answerable.syntax.attributes import attribute_facts, bounded_leaves
from answerable.syntax.shelltext import script_facts

__all__ = ["workflow_facts"]


def workflow_facts(value: Value) -> Iterator[Fact]:
    """The facts of one workflow or action; lines count from the start of the file."""
    above = value.get("permissions")
    jobs = value.get("jobs")
    for name, member in value.members:
        if name != "jobs":
            for leaf in bounded_leaves(Value("map", "", ((name, member),), (), member.line, member.end_line)):
                yield from attribute_facts(leaf, "workflow", "")
    yield from workflow_offers(value)
    yield from _triggers(value.get("on"))
    yield from _permissions(above, "workflow", "", _rest(jobs), value)
    for name, job in jobs.members:
        yield Fact("definition", name, "", "", name, job.line, job.end_line)
        yield from _job(job, name, "default" if above.kind == "none" else _scopes(above))
    yield from _steps(value.get("runs", "steps"), "")


def _job(job: Value, name: str, above: str) -> Iterator[Fact]:
    for leaf in bounded_leaves(job):
        yield from attribute_facts(leaf, "job", name)
        if leaf.path == "uses":
            yield from _uses(leaf, name)
        elif leaf.path in {"container", "container.image"} or _names_image(leaf, job):
            reference = image(leaf.text)
            yield Fact("pin", reference.name, reference.reference, "image", name, leaf.line, leaf.end_line)
    yield from _permissions(job.get("permissions"), "job", name, above, job)
    yield from _steps(job.get("steps"), name)


def _names_image(leaf: Leaf, job: Value) -> bool:
    """Whether a setting called `image` is one of a service, or of the container that a job is given by its matrix."""
    in_matrix = leaf.path.startswith("strategy.")
    return leaf.path.endswith(".image") and (not in_matrix or job.get("container").kind != "none")


def _steps(steps: Value, scope: str) -> Iterator[Fact]:
    for step in steps.items:
        uses, run = step.get("uses"), step.get("run")
        for leaf in bounded_leaves(uses):
            yield from _uses(leaf, scope)
        what = uses.text.partition("@")[0] or run.text
        yield Fact("step", step.get("name").text, what, step.get("if").text, scope, step.line, step.end_line)
        if run.text:
            yield from script_facts(run.text, scope, run.line + (run.kind == "block"))


def _uses(leaf: Leaf, scope: str) -> Iterator[Fact]:
    if leaf.text.startswith("docker://"):
        name, reference = image(leaf.text.removeprefix("docker://"))
    elif leaf.text.startswith("."):
        return
    else:
        name, _, reference = leaf.text.partition("@")
    yield Fact("pin", name, reference, "action", scope, leaf.line, leaf.end_line)


def _triggers(on: Value) -> Iterator[Fact]:
    for name in texts(on):
        yield Fact("trigger", name, "", "", "", on.line, on.end_line)
    for name, member in on.members:
        yield Fact("trigger", name, "", "", "", member.line, member.end_line)
        for filtered, entries in member.members:
            yield Fact("filter", f"on.{name}.{filtered}", "", "", "", entries.line, entries.end_line)


def _permissions(value: Value, key: str, scope: str, above: str, holder: Value) -> Iterator[Fact]:
    if value.kind == "none":
        yield Fact("inherited", key, above, "", scope, holder.line, holder.end_line)
    else:
        yield Fact("permissions", key, _scopes(value), "", scope, value.line, value.end_line)


def _rest(jobs: Value) -> str:
    """What a token may do where the workflow says nothing: nothing is left open when every job says its own."""
    each = [job.get("permissions").kind != "none" for _, job in jobs.members]
    return "covered" if each and all(each) else "default"


def _scopes(value: Value) -> str:
    if value.members:
        return " ".join(f"{name}={member.text}" for name, member in sorted(value.members))
    return {"write-all": "*=write", "read-all": "*=read"}.get(value.text, "*=none")
