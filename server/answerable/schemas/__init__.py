"""The published formats as JSON Schema (2020-12), one file each, made from the declarations in the code."""
