"""Kinds of danger, what each costs, and what is decided about it unless a policy says otherwise."""

from enum import IntEnum
from typing import Final, NamedTuple

from answerable.core.guarding.values import listed

__all__ = ["DEFAULTS", "FLOORS", "Danger", "Needs", "Verdict", "environment_of"]


class Verdict(IntEnum):
    """What is decided; the larger is the stricter."""

    ALLOW = 0
    ASK = 1
    DENY = 2

    @property
    def word(self) -> str:
        """As policies and journals spell it."""
        return self.name.lower()


class Needs(IntEnum):
    """What must be looked up before a danger counts."""

    NOTHING = 0
    #: It only counts while there is uncommitted work in tracked files.
    CHANGES = 1
    #: It only counts while there are untracked files, ignored ones left out.
    UNTRACKED = 2
    #: It only counts unless git can restore all of `path`.
    RESTORABLE = 3
    #: It is the worse if the branch that is pushed is shared with others.
    BRANCH = 4


class Danger(NamedTuple):
    """One thing that would be lost.

    `kind` is a key of `DEFAULTS`. `loss` says what would happen and `instead` the safe way, as two halves of one
    sentence. `environment` is `test`, `production` or empty. `path` is what policies match, from the top.
    """

    kind: str
    loss: str
    instead: str
    environment: str = ""
    path: str = ""
    needs: Needs = Needs.NOTHING


class Row(NamedTuple):
    """A row of the table: what is decided by default, in `test`, and in `production`; and the kind in words."""

    verdicts: tuple[Verdict, Verdict, Verdict]
    words: str


def _row(verdicts: str, words: str) -> Row:
    first, test, production = (Verdict[word.upper()] for word in verdicts.split())
    return Row((first, test, production), words)


#: What is decided about each kind.
DEFAULTS: Final[dict[str, Row]] = {
    "wipe": _row("deny deny deny", "deletes a whole system, home, repository or disk"),
    "delete": _row("ask ask ask", "deletes files that nothing builds again"),
    "discard": _row("deny deny deny", "throws away work that is not committed"),
    "forget": _row("ask ask ask", "drops commits, branches or stashes of this clone"),
    "rewrite": _row("ask ask ask", "replaces or deletes what others may have fetched"),
    "rewrite-shared": _row("deny deny deny", "replaces the history of a shared branch"),
    "destroy": _row("deny ask deny", "destroys infrastructure with its data"),
    "infrastructure": _row("ask allow deny", "changes infrastructure without a look at the plan"),
    "database": _row("deny allow deny", "drops or empties tables and databases"),
    "publish": _row("ask ask ask", "publishes a package that cannot be taken back"),
    "permissions": _row("ask ask ask", "opens files or rights to everybody"),
    "bypass": _row("deny deny deny", "goes round hooks and checks"),
    "protected": _row("ask ask ask", "writes files that rule CI, reviews or agents"),
    "secrets": _row("ask ask ask", "reads credentials"),
    "exfiltrate": _row("deny deny deny", "sends credentials over the network"),
    "remote-code": _row("ask ask ask", "runs code straight from the network"),
    "hidden": _row("ask ask ask", "hides what it runs"),
}
#: The least that a repository's own policy can ask for: a repository may be somebody else's.
FLOORS: Final = {"wipe": Verdict.ASK, "exfiltrate": Verdict.ASK}

_PRODUCTION: Final = frozenset({"prod", "production", "prd", "live"})
_TEST: Final = listed(
    "test tests testing dev develop development sandbox local preview ci tmp temp minikube kind "
    "scratch e2e ephemeral playground localstack testdb fixture fixtures spec"
)


def environment_of(*texts: str) -> str:
    """`production` or `test` when the words of the texts say so, production first; otherwise empty."""
    words: set[str] = set()
    for text in texts:
        cleaned = "".join(char if char.isalnum() else " " for char in text.lower())
        words.update(cleaned.split())
    if words & _PRODUCTION:
        return "production"
    return "test" if words & _TEST else ""
