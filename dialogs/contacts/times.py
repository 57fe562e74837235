"""When the writer wants to be reached: hours, parts of the day, days."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .slips import PROSE

WHEN = "\ue007"

_HOUR = (
    r"(?P<{0}h>[01]?\d|2[0-4])(?:\s?[:.hч](?P<{0}m>[0-5]\d)|\s?[:.]00|(?:\s?(?:h|ч|час\w{{0,2}}"
    r"|год\w{{0,2}}|uur|u|heures?|o'clock|ώρα)(?![^\W\d_]))?)(?P<{0}p>\s?(?:[ap]\.?m\.?(?![^\W\d_])"
    r"|(?:утра|вечера|дня|ночи|ранку|вечора|дня|du matin|du soir|de l'après-midi|(?:'s "
    r"|s )?(?:ochtends|avonds|middags)|(?:το |τo )?(?:πρωί|βράδυ|απόγευμα|μεσημέρι)|in the (?:morning"
    r"|evening|afternoon)|π\.?μ\.?|μ\.?μ\.?)(?![^\W\d_])))?(?![\d:]|[.\-/]\d)"
)
_OPEN = _HOUR.replace(r"|[.\-/]\d)", r"|[./]\d)")
_ONE = _HOUR.format("a")
_TWO = _HOUR.format("b")
_NOT = (
    r"(?:не|not|no|don't \w+(?: me)?|do not \w+(?: me)?|pas|niet|όχι|μη|μην \w+|не\s\w+|ne pas \w+"
    r"|ne m'appelez pas|niet \w+)\s"
)
_NOON = (
    r"(?:обеда|полудня|обіду|полудня|noon|midday|lunch|midi|le déjeuner|12 uur 's middags|de middag"
    r"|de lunch|μεσημέρι|το μεσημέρι|τo μεσημέρι)"
)
_AFTER = (
    r"(?:после|после того как|начиная с|с|від|з|після|починаючи з|after|from|past|since|après|apres"
    r"|à partir de|a partir de|dès|na|vanaf|μετά(?: τις| από(?: τις)?)?|μετα(?: τις)?|από(?: τις)?"
    r"|позже|later than|plus tard que|later dan|пізніше|όχι πριν)"
)
_BEFORE = (
    r"(?:до|не позднее|no later than|uiterlijk|au plus tard à|το αργότερο στις|раньше|before|until|till|by"
    r"|avant|jusqu'à|voor|tot|πριν(?: (?:τις|από|απ' τις))?"
    r"|μέχρι(?: τις)?|ως(?: τις)?|έως(?: τις)?|раніше|поздн?ее|позже|пізніше|earlier than|later than"
    r"|after|après|na|μετά(?: τις)?|после|після)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """The times in order of mention, and the text in which WHEN stands for each."""

    when: tuple[str, ...]
    rest: str


def find_when(text: str, language: str) -> Found:
    """The times at which the writer wants to be reached. `language` tells `mon` (my) from Mon(day)."""
    said: dict[str, None] = {}

    def take(match: re.Match[str]) -> str:
        values = _value(match)
        if values is None or _is_no_day(match, language):
            return match.group()
        said.update(dict.fromkeys(values))
        return WHEN

    text = _HOUR_WORD.sub(_hour_in_digits, text)
    if language in _SHORT_DAYS:
        pattern, full = _SHORT_DAYS[language]
        text = pattern.sub(lambda days: _LETTERS.sub(lambda day: full.get(day[0].lower(), day[0]), days[0]), text)
    if len(text) <= 2 * PROSE:
        rest = _ANY.sub(take, text)
    else:
        rest = _ANY.sub(take, text[:PROSE]) + text[PROSE:-PROSE] + _ANY.sub(take, text[-PROSE:])
    return Found(tuple(said), rest)


_RANGE = re.compile(
    rf"(?:(?:с|со|от|з|від|between|from|entre|de|tussen|van|από|μεταξύ"
    rf"|ab)\s(?:τις\s)?)?{_OPEN.format('a')}\s?(?:-|до|по|and|to|'?til|till|until|et|à|a|en|tot|έως|ως|μέχρι|και"
    rf"|до)\s?(?:τις\s)?{_TWO}",
    re.IGNORECASE,
)
_LED_RANGE = re.compile(r"(?:с|со|от|з|від|between|from|entre|de|tussen|van|από|μεταξύ)\s", re.IGNORECASE)
_CLOCK = re.compile(
    r"[:.hч]|uur|час|год|[ap]\.?m|утра|вечера|дня|ранку|вечора|matin|soir|ώρα|πρωί|βράδυ|απόγ|μεσημ"
    r"|o'clock|heure|avonds|ochtends",
    re.IGNORECASE,
)

_PARTS = (
    ("afternoon", r"после обеда|пополудни|дн[её]м|після обіду|вдень|in the afternoon|this afternoon|afternoons?"
            r"|after lunch|dans l'après-midi|l'après-midi|après-midi|après le déjeuner|'s middags|smiddags"
            r"|namiddag|middag|na de lunch|το απόγευμα|απόγευμα|απογευματινές|μετά το μεσημέρι|το μεσημέρι"
            r"|μεσημέρι|в обед|в обеденн\w+ \w+|в обідн\w+ \w+|lunchtime|at lunch|tijdens de lunch"
            r"|'s-middags|à midi"),
    ("morning", r"до обеда|до полудня|с утра|утром|по утрам|утро|утречком|с утречка|в первой половине дня"
            r"|зранку|вранці|ранком|до обіду|уранці|in the morning|this morning|mornings?|before lunch"
            r"|dans la matinée|le matin|en matinée|matinée|matins?|'s ochtends|'s morgens|sochtends|ochtend"
            r"|voor de lunch|το πρωί|πρωί|πρωινές|πριν το μεσημέρι"),
    ("evening", r"вечером|вечерком|по вечерам|ближе к вечеру|вечер|ввечері|увечері|вечорами|in the evening"
            r"|this evening|evenings?|dans la soirée|le soir|en soirée|soirs?|soirée|'s avonds|savonds|avond"
            r"|το βράδυ|βράδυ|βραδινές"),
    ("tonight", r"tonight|ce soir|vanavond|απόψε|вечером сегодня|сьогодні ввечері"),
    ("tomorrow morning", r"morgenochtend|morgenvroeg|завтра утром|завтра с утра"),
    ("tomorrow afternoon", r"morgenmiddag"),
    ("tomorrow evening", r"morgenavond"),
    ("today afternoon", r"vanmiddag|cet après-midi"),
    ("today morning", r"vanochtend|vanmorgen|ce matin"),
    ("weekdays", r"(?:в|по) будни\w*(?: дни| дня\w?)?|по будням|будни(?:е|ми)?(?: дни)?|в рабочие дни"
            r"|по рабочим дням|кроме выходных|не в выходные|не по выходным|у будні(?: дні)?|по буднях"
            r"|будні|в робочі дні|крім вихідних|не у вихідні|weekdays?|on week ?days|working days"
            r"|business days|not on weekends|en semaine|jours ouvrables|jours de semaine|la semaine"
            r"|pas le week-?end|sauf le week-?end|doordeweeks|werkdagen|op werkdagen|niet in het weekend"
            r"|καθημερινές|τις καθημερινές|εργάσιμες(?: μέρες| ημέρες)?|όχι (?:το )?σαββατοκύριακο|(?:пн"
            r"|пон|mon|monday|lun|lundi|ma|maandag|δευτέρα)\s?(?:-|to|through|au|à|t/m|до|по|έως|ως"
            r"|με)\s?(?:п'ятниц\w|пятниц\w|пт|пят|fri|friday|ven|vendredi|vr|vrijdag|παρασκευή)(?![^\W\d_])"),
    ("weekend", r"(?:на|в|по) выходн\w+|выходные|на уик-?энд\w?|у вихідні|на вихідних|у вихідн\w+|вихідні"
            r"|at the weekends?|on (?:the )?weekends?|weekends?|le week-?end|week-?ends?|in het weekend"
            r"|σαββατοκύριακ\w+|το σαββατοκύριακο|(?:сб|sat|saturday|sam|samedi|za|zaterdag"
            r"|σάββατο)\s?(?:-|и|та|and|&|et|en|και)\s?(?:вс|нд|sun|sunday|dim|dimanche|zo|zondag"
            r"|κυριακή)(?![^\W\d_])"),
    ("tomorrow", r"завтра|tomorrow|tmrw|tmr|demain|morgen|αύριο|αυριο"),
    ("today", r"сегодня|сёдня|сьогодні|today|aujourd'hui|vandaag|σήμερα|σημερα"),
    ("mon", r"понедельник\w*|пн|понеділ\w+|mondays?|mon|lundis?|maandag\w*|δευτέρα|δευτέρες|δευτέρας"),
    ("tue", r"вторник\w*|вт|вівтор\w+|tuesdays?|tues?|mardis?|dinsdag\w*|τρίτη|τρίτες|τρίτης"),
    ("wed", r"сред[ауы]|по средам|ср|серед[ауи]|wednesdays?|wed|mercredis?|woensdag\w*|τετάρτη|τετάρτες|τετάρτης"),
    ("thu", r"четверг\w*|чт|четвер\w*|thursdays?|thurs?|thu|jeudis?|donderdag\w*|πέμπτη|πέμπτες|πέμπτης"),
    ("fri", r"пятниц\w+|пт|п'ятниц\w+|fridays?|fri|vendredis?|vrijdag\w*|παρασκευή|παρασκευές|παρασκευής"),
    ("sat", r"суббот\w+|сб|субот\w+|saturdays?|sat|samedis?|zaterdag\w*|σάββατο|σάββατα|σαββάτου"),
    ("sun", r"воскресень\w+|вс|неділ\w+|нд|sundays?|dimanches?|zondag\w*|κυριακή|κυριακές|κυριακής"),
)  # fmt: skip
_SAID = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PARTS)
_WORDS = "|".join(sorted((one for _, pattern in _PARTS for one in [pattern]), key=len, reverse=True))
_SINGLE = (
    rf"(?P<neg>{_NOT})?(?:(?P<after>{_AFTER})|(?P<before>{_BEFORE}))\s(?:τις |les |de |к )?{_ONE}"
    r"(?P<then>,?\s(?:не (?:надо |нужно )?(?:звон|беспоко|дзвон|турбу|пиш)\w+|don't (?:call|ring|phone)"
    r"|do not (?:call|ring|phone)"
    r"|no calls?|please don't|ne (?:pas|m')\s?(?:appele[rz])|niet bellen|μην? (?:καλ|παίρν|π[άα]ρ|τηλεφων)\w+))?"
)
_NOONS = (
    rf"(?P<nneg>{_NOT})?(?:(?P<nafter>after|après|na|μετά(?: το)?|после)|(?P<nbefore>before|until|by"
    rf"|avant|voor|πριν(?: το)?|до|μέχρι το))\s(?:noon|midday|midi|полудня)"
)
_EXACT = (
    r"(?:в|о|об|at|à|om|στις|около|к|around|vers|rond|γύρω στις)\s(?P<eh>[01]?\d"
    r"|2[0-3])(?:[:.hч](?P<em>[0-5]\d)|\s?(?:h|час\w{0,2}|годин\w{0,2}|uur|heures?"
    r"|o'clock)(?![^\W\d_])|(?=\s?[ap]\.?m|\s(?:утра|вечера|дня|ранку|вечора|du matin|du soir|το πρωί"
    r"|το βράδυ|το απόγευμα)))(?P<ep>\s?(?:[ap]\.?m\.?(?![^\W\d_])|утра|вечера|дня|ранку|вечора"
    r"|du matin|du soir|το πρωί|το βράδυ|το απόγευμα))?(?![\d:])"
)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = "|".join(pattern for name, pattern in _PARTS if name in _WEEK)
_PLEASANTRY = (
    r"добр\w+ (?:вечер\w*|утр\w+|дня|ранку|ранок|вечора|вечір)|(?:вечер|утро) добр\w+|с добрым утром"
    r"|хорошего (?:вечера|дня|утра)|гарного (?:вечора|дня|ранку)|good (?:morning|afternoon|evening|night)"
    r"|(?:nice|great|lovely|good) (?:day|evening|weekend|afternoon|morning)"
    r"|bonne (?:soirée|matinée|journée|après-midi)|bon (?:après-midi|week-?end)|goede?n?\s?(?:morgen|middag|avond)"
    r"|fijne?n? (?:avond|weekend|dag|middag|ochtend)|prettig weekend"
    r"|καλ[όή] (?:βράδυ|απόγευμα|μεσημέρι|πρωί|σαββατοκύριακο)"
)
_ANY = re.compile(
    rf"(?<![\w.:@/+\-])(?=[\w'])(?:(?P<pleasantry>{_PLEASANTRY})"
    rf"|(?P<range>{_RANGE.pattern.replace('(?P<a', '(?P<ra').replace('(?P<b', '(?P<rb')})"
    rf"|{_NOONS}|{_SINGLE}|{_EXACT}|(?P<first>{_DAYS})\s?(?:-|to|through|thru|till?|по|до|tot en met|au|à|t/m|tot|έως"
    rf"|ως|με|μέχρι)\s?(?P<last>{_DAYS})(?![^\W\d_])|(?P<said>(?:{_WORDS})(?![^\W\d_]))|(?P<except>(?:кроме"
    rf"|крім"
    rf"|except(?: for)?|any ?(?:day|time) but"
    rf"|every ?day but|but not|not on|not|sauf|pas le|pas|behalve|niet op|niet|εκτός από|εκτός|όχι|не в"
    rf"|не у|не по|не)\s(?:the |le |la |το |την |в |по |on |op )?(?:{_DAYS})(?![^\W\d_]))"
    rf"|(?P<plain>(?P<ph>[01]?\d"
    rf"|2[0-3])[:](?P<pm>[0-5]\d)(?![\d:])))",
    re.IGNORECASE,
)
_HOURS = {
    word: hour
    for hour, spoken in enumerate(
        (
            "часу часа one une één μία",
            "двух двох two deux twee tweeën δύο",
            "трех трёх трьох three trois drie drieën τρεις",
            "четырех четырёх чотирьох four quatre vier vieren τέσσερις",
            "пяти п'яти п'ятої five cinq vijf vijven πέντε",
            "шести шостої six zes zessen έξι",
            "семи сьомої seven sept zeven zevenen εφτά επτά",
            "восьми восьмої eight huit acht οχτώ οκτώ",
            "девяти дев'яти дев'ятої nine neuf negen εννιά εννέα",
            "десяти десятої ten dix tien δέκα",
            "одиннадцати одинадцятої eleven onze elf έντεκα",
            "двенадцати дванадцятої twelve douze twaalf δώδεκα",
        ),
        1,
    )
    for word in spoken.split()
}
_HOUR_WORD = re.compile(
    r"(?<![^\W\d_])(после|до|с|між|между|after|before|until|by|from|between|and|après|avant|de|à|na|voor"
    r"|tot|tussen|en|μετά τις"
    rf"|πριν τις|από τις|ως τις|μέχρι τις|після|з)\s({'|'.join(_HOURS)})(?![^\W\d_])",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"p\.?m|вечера|вечора|дня|soir|après-midi|avonds|middags|βράδυ|απόγ|μεσημ|evening|afternoon|μ\.?μ", re.IGNORECASE
)
_EARLY = re.compile(r"a\.?m|утра|ночи|ранку|matin|ochtends|πρωί|morning|π\.?μ", re.IGNORECASE)


_LETTERS = re.compile(r"[^\W\d_]+")


def _short_days(short: str, full: str, between: str) -> tuple[re.Pattern[str], dict[str, str]]:
    one = f"(?:{'|'.join(short.split())})"
    days = rf"(?<![\w.@/]){one}(?:\.?(?:\s?[,/&+\-]\s?|\s(?:{between})\s){one})+(?![^\W\d_])"
    return re.compile(days, re.IGNORECASE), dict(zip(short.split(), full.split(), strict=True))


# Short names that are also other words: days only beside one another, `ma en wo`.
_SHORT_DAYS = {
    "nl": _short_days(
        "ma di wo do vr za zo", "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag", "en|of|t/m|tot|tot en met"
    ),
    "fr": _short_days(
        "lun mar mer jeu ven sam dim", "lundi mardi mercredi jeudi vendredi samedi dimanche", "et|ou|à|au"
    ),
    "el": _short_days(
        "δευ τρι τετ πεμ παρ σαβ κυρ", "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή", "και|ή|έως|ως|με"
    ),
}


def _is_no_day(match: re.Match[str], language: str) -> bool:
    """French `mon` is "my"; Greek Friday and Sunday are also names: `με λένε Παρασκευή`."""
    said = (match["said"] or "").lower()
    if said in ("mon", "sam", "ma"):
        return language == "fr"
    if said not in ("παρασκευή", "κυριακή"):
        return False
    before, after = match.string[max(0, match.start() - 20) : match.start()], match.string[match.end() :]
    return bool(
        re.search(r"(?:λένε|λενε|ονομάζομαι|λέγομαι|είμαι η|όνομα:?|κυρία|κα\.?) $", before, re.IGNORECASE)
    ) or bool(re.match(r" [Α-ΩΆ-Ώ][α-ωά-ώ]", after))


def _value(match: re.Match[str]) -> tuple[str, ...] | None:
    if match["pleasantry"]:
        return None
    if match["except"]:
        return ()
    if match["range"]:
        return _range(match)
    if match["first"]:
        return _days(match["first"], match["last"])
    if match["said"]:
        return _words(match["said"])
    if match["nafter"] or match["nbefore"]:
        after = bool(match["nafter"]) != bool(match["nneg"])
        return ("after 12:00",) if after else ("before 12:00",)
    if match["ah"]:
        return _single(match)
    if match["eh"]:
        return (f"after {_clock(match['eh'], match['em'], match['ep'])}",)
    return (f"after {int(match['ph']):02d}:{match['pm']}",)


def _days(first: str, last: str) -> tuple[str, ...]:
    """Every day from one to the other; Monday to Friday are the weekdays."""
    begin, end = _WEEK.index(_words(first)[0]), _WEEK.index(_words(last)[0])
    days = _WEEK[begin : end + 1] if begin <= end else (*_WEEK[begin:], *_WEEK[: end + 1])
    return {_WEEK[:5]: ("weekdays",), _WEEK[5:]: ("weekend",)}.get(days, days)


def _words(said: str) -> tuple[str, ...]:
    for name, pattern in _SAID:
        if pattern.fullmatch(said):
            return ("today", "evening") if name == "tonight" else tuple(name.split())
    return ()


def _range(match: re.Match[str]) -> tuple[str, ...] | None:
    whole = match["range"]
    led = _LED_RANGE.match(whole)
    if not led and not _CLOCK.search(whole) and not re.fullmatch(r"\d{1,2}\s?-\s?\d{1,2}", whole):
        return None
    if not led and not _CLOCK.search(whole) and not (7 <= int(match["rah"]) <= 21 and 9 <= int(match["rbh"]) <= 23):
        return None
    half = match["rap"] or (match["rbp"] if int(match["rah"]) < int(match["rbh"]) else None)
    begin = _clock(match["rah"], match["ram"], half)
    end = _clock(match["rbh"], match["rbm"], match["rbp"])
    if end < begin < "12" and int(match["rbh"]) == 12:  # `from 10 to 12 in the morning`
        end = f"12:{match['rbm'] or '00'}"
    if end <= begin and int(match["rbh"]) < 12:
        end = f"{int(match['rbh']) + 12:02d}:{match['rbm'] or '00'}"
    if end <= begin:
        return None
    return (f"{begin}-{end}",)


def _single(match: re.Match[str]) -> tuple[str, ...] | None:
    word = (match["after"] or match["before"] or "").lower()
    hour = _clock(match["ah"], match["am"], match["ap"])
    negated = bool(match["neg"]) != bool(match["then"])
    if (
        word in ("с", "з", "from", "від", "από", "από τις", "by", "na")
        and not negated
        and not _CLOCK.search(match.group())
        and len(match["ah"]) < 2
        and word in ("с", "з")
    ):
        return None  # `с 2 детьми`
    if word in ("позже", "пізніше", "later than", "plus tard que", "later dan", "позднее", "поздее"):
        return (f"before {hour}",) if negated else (f"after {hour}",)
    if word in ("раньше", "раніше", "earlier than"):
        return (f"after {hour}",) if negated else (f"before {hour}",)
    after = bool(match["after"]) or word.startswith(("после", "після", "after", "après", "na", "μετά"))
    return (f"after {hour}",) if after != negated else (f"before {hour}",)


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    """HH:MM. A bare hour from 1 to 7 is in the afternoon: nobody asks to be called at four in the morning."""
    value = int(hour)
    if half and _LATE.search(half) and value < 12:
        value += 12
    elif half and _EARLY.search(half) and value == 12:
        value = 0
    elif not half and 1 <= value <= 7 and len(hour) == 1:
        value += 12
    return f"{value % 24:02d}:{minute or '00'}"


def _hour_in_digits(match: re.Match[str]) -> str:
    return f"{match.group(1)} {_HOURS[match.group(2).lower()]}"
