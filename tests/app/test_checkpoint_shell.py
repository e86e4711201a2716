"""Shell commands of agents: what they changed, and what git or a copy did."""

import pytest

from support.git import make_repo
from support.scene import Scene

OLD = "def one():\n    return 1\n"
MORE = OLD + "\ndef two(x):\n    return x + 2\n"
CLAIMED = "unknown unknown - ai:attested ai:attested"


@pytest.fixture
def scene(tmp_path):
    repo = make_repo(tmp_path)
    repo.commit("start", **{"a.py": OLD, "tracked/deep.py": OLD})
    return Scene(repo)


def shell_edits_a_clean_file(scene):
    scene.shell("pre")
    scene.repo.write("a.py", MORE)
    scene.shell("post")


def shell_edits_a_file_that_was_dirty(scene):
    scene.repo.write("a.py", "import os\n" + OLD)
    scene.shell("pre")
    scene.repo.write("a.py", "import os\n" + MORE)
    scene.shell("post")


def shell_edits_a_file_in_a_folder(scene):
    scene.shell("pre")
    scene.repo.write("tracked/deep.py", MORE)
    scene.shell("post")


def shell_creates_a_file(scene):
    scene.shell("pre")
    scene.repo.write("new/b.py", OLD)
    scene.shell("post")


def shell_creates_and_stages(scene):
    scene.shell("pre", command="make && git add -A")
    scene.repo.write("b.py", OLD + "x = 1\n")
    scene.repo.git("add", "-A")
    scene.shell("post", command="make && git add -A")


def shell_moves_and_edits(scene):
    scene.shell("pre")
    (scene.repo.top / "a.py").rename(scene.repo.top / "b.py")
    scene.repo.write("b.py", OLD + "x = 1\n")
    scene.shell("post")


def shell_copies_what_a_human_typed(scene):
    scene.repo.write("mine.py", "typed = here\n")
    scene.editor_saw("mine.py", "typed = here\n")
    scene.shell("pre")
    scene.repo.write("b.py", "typed = here\n")
    scene.shell("post")


def stash_is_popped(scene):
    scene.repo.write("a.py", MORE)
    scene.repo.git("stash", "-q")
    scene.shell("pre", command="git stash pop")
    scene.repo.git("stash", "pop", "-q")
    scene.shell("post", command="git stash pop")


def stash_brings_an_untracked_file_back(scene):
    scene.repo.write("b.py", MORE)
    scene.repo.git("stash", "-q", "-u")
    scene.shell("pre", command="git stash pop")
    scene.repo.git("stash", "pop", "-q")
    scene.shell("post", command="git stash pop")


def stash_keeps_what_a_human_typed(scene):
    scene.editor_saw("a.py", OLD + "typed = here\n")
    scene.repo.write("a.py", OLD + "typed = here\n")
    scene.shell("pre", command="git stash", tool_use="t1")
    scene.repo.git("stash", "-q")
    scene.shell("post", command="git stash", tool_use="t1")
    scene.shell("pre", command="git stash pop", tool_use="t2")
    scene.repo.git("stash", "pop", "-q")
    scene.shell("post", command="git stash pop", tool_use="t2")


def file_is_taken_from_a_branch(scene):
    scene.repo.git("checkout", "-q", "-b", "other")
    scene.repo.commit("other", **{"a.py": MORE})
    scene.repo.git("checkout", "-q", "main")
    command = "git checkout other -- a.py"
    scene.shell("pre", command=command)
    scene.repo.git("checkout", "-q", "other", "--", "a.py")
    scene.shell("post", command=command)


def branch_is_merged_without_commit(scene):
    scene.repo.git("checkout", "-q", "-b", "other")
    scene.repo.commit("other", **{"a.py": MORE})
    scene.repo.git("checkout", "-q", "main")
    scene.repo.commit("main", **{"c.py": "x = 1\n"})
    scene.shell("pre", command="make update")
    scene.repo.git("merge", "-q", "--no-commit", "--no-ff", "other")
    scene.shell("post", command="make update")


SCENES = [
    (shell_edits_a_clean_file, "a.py", CLAIMED),
    (shell_edits_a_file_that_was_dirty, "a.py", f"unknown {CLAIMED}"),
    (shell_edits_a_file_in_a_folder, "tracked/deep.py", CLAIMED),
    (shell_creates_a_file, "new/b.py", "ai:attested ai:attested"),
    (shell_creates_and_stages, "b.py", "ai:attested ai:attested ai:attested"),
    (shell_moves_and_edits, "b.py", "unknown unknown ai:attested"),
    (shell_copies_what_a_human_typed, "b.py", "human:labelled"),
    (stash_is_popped, "a.py", "unknown unknown - unknown unknown"),
    (stash_brings_an_untracked_file_back, "b.py", "unknown unknown - unknown unknown"),
    (stash_keeps_what_a_human_typed, "a.py", "unknown unknown human:labelled"),
    (file_is_taken_from_a_branch, "a.py", "unknown unknown - unknown unknown"),
    (branch_is_merged_without_commit, "a.py", "unknown unknown - unknown unknown"),
]


@pytest.mark.parametrize(
    ("act", "path", "expected"), SCENES, ids=lambda value: getattr(value, "__name__", "")
)
def test_scene(scene, act, path, expected):
    act(scene)
    assert scene.brief(path) == expected
    assert scene.said == []
    assert scene.windows() == []
    assert scene.evidence("") == []


