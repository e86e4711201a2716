"""Scenes: a real repository and a real journal in which agents, editors, shells and git act step by step."""

import json

from answerable.app.checkpoint import checkpoint
from answerable.app.site import Site
from answerable.core.evidence import Snapshot, content_digest
from answerable.core.origin import TYPED, UNKNOWN, LineClass, Origin
from answerable.core.ports import Seen
from answerable.core.regions import line_class, line_origin, line_reviewers, transfer
from answerable.core.report import Phase
from answerable.core.text import uniform
from answerable.wiring.agents import read_reports
from answerable.wiring.history import by_repository
from answerable.wiring.workspace import open_workspace, worktree
from support.git import Repo

__all__ = ["Scene"]


class Scene:
    """One repository; `said` collects what checkpoint complained about."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.said: list[str] = []

    def report(self, agent: str, payload: object) -> None:
        """Let an agent report, through the same code as the command."""
        reports, problems = read_reports(agent, json.dumps(payload).encode())
        self.said += problems
        parts = [part for report in reports for part in by_repository(report, str(self.repo.top))]
        for report in parts:
            workspace = open_workspace(report.cwd, self.repo.environ)
            try:
                human = workspace.identity if report.phase is Phase.AFTER else ""
                site = Site(workspace.journal, worktree(workspace), human, 0)
                self.said += checkpoint(site, report) + workspace.journal.notices
            finally:
                workspace.close()

    def before(self, *paths: str, buffers: dict[str, str] | None = None) -> None:
        """An agent is about to edit."""
        self.report(
            "agent-v1",
            {
                "type": "human",
                "repo_working_dir": str(self.repo.top),
                "will_edit_filepaths": paths,
                "dirty_files": buffers,
            },
        )

    def after(
        self, *paths: str, agent: str = "bot", session: str = "s1", buffers: dict[str, str] | None = None
    ) -> None:
        """An agent has edited."""
        self.report(
            "agent-v1",
            {
                "type": "ai_agent",
                "repo_working_dir": str(self.repo.top),
                "edited_filepaths": paths,
                "agent_name": agent,
                "model": "model-1",
                "conversation_id": session,
                "dirty_files": buffers,
            },
        )

    def shell(self, phase: str, *, command: str = "make", tool_use: str = "t1", session: str = "s1") -> None:
        """`pre` or `post` of a shell command."""
        self.report(
            "agent-v1",
            {
                "type": f"{phase}_shell_command",
                "repo_working_dir": str(self.repo.top),
                "agent_name": "bot",
                "model": "model-1",
                "conversation_id": session,
                "tool_use_id": tool_use,
                "command": command,
            },
        )

    def saved(self, path: str, buffers: dict[str, str] | None = None) -> None:
        """An editor extension reports a person's save."""
        self.report(
            "known_human",
            {
                "editor": "ed",
                "cwd": str(self.repo.top),
                "edited_filepaths": [path],
                "dirty_files": buffers,
            },
        )

    def tab(self, event: str, path: str, buffers: dict[str, str] | None = None) -> None:
        """`before_edit` or `after_edit` of an inline completion."""
        self.report(
            "ai_tab",
            {
                "hook_event_name": event,
                "tool": "tabber",
                "model": "model-2",
                "repo_working_dir": str(self.repo.top),
                "edited_filepaths": [path],
                "dirty_files": buffers,
            },
        )

    def editor_saw(self, path: str, text: str, fresh: Origin = TYPED) -> None:
        """A server attached to an editor has seen `text`; what is new in it has the origin `fresh`."""
        workspace = open_workspace(str(self.repo.top), self.repo.environ)
        try:
            latest = workspace.journal.latest(path)
            known = latest.attributed if latest else uniform(self._head(path), UNKNOWN)
            attributed = transfer(known, text, fresh)
            workspace.journal.save(Snapshot(path, content_digest(text), attributed, "editor"))
        finally:
            workspace.close()

    def lines(self, path: str, *, text: str | None = None) -> list[tuple[LineClass, Origin]]:
        """Class and origin of every line that the journal's newest snapshot has, which is the file's content."""
        workspace = open_workspace(str(self.repo.top), self.repo.environ)
        try:
            latest = workspace.journal.latest(path)
            seen = worktree(workspace).read(path) if text is None else Seen(text)
        finally:
            workspace.close()
        assert latest is not None, f"nothing is known of {path}"
        attributed = latest.attributed
        assert "".join(attributed.lines) == (seen.text or "")
        return [
            (line_class(line, runs), line_origin(line, runs))
            for line, runs in zip(attributed.lines, attributed.runs, strict=True)
        ]

    def brief(self, path: str, *, text: str | None = None) -> str:
        """The lines in short: `ai:attested unknown human:labelled …`; `-` for a blank line."""
        words = []
        for kind, origin in self.lines(path, text=text):
            if kind is LineClass.NEUTRAL:
                words.append("-")
            elif kind is LineClass.UNKNOWN:
                words.append("unknown")
            else:
                words.append(f"{kind}:{origin.grade}")
        return " ".join(words)

    def evidence(self, path: str):
        """All evidence about a path."""
        workspace = open_workspace(str(self.repo.top), self.repo.environ)
        try:
            return list(workspace.journal.evidence(path))
        finally:
            workspace.close()

    def windows(self) -> list[str]:
        """The keys of the open windows."""
        workspace = open_workspace(str(self.repo.top), self.repo.environ)
        try:
            return [window.key for window in workspace.journal.windows()]
        finally:
            workspace.close()

    def reviewed(self, path: str) -> list[str]:
        """The lines whose AI characters somebody has reviewed, all of them."""
        workspace = open_workspace(str(self.repo.top), self.repo.environ)
        try:
            latest = workspace.journal.latest(path)
        finally:
            workspace.close()
        assert latest is not None
        return [
            line.strip()
            for line, runs in zip(latest.attributed.lines, latest.attributed.runs, strict=True)
            if line_reviewers(line, runs)
        ]

    def paths(self) -> list[str]:
        """Everything that the journal tracks."""
        workspace = open_workspace(str(self.repo.top), self.repo.environ)
        try:
            return [snapshot.path for snapshot in workspace.journal.latest_all()]
        finally:
            workspace.close()

    def remove(self, path: str) -> None:
        """Delete a file."""
        (self.repo.top / path).unlink()

    def _head(self, path: str) -> str:
        return self.repo.git("show", f"HEAD:{path}", check=False) + "\n"
