"""The writer's own name in what is left of a text once contacts and times are taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import dropwhile

from .given_names import ALL
from .labels import names_a_number
from .spelling import from_instrumental, from_other_keyboard, is_known, written
from .vocabulary import (
    ALSO_NAMES,
    FIRM,
    FROM,
    GREETINGS,
    KIN,
    OBJECTS,
    ORDINARY_TOO,
    PARTICLES,
    PLACE,
    STEMS,
    STOP,
    SURNAMES,
    THANKS,
    TITLES,
    TOWNS,
    VERBS,
)

_LETTERS = r"[^\W\d_]+(?:['\-][^\W\d_]+)*"
_WORD = re.compile(rf"{_LETTERS}\.?")
_NAME = rf"(?:(?:{TITLES.pattern}))?(?P<name>{_LETTERS}\.?(?:[ ]{_LETTERS}\.?){{0,4}})"
_INTRODUCED = re.compile(
    r"(?<![^\W\d_])(?=\w)(?:меня зовут|зовут меня|меня звать|мо[её] имя(?: -)?|мене звати|мене звуть"
    r"|звуть мене|моє ім'я(?: -)?|зовут|звати|имя и фамилия|имя|фио|ім'я|піб|прізвище|контактное лицо"
    r"|контакт|представлюсь"
    r"|(?:можете )?(?:зови|зовите|называй|называйте|звіть|кличте) меня|меня(?= [^\W\d_]+ зовут)"
    r"|call me(?= (?-i:[A-Z][a-z]))(?! (?-i:On|At|In|If))|they call me|noem me|can call me"
    r"|my name is|my name's|name's|the name is|name is|names?|full name|first name|i am called|contact person"
    r"|je m'appelle|mon nom est|mon prénom est|je me nomme|nom et prénom|nom|prénom|moi c'est|moi, c'est|au nom de"
    r"|mijn naam is|ik heet|naam|m'n naam is|voornaam|op naam van|με λένε|με λενε|ονομάζομαι|ονομαζομαι"
    r"|λέγομαι|λεγομαι|το όνομά μου είναι|το όνομα μου είναι|όνομα|ονοματεπώνυμο|με φωνάζουν)"
    rf"\s?[:\-=]?\s?{_NAME}",
    re.IGNORECASE,
)
_I_AM = re.compile(
    rf"(?<![^\W\d_])(?=\w)(?:я\s?-|я|это|це|на связи|i am|i'm|im|this is|it's|it is|here is|speaking is"
    rf"|je suis|c'est|ici|ik ben|dit is|met|είμαι η|είμαι ο|είμαι|εδώ)\s{_NAME}",
    re.IGNORECASE,
)
_IS_HERE = re.compile(
    rf"(?<![^\W\d_]){_NAME}\s(?:speaking|here|на связи|на зв'язку|à l'appareil|aan de lijn|hier|εδώ|στη γραμμή)"
    r"(?=\s?(?:[,.!:;\-\n\ue000-\uf8ff]|$))",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?<![^\W\d_])(?=\w)(?:с уважением|с наилучшими пожеланиями|ваш[аи]?|з повагою"
    r"|з найкращими побажаннями|(?:kind|best|warm|many) regards|regards|best wishes|best"
    r"|yours (?:sincerely|faithfully|truly)|sincerely|cheers|thanks|many thanks|thank you|спасибо|дякую"
    r"|merci"
    r"|cordialement|bien cordialement|bien à vous|salutations|cdt|(?:met )?vriendelijke groeten?|mvg"
    r"|groetjes?|groeten?|hartelijke groeten?|bedankt|με εκτίμηση|με εκτιμηση|φιλικά"
    r"|ευχαριστώ)\s?[,.!\-]*\s*\n\s*"
    rf"{_NAME}",
    re.IGNORECASE,
)
_ASK_FOR = re.compile(
    rf"(?<![^\W\d_])(?=\w)(?:на имя|запис\w+ (?:меня )?на|запиш\w+ (?:мене |меня )?на|спроси(?:ть|те)?"
    rf"|пригласите|запросіть|покличте"
    rf"|позовите|позвать|на ім'я|speak (?:to|with)|talk to|запита(?:ти|йте?)|спита(?:ти|йте?)|попросить|кликнуть"
    rf"|ask for"
    rf"|asking for|demander|demandez"
    rf"|vraag naar|vragen naar|ζητήστε (?:τον|την|τη)|στο όνομα|για τον|για την|στον|στην)\s{_NAME}",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"\w*[^\W_]_[^\W_]\w*")  # `jo_paints` somewhere: an account, no name
_OTHERS = re.compile(
    r"(?<![^\W\d_])(?:передай(?:те)?|скажи(?:те)?|сообщи(?:те)?|перекажіть|скажіть|tell|on to|let"
    r"|dites à|dis à|transmettez à|zeg (?:aan|tegen)|doorgeven aan|πείτε στ(?:ον|ην|η|o))\s"
    r"(?-i:[A-ZА-ЯЁІЇЄҐΑ-ΩΆ-Ώ])[^\W\d_]+",
    re.IGNORECASE,
)  # whom the writer speaks of: `tell Victor that ...`
_SIGNS = re.compile(
    r"[\n,;:!?()\[\]{}|/\\<>•·*\"«»“”+=~_…]|(?<![\s.][^\W\d_])(?<!^[^\W\d_])\.(?=\s|$)|\s-+\s|^-+\s?"
    r"|\s?-+$|[\u2190-\u2bff\U0001f000-\U0001faff]|(?<![^\W\d_])[^\W\d_]{0,3}\d+(?:[^\W\d_]{1,3}(?![^\W\d_]))?|\d+"
)
_MARK = re.compile("[\ue000-\uf8ff]")
_CONTACTS = re.compile("[\ue001-\ue003\ue006]")
_BESIDE = re.compile("[\\s,:()\\-]{0,6}[\ue001-\ue003\ue006]")
_IMPERATIVE = re.compile(r"[а-яёіїє]{3,}(?:йте|ите|іть|йтесь|итесь|ться)$")
_PAST = re.compile(r"[а-яё]{3,}(?:[иаеы]ла?|[иаеы]ли|ился|илась|алась|ался)$")
_INFINITIVE = re.compile(r"^(?:меня |мене )?зва(?:ть|ти)", re.IGNORECASE)
_NOT_ALONE = frozenset(["бот", "bot", "test", "тест"])


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of words between signs. `touches`: beside a contact."""

    text: str
    touches: bool
    before: str  # the sign or mark before it
    after: str
    kin: bool
    addressed: bool  # the one who is greeted or thanked
    sole: bool  # no other stretch of the message says anything
    only: bool  # the message is nothing but this stretch


