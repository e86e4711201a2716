"""A graph that took one new outline after another answers as one that is made anew: the oracle is the slow way."""

import random

import pytest

from answerable.core.blast.graph import Graph
from answerable.core.blast.outline import Outline
from answerable.syntax.symbols_reading import outline_of
from support.blast import CASES, read_case


def answers(graph: Graph) -> dict[str, object]:
    """Everything that a graph can be asked."""
    found: dict[str, object] = {path: graph.reach(path) for path in graph.outlines}
    for path in graph.outlines:
        for symbol in graph.symbols(path):
            found[f"{path}:{symbol.name}"] = (symbol, graph.reach(path, symbol.name))
    return found


def edited(text: str, chance: random.Random) -> str:
    """A text with a line dropped, doubled or moved, or a name changed."""
    lines = text.splitlines(keepends=True) or [""]
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case _:
            return text.replace(chance.choice(["total", "Cart", "euro", "pay", "LIMIT"]), "fresh")
    return "".join(lines)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", CASES)
def test_edits_one_after_another(name: str, seed: int) -> None:
    chance = random.Random(f"{name} {seed}")
    files, _ = read_case(name)
    texts: dict[str, str] = dict(files)
    graph = Graph({path: outline_of(path, text)[0] for path, text in texts.items()})
    answers(graph)
    for _ in range(30):
        path = chance.choice(sorted(files))
        if path in texts and chance.random() < 0.1:
            del texts[path]
            graph.replace(path, None)
        else:
            texts[path] = edited(texts.get(path, files[path]), chance)
            graph.replace(path, outline_of(path, texts[path])[0])
        anew = Graph({path: outline_of(path, text)[0] for path, text in texts.items()})
        assert answers(graph) == answers(anew), path


def test_a_file_that_was_never_there_can_go() -> None:
    graph = Graph({"a.py": Outline("py")})
    graph.replace("b.py", None)
    assert list(graph.outlines) == ["a.py"]
    assert graph.reach("b.py").direct == ()
    assert graph.at("b.py", 1) is None
    assert graph.symbols("b.py") == []
