"""``tocsin facts schema``: the JSON Schema of case files, for editors."""

from __future__ import annotations

from tocsin.cli.opening import open_vocabulary
from tocsin.cli.options import JsonOption, PackOption, VocabularyOption

EXAMPLES = ("tocsin facts schema > case.schema.json", "tocsin facts schema --pack my_pack.yaml")


def schema(pack: PackOption = None, vocabulary: VocabularyOption = None, as_json: JsonOption = False) -> None:
    """Print the JSON Schema of case files; --json puts it on one line."""
    from tocsin.cli.output import emit_schema
    from tocsin.facts.schema import schema as schema_of

    emit_schema(schema_of(open_vocabulary(pack, vocabulary)), on_one_line=as_json)
