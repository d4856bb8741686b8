"""Peers: each is given the same facts and the same rules, translated from the plan, in its own best idiom."""


class Untranslatable(Exception):
    """What a peer's language has no counterpart for; the message names it."""