def find_name(rest: str, language: str) -> str | None:
    """The name, or None. `rest` has a private-use character for each contact and time that was taken out."""
    text = from_other_keyboard(rest, language)
    text = _taken(_ACCOUNT, " \ue008 ", text)
    text = _taken(_OTHERS, " \ue008 ", text)
    text = _taken(TITLES, " ", _taken(PLACE, " \ue008 ", _taken(FIRM, " \ue008 ", text)))
    text = re.sub(" {2,}", " ", text)
    for match in _IS_HERE.finditer(text):
        words = _kept(list(dropwhile(_stop, _WORD.findall(match["name"]))), strict=True)
        if words and not KIN.search(match.group()):
            return written(words, language)
    for pattern, sure in ((_INTRODUCED, True), (_SIGNED, True), (_ASK_FOR, False), (_I_AM, False)):
        for match in pattern.finditer(text):
            if sure and KIN.search(text[max(0, match.start() - 25) : match.start()].split("\n")[-1]):
                continue
            words = _kept(_WORD.findall(match["name"]), strict=not sure, after=text[match.end() : match.end() + 1])
            if words:
                article = re.search(r"(?:τον|του|στον)$", text[: match.start("name")].rstrip())
                if _INFINITIVE.search(match.group()):
                    words = [from_instrumental(words[0]), *words[1:]]
                return written(words, language, oblique=pattern is _ASK_FOR, masculine=article is not None)
    best: tuple[float, list[str]] | None = None
    for segment in _segments(text):
        words, score = _judged(segment)
        if words and score > 0 and (best is None or score > best[0]):
            best = (score, words)
    if best is None:
        return None
    words = best[1]
    return written(words, language, oblique=re.search(rf"\b(?:от|від)\s{re.escape(words[0])}", text) is not None)


