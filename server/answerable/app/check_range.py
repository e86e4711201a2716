"""The gate's use case: what is known of `BASE..HEAD`, judged by the policy and the roster of BASE.

Nothing is read from the change under judgement but its content. What cannot be read makes the verdict undecided,
never a pass; so does the change that first brings a policy, because its target has none yet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from answerable.app.circumstances import Asked, Change, read_circumstances
from answerable.app.overrides import Glass, OverrideStore, read_overrides
from answerable.app.read_range import Commits, begin_range, read_range
from answerable.app.signed_commits import CommitSources, Signers, read_signers
from answerable.app.signoffs import SIGNERS_PATH, SignoffSources
from answerable.core.approval import Override
from answerable.core.errors import GitFailed
from answerable.core.gate import Judgement, Known, judge, undecided
from answerable.core.history import History
from answerable.core.mailmap import parse_mailmap
from answerable.core.policy import Policy
from answerable.core.ports import Objects, Records
from answerable.core.record import well_formed
from answerable.core.roster import Roster
from answerable.core.scene import Tier
from answerable.core.verdict import Range

if TYPE_CHECKING:
    from answerable.app.net_findings import FindingsReader
    from answerable.app.radius import Measured

__all__ = [
    "MAILMAP_PATH",
    "POLICY_PATH",
    "ROSTER_PATH",
    "Rulebook",
    "SettingsReader",
    "Sources",
    "check_range",
    "read_rulebook",
    "unread",
]

POLICY_PATH: Final = ".answerable/policy.toml"
ROSTER_PATH: Final = ".answerable/roster.toml"
MAILMAP_PATH: Final = ".mailmap"
_STARTER: Final = (
    "`answerable init --policy` writes a starter, and once that is on the target branch its rules apply to every "
    "later change"
)
_NOTHING_ASKED: Final = Asked()


class SettingsReader(Protocol):
    """Decodes the files that a team maintains: the value, or `None` and what is wrong with it in sentences."""

    def roster(self, data: bytes) -> tuple[Roster | None, list[str]]:
        """The roster."""
        ...

    def policy(
        self, data: bytes, levels: Sequence[str], teams: Sequence[str] = ()
    ) -> tuple[Policy | None, list[str]]:
        """The policy, whose levels and teams are those of the roster."""
        ...


class BlastMeter(Protocol):
    """Measures how far a change reaches. Never raises."""

    def __call__(self, commits: Commits, tiers: Sequence[Tier]) -> "Measured":
        """The blast radius of the net change; `tiers` are the policy's."""
        ...


class Sources(NamedTuple):
    """Where the gate reads."""

    objects: Objects
    history: History
    records: Records
    settings: SettingsReader
    signoffs: SignoffSources
    overrides: OverrideStore
    signed_commits: CommitSources
    blast: "BlastMeter"
    findings: "FindingsReader"


class Rulebook(NamedTuple):
    """A policy with the roster that it speaks of."""

    policy: Policy
    roster: Roster


def parse_range(text: str) -> tuple[str, str] | None:
    """BASE and HEAD of `BASE..HEAD`; a side left out is `HEAD`, three dots mean the same, as net changes have no two sides."""
    base, dots, head = text.partition("...") if "..." in text else text.partition("..")
    if not dots or ".." in head or not (base or head):
        return None
    return base or "HEAD", head or "HEAD"


def check_range(sources: Sources, base: str, head: str, asked: Asked = _NOTHING_ASKED) -> Judgement:
    """The verdict on what `head` brings to `base`: the net change from their merge base to `head`.

    The branch that it is for is the one that `base` names, unless `asked` names another.
    """
    range_ = unread(base, head)
    try:
        return _check(sources, base, head, range_, asked)
    except GitFailed as error:
        return undecided(range_, [str(error)])


def unread(base: str, head: str) -> Range:
    """The range as the caller named it, of which nothing is known yet."""
    return Range(name=well_formed(f"{base}..{head}"), base=None, head=None, merge_base=None)


