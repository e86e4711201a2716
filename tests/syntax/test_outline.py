"""The outline of a text."""

import pytest

from answerable.syntax.outline import Definition, outline

ROWS = [
    (
        "a.py",
        "@cached\ndef a():\n    def b():\n        pass\n\n\nclass C:\n    def d(self):\n        pass\n",
        [("a", "function", 0, 4), ("a.b", "function", 2, 4), ("C", "class", 6, 9), ("C.d", "method", 7, 9)],
    ),
    (
        "a.ts",
        "export class C {\n  d(): void {}\n}\nexport const f = async () => {\n  go();\n};\n",
        [("C", "class", 0, 3), ("C.d", "method", 1, 2), ("f", "function", 3, 6)],
    ),
    ("a.sh", "go() {\n  true\n}\n", [("go", "function", 0, 3)]),
    ("a.sql", "SELECT 1;", []),
    ("a.unknown", "go() {}", []),
    ("a.py", "def broken(:\n", [("broken", "function", 0, 1)]),
    ("a.py", "", []),
]


@pytest.mark.parametrize(("path", "text", "expected"), ROWS)
def test_outline(path, text, expected):
    assert outline(path, text) == [Definition(*row) for row in expected]
