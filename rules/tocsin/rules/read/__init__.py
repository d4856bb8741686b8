"""YAML -> Pack, with line and column and every problem at once."""

from tocsin.rules.read.pack import is_pack_file, pack_from_data, pack_from_text, parse_pack, read_pack, read_pack_texts

__all__ = ["is_pack_file", "pack_from_data", "pack_from_text", "parse_pack", "read_pack", "read_pack_texts"]
