"""Whether a project knows a module that one of its files imports: from a manifest, a lock file, or its own folders.

The names of modules and packages agree only loosely, so every doubt counts for the module.
"""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from answerable.core.whole.imports import Imported

__all__ = ["declares", "is_own", "locks"]

#: Modules that are found in a package of another name.
_ALIASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "attr": ("attrs",), "bs4": ("beautifulsoup4",), "cv2": ("opencv-python", "opencv-python-headless"), "dateutil": ("python-dateutil",),
        "dotenv": ("python-dotenv",), "fitz": ("pymupdf",), "git": ("gitpython",), "jose": ("python-jose",), "jwt": ("pyjwt",),
        "magic": ("python-magic",), "mpl-toolkits": ("matplotlib",), "mysqldb": ("mysqlclient",), "openssl": ("pyopenssl",),
        "pil": ("pillow",), "serial": ("pyserial",), "skimage": ("scikit-image",), "sklearn": ("scikit-learn",), "slugify": ("python-slugify",),
        "usb": ("pyusb",), "win32api": ("pywin32",), "win32con": ("pywin32",), "yaml": ("pyyaml", "ruamel-yaml"), "zmq": ("pyzmq",),
        "crypto": ("pycryptodome", "pycrypto"), "ldap": ("python-ldap",), "docx": ("python-docx",), "pptx": ("python-pptx",),
        "multipart": ("python-multipart",), "socketio": ("python-socketio",), "telegram": ("python-telegram-bot",), "gi": ("pygobject",),
        "factory": ("factory-boy",), "nacl": ("pynacl",), "flask-sqlalchemy": ("flask-sqlalchemy",), "pkg-resources": ("setuptools",),
        "rest-framework": ("djangorestframework",), "environ": ("django-environ",), "corsheaders": ("django-cors-headers",),
        "debug-toolbar": ("django-debug-toolbar",), "psycopg2": ("psycopg2-binary",), "werkzeug": ("flask",), "markupsafe": ("jinja2", "flask"),
        "jinja2": ("flask",), "itsdangerous": ("flask",), "click": ("flask",), "starlette": ("fastapi",), "pydantic": ("fastapi",),
        "botocore": ("boto3",), "numpy": ("pandas", "scipy", "torch"), "urllib3": ("requests",), "certifi": ("requests",), "py": ("pytest",),
        "asgiref": ("django",), "sqlparse": ("django",), "kombu": ("celery",), "idna": ("requests",), "pluggy": ("pytest",),
    }
)  # fmt: skip
_SHORT: Final = 3


def declares(code: str, found: Imported, names: Collection[str]) -> bool:
    """Whether one of the packages with these names, as manifests give them, may hold the module."""
    return _JUDGES[code](found, names)


def locks(code: str, found: Imported, text: str) -> bool:
    """Whether a lock file speaks of the module's package."""
    name = found.module if code in {"go", "ja"} else found.name
    if code == "go":
        return any(f"{prefix} v" in text for prefix in _prefixes(name))
    loose = re.sub(
        r"[-_.]", "[-_.]", re.escape(name).replace("\\-", "-").replace("\\.", ".").replace("\\_", "_")
    )
    return re.search(rf"(?i)(?<![\w@.]){loose}(?![\w-])", text) is not None


def is_own(code: str, found: Imported, paths: Collection[str]) -> bool:
    """Whether a file or folder of the project has the name of the module."""
    if code == "ja":
        parts = found.module.split(".")
        folders = {"/".join(parts[: max(2, len(parts) - back)]) for back in (1, 2)}
        return any(f"/{folder}/" in f"/{path}" for folder in folders for path in paths)
    name = found.name.rsplit("/", 1)[-1] if code == "go" else found.name.lstrip("@").partition("/")[0]
    own = re.compile(rf"(?:^|/){re.escape(name)}(?:/|\.\w+$)")
    if code == "go":
        return any(f"/vendor/{prefix}/" in f"/{path}" for prefix in _prefixes(found.name) for path in paths)
    return any(own.search(path) for path in paths)


def _python(found: Imported, names: Collection[str]) -> bool:
    name = _loose(found.name)
    for each in (name, *_ALIASES.get(name, ())):
        if each in names:
            return True
    whole = _loose(found.module)
    return any(_overlap(name, other) or whole.startswith(f"{other}-") for other in names)


def _node(found: Imported, names: Collection[str]) -> bool:
    typed = f"@types/{found.name.lstrip('@').replace('/', '__')}"
    return found.name in names or typed in names


def _go(found: Imported, names: Collection[str]) -> bool:
    return any(prefix in names for prefix in _prefixes(found.name))


def _rust(found: Imported, names: Collection[str]) -> bool:
    return found.name in {name.replace("-", "_") for name in names}


def _ruby(found: Imported, names: Collection[str]) -> bool:
    name, whole = _loose(found.name), _loose(found.module.replace("/", "-"))
    return any(_overlap(name, _loose(other)) or whole.startswith(_loose(other)) for other in names)


def _java(found: Imported, names: Collection[str]) -> bool:
    parts = [part for part in found.module.split(".") if part[:1].islower()]
    near = ".".join(parts[:2])
    return any(
        f"{name.partition(':')[0]}.".startswith(f"{near}.")
        or any(len(part) > _SHORT and part in name for part in parts[1:])
        for name in names
    )


_JUDGES: Final = {"py": _python, "js": _node, "go": _go, "rs": _rust, "rb": _ruby, "ja": _java}


def _overlap(name: str, other: str) -> bool:
    """Whether one name is a part of the other: `jwt` of `pyjwt`, `google` of `google-auth`."""
    short, long = sorted((name, other), key=len)
    return short in long if len(short) > _SHORT else short in long.split("-")


def _prefixes(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(len(parts), 1, -1)]


def _loose(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
