"""The only home of tree-sitter and of sqlglot: what a change of a source file loses, gains and changes.

`analyser.Analyser` judges whole pairs of texts, `session.Session` one document while it is edited, and
`outline.outline` names the definitions of a text. Nothing is imported here: a caller pays for what it uses.
"""
