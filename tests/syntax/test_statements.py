"""SQL scripts split into statements."""

import pytest

from answerable.syntax.statements import statements

ROWS = [
    ("", []),
    ("SELECT 1", [("SELECT 1", 0)]),
    ("SELECT ';';\nSELECT \"a;b\", `c;d`;", [("SELECT ';'", 0), ('SELECT "a;b", `c;d`', 1)]),
    ("-- a; b\nSELECT 1; /* ; */ SELECT 2;", [("SELECT 1", 1), ("SELECT 2", 1)]),
    ("DO $x$ a; b; $x$;\nSELECT 1;", [("DO $x$ a; b; $x$", 0), ("SELECT 1", 1)]),
    (
        "DELIMITER //\nCREATE TRIGGER t BEGIN a; b; END//\nDELIMITER ;\nSELECT 1;",
        [("CREATE TRIGGER t BEGIN a; b; END", 1), ("SELECT 1", 3)],
    ),
    ("SELECT 1\nGO\nSELECT 2\nGO\n", [("SELECT 1", 0), ("SELECT 2", 2)]),
    ("\\connect shop\nSELECT 1;", [("SELECT 1", 1)]),
    ("COPY t FROM stdin;\nDROP TABLE x;\n\\.\nSELECT 1;", [("COPY t FROM stdin", 0), ("SELECT 1", 3)]),
    ("SELECT 'open\nDROP TABLE x;", [("SELECT 'open\nDROP TABLE x;", 0)]),
    ("SELECT `a`, 'it\\'s; one';\nSELECT 2;", [("SELECT `a`, 'it\\'s; one'", 0), ("SELECT 2", 1)]),
]


@pytest.mark.parametrize(("script", "expected"), ROWS)
def test_statements(script, expected):
    assert [(each.text, each.line) for each in statements(script)] == expected