def _segments(text: str) -> list[_Segment]:
    """The stretches between signs, with what stands around each."""
    cuts: list[tuple[str, str, str, bool]] = []  # (text, sign before, sign after, a contact follows the sign)
    before = "^"
    position = 0
    signs = sorted(
        [(m.start(), m.end()) for m in _SIGNS.finditer(text)] + [(m.start(), m.end()) for m in _MARK.finditer(text)]
    )
    for start, end in [*signs, (len(text), len(text))]:
        if start < position:
            continue
        stretch = _stripped(text[position:start])
        sign = text[start:end] or "$"
        if stretch:
            cuts.append((stretch, before, sign, _BESIDE.match(text, start) is not None))
            before = sign
        elif _MARK.match(sign) or (before not in "^" and not _MARK.match(before)):
            before = sign if not _CONTACTS.match(before) else before
        else:
            before = sign if before == "^" or _MARK.match(sign) else before
        position = end
    segments = []
    kin = called = False
    meaningful = [cut for cut in cuts if not all(_stop(word) for word in _WORD.findall(cut[0]))]
    for index, (stretch, first, last, beside) in enumerate(cuts):
        if first in "\n.!?;" or _MARK.match(first):
            kin = False
        kin = kin or KIN.search(stretch) is not None
        touches = bool(_CONTACTS.match(first) or _CONTACTS.match(last) or beside)
        vocative = called and first == "," and last != "$" and (not touches or last in "!?.")
        before_greeting = first == "^" and last == "," and index + 1 < len(cuts) and _greets(cuts[index + 1][0])
        addressed = vocative or before_greeting
        segments.append(
            _Segment(stretch, touches, first, last, kin, addressed, len(meaningful) == 1, stretch == text.strip())
        )
        called = _greets(stretch) or THANKS.search(stretch) is not None
    return segments


def _greets(stretch: str) -> bool:
    return GREETINGS.search(stretch) is not None


def _stripped(stretch: str) -> str:
    """Without signs around it; the full stop of an initial stays."""
    stretch = stretch.strip(" -'")
    return stretch.strip(".") if not re.search(r"(?:^|[\s.])[^\W\d_]\.$", stretch) else stretch.lstrip(".")


def _judged(segment: _Segment) -> tuple[list[str], float]:
    """(words of the name, how likely); no words where the segment holds no name."""
    if segment.kin:
        return [], 0
    words = _WORD.findall(segment.text)
    if segment.touches and _is_particled(words):
        return words, 1.5  # `Van den Berg`
    first = next((i for i, word in enumerate(words) if not _stop(word)), len(words))
    greeted = first > 0 and GREETINGS.search(" ".join(words[:first])) is not None
    skipped = words[:first]
    words = words[first:]
    for i, word in enumerate(words):
        town = word.lower() in PARTICLES and i + 1 < len(words) and words[i + 1].lower() in TOWNS
        if i and (word.lower() in FROM or word.lower() in ("του", "της") or town):
            words = words[:i]
            break
    if len(words) > 1 and any(map(is_known, words)):  # `Руслан Самара`
        for end in (0, -1):
            if len(words) > 1 and words[end].lower() in TOWNS and not is_known(words[end]):
                words = [word for i, word in enumerate(words) if i != end % len(words)]
    last = None
    while words and (_stop(words[-1]) or words[-1].lower() in FROM):
        last, words = words[-1], words[:-1]
    if len(words) == 1 and last and last.lower() in OBJECTS and not is_known(words[0]):
        return [], 0  # `Find me on`
    if not words:
        return [], 0
    if not _all_name_like(words):
        words = _known_at_an_end(words, segment)
        skipped = ["?"]
        if not words:
            return [], 0
    if any(word in ORDINARY_TOO for word in words) and not segment.sole:
        return [], 0  # `floor 3`
    known = sum(is_known(word) for word in words)
    upper = sum(word[:1].isupper() for word in words)
    direct = bool(_CONTACTS.match(segment.after) or _CONTACTS.match(segment.before))
    if greeted and not (direct and known and words[0][:1].isupper() and _cyrillic(words[0])):
        return [], 0  # `Hi Sarah`
    if segment.addressed:
        return [], 0  # `Здравствуйте, Ольга!`
    if words[0][:1].isupper() and not all(map(_in_a_name, words)):
        return [], 0  # `Ольга обещала`
    if not known:
        if upper < len([word for word in words if word.lower() not in PARTICLES]) and not segment.sole:
            return [], 0
        if not upper and not segment.touches and not segment.only:
            return [], 0
        if len(words) == 1 and VERBS.search(words[0]) and not SURNAMES.search(words[0].lower()):
            return [], 0
        if "\ue005" in (segment.before, segment.after):
            return [], 0  # a word beside a number that is no phone says what the number is
        opens = segment.before == "^" and segment.after.strip() in ("", ",", "(", "-", "/")
        if not (segment.touches or segment.sole or opens or segment.before in "\n," or segment.after in "\n,$"):
            return [], 0
        if not upper and any(VERBS.search(word) or _PAST.search(word) for word in words):
            return [], 0
        if skipped and skipped != ["?"] and not upper:
            return [], 0
        if upper == 0 and len(words) > 3:
            return [], 0
    if len(words) > 4:
        return [], 0
    score = 1 + 3 * min(known, 1) + 0.5 * (upper == len(words)) + 0.5 * (len(words) > 1) + 0.25 * segment.touches
    return words, score


