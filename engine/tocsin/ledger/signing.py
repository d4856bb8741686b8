"""Ed25519 signatures of heads (RFC 8032), by the package cryptography."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.facts.extras import need
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import read_text, shown_path
from tocsin.ledger import codes
from tocsin.ledger.heads import Head

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def sign(head: Head, key_file: str | Path) -> Head:
    """The head with a signature by the private key in a PEM file.

    Raises ProblemError if the file holds no such key, or the package is missing.
    """
    return replace(head, signature=_private_key(key_file).sign(head.signed_text).hex())


def is_signed_by(head: Head, key_file: str | Path) -> bool:
    """Whether the head's signature is by the key in a PEM file, public or private. Raises ProblemError as ``sign``."""
    key = _public_key(key_file)
    from cryptography.exceptions import InvalidSignature

    if head.signature is None:
        return False
    try:
        key.verify(bytes.fromhex(head.signature), head.signed_text)
    except InvalidSignature:
        return False
    return True


def _private_key(path: str | Path) -> Ed25519PrivateKey:
    _require()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = _load(path, private=True)
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(path, "it is no private Ed25519 key")
    return key


def _public_key(path: str | Path) -> Ed25519PublicKey:
    _require()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if "PRIVATE KEY" in read_text(path):
        return _private_key(path).public_key()
    key = _load(path, private=False)
    if not isinstance(key, Ed25519PublicKey):
        raise _unusable(path, "it is no public Ed25519 key")
    return key


def _load(path: str | Path, *, private: bool) -> Any:
    from cryptography.hazmat.primitives import serialization

    data = read_text(path).encode("utf-8")
    try:
        if private:
            return serialization.load_pem_private_key(data, password=None)
        return serialization.load_pem_public_key(data)
    except TypeError:
        raise _unusable(path, "it is protected by a passphrase") from None
    except (ValueError, ArithmeticError):
        raise _unusable(path, "it is no key in PEM") from None


def _require() -> None:
    need("sign", codes.MISSING_EXTRA, "signing needs", "cryptography")


def _unusable(path: str | Path, why: str) -> ProblemError:
    hint = "make one with: openssl genpkey -algorithm ed25519 -out KEY"
    return ProblemError([Problem(codes.BAD_KEY, f"the key cannot be used: {why}", Place(shown_path(path)), hint)])
