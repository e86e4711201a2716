"""Reports of agents and editors, joined to text: each row is a scene and the lines that it must end with."""

import os
import random

import pytest

from answerable.core.origin import UNKNOWN, Mechanism
from support.git import make_repo
from support.scene import Scene

OLD = "def one():\n    return 1\n"
NEW = "def one():\n    return 2\n\ndef two(x):\n    return x + 2\n"
EDITED = "unknown mixed:attested - ai:attested ai:attested"


@pytest.fixture
def scene(tmp_path):
    repo = make_repo(tmp_path)
    repo.commit("start", **{"a.py": OLD})
    return Scene(repo)


def edit_of_a_committed_file(scene):
    scene.before("a.py")
    scene.repo.write("a.py", NEW)
    scene.after("a.py")


def edit_named_by_absolute_paths(scene):
    path = str(scene.repo.top / "a.py")
    scene.before(path)
    scene.repo.write("a.py", NEW)
    scene.after(path)


def edit_in_buffers_that_are_not_saved(scene):
    scene.before("a.py", buffers={str(scene.repo.top / "a.py"): OLD})
    scene.after("a.py", buffers={"a.py": NEW})
    scene.repo.write("a.py", NEW)


def after_delivered_twice(scene):
    edit_of_a_committed_file(scene)
    scene.after("a.py")


def created_file(scene):
    scene.before("b.py")
    scene.repo.write("b.py", NEW)
    scene.after("b.py")


def after_without_before(scene):
    scene.repo.write("a.py", NEW)
    scene.after("a.py")


def after_without_before_of_a_new_file(scene):
    scene.repo.write("b.py", NEW)
    scene.after("b.py")


def before_without_after(scene):
    scene.before("a.py")
    scene.repo.write("a.py", NEW)
    scene.before("a.py")


def text_of_nobody_before_the_edit(scene):
    scene.repo.write("a.py", OLD + "x = 1\n")
    scene.before("a.py")
    scene.repo.write("a.py", OLD + "x = 1\ny = 2\n")
    scene.after("a.py")


def agent_keeps_what_a_human_typed(scene):
    scene.repo.write("a.py", OLD + "total = price * count\n")
    scene.editor_saw("a.py", OLD + "total = price * count\n")
    scene.before("a.py")
    scene.repo.write("a.py", OLD + "total = round(price * count)\nprint(total)\n")
    scene.after("a.py")


def human_types_in_an_editor_during_the_edit(scene):
    scene.before("a.py")
    scene.editor_saw("a.py", OLD + "typed = here\n")
    scene.repo.write("a.py", OLD + "typed = here\nwritten = by_agent\n")
    scene.after("a.py")


def editor_reloads_before_the_after(scene):
    scene.before("a.py")
    scene.repo.write("a.py", NEW)
    scene.editor_saw("a.py", NEW, UNKNOWN)
    scene.after("a.py")


def editor_reloads_and_the_before_is_missing(scene):
    scene.editor_saw("a.py", OLD, UNKNOWN)
    scene.repo.write("a.py", NEW)
    scene.editor_saw("a.py", NEW, UNKNOWN)
    scene.after("a.py")


def known_human_saves(scene):
    scene.repo.write("a.py", OLD + "mine = 1\n")
    scene.saved("a.py")


def known_human_saves_after_an_agent(scene):
    edit_of_a_committed_file(scene)
    scene.repo.write("a.py", NEW + "mine = 1\n")
    scene.saved("a.py")


def known_human_saves_what_an_agent_wrote(scene):
    scene.repo.write("a.py", NEW)
    scene.after("a.py")
    scene.saved("a.py")


def known_human_saves_what_a_before_has_seen(scene):
    scene.repo.write("a.py", OLD + "mine = 1\n")
    scene.before("a.py")
    scene.after("a.py")
    scene.saved("a.py")


def known_human_saves_while_an_agent_is_at_work(scene):
    scene.before("a.py")
    scene.repo.write("a.py", NEW)
    scene.saved("a.py")
    scene.after("a.py")


def known_human_saves_what_a_pull_brought(scene):
    scene.editor_saw("a.py", OLD, UNKNOWN)
    scene.repo.commit("pulled", **{"a.py": NEW})
    scene.saved("a.py")


