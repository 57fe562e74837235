"""A `Letter` becomes calls of the Bot API. Pure.

Texts go out without parse_mode, so a name may hold any of `_*[<&`. A message carries one markup only: inline buttons,
a reply keyboard, or the removal of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import Abilities, Body, CardOut, Key, Piece

ABILITIES = Abilities(
    buttons=100,
    label=64,
    text=4096,
    caption=1024,
    edit=True,
    share_contact=True,
    share_location=True,
    cards=False,
    upload_mb=50,
    toast=200,
)

DATA_BYTES = 64
_SHORT, _TINY = 18, 3  # characters: two labels of the one, or five of the other, share a row
_IN_ROW, _TINY_IN_ROW = 2, 5
_LAST_ROW = ("back", "human")
_PAIRED = ("yes", "no", "continue", "restart")
_SHARE = {"share_contact": "request_contact", "share_location": "request_location"}
_METHODS = {"image": ("sendPhoto", "photo"), "file": ("sendDocument", "document"), "video": ("sendVideo", "video")}
_ACKNOWLEDGED = "👌"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call. Where `piece` is given its file goes into the part `part`; `instead` is sent when that is refused."""

    method: str
    args: Json
    piece: Piece | None = None
    part: str = ""
    instead: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """The calls of a letter, in order, and in words what they do not show."""

    calls: tuple[Call, ...]
    degraded: str = ""


@dataclass(slots=True)
class _Losses:
    words: list[str] = field(default_factory=list)


def render(address: str, body: Body) -> Rendered:
    """The calls that show `body` in the chat `address`."""
    match body.act:
        case "press":
            return Rendered((_answer(body),))
        case "edit":
            return _edit(address, body)
        case _:
            return _say(address, body)


def _answer(body: Body) -> Call:
    args: Json = {"callback_query_id": body.press_id}
    if body.text:
        args["text"] = cut(body.text, ABILITIES.toast)
    return Call("answerCallbackQuery", args)


def _edit(address: str, body: Body) -> Rendered:
    losses = _Losses()
    text, keys = _legible(body, losses)
    args: Json = {
        "chat_id": int(address),
        "message_id": int(body.target),
        # Of a long text that was sent in parts, the last one carries the keyboard and is the target.
        "text": split(text)[-1],
        # Without a keyboard the platform takes the old one off.
        **_markup(_inline(keys)),
    }
    return Rendered((Call("editMessageText", args),), "; ".join(losses.words))


def _say(address: str, body: Body) -> Rendered:
    losses = _Losses()
    private = not address.startswith("-")
    text, keys = _legible(body, losses)
    if body.cards:
        text, keys = _with_cards(text, keys, body.cards, losses)
    reply_keyboard = private and body.keyboard in ("contact", "location")
    if reply_keyboard:
        text = "\n".join([text, *(f"{key.label}: {key.url}" for key in keys if key.url)])
        markup: Json = _markup(_reply(keys))
    else:
        keys = [key for key in keys if key.role not in _SHARE]
        markup = _markup(_inline(keys))
    if keys and not text.strip():
        text = _ACKNOWLEDGED
    base = _base(address, body)
    removal: Json = {"reply_markup": {"remove_keyboard": True}} if body.remove_keyboard and private else {}

    calls: list[Call] = []
    captioned = not markup and len(body.pieces) == 1 and len(text) <= ABILITIES.caption
    for piece in body.pieces:
        calls.append(_media(base, piece, text if captioned else ""))
    if text.strip() and not captioned:
        calls += [Call("sendMessage", base | {"text": part}) for part in split(text)]
    if not calls:
        return Rendered((), "there was nothing to show")
    if markup:
        calls[-1].args.update(markup)
    if removal and not reply_keyboard:
        if markup and len(calls) == 1:
            calls.insert(0, Call("sendMessage", base | {"text": _ACKNOWLEDGED}))
        calls[0].args.update(removal)
        for call in calls[0].instead:
            call.args.update(removal)
    return Rendered(tuple(calls), "; ".join(losses.words))


def _base(address: str, body: Body) -> Json:
    base: Json = {"chat_id": int(address)}
    if body.thread not in ("", "1"):  # 1 is General, which the platform does not take
        base["message_thread_id"] = int(body.thread)
    if body.reply_to:
        base["reply_parameters"] = {"message_id": int(body.reply_to), "allow_sending_without_reply": True}
    return base


def _media(base: Json, piece: Piece, caption: str) -> Call:
    method, part = _METHODS.get(piece.kind, _METHODS["file"])
    args = base | ({"caption": caption} if caption.strip() else {})
    link = piece.name if piece.name.startswith(("http://", "https://")) else ""
    words = "\n\n".join(filter(None, (caption, link)))
    instead = (Call("sendMessage", base | {"text": words}),) if words.strip() else ()
    return Call(method, args | ({part: link} if link else {}), None if link else piece, part, instead)


