"""What the build adds to the wheel: the shipped packs, checked and planned, as tables; the JSON Schemas."""

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
import json
import sys
from pathlib import Path
from tocsin.engine.kept_plan import keep_shipped
from tocsin.facts.schema import schema as of_case
from tocsin.rules.schema import schema as of_pack
kept, schemas = map(Path, sys.argv[1:])
keep_shipped(kept)
for name, schema in (("case", of_case(None)), ("pack", of_pack())):
    (schemas / f"{name}.schema.json").write_text(json.dumps(schema, indent=2) + "\\n", encoding="utf-8")
"""


class KeptPacks(BuildHookInterface[Any]):
    """Keeps the packs by the code that is packed, in a process of its own."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """The files are among those of the wheel; an editable one reads packs as they are."""
        if version == "editable":
            return
        folders = [Path(tempfile.mkdtemp(prefix=f"tocsin-{what}-")) for what in ("kept", "schemas")]
        roots = os.pathsep.join(str(Path(self.root) / room) for room in ROOMS)
        environment = {**os.environ, "PYTHONPATH": roots, "TOCSIN_CACHE": "off"}
        subprocess.run([sys.executable, "-c", KEEP, *map(str, folders)], check=True, env=environment)
        for folder, place in zip(folders, ("packs/kept", "schemas"), strict=True):
            for file in folder.iterdir():
                build_data["force_include"][str(file)] = f"tocsin/rules/{place}/{file.name}"
