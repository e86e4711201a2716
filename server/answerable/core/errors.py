"""The exceptions of Answerable.

    AnswerableError            one clear sentence: what, where, what to do
    ├── UsageError             the caller asked for something that makes no sense (exit 64)
    ├── NotARepository         no git repository at or above a folder
    ├── GitFailed              git could not do what was asked
    │   └── BadRevision        a revision that names nothing
    ├── JournalUnavailable     the journal can be neither opened nor set aside
    ├── BadPayload             foreign JSON that cannot be used
    ├── SettingUnreadable      a file the user maintains (policy, roster, settings) that cannot be read
    └── SigningFailed          ssh-keygen is missing, hangs, or could not do what was asked

The core raises none of them: broken input is data there. Every message is one sentence without source text,
secrets or prompts in it.
"""

__all__ = [
    "AnswerableError",
    "BadPayload",
    "BadRevision",
    "GitFailed",
    "JournalUnavailable",
    "NotARepository",
    "SettingUnreadable",
    "SigningFailed",
    "UsageError",
]


class AnswerableError(Exception):
    """Anything Answerable can explain to its user in one sentence."""


class UsageError(AnswerableError):
    """The caller asked for something that makes no sense."""


class NotARepository(AnswerableError):  # noqa: N818 - reads as what went wrong
    """There is no git repository at or above the folder."""


class GitFailed(AnswerableError):  # noqa: N818 - reads as what went wrong
    """Git could not do what was asked; the message carries git's own last line."""


class BadRevision(GitFailed):
    """The revision names nothing in this repository."""


class JournalUnavailable(AnswerableError):  # noqa: N818 - reads as what went wrong
    """The journal can be neither opened nor set aside."""


class BadPayload(AnswerableError):  # noqa: N818 - reads as what went wrong
    """A payload on standard input that cannot be used."""


class SettingUnreadable(AnswerableError):  # noqa: N818 - reads as what went wrong
    """A file that the user maintains cannot be read as what it should be."""


class SigningFailed(AnswerableError):  # noqa: N818 - reads as what went wrong
    """Ssh-keygen is missing, hangs, or could not do what was asked."""
