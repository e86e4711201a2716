"""Who somebody is: contradictions between the roster, the keys and the mailmap, and commits that must be signed."""

import json

import pytest

from answerable.cli.commands import roster
from answerable.core.mailmap import parse_mailmap
from answerable.core.roster import Person, Roster, Team, build_roster, is_agent
from support.gate import PEOPLE, POLICY, ROSTER
from support.signers import SignedRepo, needs_ssh_keygen, person, public

needs_ssh_keygen()

SIGNED = "signed_commits = true\n" + ROSTER
DBA = '[[team]]\nname = "dba"\nmembers = ["sam@private.example"]\nowns = ["migrations/**"]\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return SignedRepo(tmp_path_factory.mktemp("identity"))


def check_roster(made, capsys, code, *said, roster_text=ROSTER, signers=None, mailmap=""):
    """Write the files into the worktree and check them: the exit code, and words that are said."""
    lines = {name: f"{email} {public(made.keys[name])}\n" for name, email in PEOPLE.items()}
    made.repo.write(".answerable/roster.toml", roster_text)
    made.repo.write(".answerable/allowed_signers", "".join(lines.values()) if signers is None else signers)
    made.repo.write(".mailmap", mailmap)
    capsys.readouterr()
    assert roster.run_check(cwd=str(made.repo.top), environ=made.repo.environ) == code
    out = capsys.readouterr().out
    for words in said:
        assert words in out
    roster.run_check(as_json=True, cwd=str(made.repo.top), environ=made.repo.environ)
    assert json.loads(capsys.readouterr().out)["valid"] is (code == 0)
    return out


def test_a_roster_without_contradictions(made, capsys):
    out = check_roster(made, capsys, 0, "is valid: 4 person(s)", roster_text=ROSTER + DBA)
    assert "note" not in out


def test_contradictions(made, capsys):
    sam, pat = public(made.keys["sam"]), public(made.keys["pat"])
    rows = [
        (
            {"signers": f"sam@example.org {sam}\npat@example.org {sam}\n"},
            "belongs to both Sam Senior and Pat Staff",
        ),
        (
            {"signers": f"sam@private.example,pat@example.org {pat}\n"},
            "belongs to both Sam Senior and Pat Staff",
        ),
        ({"signers": f"*@example.org {sam}\n"}, "gives one key to everybody whom *@example.org matches"),
        (
            {"roster_text": ROSTER.replace('level = "staff"', 'level = "staff"\nuntil = 2025-01-01')},
            "Pat Staff <pat@example.org> left on 2025-01-01 and still has a key (line 4 of",
        ),
        (
            {
                "roster_text": ROSTER.replace(
                    'level = "staff"', f'level = "staff"\nkeys = ["SHA256:{"A" * 43}"]'
                )
            },
            "gives Pat Staff the key SHA256:",
        ),
        (
            {"mailmap": "Sam <sam@example.org> <PAT@example.org>\n"},
            "gives pat@example.org of Pat Staff to Sam Senior",
        ),
        ({"roster_text": f"{ROSTER}\n{DBA}{DBA}"}, "Two teams are named 'dba'"),
        (
            {"roster_text": ROSTER + DBA.replace("sam@private", "eve@private")},
            "of the team 'dba' is not on the roster",
        ),
        (
            {"roster_text": ROSTER.replace('"staff"\n', '"staff"\nsince = 2026-02-01\nuntil = 2026-01-01\n')},
            "before they come",
        ),
        (
            {"roster_text": ROSTER.replace('"staff"\n', '"staff"\nuntil = "soon"\n')},
            "until is a day, as in 2026-01-31",
        ),
        ({"roster_text": ROSTER.replace('"staff"\n', '"staff"\nscopes = ["../x"]\n')}, "Pat Staff: '../x'"),
        (
            {"roster_text": ROSTER.replace("pat@example.org", "noreply@anthropic.com")},
            "an agent is no person",
        ),
    ]
    for files, words in rows:
        check_roster(made, capsys, 1, words, **files)


def test_notes(made, capsys):
    left = ROSTER.replace('level = "staff"', 'level = "staff"\nuntil = 2025-01-01')
    keys = f"sam@example.org {public(made.keys['sam'])}\nci@example.org {public(made.keys['jo'])}\n"
    check_roster(
        made, capsys, 0, "left on 2025-01-01", "Jo Junior <jo@example.org> has no key", "Line 2 of allowed_signers is for ci@",
        roster_text=left, signers=keys,
    )  # fmt: skip
    later = ROSTER.replace('level = "staff"', 'level = "staff"\nsince = 2999-01-01')
    check_roster(made, capsys, 0, "only comes on 2999-01-01", roster_text=later)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sam <s@x> <t@x>\n", {"t@x": "s@x"}),
        ("<S@X> <T@X>", {"t@x": "s@x"}),
        ("Sam <s@x> Old Name <t@x> # moved\n", {"t@x": "s@x"}),
        ("Sam <s@x> One <root@x>\nPat <p@x> Two <root@x>\n", {}),
        ("Sam <s@x>\n# <a@x> <b@x>\n<<>>\n<a> <b> <c>\n", {}),
        ("\x00\udcff <a@x>  <b@x>\n", {"b@x": "a@x"}),
    ],
)
def test_mailmaps(text, found):
    assert dict(parse_mailmap(text.encode("utf-8", "surrogateescape"))) == found


