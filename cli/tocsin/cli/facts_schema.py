"""``tocsin facts schema``: the JSON Schema of case files, for editors."""

from __future__ import annotations

import json

from tocsin.cli.opening import open_vocabulary
from tocsin.cli.options import JsonOption, PackOption, VocabularyOption

EXAMPLES = ("tocsin facts schema > case.schema.json", "tocsin facts schema --pack my_pack.yaml")


def schema(pack: PackOption = None, vocabulary: VocabularyOption = None, as_json: JsonOption = False) -> None:
    """Print the JSON Schema of case files; --json puts it on one line."""
    from tocsin.cli.output import emit_data, emit_json
    from tocsin.facts.schema import schema as schema_of

    data = schema_of(open_vocabulary(pack, vocabulary))
    if as_json:
        emit_data(data)
    else:
        emit_json(json.dumps(data, indent=2, ensure_ascii=False))
