"""Pairs of a passing and a failing infrastructure file, from the test fixtures of scanners: what is found, what alarms.

`python tests/evaluate/fixtures.py CLONE... [--only REGEX] [--json FILE]` reads clones of checkov, tfsec, trivy-checks, kics,
semgrep-rules, hadolint, kyverno/policies, gatekeeper-library, polaris, sonar-iac or regula. Each failing fixture is
paired with the passing one of its check that is most like it, and the other way around; names are made the same in both. A pair is *found* when
passing to failing has a finding of level `block` or `review`, and *alarms* when failing to passing has one. Checks
about style, or about what one company wants, are out of the scope of the rules; the last columns leave them out. With
`--json` each pair is written as one line: the check, both texts and what was found either way.
"""

import argparse
import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from fixture_layouts import Fixture, fixtures

from answerable.core.finding import Level
from answerable.syntax.analyser import Analyser

_ALARMS = {Level.BLOCK, Level.REVIEW}
_PATHS = {
    "tf": "infra/main.tf",
    "k8": "deploy/app.yaml",
    "df": "Dockerfile",
    "gh": ".github/workflows/ci.yml",
}
_TYPE = re.compile(r'(?m)^\s*(?:resource|data|module)\s+"([^"]+)"(?:\s+"([^"]+)")?|^kind:\s*(\w+)')
_REFERENCE = re.compile(r"(?<![\w.\"-])(?:data\.)?((?!var\b|local\b|each\b)[a-z]+_\w+)\.([a-zA-Z][\w-]*)")
_OBJECT_NAME = re.compile(r"(?m)^metadata:\s*\n(?:[ \t]+.*\n)*?[ \t]+name:[ \t]*[\"']?([\w.-]+)")
#: What says which thing it is, at the top of a resource: another value is another thing, and no edit of this one.
_IDENTITY = re.compile(
    r'^\s*(name|bucket|location|region|zone|project|\w*identifier|\w+_(?:name|id))(\s*=\s*)("[^"]*")\s*$'
)
_NAMESPACE = re.compile(r"(?m)^(  namespace:[ \t]*)([\w-]+)")
#: The least share of lines that the twins have in common; what has less is another thing, and no edit of this one.
_ALIKE = 0.4
_FEW_LINES = 8


#: Checks that are no business of the rules, by their names: what makes images small, builds quiet or texts tidy, which
#: names, labels and registries one company wants, what is useless rather than unsafe, and exceptions from other checks.
_OUTSIDE = re.compile(
    r"(?x)^DL(?:1001|3000|3003|3009|301[02459]|302[0-4]|3029|303[0-24568]|304[02-9]|305\d|306[01359]|400[1345])$"
    r"|(?i:description|(?<!image)[_-]tags?(?:\b|_)|labels?\b|annotations?\b|snake_case|maintainer|Tiller|WhoAMI|correctness/)"
    r"|dockerfile/(?:.*(?:update_instruction_alone|clean|cache|workdir|copy_|alias|cmd_|entrypoint|yes|recommends|unpinned_?no|duplicate))"
    r"|(?:UpdateNotAlone|WorkdirIsAbsolute|AliasIsUnique|RunUsingAPT)"
    r"|default_port|(?:aws|azure|gcp|alicloud)/\w*compression|transfer_acceleration|TransferAcceleration|databricks/|nifcloud/dns"
    r"|^(?:argo|castai|cert-manager|cleanup|consul|cost-|external-secret|flux|karpenter|kasten|kubecost|kubeops|kubevirt|tekton|traefik|velero)"
    r"|subrule/|(?:other|best-practices)[\w-]*/(?:advanced-|allowed-|block-(?:large|stale)-|only-trustworthy|metadata-|exclude-|enforce-|forbid-|"
    r"limit-containers|verify-|check-|policy-for-|disallow-(?:all-secrets|secrets-from)|prevent-duplicate|deployment-replicas|memory-requests-equal|"
    r"require-(?:base-|image-|unique|container-port|storageclass|pdb|pod-priority|annot|label)|ingress-host|deny-|docker-socket-|topology|"
    r"restrict-(?:image-|deprecated-|ingress-(?:host|paths)|secrets-by|node-|service-port|usergroup|controlplane|storageclass|networkpolicy-empty))"
    r"|(?:allowedrepos|disallowedrepos|requiredlabels|requiredannotations|unique\w+|replicalimits|horizontalpodautoscaler|block-endpoint)"
    r"|pdbMinAvailable|sensitive_port_is_exposed_to_small_public_network"
)


