"""Heads and proofs against RFC 6962's own recursive definition."""

import hashlib

import pytest

from tocsin.ledger import merkle

LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(40)]


def head(leaves):
    """The definition of section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + head(leaves[:split]) + head(leaves[split:])).digest()


def node(level, index):
    return head(LEAVES[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_a_head_is_that_of_the_definition(size):
    assert head(LEAVES[:size]) == merkle.root(size, node)


@pytest.mark.parametrize("number", range(1, len(LEAVES) + 1))
def test_a_leaf_completes_the_perfect_nodes_that_end_with_it(number):
    levels = [level for level in range(1, 7) if number % (1 << level) == 0]
    expected = [node(level, (number >> level) - 1) for level in levels]

    assert expected == merkle.completed(number, LEAVES[number - 1], node)


@pytest.mark.parametrize("number", range(1, len(LEAVES) + 1))
def test_what_a_leaf_needs_is_known_before_it_is_asked_for(number):
    asked = []

    def noted(level, index):
        asked.append((level, index))
        return node(level, index)

    merkle.completed(number, LEAVES[number - 1], noted)

    assert asked == list(merkle.needed(number))


@pytest.mark.parametrize("size", range(1, 34))
def test_every_leaf_is_proved_under_every_head_and_no_other(size):
    root = merkle.root(size, node)
    for number in range(1, size + 1):
        path = merkle.inclusion_proof(number, size, node)
        assert merkle.check_inclusion(LEAVES[number - 1], number, size, path, root)
        assert not merkle.check_inclusion(LEAVES[number], number, size, path, root)
        assert not merkle.check_inclusion(LEAVES[number - 1], number + 1, size, path, root)
        assert not merkle.check_inclusion(LEAVES[number - 1], number, size, [*path, root], root)
        assert not path or not merkle.check_inclusion(LEAVES[number - 1], number, size, path[:-1], root)


@pytest.mark.parametrize("size", range(1, 34))
def test_every_head_continues_every_earlier_one_and_no_other(size):
    root = merkle.root(size, node)
    for old in range(1, size + 1):
        proof = merkle.consistency_proof(old, size, node)
        then = merkle.root(old, node)
        assert merkle.check_consistency(old, size, proof, then, root)
        assert not merkle.check_consistency(old, size, proof, LEAVES[-1], root)
        assert not merkle.check_consistency(old, size, proof, then, LEAVES[-1])
        assert not merkle.check_consistency(old, size, [*proof, root], then, root)
        assert old == size or not merkle.check_consistency(old, size, proof[:-1], then, root)


def test_a_proof_of_a_larger_tree_holds_for_none_that_is_less_deep():
    """Leaf 7 of 8 turns right, right and left as leaf 3 of 4 turns right and left: only the depth tells."""
    path, root = merkle.inclusion_proof(7, 8, node), merkle.root(8, node)
    assert merkle.check_inclusion(LEAVES[6], 7, 8, path, root)
    assert not merkle.check_inclusion(LEAVES[6], 3, 4, path, root)
    proof, then = merkle.consistency_proof(7, 8, node), merkle.root(7, node)
    assert merkle.check_consistency(7, 8, proof, then, root)
    assert not merkle.check_consistency(3, 4, proof, then, root)


def test_a_proof_for_no_leaf_holds_for_nothing():
    assert not merkle.check_inclusion(LEAVES[0], 0, 1, [], LEAVES[0])
    assert not merkle.check_consistency(0, 1, [], merkle.EMPTY, LEAVES[0])
