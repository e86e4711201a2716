"""An agent's edit as it reaches the journal: a snapshot whose new text is the agent's."""

from answerable.core.evidence import Snapshot, content_digest
from answerable.core.origin import COMMITTED, Author, Grade, Mechanism, Origin
from answerable.core.text import uniform
from answerable.core.transfer import transfer
from answerable.wiring import open_workspace
from support.git import Repo

__all__ = ["agent_wrote"]


def agent_wrote(
    repo: Repo, path: str, before: str, after: str, *, agent: str = "claude-code", at_ms: int = 1, **more: str
) -> None:
    """Report that `agent` turned the committed text `before` of a file into `after`."""
    origin = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, agent, **more)
    attributed = transfer(uniform(before, COMMITTED), after, origin)
    workspace = open_workspace(str(repo.top), repo.environ)
    workspace.journal.save(Snapshot(path, content_digest(after), attributed, agent, at_ms))
    workspace.close()