def completion(scene):
    scene.tab("before_edit", "a.py", {"a.py": OLD})
    scene.repo.write("a.py", OLD + "value = compute()\n")
    scene.tab("after_edit", "a.py", {"a.py": OLD + "value = compute()\n"})


def completion_without_its_before(scene):
    scene.repo.write("a.py", OLD + "value = compute()\n")
    scene.tab("after_edit", "a.py")


def renamed_by_the_edit(scene):
    scene.editor_saw("a.py", OLD + "typed = here\n")
    scene.repo.write("a.py", OLD + "typed = here\n")
    scene.before("a.py", "b.py")
    scene.remove("a.py")
    scene.repo.write("b.py", OLD + "typed = here\nadded = 1\n")
    scene.after("a.py", "b.py")


def windows_line_endings(scene):
    scene.repo.commit("crlf", **{"a.py": OLD.replace("\n", "\r\n")})
    scene.before("a.py")
    scene.repo.write("a.py", NEW.replace("\n", "\r\n"))
    scene.after("a.py")


SCENES = [
    (edit_of_a_committed_file, "a.py", EDITED),
    (edit_named_by_absolute_paths, "a.py", EDITED),
    (edit_in_buffers_that_are_not_saved, "a.py", EDITED),
    (after_delivered_twice, "a.py", EDITED),
    (created_file, "b.py", "ai:attested ai:attested - ai:attested ai:attested"),
    (after_without_before, "a.py", EDITED.replace("attested", "corroborated")),
    (
        after_without_before_of_a_new_file,
        "b.py",
        "ai:corroborated ai:corroborated - ai:corroborated ai:corroborated",
    ),
    (before_without_after, "a.py", "unknown unknown - unknown unknown"),
    (text_of_nobody_before_the_edit, "a.py", "unknown unknown unknown ai:attested"),
    (agent_keeps_what_a_human_typed, "a.py", "unknown unknown mixed:attested ai:attested"),
    (human_types_in_an_editor_during_the_edit, "a.py", "unknown unknown human:labelled ai:attested"),
    (editor_reloads_before_the_after, "a.py", EDITED),
    (editor_reloads_and_the_before_is_missing, "a.py", EDITED.replace("attested", "corroborated")),
    (known_human_saves, "a.py", "unknown unknown human:labelled"),
    (known_human_saves_after_an_agent, "a.py", f"{EDITED} human:labelled"),
    (known_human_saves_what_an_agent_wrote, "a.py", EDITED.replace("attested", "corroborated")),
    (known_human_saves_what_a_before_has_seen, "a.py", "unknown unknown human:labelled"),
    (known_human_saves_while_an_agent_is_at_work, "a.py", EDITED),
    (known_human_saves_what_a_pull_brought, "a.py", "unknown unknown - unknown unknown"),
    (completion, "a.py", "unknown unknown ai:attested"),
    (completion_without_its_before, "a.py", "unknown unknown ai:labelled"),
    (renamed_by_the_edit, "b.py", "unknown unknown human:labelled ai:attested"),
    (windows_line_endings, "a.py", EDITED),
]


@pytest.mark.parametrize(
    ("act", "path", "expected"), SCENES, ids=lambda value: getattr(value, "__name__", "")
)
def test_scene(scene, act, path, expected):
    act(scene)
    assert scene.brief(path) == expected
    assert scene.said == []


def test_origin_and_evidence_name_agent_model_session_and_human(scene):
    edit_of_a_committed_file(scene)
    origin = scene.lines("a.py")[4][1]
    assert (origin.agent, origin.model, origin.session) == ("bot", "model-1", "s1")
    (evidence,) = scene.evidence("a.py")
    assert evidence.human == "dev@example.org"
    assert len(evidence.before) == len(evidence.after) == 64


def test_two_agents_in_one_file_are_told_apart(scene):
    scene.before("a.py")
    scene.repo.write("a.py", OLD + "first = agent_one\n")
    scene.after("a.py", agent="one", session="s1")
    scene.before("a.py")
    scene.repo.write("a.py", OLD + "first = agent_one\nsecond = agent_two\n")
    scene.after("a.py", agent="two", session="s2")
    assert [origin.agent for _, origin in scene.lines("a.py")] == ["", "", "one", "two"]