def _is_particled(words: list[str]) -> bool:
    """Whether a surname begins with its particles, and nothing else is there."""
    first = next((i for i, word in enumerate(words) if word.lower() not in PARTICLES), 0)
    named = words[first:]
    return (
        0 < first < 4
        and 0 < len(named) < 3
        and all(word[:1].isupper() and not _stop(word) and word.lower() not in TOWNS for word in named)
    )


def _in_a_name(word: str) -> bool:
    low = word.lower()
    return word[:1].isupper() or low in PARTICLES or is_known(word) or SURNAMES.search(low) is not None


def _known_at_an_end(words: list[str], segment: _Segment) -> list[str]:
    """A known name at the end of a sentence that runs into a contact: `нужна кухня Анна 8900...`."""
    if _CONTACTS.match(segment.after):
        tail: list[str] = []
        for word in reversed(words):
            if not word[:1].isupper() or _stop(word):
                break
            tail.insert(0, word)
        if tail and any(map(is_known, tail)) and len(tail) <= 3:
            return tail
    return []


def _kept(words: list[str], *, strict: bool, after: str = "") -> list[str]:
    """The name at the start of `words`, empty where they are no name. `strict`: only words that look like names."""
    kept: list[str] = []
    capital = False
    for word in words:
        low = word.lower().rstrip(".")
        if low in PARTICLES and kept:
            kept.append(word)
            continue
        if low in FROM or _stop(word):
            break
        is_upper = word[:1].isupper()
        if strict and not kept and not (is_upper or is_known(word)):
            break
        if strict and not kept and (STEMS.match(word) or (VERBS.search(word) and not is_known(word))):
            break
        if kept and capital and not is_upper and not is_known(word):
            break
        if kept and not is_upper and not is_known(word) and len(kept) >= 2:
            break
        capital = capital or is_upper
        kept.append(word)
        if len(word) > 2 and word.endswith("."):
            break
    while kept and kept[-1].lower() in PARTICLES:
        kept.pop()
    if strict and kept and kept[0].lower().rstrip(".") in TOWNS and not is_known(kept[0]):
        return []
    return kept[:4]


def _all_name_like(words: list[str]) -> bool:
    """Whether no word among them is an ordinary one or a town."""
    if len(words) > 5:
        return False
    for i, word in enumerate(words):
        low = word.lower().rstrip(".")
        if i and low in PARTICLES and i < len(words) - 1:
            continue
        if low in TOWNS and not (is_known(word) and len(words) > 1):
            return False
        if is_known(word):
            continue
        if _stop(word) or low in _NOT_ALONE:
            return False
        if len(low) == 1 and not (word[:1].isupper() and len(words) > 1):
            return False
    return True


def _stop(word: str) -> bool:
    low = word.lower().rstrip(".")
    if low in ALL:
        return low in STOP and not word[:1].isupper()
    if word[:1].isupper() and (low in ALSO_NAMES or (len(low) == 1 and word.endswith("."))):
        return False
    if low in STOP:
        return True
    if word[:1].isupper() and SURNAMES.search(low):
        return False
    if _IMPERATIVE.search(low):
        return True
    if "-" in low and all(part in STOP for part in low.split("-")):
        return True  # `appelez-moi`
    return STEMS.match(low) is not None or names_a_number(low)


def _cyrillic(word: str) -> bool:
    return "Ѐ" <= word[:1] <= "ԯ"


def _taken(pattern: re.Pattern[str], mark: str, text: str) -> str:
    return pattern.sub(mark, text)
