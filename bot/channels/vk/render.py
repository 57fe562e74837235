"""A `Letter` becomes calls of the VK API, one after the other. Pure.

VK drops a message whose random_id was used before, so every part of a letter has a fixed one: the last part, which
carries the keyboard, has the letter's own; those before it have numbers of their own below zero, where no letter's is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Abilities, Body, CardOut, Key, Letter, Piece

from .keyboard import LABEL, REMOVED, Board, Screen, UnsendableError, board, button, compact, cut, link
from .parse import CHATS_FROM

ABILITIES = Abilities(
    buttons=40,
    label=LABEL,
    text=4096,
    caption=4096,
    edit=True,
    share_contact=False,
    share_location=True,
    cards=True,
    upload_mb=50,
    toast=90,
)

MOST_PARTS = 16
MOST_ATTACHMENTS = 10
MOST_CARDS = 10
CARD_TEXT = 80
_MORE = {"ru": "Подробнее", "uk": "Докладніше", "fr": "Plus d’infos", "nl": "Meer", "el": "Περισσότερα"}
_CHOOSE = {"ru": "Выбрать", "uk": "Обрати", "fr": "Choisir", "nl": "Kiezen", "el": "Επιλογή"}


@dataclass(frozen=True, slots=True)
class Call:
    """One call. The files of `pieces` become its attachments; `photos` are the pictures of a carousel's cards, and
    `instead` is sent where one of them has another shape than VK's 13 to 8."""

    method: str
    args: Mapping[str, Any]
    pieces: tuple[Piece, ...] = ()
    photos: tuple[Piece, ...] = ()
    instead: Call | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """The calls of a letter, in order, and in words what they do not show."""

    calls: tuple[Call, ...]
    degraded: str = ""


def render(letter: Letter) -> Rendered:
    """Raises UnsendableError: a rule of VK that cannot be degraded."""
    body = letter.body
    group = int(letter.address) >= CHATS_FROM
    screen = Screen.of(letter.extra, group)
    match body.act:
        case "press":
            return Rendered((_answer(body),))
        case "edit":
            return _edit(letter, screen)
        case _:
            return _say(letter, screen, group)


def part_random_id(random_id: int, part: int) -> int:
    """The random_id of a part before the last one: below zero and different for every letter and part, as long as the
    letters' own numbers are (134 million in a row); the same again when the letter is sent again."""
    return -1 - (random_id * MOST_PARTS + part) % 2**31


def _say(letter: Letter, screen: Screen, group: bool) -> Rendered:
    body = letter.body
    lost: list[str] = []
    keys = body.keys
    if body.cards:
        carousel = _carousel(letter, screen)
        if carousel:
            return Rendered((carousel,))
        keys = (*_card_keys(body.cards), *keys)
    found = board(keys, screen, ordinary=body.remove_keyboard)
    lost += found.lost
    text = "\n\n".join(filter(None, (body.text, "\n\n".join(map(_described, body.cards)), "\n".join(found.lines))))
    pieces = (*body.pieces, *(Piece("image", card.image) for card in body.cards if card.image))
    return Rendered(tuple(_parts(letter, text, pieces, _keyboard(body, found), group, lost)), "; ".join(lost))


def _parts(
    letter: Letter, text: str, pieces: Sequence[Piece], keyboard: str, group: bool, lost: list[str]
) -> list[Call]:
    """Messages of at most 4096 characters and 10 files: the keyboard and the letter's own random_id on the last."""
    texts = split(text, ABILITIES.text)
    groups = [tuple(pieces[at : at + MOST_ATTACHMENTS]) for at in range(0, len(pieces), MOST_ATTACHMENTS)]
    bundles: list[tuple[str, tuple[Piece, ...]]] = [("", files) for files in groups[:-1]]
    bundles += [(part, ()) for part in texts[:-1]]
    bundles.append((texts[-1] if texts else "", groups[-1] if groups else ()))
    if len(bundles) > MOST_PARTS:
        lost.append(f"{len(bundles) - MOST_PARTS} parts: the letter is too long")
        bundles = [*bundles[: MOST_PARTS - 1], bundles[-1]]
    if bundles == [("", ())]:
        raise UnsendableError("the letter says nothing: it has neither a text nor files")
    calls = []
    for number, (part, files) in enumerate(bundles, 1):
        last = number == len(bundles)
        random_id = letter.random_id if last else part_random_id(letter.random_id, number - 1)
        args = _message(letter, part, random_id, group)
        if last and keyboard:
            args["keyboard"] = keyboard
        if number == 1 and letter.body.reply_to:
            args |= _reply(letter)
        calls.append(Call("messages.send", args, files))
    return calls


def _message(letter: Letter, text: str, random_id: int, group: bool) -> dict[str, Any]:
    """A chat is addressed by peer_ids, for only then VK tells the number of the message in it."""
    receiver = {"peer_ids": letter.address} if group else {"peer_id": int(letter.address)}
    return {**receiver, "random_id": random_id, "message": text, "dont_parse_links": 1}


def _keyboard(body: Body, found: Board) -> str:
    """No keyboard of before may stand below a question that is answered by typing."""
    if found.json:
        return found.json
    return REMOVED if body.remove_keyboard or body.question else ""


