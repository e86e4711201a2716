# ruff: noqa: INP001 - a script beside what it writes
"""Writes the server's settings into the extension's manifest and its list of their names.

    python client-vscode/scripts/settings.py [--check]

The manifest keeps the extension's own settings; those of the server are what `answerable.core.settings.SETTINGS` says.
With `--check` nothing is written, and a difference is told by exit code 1.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

from answerable.core.settings import SECTION, SETTINGS, Setting

_CLIENT: Final = Path(__file__).resolve().parent.parent
MANIFEST: Final = _CLIENT / "package.json"
NAMES: Final = _CLIENT / "src" / "generated" / "server-settings.ts"

#: The extension's own settings: they begin like this and the server never hears of them.
OWN: Final = tuple(f"{SECTION}.{group}." for group in ("server", "marks", "completions", "branch", "trace"))


def property_of(setting: Setting) -> dict[str, Any]:
    """A setting as a property of the manifest (JSON Schema)."""
    types = {bool: "boolean", int: "integer", str: "string"}
    found: dict[str, Any] = {"type": types[type(setting.default)], "default": setting.default}
    if setting.choices:
        found["enum"] = list(setting.choices)
    if type(setting.default) is int:
        found |= {"minimum": setting.least, "maximum": setting.most}
    return {**found, "scope": "window", "description": setting.description}


def manifest_with_settings(text: str) -> str:
    """The manifest with the server's settings as they are now, after the extension's own."""
    manifest = json.loads(text)
    properties = manifest["contributes"]["configuration"]["properties"]
    own = {name: value for name, value in properties.items() if name.startswith(OWN)}
    ours = {f"{SECTION}.{setting.name}": property_of(setting) for setting in SETTINGS}
    manifest["contributes"]["configuration"]["properties"] = {**own, **ours}
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def names() -> str:
    """The module with the names of the server's settings."""
    rows = "".join(f'  "{setting.name}",\n' for setting in SETTINGS)
    return (
        "// Written by scripts/settings.py from the server's own list.\n"
        f"export const SERVER_SETTINGS: readonly string[] = [\n{rows}];\n"
    )


def main() -> int:
    """Write both files, or tell whether they are up to date."""
    wanted = {MANIFEST: manifest_with_settings(MANIFEST.read_text()), NAMES: names()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" not in sys.argv:
        for path in stale:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path])
        return 0
    for path in stale:
        sys.stderr.write(f"{path} is out of date: run python client-vscode/scripts/settings.py\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