class Pair(NamedTuple):
    """Two fixtures of one check, named alike."""

    corpus: str
    code: str
    check: str
    passing: str
    failing: str


class Outcome(NamedTuple):
    """The rules that spoke with a level that alarms, either way."""

    pair: Pair
    found: list[str]
    alarms: list[str]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("clones", nargs="+")
    options.add_argument("--only", default="", help="checks whose name matches")
    options.add_argument(
        "--half", type=int, choices=(0, 1), help="only one half of the checks, by their hash"
    )
    options.add_argument("--json", help="where to write each pair and what was found")
    chosen = options.parse_args()
    outcomes = [
        outcome
        for clone in chosen.clones
        for pair in pairs(fixtures(Path(clone)))
        if re.search(chosen.only, pair.check)
        and chosen.half in {None, zlib.crc32(pair.check.encode()) % 2}
        and (outcome := _outcome(pair))
    ]
    _table(outcomes)
    if chosen.json:
        lines = (json.dumps({**o.pair._asdict(), "found": o.found, "alarms": o.alarms}) for o in outcomes)
        Path(chosen.json).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def pairs(samples: Iterator[Fixture]) -> Iterator[Pair]:
    """Each fixture with its nearest twin of the other verdict; a pair of texts comes once."""
    checks: dict[tuple[str, str, str], list[Fixture]] = defaultdict(list)
    for sample in samples:
        checks[sample.corpus, sample.code, sample.check].append(sample)
    seen = set()
    for (corpus, code, check), group in checks.items():
        failing = [each for each in group if not each.passes]
        passing = [each for each in group if each.passes]
        twins = [(_nearest(each, passing), each) for each in failing]
        twins += [(each, _nearest(each, failing)) for each in passing]
        for good, bad in twins:
            if good and bad:
                old, new = _named_alike(good.text, bad.text)
                if (
                    old.split() != new.split()
                    and _likeness(old, new) >= _ALIKE
                    and (code, old, new) not in seen
                ):
                    seen.add((code, old, new))
                    yield Pair(corpus, code, check, old, new)


def _nearest(sample: Fixture, others: list[Fixture]) -> Fixture | None:
    """The fixture that has most lines in common, of those with the most kinds of resource in common."""
    kinds = _kinds(sample.text)
    best = max((len(kinds & _kinds(each.text)) for each in others), default=0)
    alike = [each for each in others if len(kinds & _kinds(each.text)) == best and (best or not kinds)]
    return max(alike, key=lambda each: _likeness(sample.text, each.text), default=None)


def _likeness(one: str, two: str) -> float:
    """The share of lines in common, or of words where there are hardly any lines."""
    unit = re.compile(r"\S.*" if min(one.count("\n"), two.count("\n")) > _FEW_LINES else r"\w+|[^\w\s]")
    lines, others = unit.findall(one), unit.findall(two)
    return SequenceMatcher(None, lines, others).ratio()


def _kinds(text: str) -> set[str]:
    return {match[1] or match[3] for match in _TYPE.finditer(text)}


def _named_alike(old: str, new: str) -> tuple[str, str]:
    """The texts with the same labels and names, as far as there are as many."""
    ours, theirs = _labels(old), _labels(new)
    for kind in ours:
        mine = [label for label in ours[kind] if label not in theirs[kind]]
        other = [label for label in theirs[kind] if label not in ours[kind]]
        for number, (one, two) in enumerate(zip(mine, other, strict=False)):
            same = f"it{number or ''}"
            old, new = _renamed(old, kind, one, same), _renamed(new, kind, two, same)
    return old, _with_identity_of(old, new)


