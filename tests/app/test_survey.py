"""A worktree's index that is made bit by bit and kept up to date, held against one that is made anew."""

from hypothesis import given
from hypothesis import strategies as st

from answerable.app.survey import Around, Land, Survey
from answerable.core.blast.radius import words
from answerable.core.cochange import CoChange
from answerable.core.codeowners import parse_codeowners
from answerable.wiring.reach import symbol_reader

CART = "def total(items):\n    return sum(items)\n"
USER = "from shop.cart import total\n\n\ndef use(items):\n    return total(items)\n"
OTHER = "def total(items):\n    return 1\n"
READER = symbol_reader()


class Folder:
    """Files in memory; `disk` are those that git has no blob of, `read` counts how often a file was outlined."""

    def __init__(self, files, disk=(), commits=()):
        self.files, self.disk, self.read = dict(files), set(disk), []
        self.past = CoChange(commits)

    def survey(self):
        return Survey(Land(self._look, self._outlines, self._around, READER))

    def _look(self):
        files = {path: "" if path in self.disk else str(hash(text)) for path, text in self.files.items()}
        return files, self.disk

    def _outlines(self, files):
        texts = [(path, self.files[path]) for path in files]
        self.read += files
        made = READER.outlines_of(texts)
        return {path: one for (path, _), (one, _) in zip(texts, made, strict=True) if one.language}

    def _around(self):
        return Around(parse_codeowners(b"/pay/ @pay\n")[0], (), self.past)


def finished(folder):
    survey = folder.survey()
    while not survey.is_ready:
        survey.step()
    return survey


def at(survey, folder, path="shop/cart.py", line=1):
    [found] = survey.radii(path, folder.files[path], [(line, line)])
    return None if found is None else words(found)


def test_it_is_made_in_steps_and_answers_when_it_is_done():
    files = {"shop/cart.py": CART, "notes.txt": "", **{f"pay/u{at}.py": USER for at in range(40)}}
    folder = Folder(files)
    survey = folder.survey()
    seen = []
    while not survey.is_ready:
        assert at(survey, folder) is None
        seen.append((survey.done, survey.total))
        survey.step()
    assert seen == [(0, 41), (16, 41), (32, 41), (41, 41)]
    assert at(survey, folder) == "direct 40, transitive at most 40, owners @pay, tier high"
    assert at(survey, Folder({"notes.txt": "x"}), "notes.txt") is None
    survey.step()
    assert folder.read == list(folder.files)[:1] + [path for path in files if path.startswith("pay/")]


def test_what_has_changed_is_looked_at_again_and_nothing_else():
    folder = Folder({"shop/cart.py": CART, "pay/a.py": USER, "pay/b.py": USER})
    survey = finished(folder)
    folder.files["pay/c.py"] = USER
    folder.disk.add("pay/c.py")
    del folder.files["pay/a.py"]
    folder.read.clear()
    survey.refresh()
    assert folder.read == ["pay/c.py"]
    assert at(survey, folder) == "direct 2, transitive at most 2, owners @pay, tier medium"


def test_a_folder_that_is_too_large_is_never_ready():
    survey = Folder({f"{at}.py": "" for at in range(20_001)}).survey()
    survey.step()
    assert (survey.done, survey.total, survey.is_ready) == (0, 0, False)


def test_partners_are_missing_from_a_change_only():
    both, quiet = {"shop/cart.py", "shop/tax.py"}, [{f"x{at}"} for at in range(20)]
    files = {"shop/cart.py": CART, "shop/tax.py": OTHER, "pay/a.py": ""}
    for disk, expected in (([], "low"), (["shop/cart.py"], "medium"), (list(both), "low")):
        folder = Folder(files, disk, [*[both] * 6, *quiet])
        assert at(finished(folder), folder).endswith(f"tier {expected}")


PATHS = ["shop/cart.py", "pay/a.py", "pay/b.py", "lib/c.py"]
EDITS = st.lists(
    st.tuples(st.sampled_from(PATHS), st.sampled_from([CART, USER, OTHER, "", None]), st.booleans()),
    max_size=6,
)


@given(EDITS, EDITS, st.integers(0, 3))
def test_it_is_the_same_as_one_that_is_made_anew(before, after, steps):
    folder = Folder({"shop/cart.py": CART, "pay/a.py": USER})
    edit(folder, before)
    survey = folder.survey()
    for _ in range(steps):
        survey.step()
    edit(folder, after)
    survey.refresh()
    while not survey.is_ready:
        survey.step()
    fresh = finished(folder)
    for path in folder.files:
        assert at(survey, folder, path) == at(fresh, folder, path)


def edit(folder, edits):
    for path, text, is_committed in edits:
        folder.files.pop(path, None)
        folder.disk.discard(path)
        if text is not None:
            folder.files[path] = text
            if not is_committed:
                folder.disk.add(path)
    folder.files["keep.py"] = ""
