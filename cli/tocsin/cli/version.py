"""``tocsin --version``: the distribution, and the engines that can run here."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version


def version_text() -> str:
    """The version of Tocsin, of Python, and which engines are available."""
    from tocsin.engine.rete import available, why_unavailable

    engines = (
        "rete (durable-rules), seminaive" if available() else f"seminaive (rete is not available: {why_unavailable()})"
    )
    return f"tocsin {release()}\nengines: {engines}\npython: {platform.python_version()}"


def release() -> str:
    """The version of the distribution, if it is installed."""
    try:
        return version("tocsin")
    except PackageNotFoundError:
        return "(not installed: run from its source)"
