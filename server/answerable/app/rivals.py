"""Two agents whose calls overlapped on one file, and who changed it from the same state into the same state."""

from collections.abc import Sequence

from answerable.core.claiming import claim_edit, shared
from answerable.core.evidence import Evidence
from answerable.core.origin import Author, Origin
from answerable.core.ports import Journal
from answerable.core.text import Attributed

__all__ = ["claim_between"]


def claim_between(
    journal: Journal, evidence: Evidence, before: Attributed, after: str, meanwhile: Attributed | None
) -> Attributed | None:
    """The claim of `evidence` when another agent has claimed exactly the same change; `None` when none has.

    Content cannot tell which of them wrote what: it is an AI's, and only what they have in common is named.
    """
    rivals = [
        other
        for other in journal.evidence(evidence.path)
        if other.author is Author.AI
        and (other.before, other.after) == (evidence.before, evidence.after)
        and (other.agent, other.session) != (evidence.agent, evidence.session)
    ]
    if not rivals or not evidence.before:
        return None
    owners = [evidence.origin(), *(rival.origin() for rival in rivals)]
    both = _in_common(owners)
    seen = None if meanwhile is None else shared(meanwhile, owners, both)
    return claim_edit(before, after, both, seen)


def _in_common(origins: Sequence[Origin]) -> Origin:
    """The first origin with those names only that all have."""
    return origins[0]._replace(
        agent=_agreed({origin.agent for origin in origins}),
        version=_agreed({origin.version for origin in origins}),
        model=_agreed({origin.model for origin in origins}),
        session=_agreed({origin.session for origin in origins}),
    )


def _agreed(names: set[str]) -> str:
    return names.pop() if len(names) == 1 else ""
