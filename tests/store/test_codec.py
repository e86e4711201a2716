"""Every value comes back from its stored form, and a form that is damaged is noticed."""

from hypothesis import given
from hypothesis import strategies as st

from answerable.core.evidence import Evidence, Snapshot, Window
from answerable.core.origin import Author, Grade, Mechanism, Origin
from answerable.core.text import Attributed, split_lines
from answerable.store.codec import (
    integer,
    is_packed,
    pack,
    pack_content,
    pack_evidence,
    pack_runs,
    pack_window,
    stored,
    text_of,
    unpack,
    unpack_evidence,
    unpack_snapshot,
    unpack_window,
)

#: Any string of Python, unless its surrogates would make up a character: JSON joins those.
TEXTS = st.text(st.characters(exclude_categories=[])).filter(lambda text: _joined(text) == text)
ORIGINS = st.builds(
    Origin,
    st.sampled_from(Author),
    st.sampled_from(Mechanism),
    st.sampled_from(Grade),
    *[TEXTS] * 4,
    st.lists(TEXTS, max_size=2).map(tuple),
)


def _joined(text):
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


@st.composite
def attributed_texts(draw):
    """A text whose lines have one origin each, or one per half."""
    lines = split_lines(draw(st.text(st.characters(exclude_categories=[]) | st.sampled_from("\r\n"))))
    runs = []
    for line in lines:
        first, second = draw(ORIGINS), draw(ORIGINS)
        middle = len(line) // 2
        whole = not middle or first == second
        runs.append(((len(line), first),) if whole else ((middle, first), (len(line) - middle, second)))
    return Attributed(tuple(lines), tuple(runs))


@given(st.text(st.characters(exclude_categories=[])))
def test_texts_come_back(text):
    assert text_of(stored(text)) == text
    assert unpack(pack(text)) == text


@given(attributed_texts(), TEXTS, TEXTS, st.integers())
def test_snapshots_come_back(attributed, path, source, at_ms):
    data, runs = pack_content(attributed), pack_runs(attributed)
    row = (stored(path), b"digest", runs, stored(source), integer(at_ms), data)
    assert unpack_snapshot(row) == Snapshot(path, "digest", attributed, source, integer(at_ms))
    assert is_packed(data, attributed)


@given(
    st.builds(
        Evidence,
        TEXTS,
        TEXTS,
        st.sampled_from(Mechanism),
        st.sampled_from(Author),
        st.sampled_from(Grade),
        *[TEXTS] * 6,
        st.integers(),
        TEXTS,
    )
)
def test_evidence_comes_back(evidence):
    assert unpack_evidence(evidence.path, pack_evidence(evidence)) == evidence


@given(TEXTS, TEXTS, st.dictionaries(TEXTS, TEXTS | st.none()), st.integers())
def test_windows_come_back(key, producer, before, at_ms):
    window = Window(key, producer, before, integer(at_ms))
    row = (stored(key), stored(producer), pack_window(window), window.at_ms)
    assert unpack_window(row) == window


@given(attributed_texts(), st.data())
def test_a_changed_byte_is_noticed(attributed, data):
    packed = bytearray(pack_content(attributed))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))
    # The second byte says how hard it was compressed, which does not matter to whoever expands it.
    assert unpack(bytes(packed)) in {None, "".join(attributed.lines)}


@given(st.lists(st.none() | st.integers() | st.floats() | st.binary() | st.text(), min_size=6, max_size=6))
def test_rows_of_anything_are_read_without_an_error(row):
    unpack_snapshot(tuple(row))
    unpack_evidence("a", row[0])
    unpack_window(tuple(row[:4]))


def test_a_text_that_expands_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("answerable.store.codec.LARGEST_TEXT", 1000)
    assert unpack(pack("x" * 1000)) == "x" * 1000
    assert pack("x" * 1001) is None
    monkeypatch.setattr("answerable.store.codec.LARGEST_TEXT", 999)
    bomb = pack("x" * 999)
    monkeypatch.setattr("answerable.store.codec.LARGEST_TEXT", 998)
    assert unpack(bomb) is None


def test_integers_fit_into_the_file():
    assert [integer(value) for value in (-(10**30), -1, 0, 10**30)] == [1 - 2**63, -1, 0, 2**63 - 1]