def untouched_dirty_file(scene):
    scene.repo.write("a.py", MORE)
    scene.shell("pre")
    scene.shell("post")


def only_the_mode_changed(scene):
    scene.shell("pre")
    (scene.repo.top / "a.py").chmod(0o755)
    scene.shell("post")


def git_took_the_change_back(scene):
    scene.repo.write("a.py", MORE)
    scene.shell("pre", command="git checkout a.py")
    scene.repo.git("checkout", "-q", "a.py")
    scene.shell("post", command="git checkout a.py")


def another_branch_was_checked_out(scene):
    scene.repo.git("checkout", "-q", "-b", "other")
    scene.repo.commit("other", **{"a.py": MORE})
    scene.repo.git("checkout", "-q", "main")
    scene.shell("pre", command="git checkout other")
    scene.repo.git("checkout", "-q", "other")
    scene.shell("post", command="git checkout other")


def post_without_pre(scene):
    scene.repo.write("a.py", MORE)
    scene.shell("post")


def pre_of_another_call(scene):
    scene.shell("pre", tool_use="t1")
    scene.repo.write("a.py", MORE)
    scene.shell("post", tool_use="t2")


def inner_scene(scene, path):
    return Scene(type(scene.repo)(scene.repo.top / path, scene.repo.home))


def nested_clone(scene, path):
    make_repo(scene.repo.top / path.rpartition("/")[0], path.rpartition("/")[2]).commit(
        "inner", **{"a.py": OLD}
    )


def submodule(scene, path):
    source = make_repo(scene.repo.home, "source")
    source.commit("inner", **{"a.py": OLD})
    add = ("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(source.top), path)
    scene.repo.git(*add)
    scene.repo.git("commit", "-q", "-m", "a submodule")


@pytest.mark.parametrize(
    ("make", "path"), [(nested_clone, "nested"), (submodule, "inner"), (submodule, "libs/deep/inner")]
)
def test_a_repository_inside_the_repository_is_watched_too(scene, make, path):
    make(scene, path)
    inner = inner_scene(scene, path)
    scene.shell("pre")
    inner.repo.write("a.py", MORE)
    scene.repo.write("a.py", MORE)
    scene.shell("post")
    assert (scene.brief("a.py"), inner.brief("a.py")) == (CLAIMED, CLAIMED)
    assert scene.said == []


@pytest.mark.parametrize(
    "listed", ["../elsewhere", "/etc", "", "a\\nb", "libs", "elsewhere-link", '"quoted"', "\udcff"]
)
def test_a_list_of_submodules_that_leads_elsewhere_is_harmless(scene, listed):
    elsewhere = make_repo(scene.repo.home, "elsewhere")
    (scene.repo.top / "elsewhere-link").symlink_to(elsewhere.top)
    scene.repo.write(".gitmodules", f'[submodule "x"]\n\tpath = {listed}\n\turl = x\n')
    scene.shell("pre")
    elsewhere.write("a.py", MORE)
    scene.shell("post")
    assert Scene(elsewhere).evidence("a.py") == []
    assert scene.said == []


def ignored_file(scene):
    scene.repo.write(".gitignore", "*.log\n")
    scene.shell("pre")
    scene.repo.write("build.log", "made\n")
    scene.shell("post")


def nested_repository(scene):
    make_repo(scene.repo.top, "nested").commit("inner", **{"a.py": OLD})
    scene.shell("pre")
    scene.repo.write("nested/a.py", MORE)
    scene.shell("post")


@pytest.mark.parametrize(
    "act",
    [
        untouched_dirty_file,
        only_the_mode_changed,
        git_took_the_change_back,
        another_branch_was_checked_out,
        ignored_file,
        nested_repository,
    ],
)
def test_nothing_is_claimed(scene, act):
    act(scene)
    assert [path for path in ("a.py", "build.log", "nested/a.py") if scene.evidence(path)] == []
    assert scene.said == []


@pytest.mark.parametrize("act", [post_without_pre, pre_of_another_call])
def test_a_command_that_was_not_watched_is_a_gap(scene, act):
    act(scene)
    assert scene.evidence("a.py") == []
    (gap,) = scene.evidence("")
    assert (gap.author, gap.grade, gap.agent, gap.session) == ("unknown", "none", "bot", "s1")


def test_a_shell_in_a_linked_worktree_sees_its_own_files(scene, tmp_path):
    scene.repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    linked = Scene(type(scene.repo)(tmp_path / "linked", scene.repo.home))
    linked.shell("pre")
    linked.repo.write("a.py", MORE)
    linked.shell("post")
    assert linked.brief("a.py") == CLAIMED
    assert scene.evidence("a.py") == []


def test_a_shell_before_the_first_commit(tmp_path):
    scene = Scene(make_repo(tmp_path))
    scene.shell("pre")
    scene.repo.write("a.py", OLD)
    scene.shell("post")
    assert scene.brief("a.py") == "ai:attested ai:attested"


def test_a_shell_beside_too_many_files_records_nothing_and_says_so(scene):
    for number in range(5001):
        (scene.repo.top / f"{number}.txt").write_bytes(b"")
    scene.shell("pre")
    scene.shell("post")
    assert scene.said == ["5001 changed files are too many to watch a shell command over: nothing recorded"]
    assert scene.windows() == []
