"""Who is who in the web chat: an unguessable token that only the browser holds, and the public address made of it.

Nothing is stored: the address is a digest of the token, so an address in a log or in the panel opens no talk.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

import msgspec

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SAFE_NAME = re.compile(r"[\x00-\x1f\x7f/\\<>:\"|?*]+")


def new_token() -> str:
    """A fresh session token: 256 random bits, 43 characters that fit a cookie."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether `text` has the form of a session token."""
    return _TOKEN.fullmatch(text) is not None


def address_of(token: str) -> str:
    """The public address of the session: 20 characters from which the token cannot be found."""
    digest = hashlib.sha256(b"leadquiz web chat " + token.encode()).digest()
    return base64.b32encode(digest)[:20].decode().lower()


class Upload(msgspec.Struct, frozen=True):
    """A stored file: `ref` is its path under the data directory, `size` in bytes, `address` whose it is."""

    ref: str
    kind: str
    name: str
    size: int
    address: str


def sign_upload(upload: Upload, key: bytes) -> str:
    """What the browser sends back in an `upload` frame: nobody can hand in another person's file, or a made-up one."""
    payload = base64.urlsafe_b64encode(msgspec.json.encode(upload)).decode().rstrip("=")
    return f"{payload}.{_mac(payload, key)}"


def open_upload(signed: str, key: bytes, address: str) -> Upload | None:
    """The upload behind a signed text, None where it is forged or belongs to another session."""
    payload, _, mac = signed.partition(".")
    if not mac.isascii() or not hmac.compare_digest(mac, _mac(payload, key)):
        return None
    upload = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), type=Upload)
    return upload if upload.address == address else None


def safe_name(name: str) -> str:
    """A file name as the prospect's computer gave it, without paths and control characters, at most 120 long."""
    clean = _SAFE_NAME.sub(" ", name.rpartition("/")[2].rpartition("\\")[2]).strip(" .")
    return clean[-120:] or "file"


def _mac(payload: str, key: bytes) -> str:
    digest = hmac.new(key, b"leadquiz upload " + payload.encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest)[:32].decode()