def _reply(letter: Letter) -> dict[str, Any]:
    target = letter.body.reply_to
    if not target.startswith("c"):
        return {"reply_to": int(target)} if target.isdigit() else {}
    numbers = [int(target[1:])]
    return {"forward": compact({"peer_id": int(letter.address), "conversation_message_ids": numbers, "is_reply": 1})}


def _edit(letter: Letter, screen: Screen) -> Rendered:
    """An ordinary keyboard is no part of its message: where it is what the person sees, a new message brings it."""
    body = letter.body
    found = board(body.keys, screen)
    lost = list(found.lost)
    if found.json and not found.inline and body.past:
        lost.append("the buttons of the past question: the keyboard is the open question's")
        found = board((), screen)
    if found.json and not found.inline:
        lost.append("the change in its place: the question was put again, with the new keyboard")
        text = "\n\n".join(filter(None, (body.text, "\n".join(found.lines))))
        group = int(letter.address) >= CHATS_FROM
        return Rendered(tuple(_parts(letter, text, (), found.json, group, lost)), "; ".join(lost))
    text = "\n\n".join(filter(None, (body.text, "\n".join(found.lines))))
    target = {"cmid": int(body.target[1:])} if body.target.startswith("c") else {"message_id": int(body.target)}
    args: dict[str, Any] = {"peer_id": int(letter.address), **target, "dont_parse_links": 1}
    args["message"] = cut(text, ABILITIES.text)
    if found.json:
        args["keyboard"] = found.json
    return Rendered((Call("messages.edit", args),), "; ".join(lost))


def _answer(body: Body) -> Call:
    """https://dev.vk.com/ru/method/messages.sendMessageEventAnswer: within a minute of the press."""
    user, peer, event_id = body.press_id.split(":", 2)
    args: dict[str, Any] = {"event_id": event_id, "user_id": int(user), "peer_id": int(peer)}
    if body.text.strip():
        args["event_data"] = compact({"type": "show_snackbar", "text": cut(body.text, ABILITIES.toast)})
    return Call("messages.sendMessageEventAnswer", args)


# Cards ----------------------------------------------------------------------------------------------------------------


def _carousel(letter: Letter, screen: Screen) -> Call | None:
    """None where the program shows none, or VK's rules for one are not met."""
    body = letter.body
    cards = body.cards
    uniform = len({(bool(card.data), bool(card.url), bool(card.image)) for card in cards}) == 1
    first = cards[0]
    if not screen.carousel or body.keys or not uniform or len(cards) > MOST_CARDS or not (first.data or first.url):
        return None
    elements = [_element(card, body.language, screen) for card in cards]
    if any(not element["title"] or not element["description"] for element in elements):
        return None
    if not body.text.strip() or len(body.text) > ABILITIES.text:
        return None
    template = compact({"type": "carousel", "elements": elements})
    args = _message(letter, body.text, letter.random_id, group=False) | {"template": template}
    photos = tuple(Piece("image", card.image) for card in cards if card.image)
    if not photos:
        return Call("messages.send", args)
    flat = _say(letter, Screen(screen.keyboard, screen.inline, False, screen.link, screen.location), group=False)
    if len(flat.calls) > 1:
        return None
    return Call("messages.send", args, photos=photos, instead=flat.calls[0])


def _element(card: CardOut, language: str, screen: Screen) -> dict[str, Any]:
    buttons = []
    if card.data:
        kind = "callback" if screen.inline else "text"
        buttons.append(button(_CHOOSE.get(language, "Choose"), card.data, kind))
    if card.url:
        buttons.append(link(_MORE.get(language, "More"), card.url))
    described = " · ".join(filter(None, (card.price, card.description)))
    return {"title": cut(card.title, CARD_TEXT), "description": cut(described, CARD_TEXT), "buttons": buttons}


def with_photos(template: str, photo_ids: Sequence[str]) -> str:
    """The carousel with the uploaded pictures in it, such as `-1_2`."""
    body = json.loads(template)
    for element, photo_id in zip(body["elements"], photo_ids, strict=True):
        element["photo_id"] = photo_id
    return compact(body)


def _card_keys(cards: Sequence[CardOut]) -> list[Key]:
    return [Key(card.title, card.data, "card") for card in cards if card.data]


def _described(card: CardOut) -> str:
    title = " · ".join(filter(None, (card.title, card.price)))
    return "\n".join(filter(None, (title, card.description, card.url)))


# Texts ----------------------------------------------------------------------------------------------------------------


def split(text: str, most: int) -> list[str]:
    """Parts of at most `most` characters, cut at the end of a line or a word where there is one. A character beyond
    the basic plane counts twice, so that either way of counting is satisfied."""
    parts = []
    rest = text.strip()
    while rest:
        end = _fitting(rest, most)
        if end < len(rest):
            cuts = (rest.rfind(mark, end // 2, end) for mark in ("\n\n", "\n", " "))
            end = next((at for at in cuts if at > 0), end)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return parts


def _fitting(text: str, most: int) -> int:
    end = min(len(text), most)
    while end + sum(character > "\uffff" for character in text[:end]) > most:
        end -= max(1, (end + sum(character > "\uffff" for character in text[:end]) - most) // 2)
    return end
