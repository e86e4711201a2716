"""A session gives, edit after edit, what comparing the two whole texts gives."""

import random

import pytest

from answerable.syntax.analyser import Analyser
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
    """Session and analyser agree on every text."""
    session, analyser = Session(path, old), Analyser()
    for text in texts:
        found, problems = session.findings(text)
        whole, also = analyser(path, old, text)
        assert [each._replace(old_text="") for each in found] == [
            each._replace(old_text="") for each in whole
        ]
        assert list(problems) == list(also)


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
