"""Policy and roster files: what is refused and how it is said, what rules mean, and that nothing raises."""

import random
import tomllib
from pathlib import Path

import pytest

from answerable.cli.starter import POLICY, ROSTER, TEMPLATES
from answerable.core.origin import Grade, LineClass
from answerable.core.policy import Policy, explain_rule
from answerable.core.predicates import PREDICATES
from answerable.core.scene import LineKind, Scene
from answerable.store.settings_files import SettingsFiles

LEVELS = ("junior", "mid", "senior", "staff")
DATA = Path(__file__).parents[1] / "data/gate"
BAD = tomllib.loads((DATA / "policies.toml").read_text())["case"]
#: 2026-11-27, a Friday, 17:30 UTC.
NOW = 1795800600
#: Ten added lines, four of them an AI's, one of which nobody reviewed.
KINDS = {
    LineKind(LineClass.AI, Grade.ATTESTED, "codex", True): 3,
    LineKind(LineClass.MIXED, Grade.CORROBORATED, "cursor", False): 1,
    LineKind(LineClass.HUMAN, Grade.LABELLED, "", False): 3,
    LineKind(LineClass.TOOL, Grade.LABELLED, "", False): 1,
    LineKind(LineClass.UNKNOWN, Grade.NONE, "", False): 2,
}
FINDING = {"rule": "SCH001", "level": "review", "path": "b", "line": 1, "fingerprint": "0" * 16}
SCENE = Scene(
    kinds=KINDS, removed=7, rank=1, authors=("mia@example.org",), unstamped=2, findings=[FINDING],
    paths=("src/a.py", "b"), tier=1, branch="release/2.0", now=NOW, is_advised=True, blast=2,
)  # fmt: skip

#: A condition, whether it holds for SCENE, and how it is said.
CONDITIONS = [
    ("{}", True, "for every change"),
    ('{ ai_lines = ">3" }', True, "has more than 3 AI lines"),
    ('{ ai_lines = ">=5" }', False, "has at least 5 AI lines"),
    ('{ ai_lines = " == 4 " }', True, "has exactly 4 AI lines"),
    ('{ ai_share = ">=40%" }', True, "has AI text on at least 40% of its lines"),
    ('{ ai_share = ">40.000001%" }', False, "has AI text on more than 40.000001% of its lines"),
    ('{ unknown_lines = "<2" }', False, "has fewer than 2 lines of unknown origin"),
    (
        '{ unreviewed_ai_lines = "!=0" }',
        True,
        "has not exactly 0 AI lines that nobody but an author reviewed",
    ),
    ('{ author_level = "<senior" }', True, "comes from an author who is below senior"),
    ('{ author_level = ">=mid" }', True, "comes from an author who is mid or above"),
    ('{ author_level = ">mid" }', False, "comes from an author who is above mid"),
    ("{ stamped = false }", True, "has a commit without a record"),
    ("{ stamped = true }", False, "has a record for every commit"),
    ("{ advised = true }", True, "follows an AI's advice, as somebody declared"),
    ("{ advised = false }", False, "follows no AI's advice that somebody declared"),
    ('{ paths = ["docs/**", "src/**"] }', True, "touches docs/** or src/**"),
    ('{ paths = ["docs/**"] }', False, "touches docs/**"),
    (
        '{ ai_lines = ">0", stamped = true }',
        False,
        "has more than 0 AI lines and has a record for every commit",
    ),
    (
        '{ any = [{ stamped = true }, { ai_lines = ">0" }] }',
        True,
        "either has a record for every commit or has more",
    ),
    (
        '{ all = [{ stamped = false }, { ai_lines = ">9" }] }',
        False,
        "a commit without a record and has more than 9",
    ),
    ("{ not = { stamped = true } }", True, "is not one that has a record for every commit"),
    ('{ human_lines = "==3" }', True, "has exactly 3 lines that a human wrote"),
    ('{ tool_lines = ">1" }', False, "has more than 1 lines that a tool wrote"),
    ('{ unknown_share = ">=20%" }', True, "has at least 20% of its lines of unknown origin"),
    (
        '{ lines = { class = ["ai", "mixed"], grade = "<attested", count = ">0" } }',
        True,
        "of class ai or mixed of grade",
    ),
    ('{ lines = { agent = ["cursor"], reviewed = false, share = ">=10%" } }', True, "by cursor not reviewed"),
    ('{ lines = { grade = "==none", count = "!=2" } }', False, "has not exactly 2 lines of grade none"),
    ('{ unstamped_commits = ">=2" }', True, "has at least 2 commits without a record"),
    ('{ findings = ">1" }', False, "has more than 1 findings"),
    ('{ finding_level = ">=review" }', True, "has a finding of level review or above"),
    ('{ finding_level = ">=block" }', False, "has a finding of level block or above"),
    ('{ risk = ">=medium" }', True, "has a risk that is medium or above"),
    ('{ risk = ">medium" }', False, "has a risk that is above medium"),
    ('{ rule = ["SEC*", "SCH*"] }', True, "has a finding of SEC* or SCH*"),
    ('{ author = ["MIA@example.org", "x@y"] }', True, "has an author among MIA@example.org, x@y"),
    ('{ agent = ["codex"] }', True, "has lines of codex"),
    ('{ agent = ["amp"] }', False, "has lines of amp"),
    ('{ path_tier = ">=inner" }', True, "touches a path of a tier that is inner or above"),
    ('{ path_tier = ">inner" }', False, "touches a path of a tier that is above inner"),
    ('{ blast = ">=high" }', True, "has a blast radius that is high or above"),
    ('{ blast = ">high" }', False, "has a blast radius that is above high"),
    ('{ blast = "==medium" }', False, "has a blast radius that is medium"),
    ('{ added_lines = ">9" }', True, "has more than 9 added lines"),
    ('{ removed_lines = "<=6" }', False, "has at most 6 removed lines"),
    ('{ files = ">=2" }', True, "has at least 2 files"),
    ('{ branch = ["main", "release/*"] }', True, "goes to the branch main or release/*"),
    ('{ branch = ["main"] }', False, "goes to the branch main"),
    (
        '{ during = { days = ["fri"], hours = "16:00-24:00" } }',
        True,
        "comes on fri between 16:00 and 24:00 (UTC+00:00)",
    ),
    ('{ during = { days = ["fri"], hours = "16:00-24:00", offset = "+09:00" } }', False, "(UTC+09:00)"),
    ('{ during = { days = ["thu"], hours = "22:00-18:00" } }', True, "on thu between 22:00 and 18:00"),
    (
        "{ during = { from = 2026-11-27, until = 2026-11-28 } }",
        True,
        "comes from 2026-11-27 until 2026-11-28",
    ),
    ('{ during = { from = "2026-11-27T18:00:00Z" } }', False, "comes from 2026-11-27T18:00:00Z"),
    ("{ during = { until = 2026-11-27T18:30:00+01:00 } }", False, "comes until 2026-11-27T18:30:00+01:00"),
]
TIERS = (
    'version = 1\ntier = [{ name = "outer", paths = ["docs/**"] }, { name = "inner", paths = ["src/**"] }]\n'
)


