"""What the build adds to the wheel: the shipped packs, checked and planned, as tables."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOMS = ("facts", "rules", "engine", "cli")
KEEP = """
import sys
from pathlib import Path
from tocsin.engine.kept_plan import keep_shipped
keep_shipped(Path(sys.argv[1]))
"""


class KeptPacks(BuildHookInterface[Any]):
    """Keeps the packs by the code that is packed, in a process of its own."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """The files are among those of the wheel; an editable one reads packs as they are."""
        if version == "editable":
            return
        folder = Path(tempfile.mkdtemp(prefix="tocsin-kept-"))
        roots = os.pathsep.join(str(Path(self.root) / room) for room in ROOMS)
        environment = {**os.environ, "PYTHONPATH": roots, "TOCSIN_CACHE": "off"}
        subprocess.run([sys.executable, "-c", KEEP, str(folder)], check=True, env=environment)
        for file in folder.iterdir():
            build_data["force_include"][str(file)] = f"tocsin/rules/packs/kept/{file.name}"
