"""How the writer wants to be reached: the one way that the text asks for."""

from __future__ import annotations

import re

_WAYS = (
    ("whatsapp", r"whats\s?app\w*|wats\s?app|вацап\w*|ватс\s?апп?\w*|вотс\s?апп?\w*|вотсап\w*|wa(?=[\s:]\s?\+?\d)"
                 r"|app(?=\s(?:me|mij|maar|even|gerust|naar)(?![^\W\d_]))|appjes?|appen"),
    ("telegram", r"telegram\w*|telega|телеграмм?\w*|телег[аеуи]|тг|tg"),
    ("viber", r"viber\w*|вайбер\w*|βάιμπερ"),
    ("sms", r"sms(?:'?je)?|sms[- ]?en|смс\w*|эсэмэс\w*|text(?: me| message\w*)|text(?=\s(?:\+|\d|only"
            r"|please|is |on |back|first)|[.!]?$)|texto|by text|a text"
            r"|текстов\w+|μήνυμα sms|en texto"),
    ("call", r"звон\w*|позвон\w*|перезвон\w*|созвон\w*|набер\w+|набира\w+|наберіть|дзвон\w*|дзвін\w*"
            r"|зателефон\w*|телефонуй\w*|передзвон\w*|по телефону"
             r"|call(?! centre)(?:s|ing)?(?: me)?(?: back)?"
            r"|phone (?:me|us|after|before|between)|ring(?=\s(?:me|us|after|before|between|back)(?![^\W\d_])|\s[+(]?\d)"
            r"|give me a (?:call|ring)"
            r"|by phone|phone call"
             r"|appele[rz](?:-moi)?|rappele[rz](?:-moi)?|appel(?:ez)?|coup de fil|par téléphone"
            r"|téléphone[rz](?:-moi)?|bel(?: me| mij)?(?: terug)?|bellen|gebeld|terugbellen|telefonisch"
             r"|καλ[έε]στε|καλ[έε]σετε|τηλεφών(?:ησε|ησ[εέ]τε|ήστε)\w*|π[άα]ρτε|πάρε με|με τηλέφωνο"
            r"|τηλεφωνικά|να με πάρετε|κλήση"),
    ("email", r"(?:на|по|через) (?:\w+ )?(?:почт\w+|пошт\w+|имейл\w*|мейл\w*|мыло|e-?mail\w*"
            r"|електронн\w+ пошт\w+|электронн\w+ почт\w+)|письмом|e-?mail me|mail me|(?:by|via|per|by an"
            r"|an|in an|par) (?:e-?mail|mail|courriel)"
              r"|(?:send|drop) (?:me |it |us )?(?:an |by |a )?e-?mail|sends? (?:it |the \w+ )?(?:to"
            r"|by) (?:my )?e-?mail|envoye[rz](?:-moi)? (?:un |le )?(?:e-?mail|mail|courriel)|un (?:mail"
            r"|courriel|e-mail)|mailen|mail (?:me|mij|naar)|stuur (?:een |me een )?(?:e-?)?mail"
              r"|(?:με|μέσω|στο|στέλνετε|στείλτε|ένα) (?:e-?mail|mail|ιμέιλ)"),
    ("message", r"пиш\w+|напиш\w+|написать|писать|отпиш\w+|сообщени\w+|в лс|в личк\w+|в сообщен\w+|сюда"
            r"|повідомлен\w+|write(?: to)?(?: me)?|message(?: me)?|messages?|dm(?: me)?|chat|écri\w+"
            r"|message[rz]?|mp"
                r"|bericht\w*|schrijf\w*|chatten|γράψτε|γράψε\w*|μήνυμα|στείλτε|στείλε\w*"),
)  # fmt: skip
_GROUPS = "|".join(rf"(?P<{way}>{pattern})" for way, pattern in _WAYS)
_NOT = (
    r"(?:только не|лучше не|не надо|не нужно|без|никаких|не могу|не|краще не|не треба|no|not|don't|do not"
    r"|please don't|never|rather not|without|pas d[e']|pas|ne|ne m'|n'|sans|plutôt que d[e']"
    r"|niet|geen|liever niet|liever geen|zonder|μην|μη|όχι|δεν|χωρίς|instead of|вместо|rather than)"
)
_ANY = re.compile(
    rf"(?<![\w.@/])(?=\w)(?:(?P<prefer>лучше|предпоч\w+|удобн\w+|только|желательно|краще|зручн\w+|тільки"
    rf"|бажано|prefer\w*|preferably|rather|better|best|only|just|please use|plutôt|de préférence|seulement"
    rf"|uniquement|préfère|liever|bij voorkeur|alleen|graag|het liefst|καλύτερα|προτιμ\w+|μόνο"
    rf"|κατά προτίμηση)"
    rf"|(?P<no>{_NOT})(?: ме| me| mij| με| мне| m'| par| via| по| в| на| to| the| a| κάνετε"
    rf"| με παίρνετε)?[\s'](?:me |мне |мені |par |via "
    rf"|op )?(?P<refused>(?:{re.sub(r'[?]P<[a-z]+>', '?:', _GROUPS)}))|{_GROUPS}|(?P<noun>e-?mail|mail"
    rf"|почт[уаеы]|пошт[уаі]|courriel|ιμέιλ))(?![^\W\d_])",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?: me| mij| мне| мені| με)?\s(?:до|после|раньше|позже|після|пізніше|раніше|before|after|until|avant"
    r"|après|voor|na|πριν|μετά)(?![^\W\d_])",
    re.IGNORECASE,
)
_CALLS = re.compile(r"звон|набир|дзвон|телефон|call|ring|phone|appel|bel|καλ|π[άα]ρ", re.IGNORECASE)
_MESSENGERS = frozenset({"whatsapp", "telegram", "viber", "sms", "email"})
_ONLY = re.compile(
    r"\s(?:only|preferred|is best|please|только|тільки|seulement|uniquement|svp|alleen|graag|μόνο)(?![^\W\d_])",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?:(?:по|до|на|пере|за|об|від)?(?:звони|писа|дзвони|набира|набра|телефонува)[лв]|called|rang|phoned|gebeld|appelé)",
    re.IGNORECASE,
)


def find_way(text: str) -> str | None:
    """The one way that the writer asks for, or None. A named messenger beats "call" and "write"; what is preferred
    beats what is merely named; a refused way is no way."""
    plain: list[str] = []
    preferred: list[str] = []
    prefer_at = -1
    for match in _ANY.finditer(text):
        if match["prefer"]:
            prefer_at = match.end()
            continue
        if match["no"]:
            if _UNTIL.match(text, match.end()):  # `не звоните до 11` asks for a call after 11
                plain.append("call" if _CALLS.search(match.group()) else "message")
            continue
        way = match.lastgroup
        if way == "noun":  # `mail` alone is a label, `prefer mail` is a wish
            if (prefer_at >= 0 and match.start() - prefer_at < 12) or _ONLY.match(text, match.end()):
                preferred.append("email")
            continue
        if way is None or _PAST.match(match.group()):
            continue
        near = (
            prefer_at >= 0
            and match.start() - prefer_at < 25
            and not re.search(r"[.!?\n]", text[prefer_at : match.start()])
        )
        (preferred if near else plain).append(way)
    for ways in (preferred, plain):
        named = [way for way in ways if way in _MESSENGERS]
        if named:
            return named[0]
        if ways:
            return "call" if "call" in ways else ways[0]
    return None