def read(policy):
    return SettingsFiles().policy(policy.encode("utf-8", "surrogateescape"), LEVELS)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case["said"][:40])
def test_a_bad_rule_is_refused_in_a_sentence(case):
    policy, problems = read(f'version = 1\n[[rule]]\nname = "r"\n{case["rule"]}')
    assert policy is None
    assert case["said"] in " ".join(problems)


@pytest.mark.parametrize(("when", "holds", "sentence"), CONDITIONS)
def test_conditions(when, holds, sentence):
    policy, problems = read(f'{TIERS}[[rule]]\nname = "r"\nwhen = {when}')
    assert policy is not None, problems
    [rule] = policy.rules
    assert rule.when.holds(SCENE) is holds
    assert sentence in explain_rule(rule)


def test_every_predicate_has_a_row():
    rows = " ".join(when for when, _, _ in CONDITIONS)
    assert all(name in rows for name in PREDICATES)


def test_the_starter_files_are_valid_and_say_the_rule_that_started_it_all():
    roster, problems = SettingsFiles().roster(ROSTER.encode())
    assert roster is not None, problems
    policy, problems = SettingsFiles().policy(POLICY.encode(), roster.levels)
    assert policy is not None, problems
    assert explain_rule(policy.rules[0]) == (
        "when the change has more than 0 AI lines and comes from an author who is below senior, the gate denies it "
        "unless every AI line was reviewed by somebody of level senior or above who is no author of the change."
    )


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_templates_are_valid_and_explain_themselves(name):
    roster, _ = SettingsFiles().roster(ROSTER.encode())
    policy, problems = SettingsFiles().policy(TEMPLATES[name].encode(), roster.levels)
    assert policy is not None, problems
    assert f"# {name}: " in TEMPLATES[name]
    assert all(rule.why for rule in policy.rules)


