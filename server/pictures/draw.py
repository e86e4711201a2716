"""Draw the README's picture: what the commands print in the demonstration's repository, as an SVG.

Run by `make picture`. Nothing is drawn by hand: the demonstration runs with `--keep`, the commands run in its
repository with colours on, and rich turns what they printed into the picture.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
ANSWERABLE = [sys.executable, "-m", "answerable"]
COMMANDS = (
    ["git", "log", "-1", "--format=%B"],
    ["answerable", "blame", "-L", "12,27", "shop/orders.py"],
    ["answerable", "gate", "main..HEAD@{1}"],
    ["answerable", "gate", "main..HEAD"],
)


def main() -> None:
    """Run the demonstration, run the commands, write `commands.svg`."""
    told = subprocess.run([*ANSWERABLE, "demo", "--keep"], capture_output=True, text=True, check=True).stdout
    kept = re.search(r"cd (\S+)", told)
    if kept is None:
        sys.exit("the demonstration did not say where its repository is")
    console = Console(record=True, width=112, file=Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - ends with the process
    for command in COMMANDS:
        console.print(Text("$ " + " ".join(command), style="bold"))
        console.print(Text.from_ansi(printed(command, kept[1])))
        console.print()
    drawn = console.export_svg(title="answerable")
    # The fonts that rich names would be fetched from a server: whoever looks at the picture has one of their own.
    drawn = re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r"<!--.*?-->\n?", "", drawn, flags=re.DOTALL).replace(
        "Fira Code", "ui-monospace, DejaVu Sans Mono"
    )
    (HERE / "commands.svg").write_text(drawn, encoding="utf-8")


def printed(command: list[str], folder: str) -> str:
    """What a command prints on a terminal with colours."""
    program = ANSWERABLE if command[0] == "answerable" else command[:1]
    environ = {**os.environ, "FORCE_COLOR": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    environ.pop("NO_COLOR", None)
    done = subprocess.run(
        [*program, *command[1:]], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    return (done.stdout + done.stderr).rstrip()


if __name__ == "__main__":
    main()
