"""Files that are silent alone are silent together: what a commit of files that were looked at one by one relies on."""

import random

import pytest

from answerable.core.file_pair import FilePair, is_gap
from answerable.core.whole.change import WholeChange
from answerable.syntax.analyser import Analyser
from support.pairs import load, pair_files

FILES = pair_files()
COMPANY = 12  # files of one change
#: What asks who uses a definition: a change that may break one is never taken for known.
PROMISES = {"API001", "API002", "API003"}


def silent_pairs():
    """Every file of every pair file, both ways, that gives no finding alone."""
    found = []
    for number, file in enumerate(FILES):
        for pair in load(file).pairs:
            # Different cases use the same names.
            path = f"{number}/{pair.path}"
            for old, new in ((pair.old, pair.new), (pair.new, pair.old), ("", pair.new), (pair.old, "")):
                findings, problems = Analyser()(path, old, new)
                # A file whose parsing took too long, on a busy machine, was not silent: nobody looked at it.
                if not findings and not any(map(is_gap, problems)):
                    found.append(FilePair(path, old, new))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_silent_alone_silent_together(seed):
    pairs = silent_pairs()
    random.Random(seed).shuffle(pairs)
    for start in range(0, len(pairs), COMPANY):
        company = {pair.path: pair for pair in pairs[start : start + COMPANY]}
        whole = WholeChange()
        found, _ = Analyser().change(whole.taking(company.values()))
        # What only the whole change tells is asked for by itself, and then nothing is taken for known.
        told = {each.pair.path for each in whole.told(None)}
        told |= {each.path for each in found if each.rule in PROMISES and whole.may_break}
        assert [each for each in found if each.path not in told] == []


@pytest.mark.parametrize("turn", [1, -1])
def test_what_moves_inside_a_file_is_not_taken_for_what_comes_in_another(turn):
    call = "    return requests.get(url, verify=False)\n"
    moved = FilePair(
        "a.py",
        f"def one(url):\n{call}\n\ndef two(url):\n    pass\n",
        f"def one(url):\n    pass\n\n\ndef two(url):\n{call}",
    )
    come = FilePair("b.py", "", f"def three(url):\n{call}")
    findings, _ = Analyser().change([moved, come][::turn])
    assert [(each.rule, each.path) for each in findings] == [("SEC001", "b.py")]


def test_what_is_remembered_of_a_piece_is_true_wherever_it_stands():
    analyse = Analyser()
    assert analyse("a.sh", "", "#!/bin/sh\ncheck\nexit 0\n")[0] == []
    found, _ = analyse("b.sh", "", "#!/bin/sh\nexit 0\ncheck\n")
    assert [each.rule for each in found] == ["GRD005"]
