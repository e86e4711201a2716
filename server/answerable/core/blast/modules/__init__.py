"""Where a language looks for what an import names: one module each, with the functions of `Finder`."""

from collections.abc import Mapping
from typing import Final

from answerable.core.blast.modules import c, go, java, paths, python, ruby, rust, script
from answerable.core.blast.modules.finder import NOTHING, Finder

__all__ = ["FINDERS", "NOTHING", "Finder"]

#: By the code of the language.
FINDERS: Final[Mapping[str, Finder]] = {
    "py": Finder(python.find, inner=python.inner),
    "js": Finder(script.find),
    "go": Finder(go.find, around=go.around, is_package=True),
    "ja": Finder(java.find, around=java.around),
    "rs": Finder(rust.find, inner=rust.inner),
    "c": Finder(c.find),
    "rb": Finder(ruby.find),
    "sh": Finder(paths.find),
    "tf": Finder(paths.find_folder, around=paths.around),
    "df": Finder(paths.find),
    "gh": Finder(paths.find),
    "k8": Finder(paths.find),
}
