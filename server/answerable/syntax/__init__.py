"""The only home of tree-sitter: grammars, budgeted parsing, facts."""
