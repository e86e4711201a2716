"""What was lost is put back where it was, as its neighbours stand now."""

import pytest

from answerable.core.mending import allowance, question, restored
from answerable.core.text import split_lines
from answerable.syntax.analyser import Analyser
from support.pairs import load, pair_files

GUARD = "    if url is None:\n        raise ValueError('no url')\n"
SAFE = f"def fetch(url):\n{GUARD}    return get(url)\n"


def mended(path, old, new, rule, mend=restored):
    """The new text after the first finding of a rule was mended."""
    found, _ = Analyser()(path, old, new)
    one = next(each for each in found if each.rule == rule)
    lines = split_lines(new)
    change = mend(one, split_lines(old), lines)
    return None if change is None else "".join([*lines[: change.first], *change.lines, *lines[change.last :]])


ROWS = [
    ("a deletion", SAFE, SAFE.replace(GUARD, ""), "GRD001", SAFE),
    (
        "the next line changed too",
        SAFE,
        "def fetch(url):\n    return get(url, 5)\n",
        "GRD001",
        SAFE.replace("get(url)", "get(url, 5)"),
    ),
    (
        "a body that was indented",
        SAFE,
        "def fetch(url):\n    with timer():\n        return get(url)\n",
        "GRD001",
        f"def fetch(url):\n    with timer():\n{GUARD.replace('    ', '        ', 1).replace('        raise', '            raise')}        return get(url)\n",
    ),
    ("half of it", SAFE, SAFE.replace("raise ValueError('no url')", "pass"), "GRD001", SAFE),
    (
        "a value",
        "def f():\n    return requests.get(URL, timeout=5)\n",
        "def f():\n  return requests.get(URL, timeout=500)\n",
        "LIM001",
        "def f():\n  return requests.get(URL, timeout=5)\n",
    ),
    (
        "endings of Windows",
        SAFE,
        SAFE.replace(GUARD, "").replace("\n", "\r\n"),
        "GRD001",
        SAFE.replace("\n", "\r\n"),
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "rule", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_put_back(old, new, rule, expected):
    assert mended("a.py", old, new, rule) == expected


def test_a_lock_is_put_back_around_its_body():
    old = "void f() {\n  synchronized (this) {\n    count += 1;\n    write(count);\n  }\n}\n"
    new = "void f() {\n  count += 1;\n  write(count);\n}\n"
    assert (
        mended("A.java", f"class A {{\n{old}}}\n", f"class A {{\n{new}}}\n", "CON001")
        == f"class A {{\n{old}}}\n"
    )


def test_what_has_no_old_text_is_not_put_back():
    assert mended("a.sh", "", 'rm -rf "$A"/*\n', "DEL001") is None


def _allow(finding, _, new):
    return allowance(finding, "#", new)


def test_an_allowance_stands_above_and_counts_once_it_has_a_reason():
    new = SAFE.replace(GUARD, "")
    text = mended("a.py", SAFE, new, "GRD001", _allow)
    assert "    # answerable: allow GRD001 -- \n    return get(url)\n" in text
    findings, problems = Analyser()("a.py", SAFE, text)
    assert [one.level.value for one in findings] == ["review"]
    assert "needs a rule and a reason" in problems[0]
    findings, problems = Analyser()("a.py", SAFE, text.replace("-- ", "-- callers check"))
    assert [(one.level.value, one.allowed) for one in findings] == [("info", "callers check")]
    assert problems == []


def _ask(finding, _, new):
    return question(finding, "#", new)


@pytest.mark.parametrize(
    ("reason", "told"),
    [("", "marked for sign-off: "), (" -- who checks now?", "marked for sign-off (who checks now?): ")],
)
def test_a_mark_stands_above_and_lets_the_finding_block_until_a_sign_off_names_it(reason, told):
    text = mended("a.py", SAFE, SAFE.replace(GUARD, ""), "GRD001", _ask)
    assert "    # answerable: sign-off GRD001\n    return get(url)\n" in text
    findings, problems = Analyser()("a.py", SAFE, text.replace("GRD001\n", f"GRD001{reason}\n"))
    assert [one.level.value for one in findings] == ["block"]
    assert findings[0].message.startswith(told)
    assert problems == []
    assert question(findings[0], "#", text.splitlines(keepends=True)) is None


def test_no_comment_is_put_into_a_continued_line_or_where_there_are_none():
    found, _ = Analyser()("a.sh", "", 'true \\\n  && rm -rf "$A"/*\n')
    lines = ["true \\\n", '  && rm -rf "$A"/*\n']
    assert allowance(found[0]._replace(line=2), "#", lines) is None
    assert allowance(found[0], "", lines) is None


@pytest.mark.parametrize("file", pair_files(), ids=lambda file: "/".join(file.parts[-3:]))
def test_whatever_the_pair_a_mend_stays_inside_the_text_and_takes_the_finding_away(file):
    case = load(file)
    if len(case.pairs) != 1:
        return
    path, old, new = case.pairs[0]
    findings, _ = Analyser()(path, old, new)
    lines = split_lines(new)
    for one in findings:
        mend = restored(one, split_lines(old), lines)
        if mend is not None:
            assert 0 <= mend.first <= mend.last <= len(lines)
            text = "".join([*lines[: mend.first], *mend.lines, *lines[mend.last :]])
            again, _ = Analyser()(path, old, text)
            assert one.fingerprint not in {each.fingerprint for each in again} or len(again) < len(findings)
