"""How scanners lay out their test fixtures: which text passes a check and which fails it."""

import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["Fixture", "fixtures"]

_PASS = re.compile(
    r"(?i)(?:^|[-_/.])(?:negative|pass(?:ed|ing)?|success\w*|good\w*|\w*good|allowed|mutated|valid\w*)(?=[-_/.\d]|$)"
)
_FAIL = re.compile(
    r"(?i)(?:^|[-_/.])(?:positive|fail(?:ed|ure|ing)?|bad\w*|\w*bad|disallowed|invalid\w*)(?=[-_/.\d]|$)"
)
#: Tests of how a scanner reads files, and not of what it finds in them.
_NO_CHECKS = re.compile(
    r"/(?:runner|parser|module_loading|checks_infra|graph/resources|image_referencer|variable_rendering)/"
)
_REMARK = re.compile(r"(?m)^[ \t]*(?:#|//).*\n|(?<=[\s\]}\"])[ \t]*#[ \t].*$")
_BLOCK = re.compile(r'(?m)^(?:resource|data|module|provider)[ \t]+"([^"]+)"(?:[ \t]+"([^"]+)")?[ \t]*\{')
_EXAMPLE = re.compile(r"(?s)### (Insecure|Secure) Example.*?```terraform\n(.*?)```")
_SPEC = re.compile(r'(?s)ruleCatches(Not)?\s+"(\w+)"\s+("(?:[^"\\]|\\.)*"|\$?\s*\w+)')
_LINES = re.compile(r"(?s)let\s+(\w+)\s*=\s*\[(.*?)\]")
_REGO = re.compile(r"(?s)test_\w+\s+if\s*\{(.*?)\n\}\n")


class Fixture(NamedTuple):
    """A text that passes a check, or fails it."""

    corpus: str
    code: str
    check: str
    passes: bool
    text: str


def fixtures(clone: Path) -> Iterator[Fixture]:
    """The fixtures of a clone, in whichever of the layouts its files are."""
    for path in sorted(clone.rglob("*")):
        name = str(path.relative_to(clone))
        if (
            path.is_file()
            and not _NO_CHECKS.search(name)
            and path.stat().st_size < 100_000
            and "/." not in name.replace("/.chainsaw-test", "")
        ):
            for code, check, passes, text in _read(path, name):
                # What a scanner's author remarks at the lines tells the verdict.
                plain = _REMARK.sub("", text) if code in {"tf", "k8"} else text
                yield Fixture(clone.name, code, check, passes, plain)


def _read(path: Path, name: str) -> Iterator[tuple[str, str, bool, str]]:
    text = path.read_text(encoding="utf-8", errors="replace")
    folder = str(Path(name).parent)
    if path.suffix == ".md":
        yield from (("tf", folder, kind == "Secure", body) for kind, body in _EXAMPLE.findall(text))
    elif path.suffix == ".hs":
        yield from _of_specs(text)
    elif path.name.endswith("_test.rego"):
        yield from _of_rego(name, text)
    elif path.suffix in (".yaml", ".yml") and re.search(r"(?m)^terraform:", text):
        yield from _of_examples(name, text)
    elif (code := _code(path, text)) is not None:
        if "ruleid:" in text or (code == "tf" and "Noncompliant" in text):
            yield from _of_remarks(code, name, text)
        else:
            yield from _of_file(code, folder, name, text)


def _code(path: Path, text: str) -> str | None:
    if path.suffix == ".tf":
        return "tf"
    if re.search(r"(?i)dockerfile", path.name) and path.suffix not in (".yaml", ".json", ".py"):
        return "df"
    if path.suffix in (".yaml", ".yml"):
        if re.search(r"(?m)^kind:", text) and not re.search(
            r"(?m)^kind:\s*(?:Cluster)?(?:Policy|Test)$", text
        ):
            return "k8"
        return "gh" if re.search(r"(?m)^jobs:", text) else None
    return None


def _of_file(code: str, folder: str, name: str, text: str) -> Iterator[tuple[str, str, bool, str]]:
    """A file that says its verdict in its name or folder, or whose resources say it in theirs."""
    tail = "/".join(name.split("/")[-2:])
    verdict = _verdict(name.rsplit("/", 1)[-1]) or _verdict(tail)
    if verdict:
        check = folder if _verdict(name.rsplit("/", 1)[-1]) else str(Path(folder).parent)
        yield from ((code, check, verdict == "pass", body) for body in _several(code, name, text))
    elif code == "tf":
        for label, body in _blocks(text):
            # Some checks call `positive` what they find, others what they want.
            if (verdict := _verdict(label)) and "tive" not in label:
                yield code, folder, verdict == "pass", body


