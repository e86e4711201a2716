"""Quantities and protocol versions as they are written in configurations, so that they compare."""

import re
from typing import Final

__all__ = ["protocol", "quantity"]

_QUANTITY: Final = re.compile(r"^(-?\d+(?:\.\d+)?)\s*([a-zA-Z%]*)$")
_UNITS: Final = {
    "": 1.0, "m": 1e-3, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "%": 1.0,
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50,
    "b": 1.0, "B": 1.0, "kb": 1e3, "KB": 1e3, "kB": 1e3, "mb": 1e6, "MB": 1e6, "gb": 1e9, "GB": 1e9,
    "kib": 2.0**10, "KiB": 2.0**10, "mib": 2.0**20, "MiB": 2.0**20, "gib": 2.0**30, "GiB": 2.0**30,
    "s": 1.0, "h": 3600.0, "d": 86400.0, "ms": 1e-3, "min": 60.0, "Y": 31_536_000.0,
}  # fmt: skip
_RATE: Final = re.compile(r"^(\d+)\s*(?:/|per)\s*(second|sec|s|minute|min|m|hour|h|day|d)s?$")
_SECONDS: Final = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_VERSION: Final = re.compile(r"(?i)(?:(?:tls|ssl)[_v-]{0,2}|^v?)(\d)[._-]?(\d)?(?!\d)")


def quantity(text: str) -> float | None:
    """A number with the unit it has in Kubernetes, Terraform and the like, or a rate (`10/minute`); else `None`."""
    text = text.strip().strip("()\"'")
    if (rate := _RATE.match(text)) is not None:
        return float(rate[1]) / _SECONDS[rate[2][0]]
    match = _QUANTITY.match(text)
    if match is None or match[2] not in _UNITS or len(match[1]) > 30:
        return None
    return float(match[1]) * _UNITS[match[2]]


def protocol(text: str) -> tuple[int, int] | None:
    """`TLS1_2`, `TLSv1.2_2021`, `1.2` and `TLS12` as a pair that compares; SSL is below all TLS."""
    match = _VERSION.search(text)
    if match is None:
        return (1, 0) if text.startswith("ELBSecurityPolicy-") else None
    major, minor = match.groups()
    if "ssl" in text.lower() and "tls" not in text.lower():
        return 0, int(major)
    return int(major), int(minor or 0)
