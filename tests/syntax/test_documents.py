"""Structured documents: what is read, what is refused, and what is said about it."""

import pytest

from answerable.core.values import leaves
from answerable.syntax.analyser import Analyser
from answerable.syntax.dockerfile import instructions
from answerable.syntax.languages import language_of, languages
from answerable.syntax.parsing import parse
from answerable.syntax.yamldoc import documents, is_too_deep, value_of

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  containers:\n    - name: web\n      image: {image}\n"
HELM = (
    POD.format(name="{{ .Release.Name }}", image="nginx:1.25.3")
    + "{{- if .Values.x }}\n  hostNetwork: false\n{{- end }}\n"
)
BOMB = (
    "apiVersion: v1\nkind: ConfigMap\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
)  # fmt: skip
DEEP = [
    "- " * 300 + "a",
    "? " * 300 + "a",
    "".join(" " * n + "a:\n" for n in range(300)),
    "".join(" " * n + "- a:\n" for n in range(0, 600, 2)),
]


def _leaves(text):
    tree = parse(text.encode(), languages()["kubernetes"])
    return {leaf.path: leaf.text for leaf in leaves(value_of(tree.root_node))}


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("main.tf", "", "hcl"),
        (".github/workflows/ci.yml", "", "workflow"),
        ("ci/build.yaml", "on: push\njobs:\n  a: {}\n", "workflow-elsewhere"),
        ("deploy.yaml", "apiVersion: v1\nkind: Pod\n", "kubernetes"),
        ("values.yaml", "image: nginx\n", "settings-yaml"),
        ("Dockerfile.prod", "", "dockerfile"),
        ("policy.json", '{"Statement": []}', "json"),
        ("package.json", "{}", "settings-json"),
        ("package-lock.json", "{}", "manifest"),
        ("locales/de.json", "{}", None),
        (".env.production", "A=1\n", "settings"),
        ("CLAUDE.md", "", "guardrail"),
    ],
)
def test_language_by_path_and_content(path, text, name):
    found = language_of(path, text)
    assert (found and found.name) == name


def test_yaml_values():
    text = (
        "a: &x {b: 'c', d: [1, 2]}\ne: *x\nf:\n  <<: *x\n  b: own\ng: |\n  one\n  two\nh: >-\n  one\n  two\n"
    )
    assert _leaves(text) == {
        "a.b": "c", "a.d[]": "2", "e.b": "c", "e.d[]": "2", "f.b": "own", "f.d[]": "2", "g": "one\ntwo", "h": "one two",
    }  # fmt: skip


def test_documents_are_split():
    assert list(documents("a: 1\n---\nb: 2\n--- # c\nd: 3\n")) == [
        ("a: 1\n", 0),
        ("b: 2\n", 2),
        ("d: 3\n", 4),
    ]


@pytest.mark.parametrize("text", DEEP)
def test_yaml_that_overruns_its_parser_is_refused(text):
    assert is_too_deep(text)
    findings, problems = Analyser()(
        "a.yaml", POD.format(name="a", image="nginx:1.25.3"), f"apiVersion: v1\nkind: Pod\nx:\n{text}\n"
    )
    assert findings == []
    assert problems == ["a.yaml was not analysed: it is nested too deeply"]


def test_ordinary_yaml_is_not_refused():
    assert not is_too_deep(POD * 50)
    assert not is_too_deep("".join(f"{' ' * 2 * n}- a:\n" for n in range(12)))


def test_aliases_that_multiply_end():
    assert Analyser()("a.yaml", BOMB, BOMB + "z: 1\n") == ([], [])


def test_a_template_is_read_as_text_and_says_so():
    findings, problems = Analyser()(
        "chart/templates/pod.yaml", HELM, HELM.replace("hostNetwork: false", "hostNetwork: true")
    )
    assert [(each.rule, each.line) for each in findings] == [("PRM002", 10)]
    assert problems == [
        "chart/templates/pod.yaml is a template: it was read as text, without what its directives put in"
    ]


def test_line_endings_mean_nothing():
    text = POD.format(name="a", image="nginx:1.25.3")
    assert Analyser()("a.yaml", text, text.replace("\n", "\r\n")) == ([], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nrun b\n", [("FROM", "a", 0, 1), ("RUN", "b", 1, 2)]),
        ("# c\n\nRUN a \\\n  # c\n  && b\nUSER x", [("RUN", "a \\\n\\\n  && b", 2, 5), ("USER", "x", 5, 6)]),
        ("RUN <<EOF\nUSER a\nEOF\nUSER b\n", [("RUN", "<<EOF", 0, 3), ("USER", "b", 3, 4)]),
        ("RUN <<EOF\nnever closed", [("RUN", "<<EOF", 0, 2)]),
        ("\\\n\\\n", []),
        ("", []),
    ],
)
def test_instructions(text, expected):
    assert [each[:4] for each in instructions(text)] == expected
