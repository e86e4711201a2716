"""What is told of a change as a whole: signatures, what a machine does in one edit, and texts that nobody expected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.contracts.schemas import contract_kind, wire_facts
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding, Level
from answerable.core.origin import LineClass
from answerable.core.signatures import signature_break
from answerable.core.whole.change import WholeChange
from support.pairs import load, pair_files

TEXTS = [
    pair.new or pair.old
    for file in pair_files()
    if file.parts[-3][:3] in {"API", "SCO", "SCH", "DEP", "TST"}
    for pair in load(file).pairs
]
PATHS = [
    "a.py", "src/a.test.ts", "a.go", "A.java", "lib.rs", "a.rb", "a.h", "package.json", "go.mod", "requirements.txt", "Cargo.lock",
    "app/migrations/0002_a.py", "db/migrate/20240101000000_a.rb", "migrations/20240101000000_a.js", "db/V2__a.sql", "vendor/a/b.go",
    "a.proto", "a.graphql", "a.thrift", "openapi.yaml", "a.schema.json", "__snapshots__/a.snap", "a",
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "old", "new", "why"),
    [
        ("py", "(self,a,b=1)", "(self,a,b=1,c=2)", ""),
        ("py", "(self,a,b=1)", "(self,a,c,b=1)", "takes c where it took b"),
        ("py", "(a,b)", "(b,a)", "takes b where it took a"),
        ("py", "(a,b)", "(a)", "no longer takes b"),
        ("py", "(a,b)", "(a,*args)", ""),
        ("py", "(a,b)", "(a,*,b)", ""),
        ("py", "(a,*,k=1)", "(a,*,k)", "now needs k"),
        ("py", "(a,*,k=1)", "(a,**rest)", ""),
        ("py", "(a=1)", "(a)", "now needs a"),
        ("py", "(a:int)", "(b:str)", ""),
        ("js", "(url:string,n=3)", "(url:string,n=3,more?:number)", ""),
        ("js", "(url:string)", "(url:number)", "takes number where it took string"),
        ("js", "(url:string)", "(url:string|URL)", ""),
        ("js", "({a,b})", "({a,b,c})", ""),
        ("go", "(a,b string)", "(a string,b string)", ""),
        ("go", "(a string,n int)", "(a string,n int64)", "takes int64 where it took int"),
        ("go", "(a string)", "(ctx context.Context,a string)", "takes context.Context where it took string"),
        ("ja", "(String a)", "(final String b)", ""),
        ("ja", "(String a)", "(String a,int n)", "now needs int"),
        ("rs", "(&self,a:&str)", "(&mut self,b:&str)", ""),
        ("rs", "(a:&str)", "(a:String)", "takes String where it took &str"),
        ("c", "(const char*a,int n=3)", "(const char*a,int n=3,bool b=false)", ""),
        ("c", "(void)", "(int n)", "now needs int"),
        ("rb", "(a,n=3)", "(a,n=3,size:4)", ""),
        ("rb", "(a)", "(a,size:)", "now needs size"),
        ("xx", "(a)", "()", ""),
    ],
)
def test_signatures(code, old, new, why):
    assert signature_break(old, new, code) == why


@given(st.sampled_from(["py", "js", "go", "ja", "rs", "c", "rb"]), st.text(max_size=60), st.text(max_size=60))
def test_no_signature_is_too_odd(code, old, new):
    assert isinstance(signature_break(old, new, code), str)
    assert signature_break(old, old, code) == ""


@pytest.mark.parametrize(
    ("rule", "level", "line_class", "expected"),
    [
        ("SCO001", Level.INFO, LineClass.AI, Level.REVIEW),
        ("SCO001", Level.INFO, LineClass.MIXED, Level.REVIEW),
        ("SCO001", Level.INFO, LineClass.UNKNOWN, Level.INFO),
        ("TST004", Level.INFO, LineClass.AI, Level.WARN),
        ("TST004", Level.INFO, LineClass.HUMAN, Level.INFO),
        ("GRD001", Level.INFO, LineClass.AI, Level.INFO),
        ("CIG005", Level.WARN, LineClass.AI, Level.BLOCK),
        ("CIG005", Level.WARN, LineClass.HUMAN, Level.WARN),
        ("CIG005", Level.INFO, LineClass.AI, Level.INFO),
        ("SCO001", Level.BLOCK, LineClass.AI, Level.BLOCK),
    ],
)
def test_what_a_machine_does_in_one_edit(rule, level, line_class, expected):
    finding = Finding(rule, "name", level, "a", 1, 1, "", "", "", "", "0" * 16)
    assert finding.written_by(line_class)[2] is expected
    assert finding.written_by(line_class).line_class is line_class
    allowed = finding.allow("it was said", "comment")
    assert allowed.written_by(line_class).level is Level.INFO


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PATHS),
            st.sampled_from([*TEXTS, ""]),
            st.one_of(st.text(max_size=200), st.sampled_from(TEXTS)),
        ),
        max_size=5,
        unique_by=lambda each: each[0],
    )
)
def test_no_change_is_too_odd(files):
    whole = WholeChange()
    for file in files:
        whole.take(FilePair(*file))
    for told in whole.told(None):
        assert told.delta.lost or told.delta.gained
        assert told.delta.path == told.pair.path


@given(
    st.sampled_from(["proto", "graphql", "thrift", "openapi", "schema"]),
    st.one_of(st.text(max_size=200), st.sampled_from(TEXTS)),
)
def test_no_description_is_too_odd(kind, text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(0 <= fact.line < fact.end_line <= lines for fact in wire_facts(kind, text))


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("a.proto", "", "proto"), ("a.GQL", "", "graphql"), ("a.thrift", "", "thrift"), ("a.yaml", "openapi: 3.0.3\n", "openapi"),
        ("a.json", '{\n  "swagger": "2.0"', "openapi"), ("a.yaml", "a: 1\n", ""), ("a.schema.json", "{}", "schema"), ("a.py", "openapi: 3", ""),
        ("a.json", '{"$schema": "http://json-schema.org/draft-07/schema#"}', "schema"),
    ],
)  # fmt: skip
def test_kinds_of_descriptions(path, text, kind):
    assert contract_kind(path, text) == kind
