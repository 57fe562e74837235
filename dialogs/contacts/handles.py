"""Profiles in a text: links to a person's page and `@names`. Other links are taken out: their numbers are no phones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from .labels import disowned, shops_own
from .slips import latin

HANDLE = "\ue003"
LINK = "\ue004"

_LINK = re.compile(
    r"(?:(?:https?|tg|viber|whatsapp|tel|sms):/{0,2}|www\.)[^\s<>\"'«»]{1,400}"
    r"|(?<![\w@.\-/])(?:[a-z0-9\-]{1,63}\.){1,4}(?:com|net|org|ru|me|su|ua|by|kz|uk|fr|nl|be|gr|de|eu|io"
    r"|info|biz|shop|ie|ca|au|ch|lu|cy|us|app|gl|ly|link|store|online|site|pro|tv|cc|click)"
    r"(?![\w\-])(?::\d{2,5})?(?:[/?][^\s<>\"'«»]{0,400})?"
    r"|(?<![\w@.\-/])(?:[а-яёіїєґ0-9\-]{1,63}\.){1,3}(?:рф|укр|бел|рус|сайт"
    r"|онлайн)(?![\w\-])(?:/[^\s<>\"'«»]{0,400})?",
    re.IGNORECASE,
)
_AT = re.compile(r"(?<![\w@./])@\s?([\w.]{2,32})")
_TELEGRAM = r"telegram|telega|tlg|tg|телеграмм?\w{0,2}|телег[аеуи]|тг|тлг|телегр"
_INSTAGRAM = r"instagram|insta|ig|инстаграмм?\w{0,2}|инст[аеу]|инсте"
_VK = r"vk|vkontakte|вк|вконтакте"
_FACEBOOK = r"facebook|fb|фейсбук\w{0,2}|фб|messenger"
_OK = r"ok\.ru|одноклассник\w{0,3}|ок"
_PLATFORMS = (
    (re.compile(rf"(?<![\w.])(?:{_TELEGRAM})(?![\w.])", re.IGNORECASE), "t.me"),
    (re.compile(rf"(?<![\w.])(?:{_INSTAGRAM})(?![\w.])", re.IGNORECASE), "instagram.com"),
    (re.compile(rf"(?<![\w.])(?:{_VK})(?![\w.])", re.IGNORECASE), "vk.com"),
    (re.compile(rf"(?<![\w.])(?:{_FACEBOOK})(?![\w.])", re.IGNORECASE), "facebook.com"),
)
_NAMED = re.compile(
    rf"(?<![\w.])(?=\w)(?P<platform>{_TELEGRAM}|{_INSTAGRAM}|{_VK}|{_FACEBOOK})(?P<sep>\s?[:=\-]\s?"
    rf"|\s(?:id\s|ник\s|nick\s|username\s|(?:is|это|est|είναι|-)\s)?)"
    r"(?P<name>[A-Za-z_][\w.]{2,31})(?![\w@])",
    re.IGNORECASE,
)
_NOT_VK = re.compile(
    r"(?:wall|club|public|event|product|market|photo|video|album|topic|clips?|doc|page|story|stories"
    r"|podcast|audio|music|note|poll|board|reel|app|write|gim|uslugi|donut|video_ext)(?:[-_\d].*|s\d.*)?$"
    r"|(?:feed|im|mail|login|join|search|groups?|services|friends|settings|stickers|games|away(?:\.php)?"
    r"|share(?:\.php)?|docs|photos|videos|albums|about|terms|privacy|support|ads|jobs|dev|apps|bookmarks"
    r"|wall.*|market.*|product.*)$"
)
_NOT_TELEGRAM = re.compile(
    r"(?:joinchat|c|s|share|addstickers|addemoji|addtheme|proxy|socks|iv|boost|addlist|invoice|login"
    r"|setlanguage|bg|m|giftcode|a|k|z|\w+bot)$"
)
_NOT_INSTAGRAM = re.compile(
    r"(?:p|reel|reels|explore|stories|tv|s|accounts|direct|about|developer|legal|web|share|popular|shop|ar|live)$"
)
_NOT_FACEBOOK = re.compile(
    r"(?:groups|events?|marketplace|sharer|sharer\.php|share|watch|pages|pg|permalink\.php|story\.php"
    r"|photos?|photo\.php|reels?|hashtag|gaming|login|login\.php|help|policies|ads|business|messages"
    r"|plugins|dialog|media|notes|video\.php|videos|posts|stories|live|commerce|fundraisers|l\.php"
    r"|home\.php|search|p|profile\.php)$"
)
_SUBDOMAIN = re.compile(r"^(?:www|m|mobile|web|ru-ru|uk-ua|fr-fr|l|new|touch|el-gr|nl-nl)\.")
_HOSTS = {
    "t.me": "t.me", "telegram.me": "t.me", "telegram.dog": "t.me",
    "vk.com": "vk.com", "vk.ru": "vk.com", "vkontakte.ru": "vk.com",
    "instagram.com": "instagram.com", "instagr.am": "instagram.com", "ig.me": "instagram.com",
    "facebook.com": "facebook.com", "fb.com": "facebook.com", "fb.me": "facebook.com", "m.me": "facebook.com",
    "ok.ru": "ok.ru", "odnoklassniki.ru": "ok.ru",
    "wa.me": "wa.me", "api.whatsapp.com": "wa.me", "web.whatsapp.com": "wa.me", "viber.click": "wa.me",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The handles, the numbers out of links that carry one, and the text in which HANDLE or LINK stands for each."""

    handles: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    rest: str = ""