def test_a_mailmap_tells_people_apart_and_raises_nobody():
    sam = Person("Sam", "sam@x", (), "high")
    known = Roster(("low", "high"), (sam, Person("Jo", "jo@x", (), "low"))).at(
        0, {"old@x": "sam@x", "jo@x": "sam@x"}
    )
    assert known.identity("OLD@x") == "sam@x"
    assert known.level("old@x") == "low"
    assert known.identity("jo@x") == "jo@x"  # the roster knows better


def test_people_come_and_go_and_keep_their_addresses():
    gone = Person("Old", "old@x", ("old@y",), "high", since=10, until=20)
    whole = build_roster(("low", "high"), [gone], [Team("t", ("old@y",), None)])[0]
    assert [whole.at(now).person("old@y") is not None for now in (9, 10, 19, 20)] == [
        False,
        True,
        True,
        False,
    ]
    assert whole.at(30).identity("old@y") == "old@x"
    assert whole.at(30).at_least("low") == []
    assert whole.teams_of("old@x") == {"t"}


@pytest.mark.parametrize(
    ("email", "is_one"), [("dependabot[bot]@users.noreply.github.com", True), ("claude@x", False)]
)
def test_agents(email, is_one):
    assert is_agent(email) is is_one


# Commits that must be signed


@pytest.fixture
def strict(tmp_path):
    """A repository in which everybody's commits have to be signed."""
    made = SignedRepo(tmp_path, files={".answerable/roster.toml": SIGNED, ".answerable/policy.toml": POLICY})
    keys = "".join(f"{email} {public(made.keys[name])}\n" for name, email in PEOPLE.items())
    made.git("checkout", "-q", "main")
    made.write("keys", "pat", **{".answerable/allowed_signers": keys})
    made.git("checkout", "-q", "-B", "topic")
    made.repo.git("config", "gpg.format", "ssh")
    return made


def signed(made, author, key, line="A| x\n"):
    """An AI's line under somebody's name, signed with somebody's key."""
    made.commit({f"{author}-{key}.py": line}, author=author)
    options = ("-c", f"user.signingKey={made.keys[key]}") if key else ()
    made.repo.git(
        *options, "commit", "-q", "--amend", "--no-edit", *(["-S"] if key else []), **person(author)
    )


def demanded(made, capsys):
    code, verdict = made.verdict(capsys)
    [rule] = [one for one in verdict["rules"] if one["name"] == "signed-commits"]
    return code, verdict, "; ".join(one["sentence"] for one in rule["missing"])


def test_a_senior_who_signs_their_commits(strict, capsys):
    signed(strict, "sam", "sam")
    assert demanded(strict, capsys)[0::2] == (0, "")


def test_an_unsigned_commit_is_denied_whoever_it_names(strict, capsys):
    signed(strict, "pat", "")
    code, _, said = demanded(strict, capsys)
    assert (code, "is not signed" in said) == (1, True)


def test_a_commit_under_anothers_address_is_the_signers(strict, capsys):
    signed(strict, "pat", "jo")
    code, verdict, said = demanded(strict, capsys)
    assert (code, said) == (1, "")
    assert verdict["author"]["level"] == "junior"
    assert {one["email"] for one in verdict["author"]["people"]} == {PEOPLE["pat"], PEOPLE["jo"]}


def test_a_key_of_nobody_is_no_signature(strict, capsys):
    signed(strict, "sam", "mallory")
    code, _, said = demanded(strict, capsys)
    assert (code, "with a key of nobody on the roster" in said) == (1, True)


def test_a_signature_of_another_commit_is_none(strict, capsys):
    signed(strict, "sam", "sam")
    raw = strict.repo.git("cat-file", "commit", "HEAD")
    forged = raw.replace("change", "other change")
    commit = strict.repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{forged}\n".encode())
    strict.repo.git("reset", "-q", "--hard", commit)
    code, _, said = demanded(strict, capsys)
    assert (code, "is not good" in said) == (1, True)


def test_nothing_is_demanded_of_others(tmp_path, capsys):
    made = SignedRepo(tmp_path)
    made.commit({"a.py": "H| x\n"})
    assert [one["name"] for one in made.verdict(capsys)[1]["rules"]] == ["senior-review"]
