"""The VS Code extension's manifest against the server: its settings, its version, its commands."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from answerable.core.settings import SECTION, SETTINGS
from answerable.lsp.messages import BRANCH, DID_EDIT, FOCUS, REGIONS, REGIONS_CHANGED, STAMP_PREVIEW, Command

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "client-vscode"

# A test run from the wheel or the sdist has the server alone.
pytestmark = pytest.mark.skipif(
    not (CLIENT / "package.json").exists(), reason="there is no client-vscode/ here"
)


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vscode_settings", CLIENT / "scripts" / "settings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CLIENT / "package.json").read_text())
    return found


def test_the_settings_are_those_of_the_server_and_the_extensions_own() -> None:
    script = generator()
    text = (CLIENT / "package.json").read_text()
    assert script.manifest_with_settings(text) == text, "run python client-vscode/scripts/settings.py"
    assert script.names() == script.NAMES.read_text(), "run python client-vscode/scripts/settings.py"
    properties = manifest()["contributes"]["configuration"]["properties"]
    ours = {f"{SECTION}.{setting.name}" for setting in SETTINGS}
    assert ours == {name for name in properties if not name.startswith(script.OWN)}


def test_the_extension_and_the_server_have_one_version() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert manifest()["version"] == version[1]


def test_the_extension_speaks_of_the_servers_own_messages_and_commands() -> None:
    text = (CLIENT / "src" / "protocol.ts").read_text()
    said = set(re.findall(r'"(answerable[./]\w+)"', text))
    own = {DID_EDIT, REGIONS, REGIONS_CHANGED, STAMP_PREVIEW, BRANCH, FOCUS}
    assert said == own | {str(name) for name in Command}


def test_no_command_of_the_extension_takes_a_name_of_the_servers() -> None:
    own = {entry["command"] for entry in manifest()["contributes"]["commands"]}
    assert not own & {str(name) for name in Command}


def test_every_key_and_menu_names_a_command_that_there_is() -> None:
    contributes = manifest()["contributes"]
    own = {entry["command"] for entry in contributes["commands"]}
    used = {entry["command"] for entry in contributes["keybindings"]}
    used |= {entry["command"] for menu in contributes["menus"].values() for entry in menu}
    used |= {
        name
        for name in re.findall(r"command:(answerable\.\w+)", json.dumps(contributes))
        if name not in {"answerable.review", "answerable.branch"}
    }
    assert used <= own | {"answerable.review"}


def test_every_command_is_reached_without_a_mouse() -> None:
    menus = manifest()["contributes"]["menus"]
    hidden = {entry["command"] for entry in menus["commandPalette"] if entry["when"] == "false"}
    # What the palette cannot offer is about a row: the row's own menu opens by key, its inline buttons do not.
    by_key = {entry["command"] for entry in menus["view/item/context"] if entry.get("group") != "inline"}
    assert hidden <= by_key


def test_only_one_module_imports_the_editor() -> None:
    importers = {path.name for path in (CLIENT / "src").rglob("*.ts") if '"vscode"' in path.read_text()}
    assert importers == {"host.ts"}
