"""A session gives, edit after edit, what comparing the two whole texts gives."""

import random

import pytest

from answerable.syntax import chunks
from answerable.syntax.analyser import Analyser
from answerable.syntax.languages import language_of
from answerable.syntax.parsing import parse, source_bytes
from answerable.syntax.session import Session
from support.pairs import load, pair_files

TEXTS = {
    suffix: "\n\n".join(
        text
        for file in pair_files()
        for pair in load(file).pairs
        for text in (pair.old, pair.new)
        if pair.path.endswith(suffix)
    )
    for suffix in (".py", ".js", ".ts", ".sh", ".sql", ".tf")
}


def check_session(path, old, texts):
    """Session and analyser agree on every text that is not more broken than the old one."""
    session, analyser = Session(path, old), Analyser()
    for text in texts:
        found, problems = session.findings(text)
        whole, also = analyser(path, old, text)
        if errors(path, text) > errors(path, old):
            continue
        assert [each._replace(old_text="") for each in found] == [
            each._replace(old_text="") for each in whole
        ]
        assert list(problems) == list(also)


def errors(path, text):
    """How many mistakes the parser sees."""
    language = language_of(path, text)
    if language is None or not language.module:
        return 0
    tree = str(parse(source_bytes(text), language).root_node)
    return tree.count("(ERROR") + tree.count("(MISSING")


def _edits(text, luck, count):
    """Whole lines deleted, doubled, moved or added, so that brackets stay mostly balanced."""
    lines = text.splitlines(keepends=True)
    for _ in range(count):
        kept, at = list(lines), luck.randrange(len(lines))
        for _ in range(luck.randrange(1, 3)):
            kind = luck.randrange(3)
            if kind == 0:
                kept.insert(at, "\n")
            elif kind == 1:
                kept.insert(luck.randrange(len(kept)), kept[at])
            else:
                kept[at] = kept[at].replace("order", "orders").replace("1", "2")
        yield "".join(kept)


@pytest.mark.parametrize("suffix", TEXTS)
@pytest.mark.parametrize("seed", range(4))
def test_session_equals_whole(suffix, seed):
    text = TEXTS[suffix]
    check_session(f"a{suffix}", text, _edits(text, random.Random(seed), 12))


@pytest.mark.parametrize("file", pair_files(), ids=lambda file: "/".join(file.parts[-3:]))
def test_session_on_pairs(file):
    pairs = load(file).pairs
    if len(pairs) == 1:
        check_session(pairs[0].path, pairs[0].old, [pairs[0].new, pairs[0].old, pairs[0].new])


def test_a_broken_chunk_stays_alone():
    old = "def a():\n    return 1\n\n\ndef b(x):\n    if x is None:\n        raise ValueError('x')\n    return x\n"
    session = Session("a.py", old)
    assert session.findings(old.replace("return 1", "return (verify")) == ([], [])
    found, _ = session.findings(
        old.replace("return 1", "return (verify").replace(
            "    if x is None:\n        raise ValueError('x')\n", ""
        )
    )
    assert [each.rule for each in found] == ["GRD001"]


MEMBERS = {
    "a.py": ("class A:\n", "    def m{n}(self, x):\n        if x is None:\n            raise ValueError('{n}')\n        return x\n\n", ""),
    "a.ts": ("export class A {{\n", "  m{n}(x: string | null) {{\n    if (!x) {{\n      throw new Error('{n}');\n    }}\n    return x;\n  }}\n\n", "}}\n"),
    "a.java": ("class A {{\n", '  int m{n}(String x) {{\n    if (x == null) {{\n      throw new IllegalStateException("{n}");\n    }}\n    return {n};\n  }}\n\n', "}}\n"),
    "a.rs": ("impl A {{\n", "    fn m{n}(&self, x: u32) -> Result<u32, E> {{\n        if x > {n} {{\n            return Err(E::Big);\n        }}\n        Ok(x)\n    }}\n\n", "}}\n"),
}  # fmt: skip


def member_edits(lines, size, luck):
    """A word changed, a blank line, a member less, a member copied: (first, last, new lines)."""
    first = luck.randrange(len(lines))
    start = 1 + size * luck.randrange((len(lines) - 1) // size)
    return luck.choice(
        [
            (first, first + 1, [lines[first].replace("x", "xx")]),
            (first, first, ["\n"]),
            (start, start + size, []),
            (start, start, lines[1 : 1 + size]),
        ]
    )


@pytest.mark.parametrize("path", MEMBERS)
@pytest.mark.parametrize("seed", range(3))
def test_an_edit_of_a_long_class_tells_what_the_whole_does(path, seed):
    head, member, foot = MEMBERS[path]
    text = head.format() + "".join(member.format(n=number) for number in range(60)) + foot.format()
    luck, lines = random.Random(seed), text.splitlines(keepends=True)
    session, analyser, now = Session(path, text), Analyser(), list(lines)
    for _ in range(20):
        first, last, made = member_edits(now, member.count("\n"), luck)
        now[first:last] = made
        found, _ = session.edit(first, last, made)
        assert "".join(session._state._lines) == "".join(now)
        assert sum(chunk.lines for chunk in session._state._chunks) == len(now)
        if errors(path, "".join(now)):
            now, session = list(lines), Session(path, text)
        else:
            whole, _ = analyser(path, text, "".join(now))
            assert [each[:6] for each in found] == [each[:6] for each in whole]


def test_only_the_member_is_parsed_again(monkeypatch):
    head, member, foot = MEMBERS["a.java"]
    text = head.format() + "".join(member.format(n=number) for number in range(60)) + foot.format()
    session = Session("a.java", text)
    session.edit(2, 3, ["    if (x == null) {\n"])
    parsed = []
    monkeypatch.setattr(
        chunks,
        "parse",
        lambda source, *rest, **more: parsed.append(len(source)) or parse(source, *rest, **more),
    )
    found, _ = session.edit(2, 5, ["    // no check\n"])
    assert [one.rule for one in found] == ["GRD001"]
    assert sum(parsed) < len(text) / 10