def test_the_explanation_at_the_top_names_every_predicate():
    head = POLICY.partition("\nversion = 1")[0]
    assert [name for name in PREDICATES if name not in head] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "missing required field `version`"),
        ("version = 1", "missing required field"),
        ("version = true", "$.version"),
        ("version = 0", "$.version"),
        ("version = '1'", "$.version"),
        ("version = 99", "of version 99"),
        ("version = 1\nextra = 1", "unknown field `extra`"),
        ("a" * 10, "not TOML"),
        ("x = " + "[" * 100_000, "not TOML"),
        ("x = " + "9" * 5_000, "not TOML"),
        ("\udcff", "not UTF-8"),
        ("x" * 1_000_001, "more than 1,000,000 bytes"),
    ],
    ids=lambda text: text[:20],
)
def test_files_that_are_none(text, said):
    data = text.encode("utf-8", "surrogateescape")
    for value, problems in (SettingsFiles().policy(data, LEVELS), SettingsFiles().roster(data)):
        assert value is None
        assert said in " ".join(problems)


ROSTERS = [
    ('levels = ["a", "a"]', "declared twice"),
    ('levels = ["a b"]', "cannot be the name of a level"),
    ('levels = ["<a"]', "cannot be the name of a level"),
    ("levels = []", "length >= 1"),
    ('levels = ["a"]\n[[person]]\nname = "N"\nemail = "n"\nlevel = "a"', "is no e-mail address"),
    ('levels = ["a"]\n[[person]]\nname = "N"\nemail = "n@x"\nlevel = "b"', "which `levels` does not declare"),
    ('levels = ["a"]\n[[person]]\nname = " "\nemail = "n@x"\nlevel = "a"', "has no name"),
    (
        """levels = ["a"]
        person = [
          { name = "N", email = "n@x", level = "a" }, { name = "O", email = "o@x", aliases = [" N@X "], level = "a" },
        ]""",
        "belongs to both N and O",
    ),
]


@pytest.mark.parametrize(("text", "said"), ROSTERS, ids=lambda text: text[-20:])
def test_a_roster_with_contradictions_is_refused(text, said):
    roster, problems = SettingsFiles().roster(f"version = 1\n{text}".encode())
    assert roster is None
    assert said in " ".join(problems)


def test_addresses_are_compared_without_case_and_strangers_are_lowest():
    text = f'version = 1\nlevels = {list(LEVELS)}\n[[person]]\nname = "N"\nemail = "N@X.org"\naliases = ["q@X"]\n'
    roster, problems = SettingsFiles().roster(f'{text}level = "senior"\n'.encode())
    assert roster is not None, problems
    assert roster.level("n@x.ORG") == roster.level("Q@x") == "senior"
    assert roster.identity("Q@x") == roster.identity("n@x.org") == "n@x.org"
    assert roster.level("stranger@x") == "junior"
    # A Kelvin sign lower-cases to k in full Unicode: that would make one person of two.
    assert roster.identity("\u212a@x") != roster.identity("k@x")


PIECES = [
    "version = 1\n", "[[rule]]\n", 'name = "r"\n', 'when = { ai_lines = ">0" }\n', "[rule.when]\n", "not = ",
    "{ any = [{ stamped = true }] }\n", 'scope = ["a/**"]\n', 'require = { reviewed_by = "senior" }\n', "[", "]", "{",
    "}", "\n", '"', "=", "\x00", "\udcff", "1979-05-27", "inf", "true", 'levels = ["a"]\n', "[[person]]\n",
    'email = "a@b"\n', 'level = "a"\n', 'author_level = "<mid"\n', 'paths = ["[", "**/*"]\n', "é\u202e", "0x1F", "\\",
]  # fmt: skip


def check_never_raises(text):
    """Whatever a file holds: a value without problems, or none and a problem."""
    data = text.encode("utf-8", "surrogateescape")
    policy, problems = SettingsFiles().policy(data, LEVELS)
    assert (policy is None) == bool(problems)
    if isinstance(policy, Policy):
        for rule in policy.rules:
            assert isinstance(rule.when.holds(SCENE), bool)
            assert explain_rule(rule)
    roster, problems = SettingsFiles().roster(data)
    assert (roster is None) == bool(problems)


@pytest.mark.parametrize("seed", range(20))
def test_random_files_never_raise(seed):
    random_ = random.Random(seed)
    for _ in range(100):
        check_never_raises("".join(random_.choices(PIECES, k=random_.randrange(14))))


@pytest.mark.parametrize("text", [POLICY, ROSTER], ids=["policy", "roster"])
def test_damaged_starters_never_raise(text):
    random_ = random.Random(5)
    for _ in range(400):
        at, size = random_.randrange(len(text)), random_.randrange(1, 30)
        check_never_raises(text[:at] + random_.choice(PIECES) + text[at + size :])
