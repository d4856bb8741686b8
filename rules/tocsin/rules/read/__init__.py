"""YAML -> Pack, with line and column and every problem at once."""

from tocsin.rules.read.pack import parse_pack, read_pack, read_pack_texts

__all__ = ["parse_pack", "read_pack", "read_pack_texts"]