def _with_identity_of(old: str, new: str) -> str:
    """The new text with the names, places and namespaces of the old, where both have as many of a kind."""
    ours, theirs = _identities(old), _identities(new)
    lines = new.splitlines(keepends=True)
    for kind in ours.keys() & theirs.keys():
        if len(ours[kind]) == len(theirs[kind]):
            for (_, value), (number, _) in zip(ours[kind], theirs[kind], strict=True):
                lines[number] = re.sub(r'"[^"]*"', lambda _, value=value: value, lines[number], count=1)  # type: ignore[misc]
    spaces = _NAMESPACE.findall(old)
    if len(spaces) == len(_NAMESPACE.findall(new)) and "default" not in {each[1] for each in spaces}:
        waiting = iter(spaces)
        return _NAMESPACE.sub(lambda _: "".join(next(waiting)), "".join(lines))
    return "".join(lines)


def _identities(text: str) -> dict[str, list[tuple[int, str]]]:
    """The numbers of lines, and the values, by the name of the argument; only at the top of a block."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    depth, kind = 0, ""
    for number, line in enumerate(text.splitlines()):
        match = _IDENTITY.match(line)
        if not depth:
            kind = line
        if match and depth == 1:
            found[f"{kind} {match[1]}"].append((number, match[3]))
        depth += len(re.findall(r"[{\[(]", line)) - len(re.findall(r"[}\])]", line))
    return found


def _labels(text: str) -> dict[str, list[str]]:
    """The labels of Terraform by type, those that are only referred to last, and the names of objects."""
    labels: dict[str, list[str]] = defaultdict(list)
    for match in _TYPE.finditer(text):
        if match[1]:
            labels[match[1] if match[2] else "module"].append(match[2] or match[1])
    for kind, label in _REFERENCE.findall(text):
        if label not in labels[kind]:
            labels[kind].append(label)
    labels[""] = list(dict.fromkeys(_OBJECT_NAME.findall(text)))
    return labels


def _renamed(text: str, kind: str, name: str, same: str) -> str:
    if not kind:
        return re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", same, text)
    text = re.sub(rf'("{re.escape(kind)}"\s+|module\s+)"{re.escape(name)}"', rf'\1"{same}"', text)
    return re.sub(rf"\b{re.escape(kind)}\.{re.escape(name)}\b", f"{kind}.{same}", text)


def _outcome(pair: Pair) -> Outcome:
    path = _PATHS[pair.code]
    return Outcome(pair, _rules(path, pair.passing, pair.failing), _rules(path, pair.failing, pair.passing))


def _rules(path: str, old: str, new: str) -> list[str]:
    return sorted({each.rule for each in Analyser()(path, old, new)[0] if each.level in _ALARMS})


def _table(outcomes: list[Outcome]) -> None:
    made, found, alarmed, ours, seen = (Counter[str]() for _ in range(5))
    for outcome in outcomes:
        for key in (f"{outcome.pair.corpus} {outcome.pair.code}", "all"):
            made[key] += 1
            found[key] += bool(outcome.found)
            alarmed[key] += bool(outcome.alarms)
            ours[key] += (is_ours := not _OUTSIDE.search(outcome.pair.check))
            seen[key] += is_ours and bool(outcome.found)
    print("| fixtures | pairs | found | alarms | pairs in scope | found |\n|---|---|---|---|---|---|")
    for key in sorted(made, key=lambda each: (each == "all", each)):
        print(
            f"| {key} | {made[key]} | {found[key] / made[key]:.1%} | {alarmed[key] / made[key]:.1%} "
            f"| {ours[key]} | {seen[key] / max(1, ours[key]):.1%} |"
        )


if __name__ == "__main__":
    main()
