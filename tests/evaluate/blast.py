"""How right the direct dependents are: precision and recall of files, against jedi and the TypeScript compiler.

    python -m pip install --target build/evaluate jedi
    npm install --prefix build/evaluate typescript
    make evaluate PACKAGES="folder …"

A folder is the source of one package. What is compared are pairs of a definition and another file that names it. Both
oracles know types, which the graph does not; what they cannot infer counts against the graph as well.
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
from answerable.syntax.symbols import code_outline

TOOLS = Path("build/evaluate")
TARGET = {"recall": 0.95, "precision": 0.80}

#: Both oracles name the class where it is made.
CONSTRUCTORS = {"__init__", "__new__", "constructor"}

#: The file that uses a name, the file and 1-based line of its definition, the name.
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
    """The graph of every source file below a folder."""
    outlines = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and "node_modules" not in path.parts:
            outline = code_outline(str(path), path.read_bytes().decode("utf-8", "replace"))
            if outline is not None and outline.language:
                outlines[path.relative_to(folder).as_posix()] = outline
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
    right = len(true & found)
    figures = {"recall": right / max(1, len(true)), "precision": right / max(1, len(found))}
    print(
        f"{folder.name}: {len(true)} pairs by {title}, "
        + ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
    )
    if os.environ.get("SHOW"):
        show("missed", graph, true - found)
        show("too many", graph, found - true)
    return any(value < TARGET[name] for name, value in figures.items())


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
    files = [path for path, outline in graph.outlines.items() if outline.language == "py"]
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
            except Exception:  # noqa: BLE001, S112 - jedi's own faults are not ours
                continue
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
