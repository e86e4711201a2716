"""What kind of place a path names, from its spelling alone: what is lost when it is deleted or written."""

from enum import StrEnum
from typing import Final, NamedTuple

from answerable.core.guarding.values import UNKNOWN, Ground, joined_path, known, listed

__all__ = ["Kind", "Place", "is_secret", "place_of", "protection_of"]


class Kind(StrEnum):
    """What a path is to its user."""

    SYSTEM = "system"
    HOME = "home"
    REPOSITORY = "repository"
    HISTORY = "history"
    DEVICE = "device"
    TEMPORARY = "temporary"
    REBUILT = "rebuilt"
    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


class Place(NamedTuple):
    """A path, relative to the top of the repository where it is inside, otherwise absolute or from `~`."""

    kind: Kind
    path: str


_REBUILT: Final = listed(
    "build builds dist target out node_modules bower_components jspm_packages .venv venv "
    ".virtualenv __pycache__ tmp temp .tmp cache .cache caches coverage htmlcov .nyc_output "
    ".coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .tox .nox .next .nuxt .output "
    ".svelte-kit .turbo .parcel-cache .vite .angular .astro .docusaurus .gradle .eggs obj "
    "deriveddata .build .dart_tool .serverless .terraform .aws-sam cdk.out logs log test-results "
    "playwright-report storybook-static _build .ipynb_checkpoints .expo .webpack .rollup.cache "
    ".eslintcache .stylelintcache .import_linter_cache _site .jekyll-cache .sass-cache .yarn-cache "
    ".pnpm-store .ccache artifacts .stack-work dist-newstyle .elixir_ls _deps .cargo-target "
    "cmakefiles lib-cov .jest-cache .swc .netlify .vercel .wrangler .fleet __snapshots_tmp__ "
    "site-packages .pixi .devenv .direnv zig-cache zig-out .zig-cache"
)
_REBUILT_ENDS: Final = (
    ".egg-info",
    ".dist-info",
    ".pyc",
    ".pyo",
    ".o",
    ".obj",
    ".class",
    ".log",
    ".tmp",
    ".bak",
    ".orig",
    ".rej",
    ".swp",
    ".tsbuildinfo",
    ".ds_store",
    "~",
    "-cache",
    "_cache",
    ".gcda",
    ".gcno",
)
_REBUILT_BEGINS: Final = ("cmake-build-", "bazel-", "tmp-", "tmp.", "temp-", ".coverage.", "build-", "dist-")
_SYSTEM: Final = listed(
    "bin boot dev etc home lib lib32 lib64 media mnt opt proc root run sbin srv sys usr var data "
    "users system library applications private volumes nix snap windows"
)
_TEMPORARY: Final = ("/tmp/", "/var/tmp/", "/dev/shm/", "/private/tmp/", "/var/folders/")  # noqa: S108 - places to tell apart
_CACHES: Final = ("/var/cache/", "/var/lib/apt/lists", "/root/.cache", "/var/log/", "/dev/fd/")
_DEVICES: Final = (
    "/dev/sd",
    "/dev/nvme",
    "/dev/hd",
    "/dev/vd",
    "/dev/xvd",
    "/dev/disk",
    "/dev/mmcblk",
    "/dev/mapper",
    "/dev/rdisk",
    "/dev/md",
    "/dev/loop",
)
_CACHES_AT_HOME: Final = listed(
    ".cache .npm .gradle .m2 .nuget .pnpm-store .yarn .bun .pub-cache .ivy2 .sbt .conan"
)
_DEAR_AT_HOME: Final = listed(
    ".ssh .gnupg .config .aws .kube .docker .local documents desktop downloads pictures projects "
    "code src work repos library .claude .codex .gemini .cursor music videos .password-store "
    ".mozilla"
)

_CI: Final = (
    ".github/workflows/",
    ".github/actions/",
    ".circleci/",
    ".buildkite/",
    ".gitlab/ci/",
    ".tekton/",
    ".woodpecker/",
)
_CI_FILES: Final = listed(
    ".gitlab-ci.yml .gitlab-ci.yaml jenkinsfile azure-pipelines.yml bitbucket-pipelines.yml "
    ".drone.yml .travis.yml appveyor.yml .appveyor.yml .cirrus.yml cloudbuild.yaml buildspec.yml "
    ".woodpecker.yml wercker.yml"
)
_HOOKS: Final = (
    ".claude/hooks/",
    ".cursor/hooks/",
    ".github/hooks/",
    ".clinerules/hooks/",
    ".kiro/hooks/",
    ".kiro/agents/",
    ".opencode/plugin",
    ".config/opencode/plugin",
    ".config/amp/plugins/",
    ".amp/plugins/",
    ".codeium/",
    ".copilot/hooks/",
    ".husky/",
    ".githooks/",
)
_HOOK_FILES: Final = listed(
    ".claude/settings.json .claude/settings.local.json .cursor/hooks.json .codex/config.toml "
    ".codex/hooks.json .gemini/settings.json .windsurf/hooks.json opencode.json "
    ".opencode/opencode.json .pre-commit-config.yaml lefthook.yml .lefthook.yml lefthook.yaml"
)
_SHELL_FILES: Final = listed(
    ".bashrc .zshrc .profile .bash_profile .zprofile .zshenv .ssh/authorized_keys .gitconfig .ssh/config"
)