# Keys -----------------------------------------------------------------------------------------------------------------


def _legible(body: Body, losses: _Losses) -> tuple[str, list[Key]]:
    """Text and keys, with the options written into the text where buttons cannot show them."""
    keys = list(body.keys)
    options = [key for key in keys if key.role == "option"]
    numbered = "\n".join(f"{number}. {key.label}" for number, key in enumerate(options, 1))
    if len(keys) > ABILITIES.buttons:
        losses.words.append(f"{len(options)} options stand in the text as a numbered list")
        return f"{body.text}\n\n{numbered}", [key for key in keys if key.role != "option"]
    if any(_length(key) > ABILITIES.label for key in options):
        losses.words.append("long labels are cut on the buttons and stand in the text")
        places = {id(key): number for number, key in enumerate(options, 1)}
        short = [
            Key(cut(f"{places[id(key)]}. {key.label}", ABILITIES.label), key.data, key.role, key.url)
            if id(key) in places
            else key
            for key in keys
        ]
        return f"{body.text}\n\n{numbered}", short
    return body.text, keys


def _with_cards(text: str, keys: Sequence[Key], cards: Sequence[CardOut], losses: _Losses) -> tuple[str, list[Key]]:
    """Products as paragraphs, and a button for each that can be chosen or opened."""
    paragraphs = [text] if text.strip() else []
    buttons: list[Key] = []
    for number, card in enumerate(cards, 1):
        lines = [f"{number}. {card.title}" + (f" — {card.price}" if card.price else ""), card.description, card.url]
        paragraphs.append("\n".join(filter(None, lines)))
        label = cut(f"{number}. {card.title}", ABILITIES.label)
        if card.data:
            buttons.append(Key(label, card.data, "card"))
        elif card.url:
            buttons.append(Key(label, "", "link", card.url))
    if any(card.image for card in cards):
        losses.words.append("cards are shown as text, without their pictures")
    return "\n\n".join(paragraphs), [*buttons, *keys]


def _inline(keys: Sequence[Key]) -> Json:
    rows = [[_inline_button(key) for key in row] for row in _rows(keys)]
    return {"inline_keyboard": rows} if rows else {}


def _inline_button(key: Key) -> Json:
    if key.url:
        return {"text": key.label, "url": key.url}
    data = key.data or key.label.encode()[:DATA_BYTES].decode(errors="ignore")
    return {"text": key.label, "callback_data": data}


def _reply(keys: Sequence[Key]) -> Json:
    """A keyboard below the input line: the share button, then words that the engine knows as commands."""
    share = [key for key in keys if key.role in _SHARE]
    others = [key for key in keys if key.role not in _SHARE and not key.url]
    rows: list[list[Json]] = [[{"text": key.label, _SHARE[key.role]: True}] for key in share]
    rows += [[{"text": key.label} for key in row] for row in _rows(others)]
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True} if rows else {}


def _markup(markup: Json) -> Json:
    return {"reply_markup": markup} if markup else {}


def _rows(keys: Sequence[Key]) -> list[list[Key]]:
    """Options by the length of their labels; yes and no side by side; back and "a person, please" at the end."""
    last = [key for key in keys if key.role in _LAST_ROW]
    paired = [key for key in keys if key.role in _PAIRED]
    options = [key for key in keys if key.role in ("option", "card", "link")]
    others = [key for key in keys if key not in last and key not in paired and key not in options]
    longest = max(map(_length, options), default=0)
    width = _TINY_IN_ROW if longest <= _TINY else _IN_ROW if longest <= _SHORT else 1
    rows = [options[at : at + width] for at in range(0, len(options), width)]
    rows += [paired[at : at + _IN_ROW] for at in range(0, len(paired), _IN_ROW)]
    rows += [[key] for key in others]
    return [*rows, last] if last else rows


def _length(key: Key) -> int:
    """Without the tick: a keyboard must not be laid out anew because something on it was chosen."""
    return len(key.label.removeprefix("✓ "))


# Texts ----------------------------------------------------------------------------------------------------------------


def cut(text: str, length: int) -> str:
    """At most `length` characters, the last one "…" where something is missing."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def split(text: str, length: int = ABILITIES.text) -> list[str]:
    """Parts of at most `length` characters, cut between paragraphs, else lines, else words, else anywhere."""
    parts = []
    while len(text) > length:
        at = next((at for border in ("\n\n", "\n", " ") if (at := text.rfind(border, 1, length + 1)) > 0), length)
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [part for part in (*parts, text) if part.strip()] or [text]
