"""The tree of RFC 9162 (section 2.1): its root, proofs that a leaf is in it, and that one tree begins another.

A tree of ``n`` leaves is, on the left, the full tree of the largest power of two below ``n`` and, on the right, the
tree of the rest. Hashes are SHA-256: of ``00`` and the bytes of a leaf, of ``01`` and the two hashes of a node.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from sojourn.proof.note import ProofError

_sha256 = hashlib.sha256
#: The root of no leaves.
EMPTY = _sha256(b"").digest()
#: Gives the hash of a full subtree: its level (0: a leaf) and its number on that level.
Node = Callable[[int, int], bytes]
#: Is told of a full subtree: its level, its number on that level, and its hash.
Seen = Callable[[int, int, bytes], None]


def leaf_hash(data: bytes) -> bytes:
    """Hash the bytes of a leaf."""
    return _sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees to the one above them."""
    return _sha256(b"\x01" + left + right).digest()


def join_level(hashes: Sequence[bytes]) -> list[bytes]:
    """Hash neighbours of one level, two by two; an even number of them."""
    return [_sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=True)]


class Frontier:
    """A tree that grows: it holds the roots of the full subtrees of which it consists, and nothing else.

    Attributes:
        size: how many leaves.
        peaks: the roots of the full subtrees, the largest first; as many as ``size`` has ones in binary.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Begin with no leaf, or go on from a tree.

        Raises:
            ProofError: ``tree-unreadable``, where the hashes are not as many as the size asks for.
        """
        self.size = size
        self.peaks = list(peaks)
        if size < 0 or len(self.peaks) != size.bit_count():
            raise ProofError(
                "tree-unreadable",
                f"the tree of {size} leaves does not have {len(self.peaks)} full parts. "
                "Next: restore it from a backup.",
            )

    def append(self, leaf: bytes) -> None:
        """Append the hash of a leaf."""
        self.append_full(leaf, 0)

    def append_full(self, root: bytes, level: int, seen: Seen | None = None) -> None:
        """Append the root of a full subtree; the tree so far must be whole down to its level.

        Args:
            root: its hash.
            level: two to the power of it are its leaves.
            seen: takes the root of each full subtree that this completes.
        """
        number, width = self.size >> level, 1 << level
        while number & 1:
            root = _sha256(b"\x01" + self.peaks.pop() + root).digest()
            number, level = number >> 1, level + 1
            if seen is not None:
                seen(level, number, root)
        self.peaks.append(root)
        self.size += width

    @property
    def root(self) -> bytes:
        """Give the root."""
        return root_of_peaks(self.peaks)


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """Give the root of a tree by the roots of its full subtrees."""
    if not peaks:
        return EMPTY
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def range_root(node: Node, start: int, end: int) -> bytes:
    """Give the root of the leaves from ``start`` to before ``end``, where that is a subtree of the whole.

    Args:
        node: gives the hashes of full subtrees.
        start: a multiple of the largest power of two below ``end - start``.
        end: after ``start``.
    """
    width = end - start
    level = width.bit_length() - 1
    if width == 1 << level:
        return node(level, start >> level)
    split = start + _split(width)
    return node_hash(range_root(node, start, split), range_root(node, split, end))


def inclusion_path(node: Node, index: int, size: int) -> list[bytes]:
    """Give the hashes that lead from a leaf to the root (RFC 9162, 2.1.3.1).

    Raises:
        ProofError: ``leaf-missing``.
    """
    if not 0 <= index < size:
        raise ProofError("leaf-missing", f"a tree of {size} leaves has no leaf {index}. Next: name a later checkpoint.")
    path, start, end = [], 0, size
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            path.append(range_root(node, split, end))
            end = split
        else:
            path.append(range_root(node, start, split))
            start = split
    return path[::-1]


def consistency_path(node: Node, first: int, size: int) -> list[bytes]:
    """Give the hashes that show that a tree of ``first`` leaves is the beginning of one of ``size`` (2.1.4.1).

    Raises:
        ProofError: ``leaf-missing``.
    """
    if not 0 < first <= size:
        raise ProofError(
            "leaf-missing", f"a tree of {size} leaves does not begin with one of {first}. Next: name them in order."
        )
    path, start, end, whole = [], 0, size, True
    while first < end:
        split = start + _split(end - start)
        if first <= split:
            path.append(range_root(node, split, end))
            end = split
        else:
            path.append(range_root(node, start, split))
            start, whole = split, False
    return ([] if whole else [range_root(node, start, end)]) + path[::-1]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Check a path from the hash of a leaf to a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(each, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first: int, size: int, path: Sequence[bytes], first_root: bytes, root: bytes) -> bool:
    """Check that one tree is the beginning of another (RFC 9162, 2.1.4.2)."""
    if first == size:
        return not path and first_root == root
    if not 0 < first < size:
        return False
    hashes = list(path) if first & (first - 1) else [first_root, *path]
    if not hashes:
        return False
    place, last = first - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, each)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == root


def _split(width: int) -> int:
    """Give the largest power of two below a number greater than one."""
    return 1 << (width - 1).bit_length() - 1