_SECRET_NAMES: Final = listed(
    "id_rsa id_dsa id_ecdsa id_ed25519 .netrc _netrc .pgpass .my.cnf .git-credentials .npmrc "
    ".pypirc .vault-token credentials.json service-account.json serviceaccount.json secrets.yml "
    "secrets.yaml secrets.json secrets.toml secrets.env .htpasswd master.key shadow gshadow "
    ".dockercfg application_default_credentials.json kubeconfig .boto .s3cfg "
    "terraform.tfvars.secret auth.json token.json access_tokens.db credentials.db logins.json "
    "key4.db"
)
_SECRET_ENDS: Final = (
    ".key",
    ".p12",
    ".pfx",
    ".jks",
    ".keystore",
    ".kdbx",
    ".ppk",
    "key.pem",
    "-key.pem",
    "_key.pem",
    ".asc.key",
)
_SECRET_PATHS: Final = (
    ".ssh/",
    ".aws/credentials",
    ".gnupg/private",
    ".kube/config",
    ".docker/config.json",
    ".config/gh/hosts",
    ".azure/accessTokens",
    ".password-store/",
)
_EXAMPLES: Final = ("example", "sample", "template", "dist", "defaults", "schema", "tmpl")


def place_of(text: str, folder: str, ground: Ground) -> Place:
    """The place that an argument names when the program runs in `folder`. A pattern counts as all it may match."""
    text = text.replace("$top", ground.top or ".")
    if ground.home and text.startswith("~"):
        text = ground.home + text[1:]
    if not known(text):
        return _half_known(text, folder, ground)
    path = joined_path(folder, text)
    names = path.split("/")
    while names and names[-1] in {"*", ".*", "**", ".[!.]*", ".??*", "{*,.*}"}:
        names.pop()
    trimmed = "/".join(names)
    place = _of_path(trimmed or ("/" if path.startswith("/") else ""), ground)
    if place.kind is Kind.TEMPORARY and trimmed != path and trimmed in {"/tmp", "/var/tmp"}:  # noqa: S108 - places to tell apart
        return Place(Kind.OUTSIDE, path)
    return place


def _half_known(text: str, folder: str, ground: Ground) -> Place:
    head, _, tail = text.rpartition(UNKNOWN)
    if any(_is_rebuilt(name) for name in tail.strip("/").split("/")):
        return Place(Kind.REBUILT, text)
    # `build/$NAME` stays below build whatever the name holds; `$NAME/x` and `/$NAME` do not stay anywhere.
    stays = head.partition(UNKNOWN)[0].rpartition("/")[0]
    if stays.strip("/") and ".." not in stays.split("/"):
        above = place_of(stays, folder, ground)
        if above.kind in {Kind.TEMPORARY, Kind.REBUILT}:
            return above
    elif head.startswith(("/tmp/", "/var/tmp/")):  # noqa: S108 - places to tell apart
        return Place(Kind.TEMPORARY, text)
    return Place(Kind.UNKNOWN, text)


def _of_path(path: str, ground: Ground) -> Place:  # noqa: PLR0911 - one return per kind of place
    if not path.startswith(("/", "~")):
        return _inside(path)
    top = ground.top.rstrip("/")
    if top and (path + "/").startswith(top + "/"):
        return _inside(path[len(top) + 1 :])
    if path == "/":
        return Place(Kind.SYSTEM, path)
    if top and (top + "/").startswith(path.rstrip("/") + "/"):
        above = _elsewhere(path, ground)
        return above if above.kind in {Kind.SYSTEM, Kind.HOME} else Place(Kind.REPOSITORY, path)
    if ground.home and (path + "/").startswith(ground.home.rstrip("/") + "/"):
        return _elsewhere(path, ground)
    if path.startswith(_TEMPORARY) or path in {"/tmp", "/var/tmp"}:  # noqa: S108 - places to tell apart
        return Place(Kind.TEMPORARY, path)
    if path.startswith(_DEVICES):
        return Place(Kind.DEVICE, path)
    if path.startswith(_CACHES):
        return Place(Kind.TEMPORARY, path)
    return _elsewhere(path, ground)


