"""YAML -> Pack, with line and column and every problem at once."""

from tocsin.rules.read.pack import read_pack

__all__ = ["read_pack"]
