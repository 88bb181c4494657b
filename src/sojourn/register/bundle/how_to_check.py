"""The text that tells how to check a bundle without Sojourn: with tools that every system has, step by step."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.translation import gettext as _

from sojourn.proof.key_change import write_key
from sojourn.proof.signing import PublicKey

#: The note without its last two lines is the list; the signature is the last 64 bytes of what stands in the last line.
_COMMANDS = """\
    head -n -2 manifest.note | cmp - manifest.txt
    tail -n 1 manifest.note | cut -d ' ' -f 3 | base64 -d | tail -c 64 > signature
    openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.txt -sigfile signature"""
#: Checks one line of proofs/log.json by RFC 9162, section 2.1.3.2; Python's own library is all that it needs.
PROGRAM = """\
import base64, hashlib, json

note = open("proofs/checkpoint.note", encoding="utf-8").read().splitlines()
size, root = int(note[1]), base64.b64decode(note[2])
told = json.load(open("proofs/log.json", encoding="utf-8"))
wrong = 0
for proof in told["proofs"]:
    entry = "\\n".join([proof["source"], proof["key"], proof["digest"], ""]).encode()
    found = hashlib.sha256(b"\\0" + entry).digest()
    place, last = proof["leaf"], size - 1
    for step in map(base64.b64decode, proof["path"]):
        if place & 1 or place == last:
            found = hashlib.sha256(b"\\1" + step + found).digest()
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\\1" + found + step).digest()
        place, last = place >> 1, last >> 1
    good = last == 0 and found == root
    if proof["row"] is not None:
        row = hashlib.sha256(bytes.fromhex(proof["salt"]) + proof["row"].encode()).hexdigest()
        good = good and row == proof["digest"]
    if not good:
        wrong += 1
        print("does not hold:", proof["source"], proof["key"])
print(len(told["proofs"]), "proofs,", wrong, "wrong;", len(told["waiting"]), "rows wait for the log")
"""


def pem_of(key: PublicKey) -> str:
    """Write a public key as PEM (RFC 8410), which common tools read."""
    public = Ed25519PublicKey.from_public_bytes(key.raw)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def how_to_check(key: PublicKey, reference: str) -> str:
    """Tell how to check a bundle."""
    parts = [
        _("How to check bundle %(reference)s") % {"reference": reference},
        _(
            "Nothing of Sojourn is needed. Steps 1 and 2 use tools that come with most systems, step 3 uses Python 3 "
            "without any package. Unpack the archive and open a command line in the folder."
        ),
        _(
            "1. Is every file as it was? Each line must say OK, and the list must name every file but itself and the "
            "note:"
        ),
        "    sha256sum -c manifest.txt",
        _(
            "2. Did the register sign that list? The note is the list itself, an empty line, and a line with the "
            "signature (Ed25519, RFC 8032):"
        ),
        _COMMANDS,
        _(
            "The key lies in this archive for convenience only: whoever made a false archive would have put their own "
            "key here. Compare it with the key that the register publishes, or that the court holds:"
        ),
        f"    {write_key(key)}",
        _(
            "3. Do the rows stand in the log, unchanged? proofs/log.json has for each row its entry and the path from "
            "the entry to the root of the tree (RFC 9162, section 2.1.3.2); proofs/checkpoint.note has the root, "
            "signed in the same way as the list. The digest in an entry is the SHA-256 of a random salt and the "
            "row, so it tells nothing of the row by itself; where the row is given, salt and row give that digest. "
            "Save this as check.py in the folder and run it with python3 check.py:"
        ),
        "".join(f"    {line}\n" for line in PROGRAM.splitlines()).rstrip("\n"),
        _(
            "Rows listed as waiting were written after the last checkpoint: ask for the bundle anew later, or for "
            "their proofs. A checkpoint that a witness signed as well shows that the register cannot have kept two "
            "logs."
        ),
        _("With Sojourn, all of this is one command, which needs no network:"),
        "    sojourn bundle verify FILE --key KEYFILE",
    ]
    return "\n\n".join(parts) + "\n"