def read_rulebook(
    policy: bytes | None, roster: bytes | None, settings: SettingsReader, place: str
) -> tuple[Rulebook | None, list[str]]:
    """The rules from their files' contents (`None` for no such file); `place` says where they were looked for."""
    if policy is None or roster is None:
        missing = POLICY_PATH if policy is None else ROSTER_PATH
        return None, [f"There is no {missing} {place}; {_STARTER}."]
    people, problems = settings.roster(roster)
    if people is None:
        return None, [f"{ROSTER_PATH} {place}: {problem}" for problem in problems]
    rules, problems = settings.policy(policy, people.levels, [team.name for team in people.teams])
    if rules is None:
        return None, [f"{POLICY_PATH} {place}: {problem}" for problem in problems]
    return Rulebook(rules, people), []


def _check(sources: Sources, base: str, head: str, range_: Range, asked: Asked) -> Judgement:
    objects = sources.objects
    range_["base"], range_["head"] = objects.resolve(base), objects.resolve(head)
    unnamed = [name for name, found in ((base, range_["base"]), (head, range_["head"])) if not found]
    if range_["base"] is None or range_["head"] is None:
        return undecided(range_, [f"{name!r} names no commit in this repository." for name in unnamed])
    if objects.is_shallow():
        return undecided(range_, ["The history is cut off (shallow clone); run `git fetch --unshallow`."])
    merge_base = range_["merge_base"] = objects.merge_base(range_["base"], range_["head"])
    if merge_base is None:
        return undecided(range_, [f"{base!r} and {head!r} have no commit in common: there is no net change."])
    commits = Commits(range_["base"], range_["head"], merge_base)
    begun = begin_range(sources.history, commits)
    policy, roster = (objects.file(commits.base, path) for path in (POLICY_PATH, ROSTER_PATH))
    rulebook, problems = read_rulebook(policy, roster, sources.settings, f"at {base}")
    if rulebook is None:
        return undecided(range_, problems)
    asked = asked._replace(target=asked.target or sources.signoffs.changes.branch(base))
    mailmap = parse_mailmap(objects.file(commits.base, MAILMAP_PATH))
    rulebook = rulebook._replace(roster=rulebook.roster.at(asked.now, mailmap))
    known = read_range(objects, sources.history, sources.records, commits, begun)
    return _judged(sources, _Case(commits, rulebook, known), range_, asked)


class _Case(NamedTuple):
    """A range that was read, and the rules and people that it is judged by."""

    commits: Commits
    rulebook: Rulebook
    known: Known


def _judged(sources: Sources, case: _Case, range_: Range, asked: Asked) -> Judgement:
    commits, (policy, roster), known = case
    signers = _signers(sources, commits, roster, asked.now)
    if policy.asks_findings:
        from answerable.app.net_findings import with_findings  # noqa: PLC0415 - most of it is for findings only

        known = with_findings(known, sources.findings(commits))
    if asked.blast or policy.asks_blast:
        known = _with_blast(known, sources.blast(commits, policy.tiers), is_needed=policy.asks_blast)
    known = known._replace(
        authors=(*known.authors, *signers.emails),
        barred=known.barred | set(signers.emails),
        faults=[*known.faults, *signers.faults],
    )
    change = Change(commits, policy, roster, known)
    around, faults = read_circumstances(sources.signoffs, change, asked)
    broken: list[Override] = []
    if policy.break_glass is not None:
        glass = Glass(policy.break_glass, commits, asked.target, roster, asked.now)
        broken, open_ = read_overrides(sources.overrides, sources.signoffs, glass)
        faults = [*faults, *open_]
    known = known._replace(faults=[*known.faults, *faults])
    around = around._replace(overrides=broken, unsigned=signers.unsigned)
    return judge(policy, roster, known, range_, around)


def _with_blast(known: Known, found: "Measured", *, is_needed: bool) -> Known:
    """What is known with the blast radius. A gap leaves the question open where a rule asks it."""
    faults = [*known.faults, *(found.gaps if is_needed else ())]
    remarks = [*known.remarks, *(() if is_needed else found.gaps), *found.remarks]
    return known._replace(blast=found.blast, faults=faults, remarks=remarks)


def _signers(sources: Sources, commits: Commits, roster: Roster, now: int) -> Signers:
    """Who signed the commits, where the roster demands that they are signed."""
    if not roster.must_sign:
        return Signers((), (), ())
    allowed = sources.objects.file(commits.base, SIGNERS_PATH) or b""
    # Whoever merges adds nothing of their own; where a merge does, its lines are unknown and nobody's.
    own = [one.id for one in sources.objects.commits(commits.base, commits.head) if len(one.parents) < 2]
    return read_signers(sources.signed_commits, own, roster, allowed, now)
