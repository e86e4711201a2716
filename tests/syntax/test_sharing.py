"""A change compared by several processes: the same answer, also when some of them die."""

import os
import signal

import pytest

from answerable.core.file_pair import FilePair
from answerable.syntax.analyser import Analyser
from answerable.syntax.sharing import in_processes

#: The processes of pytest-xdist have threads, which do nothing with what is forked here.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

HERE = os.getpid()


@pytest.mark.parametrize("processes", [1, 2, 3, 7, 9])
def test_results_come_in_order(processes):
    assert in_processes(lambda number: number * 2, range(7), processes) == [0, 2, 4, 6, 8, 10, 12]


def test_several_processes_do_the_work():
    assert len(set(in_processes(lambda _: os.getpid(), range(9), 3))) == 3


def dying(number):
    """Kills every process but the test's own."""
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def failing(number):
    """Fails in every process but the test's own, after half of the work."""
    if os.getpid() != HERE and number > 50_000:
        raise MemoryError
    return str(number)


@pytest.mark.parametrize("work", [dying, failing])
def test_what_a_dead_process_should_have_done_is_done(work):
    numbers = range(0, 100_000, 500)
    assert in_processes(work, numbers, 2) == [work(number) for number in numbers]


def test_an_error_is_ours():
    with pytest.raises(ZeroDivisionError):
        in_processes(lambda number: 1 // number, [1, 0], 2)


def change(files):
    """A change with findings, moves from file to file, and files that cannot be analysed."""
    call, limit = "    return requests.get(url, verify=False)\n", "x = 1\n" * 900_000
    for number in range(files):
        here, there = (f"def f{number}(url):\n{body}" for body in (call, "    pass\n"))
        yield FilePair(f"a{number}.py", *((here, there) if number % 3 == 1 else (there, here)))
    yield FilePair("b.py", "", f"verify = 1\n{limit}")


def test_the_findings_are_the_same():
    pairs = list(change(120))
    alone = Analyser().change(pairs)
    assert len(alone[0]) == 40
    assert len(alone[1]) == 1
    assert Analyser().change(iter(pairs), processes=2) == alone
    assert Analyser().change(pairs, processes=64) == alone
