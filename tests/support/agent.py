"""An agent's edit as it reaches the journal: a snapshot whose new text is the agent's."""

from answerable.core.evidence import Evidence, Snapshot, content_digest
from answerable.core.origin import COMMITTED, UNKNOWN, Author, Grade, Mechanism, Origin
from answerable.core.text import content, uniform
from answerable.core.transfer import transfer
from answerable.wiring.workspace import open_workspace
from support.git import Repo

__all__ = ["agent_edited", "agent_wrote"]


def agent_wrote(
    repo: Repo, path: str, before: str, after: str, *, agent: str = "claude-code", at_ms: int = 1, **more: str
) -> None:
    """Report that `agent` turned the committed text `before` of a file into `after`."""
    origin = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, agent, **more)
    attributed = transfer(uniform(before, COMMITTED), after, origin)
    workspace = open_workspace(str(repo.top), repo.environ)
    workspace.journal.save(Snapshot(path, content_digest(after), attributed, agent, at_ms))
    workspace.close()


def agent_edited(repo: Repo, path: str, *texts: str, session: str = "s") -> None:
    """Report with its evidence that an agent turned each of these texts of a file into the next one."""
    origin = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "claude-code", session=session)
    workspace = open_workspace(str(repo.top), repo.environ)
    state = uniform(texts[0], UNKNOWN)
    workspace.journal.save(Snapshot(path, content_digest(texts[0]), state, "claude-code", 1))
    for text in texts[1:]:
        before, after = content_digest(content(state)), content_digest(text)
        state = transfer(state, text, origin)
        report = Evidence(
            "claude-code",
            path,
            origin.mechanism,
            origin.author,
            origin.grade,
            origin.agent,
            session=session,
            before=before,
            after=after,
        )
        workspace.journal.save(Snapshot(path, after, state, "claude-code", 1), [report])
    workspace.close()
