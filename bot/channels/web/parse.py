"""A frame of the browser becomes an `Inbound`. Pure.

The talk is JSON frames, the same over WebSocket (`/chat/ws`), `POST /chat/send` and the event stream `/chat/events`.

From the client (`id` is the client's own name for the message, 1 to 64 of `A-Z a-z 0-9 . _ -`; a repeat is dropped):

    {"hello": {"session": TOKEN, "script": ID, "ref": REF, "utm": {"source": ...}, "language": "ru", "seq": 0}}
                                        first frame, every key optional; without it the session is the cookie's and the
                                        rest comes from the address's query. `seq` is the last one shown: 0 asks for the
                                        whole talk. A script or ref is a link that was followed: name it once
    {"id": ID, "text": "..."}           words, at most 4,000 characters
    {"id": ID, "press": DATA}           the button whose `id` is DATA
    {"id": ID, "upload": SIGNED}        the file that `POST /chat/upload` answered with SIGNED for
    {"id": ID, "location": {"latitude": 55.7, "longitude": 37.6}}
    {"ack": SEQ}                        everything up to SEQ was shown
    {"ping": N}

From the server (`render.py` makes those with `seq`; a client ignores keys that it does not know):

    {"welcome": {"session": TOKEN, "language": "ru", "title": "..."}}
    {"seq": N, "text": "...", "buttons": [{"id": DATA, "text": LABEL, "role": ROLE, "url": URL}],
     "question": N, "keyboard": "options", "at": TIME, "files": [...], "cards": [...], "progress": %, "discount": %}
    {"seq": N, "edit": true, "question": N, "text": "...", "buttons": [...]}     an earlier question changed
    {"seq": N, "toast": "...", "press": ID}                                      the answer to a press
    {"me": true, "text": "...", "at": TIME}     the prospect's own earlier words, after a reload; has no seq
    {"ready": true}                     what was there before has all been sent
    {"ok": ID}                          that message is stored
    {"error": {"id": ID, "code": CODE, "message": "...", "after": SECONDS}}
                                        codes: bad_frame, too_long, upload, slow_down, unavailable; after the last two
                                        send the same frame again
    {"pong": N}
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import TypeAlias

import msgspec

from bot.channels.base import Acked, Inbound, Profile
from bot.channels.web.session import open_upload
from dialogs.inputs import Input, Located, Pressed, Started, Uploaded, Wrote

TEXT_LIMIT = 4000
FRAME_LIMIT = 16 * 1024  # bytes of one client frame
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")


class Place(msgspec.Struct, frozen=True):
    latitude: float
    longitude: float
    title: str = ""


class Hello(msgspec.Struct, frozen=True):
    """Who opens the chat and where it came from. `seq`: the last one that is on the screen."""

    session: str = ""
    script: str = ""
    ref: str = ""
    utm: dict[str, str] = {}
    language: str = ""
    seq: int = 0


class Frame(msgspec.Struct, frozen=True):
    """What a client may send; exactly one of the fields besides `id` is there."""

    id: str = ""
    text: str | None = None
    press: str | None = None
    upload: str | None = None
    location: Place | None = None
    hello: Hello | None = None
    ack: int | None = None
    ping: int | None = None


class FrameError(Exception):
    """A frame that breaks the rules above. `code` is for programs, the text for the people who write clients."""

    def __init__(self, code: str, text: str, frame_id: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.frame_id = frame_id


Raw: TypeAlias = str | bytes
_decode = msgspec.json.Decoder(Frame).decode


def decode(raw: Raw) -> Frame:
    """One frame out of its JSON. Raises `FrameError`."""
    if len(raw) > FRAME_LIMIT:
        raise FrameError("too_long", f"a frame has at most {FRAME_LIMIT} bytes")
    try:
        frame = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FrameError("bad_frame", f"this is no frame: {error}") from None
    told = (frame.text, frame.press, frame.upload, frame.location, frame.hello, frame.ack, frame.ping)
    if sum(one is not None for one in told) != 1:
        raise FrameError(
            "bad_frame", "a frame has one of text, press, upload, location, hello, ack, ping", frame.id[:64]
        )
    if frame.hello is None and frame.ack is None and frame.ping is None and not _ID.fullmatch(frame.id):
        raise FrameError("bad_frame", "id must be 1 to 64 of the characters A-Z a-z 0-9 . _ -", frame.id[:64])
    if frame.text is not None and len(frame.text) > TEXT_LIMIT:
        raise FrameError("too_long", f"a text has at most {TEXT_LIMIT} characters", frame.id)
    if frame.press is not None and not 0 < len(frame.press) <= 64:
        raise FrameError("bad_frame", "press must be the id of a button", frame.id)
    return frame


def inbound(frame: Frame, channel: str, address: str, key: bytes, at: datetime, profile: Profile) -> Inbound:
    """The event of a frame with text, press, upload or location; `ack` becomes `Acked`. Raises `FrameError`.

    `key` opens signed uploads. A press carries the frame's id as `press_id`: its answer comes back as `toast`.
    """
    if frame.ack is not None:
        return Inbound(channel, address, f"{address}/ack/{frame.ack}", Acked(frame.ack), at, address)
    given = _input(frame, key, address)
    return Inbound(
        channel=channel,
        address=address,
        event_id=f"{address}/{frame.id}",
        input=given,
        at=at,
        sender=address,
        profile=profile,
        message_id=frame.id,
        press_id=frame.id if isinstance(given, Pressed) else "",
    )


def opened(hello: Hello, channel: str, address: str, at: datetime, profile: Profile) -> Inbound:
    """The chat was opened: once per session, script and link, however often the page is loaded again."""
    script, ref = hello.script[:32], hello.ref[:256]
    link = hashlib.sha256(f"{script}\n{ref}".encode("utf-8", "replace")).hexdigest()[:16]
    return Inbound(
        channel=channel,
        address=address,
        event_id=f"{address}/start/{link}",
        input=Started(ref=ref),
        at=at,
        sender=address,
        profile=profile,
        ref=ref,
        script=script,
        utm={name[:32]: value[:256] for name, value in list(hello.utm.items())[:8] if value},
    )


def profile_of(language: str) -> Profile:
    """What is known of a web visitor: the browser's language, nothing else."""
    return Profile(language=language[:35] if _LANGUAGE.fullmatch(language[:35]) else "")


def _input(frame: Frame, key: bytes, address: str) -> Input:
    if frame.text is not None:
        if not frame.text.strip():
            raise FrameError("bad_frame", "text must not be empty", frame.id)
        return Wrote(frame.text.replace("\x00", ""))
    if frame.press is not None:
        return Pressed(frame.press)
    if frame.location is not None:
        place = frame.location
        if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
            raise FrameError("bad_frame", "location is not on this planet", frame.id)
        return Located(place.latitude, place.longitude, place.title[:200])
    upload = open_upload(frame.upload or "", key, address)
    if upload is None:
        raise FrameError("upload", "this upload is not known: send the file to /chat/upload first", frame.id)
    return Uploaded(upload.kind, upload.ref, upload.name, upload.size)
