"""A Merkle tree over the entries of a case, as RFC 6962 (section 2.1) defines it: heads, and proofs anyone can check.

A leaf is hashed behind a zero byte, a node behind a one byte, so that neither can stand for the other. *Perfect* nodes,
over 2^level leaves that begin at a multiple of 2^level, never change once they are complete; a head and every proof
are put together from a number of them that grows with the logarithm of the tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

NodeAt: TypeAlias = Callable[[int, int], bytes]
"""The hash of the perfect node at (level, index): over the leaves from index * 2^level on, 2^level of them."""

EMPTY: Final = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def completed(number: int, leaf: bytes, node: NodeAt) -> list[bytes]:
    """The perfect nodes that leaf ``number`` (from 1) completes, from level 1 up; none where it is odd."""
    found: list[bytes] = []
    index, current = number - 1, leaf
    while index & 1:
        level = len(found)
        current = node_hash(node(level, index - 1), current)
        found.append(current)
        index >>= 1
    return found


def needed(number: int) -> Iterator[tuple[int, int]]:
    """The (level, index) of the nodes that ``completed`` asks for."""
    index, level = number - 1, 0
    while index & 1:
        yield level, index - 1
        index, level = index >> 1, level + 1


def peaks(size: int) -> Iterator[tuple[int, int]]:
    """The (level, index) of the perfect nodes that ``size`` leaves make up, from left to right."""
    start = 0
    while start < size:
        level = (size - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def root_of_peaks(hashes: Sequence[bytes]) -> bytes:
    """The root over peaks from left to right; that of no peaks is the hash of nothing."""
    if not hashes:
        return EMPTY
    *rest, root = hashes
    for left in reversed(rest):
        root = node_hash(left, root)
    return root


def root(size: int, node: NodeAt) -> bytes:
    """The head of a tree of that many leaves."""
    return root_of_peaks([node(level, index) for level, index in peaks(size)])


def inclusion_proof(number: int, size: int, node: NodeAt) -> list[bytes]:
    """The audit path of leaf ``number`` (from 1) in the tree of ``size`` leaves, from the leaf up."""
    return _path(number - 1, 0, size, node)


def consistency_proof(old: int, size: int, node: NodeAt) -> list[bytes]:
    """What proves that the tree of ``size`` leaves continues that of the first ``old``, both at least 1."""
    return [] if old == size else _subproof(old, 0, size, True, node)


def check_inclusion(leaf: bytes, number: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether the path proves that the leaf stands at ``number`` (from 1) under the head (RFC 9162, 2.1.3.2)."""
    index, last, current = number - 1, size - 1, leaf
    if not 0 <= index <= last:
        return False
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            current = node_hash(sibling, current)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and current == head


def check_consistency(old: int, size: int, proof: Sequence[bytes], old_head: bytes, head: bytes) -> bool:
    """Whether the proof shows that the head over ``size`` leaves continues the one over ``old`` (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_head == head
    path = list(proof) if old & (old - 1) else [old_head, *proof]
    if not path:
        return False
    index, last = old - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    then = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            then, now = node_hash(sibling, then), node_hash(sibling, now)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and then == old_head and now == head


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return int(1 << ((size - 1).bit_length() - 1))


def _subtree(start: int, size: int, node: NodeAt) -> bytes:
    """The hash over ``size`` leaves from ``start`` on, a multiple of every power of two up to ``size``."""
    return root_of_peaks([node(level, (start >> level) + index) for level, index in peaks(size)])


def _path(index: int, start: int, size: int, node: NodeAt) -> list[bytes]:
    if size == 1:
        return []
    left = _split(size)
    if index < left:
        return [*_path(index, start, left, node), _subtree(start + left, size - left, node)]
    return [*_path(index - left, start + left, size - left, node), _subtree(start, left, node)]


def _subproof(old: int, start: int, size: int, whole: bool, node: NodeAt) -> list[bytes]:
    if old == size:
        return [] if whole else [_subtree(start, size, node)]
    left = _split(size)
    if old <= left:
        return [*_subproof(old, start, left, whole, node), _subtree(start + left, size - left, node)]
    return [*_subproof(old - left, start + left, size - left, False, node), _subtree(start, left, node)]
