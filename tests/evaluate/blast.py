"""How right the direct dependents are: precision and recall of files, against jedi and the TypeScript compiler.

    python -m pip install --target build/evaluate jedi
    npm install --prefix build/evaluate typescript
    make evaluate PACKAGES="folder …"

A folder is the source of one package. What is compared are pairs of a definition and another file that names it. Both
oracles know types, which the graph does not. Where an oracle has no answer for a name in a file, a pair that the graph finds
there is neither right nor wrong: precision is told with and without those.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from answerable.core.blast.graph import Graph
from answerable.core.blast.outline import innermost
from answerable.syntax.symbols_reading import kind_of, outline_of

TOOLS = Path("build/evaluate")
RECALL, PRECISION = 0.95, 0.80

#: Both oracles name the class where it is made.
CONSTRUCTORS = {"__init__", "__new__", "constructor"}

#: The file that uses a name, the file and 1-based line of its definition (empty and 0 where nobody knows), the name.
Reference = tuple[str, str, int, str]
#: The file and dotted name of a definition, and the other file.
Pair = tuple[str, str, str]


def main(folders: list[str]) -> int:
    """Print a line for each folder; 1 when one of them is worse than the target."""
    missed = False
    for folder in map(Path, folders):
        graph = graph_of(folder)
        for title, oracle in (("jedi", jedi), ("typescript", typescript)):
            references = list(oracle(folder, graph))
            if references:
                missed |= compared(folder, title, graph, references)
    return int(missed)


def graph_of(folder: Path) -> Graph:
    """The graph of every file below a folder."""
    outlines = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_file() and not file.is_symlink() and "node_modules" not in file.parts and kind_of(path):
            outlines[path], _ = outline_of(path, file.read_bytes().decode("utf-8", "replace"))
    return Graph(outlines)


def compared(folder: Path, title: str, graph: Graph, references: Iterable[Reference]) -> bool:
    """Print how the graph compares; whether it misses the target."""
    true = set(true_pairs(graph, references))
    used = {file for _, _, file in true} | {path for path, _, _ in true}
    found = {
        (path, symbol.name, each.path)
        for path in used
        for symbol in graph.symbols(path)
        if symbol.name.rpartition(".")[2] not in CONSTRUCTORS
        for each in graph.references(path, symbol.name)
        if each.path != path
    }
    unknown = {(file, name) for file, path, _, name in references if not path}
    decided = {each for each in found if each in true or (each[2], each[1].rpartition(".")[2]) not in unknown}
    right = len(true & found)
    recall, precision = right / max(1, len(true)), right / max(1, len(decided))
    print(
        f"{folder}: {len(true)} pairs by {title}, recall {recall:.3f}, precision {precision:.3f} "
        f"({right / max(1, len(found)):.3f} with what {title} has no answer for)"
    )
    if os.environ.get("SHOW"):
        show("missed", graph, true - found)
        show("too many", graph, decided - true)
    return recall < RECALL or precision < PRECISION


def true_pairs(graph: Graph, references: Iterable[Reference]) -> Iterator[Pair]:
    """The oracle's references to definitions that the outlines know: no locals, no parameters, no `self.x = …`."""
    for file, path, line, name in references:
        outline = graph.outlines.get(path)
        if outline is None or file == path or file not in graph.outlines:
            continue
        definition = innermost(outline.definitions, line)
        while definition is not None:
            if definition.name.rpartition(".")[2] == name and name not in CONSTRUCTORS:
                yield path, definition.name, file
                break
            container = definition.name.rpartition(".")[0]
            definition = next((each for each in outline.definitions if each.name == container), None)


def show(title: str, graph: Graph, pairs: Iterable[Pair]) -> None:
    """What is wrong, for whoever mends it."""
    counted = Counter()
    for path, name, file in sorted(pairs):
        symbol = graph.symbol(path, name)
        counted[symbol.kind] += 1
        print(f"  {title}: {symbol.kind} {path}:{name} in {file}")
    print(f"  {title}: {dict(counted)}")


def jedi(folder: Path, graph: Graph) -> Iterator[Reference]:
    """Every name of every Python file that jedi can follow."""
    files = [
        path for path, outline in graph.outlines.items() if outline.language == "py" and path.endswith(".py")
    ]
    if not files:
        return
    sys.path.append(str(TOOLS))
    try:
        import jedi as library
    except ImportError:
        sys.exit("jedi is missing: python -m pip install --target build/evaluate jedi")
    project = library.Project(folder, smart_sys_path=True, added_sys_path=[str(folder), str(folder / "src")])
    for file in files:
        script = library.Script(path=folder / file, project=project)
        for name in script.get_names(all_scopes=True, definitions=True, references=True):
            try:
                targets = name.goto(follow_imports=True, follow_builtin_imports=False)
            except Exception:  # noqa: BLE001 - jedi's own faults are not ours
                targets = []
            if not targets:
                yield file, "", 0, name.name
            for target in targets:
                place = target.module_path
                if place is not None and place.is_relative_to(folder.resolve()) and target.line:
                    yield file, place.relative_to(folder.resolve()).as_posix(), target.line, target.name


def typescript(folder: Path, graph: Graph) -> Iterator[Reference]:
    """Every identifier of every TypeScript file, by the compiler itself."""
    files = [path for path, outline in graph.outlines.items() if path.endswith((".ts", ".tsx", ".mts"))]
    if not files:
        return
    if not (TOOLS / "node_modules/typescript").is_dir():
        sys.exit("The TypeScript compiler is missing: npm install --prefix build/evaluate typescript")
    script = Path(__file__).with_name("blast_typescript.mjs")
    done = subprocess.run(
        ["node", script, TOOLS.resolve() / "node_modules/typescript/lib/typescript.js", folder.resolve()],
        input="\n".join(files),
        capture_output=True,
        text=True,
        check=True,
    )
    yield from (tuple(each) for each in json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
