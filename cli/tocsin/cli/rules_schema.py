"""``tocsin rules schema``: the JSON Schema of the files of a pack, for editors."""

from __future__ import annotations

from tocsin.cli.options import JsonOption, PackOption, VocabularyOption

EXAMPLES = ("tocsin rules schema > pack.schema.json", "tocsin rules schema --pack my_pack --json")


def schema(pack: PackOption = None, vocabulary: VocabularyOption = None, as_json: JsonOption = False) -> None:
    """Print the JSON Schema of a pack's files, of any fact types or those of a pack; --json puts it on one line."""
    from tocsin.cli.opening import open_vocabulary
    from tocsin.cli.output import emit_schema
    from tocsin.rules.schema import schema as schema_of

    anything = pack is None and vocabulary is None
    emit_schema(schema_of(None if anything else open_vocabulary(pack, vocabulary)), on_one_line=as_json)
