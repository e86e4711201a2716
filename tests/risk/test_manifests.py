"""Manifests and lock files: each format gives the facts that rules are about, and no text makes a reader fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.manifests.kinds import ecosystem_of, is_manifest, kind_of
from answerable.core.manifests.reading import manifest_facts
from answerable.core.manifests.specs import downgraded, firmness, loosened, major_raised
from answerable.core.needles import code_of
from answerable.syntax.languages import language_of
from support.pairs import load, pair_files

PATHS = [
    "requirements.txt", "requirements/dev.in", "pyproject.toml", "Pipfile", "Pipfile.lock", "setup.py", "setup.cfg", "poetry.lock",
    "uv.lock", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", ".npmrc", ".yarnrc.yml", "go.mod", "go.sum",
    "Cargo.toml", "Cargo.lock", "build.rs", "Gemfile", "Gemfile.lock", "shop.gemspec", "ext/extconf.rb", "pom.xml", "build.gradle",
    "settings.gradle.kts", "gradle/libs.versions.toml",
]  # fmt: skip
TEXTS = [pair.new for file in pair_files() if "DEP" in str(file) for pair in load(file).pairs]


def check_facts(path, text, expected):
    """The facts of a text as `kind key value owner`, one a line."""
    found = [
        f"{each.kind} {each.key} {each.value} {each.owner}".rstrip() for each in manifest_facts(path, text)
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "requirements.txt",
            "-r base.txt\n-i https://a.example/simple\nFlask[async] >= 2.0, <3 ; python_version > '3.8'  # web\n-e git+https://g.example/x.git#egg=X_y\n",
            [
                "registry --index-url https://a.example/simple",
                "dependency flask >=2.0,<3",
                "locked flask unhashed",
                "foreign x-y git+https://g.example/x.git git",
            ],
        ),
        (
            "pyproject.toml",
            ('[project]\ndependencies = [\n  "a>=1", # why\n  "b @ https://x.example/b.whl",\n]\n[dependency-groups]\ndev = ["c"]\n'
            '[build-system]\nrequires = ["hatchling"]\n[[tool.uv.index]]\nurl = "https://i.example"\n[tool.uv.sources]\na = { path = "../a" }\n'),
            [
                "dependency a >=1",
                "foreign b https://x.example/b.whl url",
                "dependency c  dev",
                "dependency hatchling  build",
                "registry url https://i.example",
                "foreign a ../a path",
            ],
        ),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\npython = "^3.9"\nA_b = "^1.2"\nc = {version = "~2", extras = ["x"]}\n[tool.poetry.group.dev.dependencies]\nd = { git = "https://g.example/d.git", rev = "main" }\n',
            ["dependency a-b ^1.2", "dependency c ~2", "foreign d https://g.example/d.git git"],
        ),
        ("Pipfile", '[packages]\na = "*"\n[dev-packages]\nb = "==1.0"\n', ["dependency a *", "dependency b ==1.0 dev"]),
        (
            "setup.cfg",
            "[metadata]\nname = x\n[options]\ninstall_requires =\n    a>=1\n    b\n[options.extras_require]\ntest = c\n",
            ["dependency a >=1", "dependency b", "dependency c  test"],
        ),
        (
            "setup.py",
            'setup(\n  install_requires=["a>=1", "b"],\n)\n',
            ["installer setup.py", "dependency a >=1", "dependency b"],
        ),
        (
            "package.json",
            '{"scripts": {"postinstall": "x", "test": "y"}, "files": ["a", {"dependencies": {"no": "1"}}],\n "dependencies": {"a": "^1", "b": "owner/b#main"}, "devDependencies": {"c": "1"}}',
            ["installer postinstall x", "dependency a ^1", "foreign b owner/b git", "dependency c 1 dev"],
        ),
        (".npmrc", "registry=https://r.example/\nalways-auth=true\n", ["registry registry https://r.example/"]),
        (
            "pnpm-lock.yaml",
            "packages:\n\n  /a@1.0.0:\n    resolution: {integrity: sha512-x}\n  '@s/b@2.0.0':\n    resolution: {tarball: https://t.example/b.tgz}\n",
            ["locked a hashed", "locked @s/b unhashed", "resolved @s/b t.example"],
        ),
        (
            "go.mod",
            "module m.example/a\nrequire x.example/b v1.0.0 // indirect\nreplace (\n\tx.example/b => ../b\n)\n",
            ["module m.example/a", "dependency x.example/b v1.0.0 indirect", "foreign x.example/b ../b path"],
        ),
        (
            "Cargo.toml",
            '[package]\nname = "a"\nbuild = "make.rs"\n[dependencies.b]\nversion = "1"\ngit = "https://g.example/b"\n[target.\'cfg(unix)\'.dependencies]\nlibc = "0.2"\n[dev-dependencies]\nc.workspace = true\n',
            [
                'installer build "make.rs"',
                "dependency b 1",
                "foreign b https://g.example/b git",
                "dependency libc 0.2",
            ],
        ),
        (
            "Cargo.lock",
            '[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "00"\n\n[[package]]\nname = "own"\nversion = "0.1.0"\n',
            ["locked a hashed", "resolved a github.com", "locked own unhashed"],
        ),
        (
            "Gemfile",
            'source "https://rubygems.org"\ngem "a", "~> 1.0", ">= 1.0.2", require: false\ngem "b", path: "../b" # ours\n',
            ["registry source https://rubygems.org", "dependency a ~> 1.0,>= 1.0.2", "foreign b ../b path"],
        ),
        (
            "x.gemspec",
            'Gem::Specification.new do |s|\n  s.add_dependency "a", "~> 1"\n  s.add_development_dependency("b")\n  s.extensions = ["ext/extconf.rb"]\nend\n',
            ["dependency a ~> 1", "dependency b  dev", 'installer extensions s.extensions = ["ext/extconf.rb"]'],
        ),
        (
            "build.gradle.kts",
            'plugins { }\ndependencies {\n  implementation("g:a:1.0")\n  testImplementation(platform("g:bom:2.0"))\n  implementation(files("libs/x.jar"))\n}\nrepositories { maven { url = uri("x") } }\n maven("https://m.example")\n',
            [
                "dependency g:a 1.0 implementation",
                "dependency g:bom 2.0 testImplementation",
                'foreign files "libs/x.jar" path',
                "registry maven https://m.example",
            ],
        ),
        (
            "gradle/libs.versions.toml",
            '[versions]\nkotlin = "1.9"\n[libraries]\na = { module = "g:a", version = "1" }\nb = "g:b:2"\n',
            ["dependency kotlin 1.9 version", "dependency g:a 1 libraries", "dependency g:b 2"],
        ),
    ],
)  # fmt: skip
def test_facts(path, text, expected):
    check_facts(path, text, expected)


@pytest.mark.parametrize(
    ("spec", "code", "expected"),
    [
        ("==1.0", "py", 3), ("1.2.3", "js", 3), ("1.2", "rs", 2), ("=1.2", "rs", 3), ("v1.9.1", "go", 3), ("^1.2", "js", 2),
        ("~> 1.0", "rb", 2), (">=1,<2", "py", 2), ("1.x", "js", 2), (">=1", "py", 1), ("", "py", 0), ("*", "rs", 0), ("latest", "js", 0),
        ("workspace:*", "js", -1), ("github:a/b", "js", -1), ("[1.0,2.0)", "ja", 2), ("1.+", "ja", 2),
    ],
)  # fmt: skip
def test_firmness(spec, code, expected):
    assert firmness(spec, code) == expected


@given(st.text(max_size=20), st.text(max_size=20))
def test_looser_is_one_way(one, other):
    assert not (loosened(one, other, "py") and loosened(other, one, "py"))
    assert not (major_raised(one, other) and major_raised(other, one))
    assert not (downgraded(one, other, "py") and downgraded(other, one, "py"))


@given(st.sampled_from(PATHS), st.one_of(st.text(max_size=300), st.sampled_from(TEXTS)), st.randoms())
def test_no_text_makes_a_reader_fail(path, text, random):
    words = text.split("\n")
    random.shuffle(words)
    for mixed in (text, "\n".join(words), text[: random.randint(0, len(text))]):
        lines = mixed.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        for fact in manifest_facts(path, mixed):
            assert 0 <= fact.line < fact.end_line <= lines


@pytest.mark.parametrize("path", PATHS)
def test_every_kind_is_known(path):
    assert is_manifest(path)
    assert ecosystem_of(kind_of(path))
    assert code_of(path, "")
    assert language_of(path, "") is not None