def _several(code: str, name: str, text: str) -> list[str]:
    """A file that only lists things of one type has as many fixtures."""
    if code == "k8" and "chainsaw" in name:
        return [body for body in re.split(r"(?m)^---\s*$", text) if body.strip()]
    types = [match[1] for match in _BLOCK.finditer(text)]
    if (
        code == "tf"
        and len(set(types)) == 1 < len(types)
        and not re.search(r"(?m)^(?:locals|variable)\b", text)
    ):
        return [body for _, body in _blocks(text)]
    return [text]


def _verdict(name: str) -> str | None:
    if _FAIL.search(name):
        return "fail"
    return "pass" if _PASS.search(name) else None


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The label and the text of each block at the left margin."""
    for match in _BLOCK.finditer(text):
        end = re.compile(
            r"(?m)^\}|\}\s*$" if text[match.end() : match.end() + 2].strip(" ") == "}" else r"(?m)^\}"
        ).search(text, match.end())
        yield match[2] or match[1], text[match.start() : end.end() if end else len(text)] + "\n"


def _of_remarks(code: str, name: str, text: str) -> Iterator[tuple[str, str, bool, str]]:
    """The verdict stands in a comment before a block, or inside of it; or only what fails says so."""
    if code != "tf":
        return
    only_failing = "ruleid:" not in text
    for match in re.finditer(r"(?ms)^(#[^\n]*\n)*((?:resource|data|module|provider)\s.*?^\})", text):
        remarks = re.findall(r"#\s*(ruleid|ok):|(?<!<)\b(Noncompliant)\b", match[0])
        if remarks or only_failing:
            body = re.sub(r"(?m)^\s*#.*\n", "", match[2])
            yield code, name, not any(one == "ruleid" or two for one, two in remarks), body + "\n"


def _of_examples(name: str, text: str) -> Iterator[tuple[str, str, bool, str]]:
    """The block scalars of the lists `good` and `bad` below `terraform`."""
    section = re.split(r"(?m)^(?=\S)", text.partition("\nterraform:")[2])[0]
    for key, items in re.findall(r"(?m)^  (good|bad):\n((?:    .*\n|\s*\n)*)", section + "\n"):
        for body in re.split(r"(?m)^    - .*\n", items)[1:]:
            yield "tf", name, key == "good", textwrap.dedent(body)


def _of_specs(text: str) -> Iterator[tuple[str, str, bool, str]]:
    """Images in the specifications of hadolint, which are literals or lists of lines."""
    known = {name: "\n".join(re.findall(r'"((?:[^"\\]|\\.)*)"', body)) for name, body in _LINES.findall(text)}
    for match in _SPEC.finditer(text):
        nearest = list(_LINES.finditer(text, 0, match.start()))
        body = match[3].strip('"') if match[3].startswith('"') else known.get(match[3].strip("$ \n"), "")
        if nearest and not match[3].startswith('"'):
            body = "\n".join(re.findall(r'"((?:[^"\\]|\\.)*)"', nearest[-1][2]))
        if body:
            yield (
                "df",
                match[2],
                bool(match[1]),
                re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), body) + "\n",
            )


def _of_rego(name: str, text: str) -> Iterator[tuple[str, str, bool, str]]:
    """Kubernetes objects that the tests of a policy are given."""
    for body in _REGO.findall(text):
        found = re.search(r"(?s)with input as (\{.*\})\s*\n\s*(?:count|r)", body)
        verdict = re.search(r"count\(\w+\)\s*(==|>|>=|!=)\s*(\d+)", body)
        if not (found and verdict):
            continue
        try:
            value = json.loads(re.sub(r",(\s*[}\]])", r"\1", found[1]))
        except ValueError:
            continue
        # What a scanner saw on a node is no manifest.
        if value.get("kind", "NodeInfo") != "NodeInfo":
            yield "k8", name, verdict[1] == "==" and verdict[2] == "0", "\n".join(_yaml(value)) + "\n"


def _yaml(value: object) -> Iterator[str]:
    """The lines of a JSON value in block style."""
    match value:
        case {**fields} if fields:
            for key, inner in fields.items():
                plain = re.fullmatch(r"[\w.-]+", key)
                yield from _under(f"{key if plain else json.dumps(key)}:", inner)
        case [*items] if items:
            for inner in items:
                first, *rest = _yaml(inner)
                yield f"- {first}"
                yield from (f"  {line}" for line in rest)
        case _:
            yield json.dumps(value)


def _under(head: str, value: object) -> Iterator[str]:
    lines = list(_yaml(value))
    if isinstance(value, dict | list) and value:
        yield head
        yield from (f"  {line}" for line in lines)
    else:
        yield f"{head} {lines[0]}"
