"""The tree of RFC 9162 against its definition, and proofs that only the right leaf and the right root pass."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.proof.merkle import (
    EMPTY,
    Frontier,
    consistency_path,
    inclusion_path,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    range_root,
)
from sojourn.proof.note import ProofError

#: The leaves and roots of the reference implementation of Certificate Transparency (RFC 6962).
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: list[bytes]) -> bytes:
    """Give the root as RFC 9162, 2.1.1 defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def nodes_of(leaves: list[bytes]):
    return lambda level, number: naive_root(leaves[number << level : (number + 1) << level])


def frontier_of(leaves: list[bytes]) -> Frontier:
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf_hash(leaf))
    return frontier


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference(size: int) -> None:
    assert frontier_of(LEAVES[:size]).root.hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Frontier().root == EMPTY == hashlib.sha256(b"").digest()


def test_known_proofs_of_the_reference() -> None:
    """The inclusion proof of leaf 5 of 8 and the consistency proof of 6 and 8 in the reference's tests."""
    path = [each.hex()[:8] for each in inclusion_path(nodes_of(LEAVES), 5, 8)]
    assert path == ["bc1a0643", "ca854ea1", "d37ee418"]
    path = [each.hex()[:8] for each in consistency_path(nodes_of(LEAVES), 6, 8)]
    assert path == ["0ebc5d34", "ca854ea1", "d37ee418"]


sizes = st.integers(1, 70)


@given(sizes, st.data())
def test_a_tree_that_grows_has_the_root_of_the_definition(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    split = data.draw(st.integers(0, size))
    before = frontier_of(leaves[:split])
    later = Frontier(before.size, before.peaks)
    for leaf in leaves[split:]:
        later.append(leaf_hash(leaf))
    assert later.root == naive_root(leaves)
    assert range_root(nodes_of(leaves), 0, size) == later.root


@given(sizes, st.data())
def test_a_leaf_is_proven_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(nodes_of(leaves), index, size), naive_root(leaves)
    assert is_included(leaf_hash(leaves[index]), index, size, path, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != index or size == 1))
    assert not is_included(leaf_hash(b"another"), index, size, path, root)
    assert size == 1 or not is_included(leaf_hash(leaves[index]), other, size, path, root)
    assert not is_included(leaf_hash(leaves[index]), index, size, [*path, root], root)
    assert not path or not is_included(leaf_hash(leaves[index]), index, size, path[:-1], root)


@given(sizes, st.data())
def test_a_beginning_is_proven_and_no_other_tree(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    first = data.draw(st.integers(1, size))
    path = consistency_path(nodes_of(leaves), first, size)
    old, new = naive_root(leaves[:first]), naive_root(leaves)
    assert is_consistent(first, size, path, old, new)
    changed = data.draw(st.integers(0, first - 1))
    forged = [*leaves[:changed], b"changed", *leaves[changed + 1 :]]
    assert not is_consistent(first, size, path, naive_root(forged[:first]), new)
    assert not is_consistent(first, size, path, old, naive_root(forged))
    assert not is_consistent(first, size, [*path, old], old, new)


def test_full_parts_are_appended_at_once() -> None:
    leaves = [bytes([number]) for number in range(13)]
    frontier = Frontier()
    frontier.append_full(naive_root(leaves[:8]), 3)
    frontier.append_full(naive_root(leaves[8:12]), 2)
    frontier.append(leaf_hash(leaves[12]))
    assert (frontier.size, frontier.root) == (13, naive_root(leaves))


def test_a_tree_with_too_few_parts_is_refused() -> None:
    with pytest.raises(ProofError, match="full parts") as refused:
        Frontier(3, [EMPTY])
    assert refused.value.code == "tree-unreadable"


@pytest.mark.parametrize(("index", "size"), [(3, 3), (-1, 3), (0, 0)])
def test_a_leaf_beyond_the_tree_has_no_path(index: int, size: int) -> None:
    with pytest.raises(ProofError) as refused:
        inclusion_path(nodes_of([]), index, size)
    assert refused.value.code == "leaf-missing"
    assert not is_included(node_hash(EMPTY, EMPTY), index, size, [], EMPTY)
