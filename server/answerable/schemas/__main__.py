"""Write the schema files anew: `python -m answerable.schemas`."""

from answerable.schemas.formats import FOLDER, schema_files

for name, content in schema_files().items():
    (FOLDER / name).write_text(content, encoding="utf-8")
