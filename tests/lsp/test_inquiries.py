"""Questions about a whole repository: the stamp of what is staged, and the branch before its gate."""

import pytest
from pygls.exceptions import JsonRpcException

from answerable.lsp.messages import BRANCH, FOCUS, STAMP_PREVIEW
from support.gate import PEOPLE, GateRepo
from support.git import Repo
from support.hooked import install, remember
from support.lsp import start_editor

BASE = "def f(x):\n    return x\n"
AI = f"C|{BASE}A|def g(y):\n    return y\n"
GUARDED = "def f(user):\n    if not user.is_admin:\n        raise PermissionError\n    drop()\n"


async def asked(editor, method, **params):
    """The answer to a request."""
    return await editor.protocol.send_request_async(method, params)


def trailers(repo: Repo, revision: str = "HEAD") -> list[str]:
    """The lines of a commit's last paragraph."""
    return repo.git("log", "-1", "--format=%B", revision).strip().split("\n\n")[-1].splitlines()


@pytest.mark.asyncio
@pytest.mark.parametrize("style", ["kernel", "asf", "none"])
async def test_the_preview_is_the_stamp_that_the_commit_then_gets(start, repo, style):
    repo.commit(**{"a.py": BASE, "b.py": GUARDED})
    install(repo)
    repo.git("config", "answerable.style", style)
    remember(repo, "a.py", AI)
    repo.write("b.py", "def f(user):\n    drop()\n")
    repo.write("binary", b"\0\0")
    repo.git("add", ".")
    editor = await start()
    found = await asked(editor, STAMP_PREVIEW, uri=repo.top.as_uri())
    assert found["hooked"] is True
    assert {one["path"]: (one["totals"]["ai"], one["note"]) for one in found["files"]} == {
        "a.py": (2, ""),
        "b.py": (0, ""),
        "binary": (0, "binary"),
    }
    assert [(one["path"], one["level"]) for one in found["findings"]] == [("b.py", "review")]
    repo.git("commit", "-q", "-m", "Title")
    assert found["trailers"] == ([] if style == "none" else trailers(repo))


@pytest.mark.asyncio
async def test_the_preview_follows_what_is_staged_and_not_the_worktree(start, repo):
    repo.commit(**{"a.py": BASE})
    remember(repo, "a.py", AI)
    editor = await start("bare")
    uri = (repo.top / "a.py").as_uri()
    before = await asked(editor, STAMP_PREVIEW, uri=uri)
    assert (before["files"], before["hooked"]) == ([], False)
    repo.git("add", "a.py")
    after = await asked(editor, STAMP_PREVIEW, uri=uri)
    assert after["totals"]["ai"] == 2


@pytest.mark.asyncio
async def test_a_first_commit_has_a_preview(start, repo):
    remember(repo, "a.py", "A|x = compute(1)\n")
    repo.git("add", ".")
    editor = await start("bare")
    found = await asked(editor, STAMP_PREVIEW, uri=repo.top.as_uri(), message="Begin")
    assert found["trailers"][1] == "Provenance-Lines: ai=1 mixed=0 human=0 tool=0 unknown=0 reviewed=0"


@pytest.mark.asyncio
async def test_a_branch_is_judged_and_its_ai_lines_are_queued_by_risk(start, repo):
    repo.commit(**{"a.py": BASE, "b.py": GUARDED})
    install(repo)
    repo.git("checkout", "-q", "-b", "topic")
    remember(repo, "a.py", AI)
    repo.write("b.py", "def f(user):\n    drop()\n")
    repo.commit()
    editor = await start()
    found = await asked(editor, BRANCH, uri=repo.top.as_uri())
    assert (found["branch"], found["target"], found["range"]) == ("topic", "main", "main..HEAD")
    assert [(one["path"], one["risk"]) for one in found["queue"]] == [("b.py", "review"), ("a.py", "")]
    (lines,) = found["queue"][1]["lines"]
    assert (lines["start"], lines["end"], lines["agent"]) == (3, 4, "gemini-cli")
    assert (found["verdict"], found["note"][:30]) == (None, "main has no .answerable/policy")
    assert "is the author" in found["barred"]
    shown = await asked(
        editor,
        FOCUS,
        uri=repo.top.as_uri(),
        base=found["base"],
        head=found["head"],
        path="a.py",
        lines=[[3, 3]],
    )
    assert (shown["before"], shown["after"]) == (BASE, (repo.top / "a.py").read_text())


@pytest.mark.asyncio
async def test_a_branch_without_another_one_says_so(start, repo):
    editor = await start("bare")
    assert (await asked(editor, BRANCH, uri=repo.top.as_uri()))["note"] == "There is no commit yet."
    repo.commit(**{"a.py": BASE})
    assert "no other branch" in (await asked(editor, BRANCH, uri=repo.top.as_uri()))["note"]
    repo.git("checkout", "-q", "-b", "topic")
    assert "changes nothing" in (await asked(editor, BRANCH, uri=repo.top.as_uri()))["note"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "params", "said"),
    [
        (STAMP_PREVIEW, {"uri": "untitled:x"}, "no file or folder"),
        (BRANCH, {"uri": "file:///"}, "repository"),
        (FOCUS, {"uri": "file:///", "base": "a", "head": "b", "path": "c", "lines": []}, "no folder"),
        (BRANCH, {"uri": "{top}", "base": "--output=x"}, "names no commit"),
        (
            FOCUS,
            {"uri": "{top}", "base": "HEAD", "head": "HEAD", "path": "../x", "lines": []},
            "outside repository",
        ),
    ],
)
async def test_what_cannot_be_answered_is_said_in_a_sentence(start, repo, method, params, said):
    repo.commit(**{"a.py": BASE})
    editor = await start("bare")
    params["uri"] = params["uri"].format(top=repo.top.as_uri())
    try:
        found = (await asked(editor, method, **params))["note"]
    except JsonRpcException as error:
        found = error.message
    assert said in found


@pytest.mark.asyncio
async def test_the_verdict_says_what_is_missing_and_who_can_give_it(tmp_path):
    gated = GateRepo(tmp_path)
    gated.commit({"a.py": "A| one()\nA| two()\nH| three()\n"})
    gated.repo.git("config", "user.email", PEOPLE["sam"])
    gated.repo.git("config", "user.signingKey", "/no/such/key")
    gated.repo.git("config", "gpg.format", "ssh")
    editor = await start_editor("bare", [gated.repo.top], gated.repo.environ)
    found = await asked(editor, BRANCH, uri=gated.repo.top.as_uri())
    await editor.shutdown_session()
    await editor.stop()
    (rule,) = found["verdict"]["rules"]
    assert (found["verdict"]["decision"], rule["missing"][0]["who"][0][:10]) == ("deny", "Sam Senior")
    assert found["verdict"]["blast"]["direct"] == 0
    assert (found["gives"], found["barred"], found["key"]) == (["senior-review"], "", True)
    assert [(one["start"], one["end"], one["agent"]) for one in found["queue"][0]["lines"]] == [(1, 2, "bot")]