def test_a_deleted_file_leaves_evidence_and_no_text(scene):
    scene.before("a.py")
    scene.remove("a.py")
    scene.after("a.py")
    assert scene.brief("a.py") == ""
    (evidence,) = scene.evidence("a.py")
    assert evidence.before
    assert evidence.after == ""


def test_an_edit_that_changed_nothing_leaves_no_evidence(scene):
    scene.before("a.py")
    scene.after("a.py")
    assert scene.evidence("a.py") == []
    assert scene.windows() == []


@pytest.mark.parametrize(
    ("content", "note"), [(b"\0\1\2", "binary"), (b"x = 1\n" * 900_000, "over 5 MB")], ids=["binary", "large"]
)
def test_what_has_no_lines_is_noted_as_a_whole(scene, content, note):
    scene.before("b.bin")
    scene.repo.write("b.bin", content)
    scene.after("b.bin")
    assert scene.said == [f"b.bin is {note}: attributed as a whole file, not by line"]
    (evidence,) = scene.evidence("b.bin")
    assert evidence.mechanism is Mechanism.AGENT_EDIT
    assert len(evidence.after) == 64


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../outside.py", "../outside.py is outside the repository"),
        ("/etc/passwd", "/etc/passwd is outside the repository"),
        ("out/file.py", "out/file.py is outside the repository"),
        ("link.py", "link.py is outside the repository"),
        (".git/config", ".git/config is in git's own folder"),
        ("C:\\work\\a.py", "C:\\work\\a.py is a Windows path and outside this repository"),
        ("nested/a.py", "nested/a.py is in another repository"),
        ("x" * 5000, "a path that no file can have"),
        ("a\0b", "a path that no file can have"),
    ],
)
def test_paths_that_are_not_the_repositorys_are_refused(scene, tmp_path, path, said):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file.py").write_text("secret = 1\n")
    (scene.repo.top / "out").symlink_to(outside)
    (scene.repo.top / "link.py").symlink_to(outside / "file.py")
    make_repo(scene.repo.top, "nested")
    scene.before(path)
    scene.after(path)
    assert scene.said == [said, said]
    assert scene.windows() == []


def test_a_link_inside_the_repository_leads_to_the_file(scene):
    (scene.repo.top / "link.py").symlink_to("a.py")
    scene.before("link.py")
    scene.repo.write("a.py", NEW)
    scene.after("link.py")
    assert scene.brief("a.py") == EDITED


def test_backslashes_of_windows_reach_the_file(scene):
    scene.repo.commit("more", **{"src/c.py": OLD})
    scene.before("src\\c.py")
    scene.repo.write("src/c.py", NEW)
    scene.after("src\\c.py")
    assert scene.brief("src/c.py") == EDITED


def test_a_folder_or_a_pipe_is_no_file(scene):
    (scene.repo.top / "folder").mkdir()
    os.mkfifo(scene.repo.top / "pipe")
    scene.before("folder", "pipe")
    scene.after("folder", "pipe")
    assert scene.said == [f"{name} is not a regular file: nothing recorded" for name in ("folder", "pipe")]


def test_any_order_of_any_reports_keeps_the_text_and_never_raises(scene):
    rng = random.Random(7)
    texts = [OLD, NEW, "", NEW + "mine = 1\n", "x = 1\r\ny = 2\r", "one line"]
    acts = [
        lambda: scene.repo.write("a.py", rng.choice(texts)),
        lambda: (scene.repo.top / "a.py").unlink(missing_ok=True),
        lambda: scene.before("a.py"),
        lambda: scene.after("a.py", session=rng.choice("ab")),
        lambda: scene.after("a.py", buffers={"a.py": rng.choice(texts)}),
        lambda: scene.shell("pre", tool_use=rng.choice("12")),
        lambda: scene.shell("post", tool_use=rng.choice("12")),
        lambda: scene.saved("a.py"),
        lambda: scene.tab(rng.choice(["before_edit", "after_edit"]), "a.py"),
        lambda: scene.repo.git("stash", "-q", check=False),
        lambda: scene.repo.git("stash", "pop", "-q", check=False),
        lambda: scene.repo.commit("more"),
    ]
    for _ in range(150):
        rng.choice(acts)()
    assert set(scene.said) <= {"a.py is not there: nothing recorded"}
    scene.repo.write("a.py", NEW)
    scene.before("a.py")
    assert len(scene.lines("a.py")) == 5