def find_handles(text: str) -> Found:
    """Every profile of `text`."""
    kept: dict[str, None] = {}
    numbers: dict[str, None] = {}

    def link(match: re.Match[str]) -> str:
        url = match.group()
        tail = url[len(url.rstrip(".,;:!?)]}'*")) :]
        url = url[: len(url) - len(tail)]
        number, handle = _read_link(url)
        own = shops_own(text[max(0, match.start() - 60) : match.start()])
        if number and not own:
            numbers[number] = None
        if handle and not own and not disowned(text, match.start(), match.end()):
            kept[handle] = None
        return (HANDLE if number or handle else LINK) + tail

    def at(match: re.Match[str]) -> str:
        name = latin(match.group(1)).rstrip(".")
        start, end = match.span()
        if not re.fullmatch(r"[A-Za-z_][\w.]{1,31}", name) or not name.isascii():
            return match.group()
        if not disowned(whole, start, end):
            platform = _platform(whole, start, end)
            bot = platform == "t.me" and name.lower().endswith("bot")
            if not bot:
                kept[f"{platform}/{name.lower()}" if platform else "@" + name.lower()] = None
        return HANDLE

    def named(match: re.Match[str]) -> str:
        name = match["name"]
        if ":" in match["sep"] or "=" in match["sep"]:
            sure = name[:1].islower() and len(name) >= 4
        else:
            sure = bool(re.search(r"[\d_]", name) or (re.search(r"[a-z]\.[a-z]", name) is not None))
        if not sure or name.rstrip(".").lower().endswith("bot"):
            return match.group()
        kept[
            f"{_platform(match['platform'], len(match['platform']), len(match['platform']))}/{name.rstrip('.').lower()}"
        ] = None
        return match["platform"] + " " + HANDLE

    whole = _LINK.sub(link, text)
    rest = _AT.sub(at, whole) if "@" in whole else whole
    rest = _NAMED.sub(named, rest)
    low = text.lower()
    ordered = sorted(kept, key=lambda handle: low.find(re.split(r"[/=@]", handle)[-1]))
    return Found(tuple(ordered), tuple(numbers), rest)


def _platform(text: str, start: int, end: int) -> str | None:
    """The host that the nearest words give to a bare name."""
    before = re.split(r"[\n;!?\ue000-\uf8ff]", text[max(0, start - 40) : start])[-1]
    best = None
    for pattern, host in _PLATFORMS:
        for match in pattern.finditer(before):
            best = max(best or (-1, ""), (match.start(), host))
    if best is not None:
        return best[1]
    after = re.split(r"[\n;!?,@\ue000-\uf8ff]", text[end : end + 25])[0]
    for pattern, host in _PLATFORMS:
        if pattern.search(after):
            return host
    return None


def _read_link(url: str) -> tuple[str | None, str | None]:
    """(number, handle) of a link; both None for a page that is no person's."""
    if url.lower().startswith(("tel:", "sms:", "viber:", "whatsapp:")):
        match = re.search(r"(?:tel:|sms:|phone=|number=)/{0,2}\+?\s?([\d\-() ]{7,22})", unquote(url), re.IGNORECASE)
        return ("+" + re.sub(r"\D", "", match.group(1)) if match else None), None
    if url.lower().startswith("tg:"):
        match = re.search(r"domain=(\w{4,32})", url)
        return None, (f"t.me/{match.group(1).lower()}" if match else None)
    bare = re.sub(r"^(?:https?:/{0,2})?", "", url, flags=re.IGNORECASE)
    address, _, query = unquote(bare).partition("?")
    address = address.partition("#")[0]
    host, _, path = address.partition("/")
    host = host.lower().partition(":")[0]
    if host not in _HOSTS:
        host = _SUBDOMAIN.sub("", host)
    site = _HOSTS.get(host)
    parts = [part for part in path.split("/") if part]
    if site == "wa.me":
        match = re.search(r"(?:phone=|number=)\+?\s?([\d\-() ]{7,22})", query) or re.match(
            r"\+?([\d\-() ]{7,22})$", "/".join(parts)
        )
        return ("+" + re.sub(r"\D", "", match.group(1)) if match else None), None
    if site is None or not parts:
        return None, None
    first = parts[0].lower()
    if site == "t.me":
        if re.fullmatch(r"\+\d{9,15}", first) and len(parts) == 1:
            return first, None
        sound = re.fullmatch(r"[a-z]\w{3,31}", first) and not _NOT_TELEGRAM.match(first)
        return None, (f"t.me/{first}" if sound and len(parts) == 1 and "start=" not in query else None)
    if site == "vk.com":
        post = re.search(r"(?:w|z)=(?:wall|product|photo|video|market|clip)", query)
        sound = re.fullmatch(r"[a-z_][\w.]{1,31}", first) and not _NOT_VK.match(first)
        return None, (f"vk.com/{first}" if sound and len(parts) == 1 and not post else None)
    if site == "instagram.com":
        if host == "ig.me" and first == "m" and len(parts) > 1:
            return None, f"instagram.com/{parts[1].lower()}"
        sound = re.fullmatch(r"[\w.]{2,30}", first) and not _NOT_INSTAGRAM.match(first)
        return None, (f"instagram.com/{first}" if sound and len(parts) == 1 else None)
    if site == "facebook.com":
        number = re.search(r"(?:^|&)id=(\d{3,20})", query)
        if first == "profile.php" and number:
            return None, f"facebook.com/profile.php?id={number.group(1)}"
        if first == "people" and len(parts) == 3 and parts[2].isdigit():
            return None, f"facebook.com/profile.php?id={parts[2]}"
        sound = re.fullmatch(r"[\w.\-]{2,60}", first) and not _NOT_FACEBOOK.match(first)
        return None, (f"facebook.com/{first}" if sound and len(parts) == 1 else None)
    if first == "profile" and len(parts) == 2 and parts[1].isdigit():
        return None, f"ok.ru/profile/{parts[1]}"
    return None, None