def _inside(path: str) -> Place:
    names = [name for name in path.split("/") if name not in {"", "."}]
    if names[:1] == [".."]:
        rest = [name for name in names if name != ".."]
        if not rest:
            return Place(Kind.REPOSITORY, path)
        rebuilt = any(_is_rebuilt(name) for name in rest)
        return Place(Kind.REBUILT if rebuilt else Kind.OUTSIDE, path)
    if not names:
        return Place(Kind.REPOSITORY, ".")
    relative = "/".join(names)
    if ".git" in names:
        return Place(Kind.HISTORY, relative)
    return Place(Kind.REBUILT if any(_is_rebuilt(name) for name in names) else Kind.INSIDE, relative)


def _elsewhere(path: str, ground: Ground) -> Place:  # noqa: PLR0911 - one return per kind of place
    home = ground.home.rstrip("/")
    if home and (path + "/").startswith(home + "/"):
        path = "~" + path[len(home) :]
    names = [name for name in path.split("/") if name]
    if names[:1] == ["~"] or (names[:1] in (["home"], ["Users"]) and len(names) > 1):
        below = names[1:] if names[0] == "~" else names[2:]
        if not below:
            return Place(Kind.HOME, path)
        if below[0] in _CACHES_AT_HOME and len(below) > 1:
            return Place(Kind.TEMPORARY, path)
        if len(below) == 1 and below[0].lower() in _DEAR_AT_HOME:
            return Place(Kind.HOME, path)
        return Place(Kind.REBUILT if any(map(_is_rebuilt, below)) else Kind.OUTSIDE, path)
    if names and names[0].lower() in _SYSTEM and len(names) <= 2:
        return Place(Kind.SYSTEM, path)
    if len(names) >= 2 and any(_is_rebuilt(name) for name in names[1:]):
        return Place(Kind.REBUILT, path)
    if ".git" in names:
        return Place(Kind.HISTORY, path)
    return Place(Kind.OUTSIDE, path)


def _is_rebuilt(name: str) -> bool:
    low = name.lower()
    return (
        low in _REBUILT or low.endswith(_REBUILT_ENDS) or (low.startswith(_REBUILT_BEGINS) and len(low) > 5)
    )


def protection_of(path: str) -> str:  # noqa: PLR0911 - one return per reason
    """Why a file is protected, in words that follow its name; empty when it is not. The path is a place's."""
    low = path.lower()
    name = low.rpartition("/")[2]
    at_home = low.removeprefix("~/")
    if low.startswith(_CI) or low in _CI_FILES:
        return "decides what CI checks"
    if name == "codeowners":
        return "says who must review"
    if low == ".answerable" or ".answerable/" in low:
        return "holds this repository's own rules"
    if any(low.startswith(one) or f"/{one}" in low for one in _HOOKS) or any(
        low == one or low.endswith("/" + one) for one in _HOOK_FILES
    ):
        return "says which hooks watch agents and commits"
    if low.startswith("/etc/"):
        return "configures the whole machine"
    if path.startswith(("~", "/home/", "/Users/")) and any(
        at_home == one or low.endswith("/" + one) for one in _SHELL_FILES
    ):
        return "runs in every session of the user"
    return ""


def holds_secrets(folder: str) -> bool:
    """Whether a folder is one where programs keep credentials: who takes it whole, takes them."""
    return folder.rstrip("/").rpartition("/")[2] in _SECRET_FOLDERS


_SECRET_FOLDERS: Final = frozenset({".ssh", ".aws", ".gnupg", ".kube", ".docker", ".azure"})


def is_secret(text: str) -> bool:
    """Whether a path names a file that holds credentials, by its spelling."""
    low = text.lower().rstrip("/")
    name = low.rpartition("/")[2]
    if name.endswith(".pub") or any(word in name for word in _EXAMPLES):
        return False
    if (
        name == ".env"
        or name.startswith(".env.")
        or (name.endswith(".env") and len(name) > 4)
        or name == ".envrc"
    ):
        return not name.startswith((".env.test", ".env.ci"))
    if name in _SECRET_NAMES or name.endswith(_SECRET_ENDS):
        return True
    return (
        any(one in low for one in _SECRET_PATHS)
        and name not in {"config", "known_hosts", "authorized_keys", ".ssh"}
    ) or low.endswith(".kube/config")
