"""What the words around a number or an address make of it: a phone, something else, the shop's own, or one given up."""

from __future__ import annotations

import re
from enum import Enum

from .wordlists import words

REACH = 80  # characters looked at on either side


class Call(Enum):
    """What the text calls a number."""

    PHONE = "phone"  # it says that it is one
    OTHER = "other"  # an order, a price, the shop's own, one that is given up
    NOTHING = "nothing"


# Words between a label and its number: `заказ номер: 123`, `my order number is 123`.
_FILLERS = words(
    """
    номер номера номером номеру номерок это был под за от есть вот is was the a an of nr no num number numbers
    numéro numero nummer nummers est c'est le la les du de un une es het een ons onze mijn zijn mon ma notre my our
    мой моя моё мои моего моей моему наш наша наше мій моє було є αριθμός αριθμό αριθμού αρ είναι ο η n était were
    была war ήταν be gb fr ie el gr lu cy eu το του της μου μας με so и та i new новый новая новий nouveau nieuw
    nieuwe νέο id ид d' l' n'
    """
)
_OTHERS = re.compile(
    r"(?:заказ|заказывал|замовлен|покупк|инн$|іпн$|огрн|кпп$|бик$|окпо|оквэд|р/с|снилс|паспорт|полис|поліс"
    r"|птс$|стс$|вин$|карт[аеуыоі]|картк"
    r"|артикул|арт\.?$|код$|кода$|кодом$|договор|договір|сч[её]т|рахун|фактур|расч[её]тн|накладн|трек|посылк"
    r"|посилк|отправлен|ттн|индекс|індекс"
    r"|цен[аеуы]|ціна|ціни|стоимост|бюджет|сумм|сума|цiна|єдрпоу|едрпоу|заявк|чек(?:а|у|е|ом)?$|квитанц"
    r"|товар|модел|серийн|серійн|лот$|тикет"
    r"|обращени|звернен|бронь|брон[ие]|билет|квиток|рейс|кадастр|координат|доб$|добав|дод$|внутр|штрих"
    r"|пин$|pin$|иин$|бин$|унп$|уид|vin$|imei"
    r"|order|invoice|inv$|receipt|card|visa$|mastercard|price|cost$|budget|postcode|zip|vat$|ein$|ssn|tin$"
    r"|tax|utr$|abn$|acn$|tracking"
    r"|parcel|consignment|booking|reservation|ticket|ref$|reference|sku|item|article|model|serial|account"
    r"|acct|sort|iban|bic$|passport|licen"
    r"|policy|quote$|case$|claim|coordinates|ext$|extension|part$|batch|coupon|voucher|promo|code$|isbn"
    r"|ean$|upc$|gtin"
    r"|commande|cmd$|facture|siret|siren|tva$|carte|prix|devis|colis|suivi|réservation|référence|réf$"
    r"|dossier|contrat|compte|rib$|postal"
    r"|montant|poste$|nir$|sécu|avs$|ahv$|pps$|ppsn$|nino$|immatricul|coordonnées"
    r"|bestel|factuur|btw|kvk|kaart|prijs|pakket|zending|track|reservering|klantnummer|klantnr|dossier"
    r"|contract|rekening|artikel|postcode|bsn$|toestel"
    r"|ordernummer|offertenummer|offerte|referentie|kenteken|polis"
    r"|παραγγελ|τιμολ|αφμ|α\.φ\.μ|καρτα|κάρτα|τιμή|τιμη|κωδικ|δέμα|αποστολ|κράτηση|λογαριασμ|τκ$|τ\.κ|αμκα"
    r"|διαβατ|συμβόλαι|συμβολαι|απόδειξη|προϋπολογ"
    r"|προσφορ|προϊόν|προιον|εσωτ|συντεταγ|γεμη|γ\.ε\.μ|αναφορ|μοντέλο"
    r"|bestellung|rechnung|kunden|ust|steuer|sendung|plz$)",
    re.IGNORECASE,
)
_SIGNS = frozenset("#$€£₽₴₸¥%")
_PHONES = re.compile(
    r"(?:тел|моб|номер|звон|набира|дзвон|телефон|whats|вотс|ватс|вайбер|viber|telegram|телег|смс|sms|связ"
    r"|зв'яз|контакт"
    r"|phone|tel$|tél|tel\.|mobile|mob$|cell|gsm|call|ring|text|number|reach|contact|portable|numéro|appel"
    r"|joign|nummer|bel$|bellen|bereik"
    r"|τηλ|κιν|νούμερ|νουμερ|αριθμ|καλ[έε]σ|π[άα]ρ)",
    re.IGNORECASE,
)
_OLD = words(
    """
    старый старому старого прежний прежнему бывший неправильный неверный неверно ошибочный ошибочно старий
    попередній колишній неправильний невірний old previous former wrong ancien ancienne mauvais faux vieux oud oude
    vorige verkeerd verkeerde foutief foute παλιό παλιός παλιά παλιο λάθος προηγούμενο вместо замість
    """
)
_GIVEN_UP_BEFORE = re.compile(
    r"(?:^|[\s,;.!?(\-])(?:а\s)?(?:не|ні|isn't|is not|wasn't|it's not|not|no longer|instead of|rather than"
    r"|don't|do not|never|dont|pas"
    r"|plus|au lieu d[eu]|et non|non|ne pas|niet"
    r"|in plaats van|geen|όχι|οχι|δεν|δε|μην|μη|αντί για|αντί|і не|та не|and not|en niet|και όχι)"
    r"(?:\s(?:на|по|у|в|до|это|этот|тот|мой|номер\w*|телефон\w*|звони\w*|пиши\w*|набира\w*|перезван\w*"
    r"|надо|нужно|использ\w*|цей|мій|дзвон\w*|пиш\w*"
    r"|телефону\w*|на|my|this|the|that|on|at|to|it's|number|phone|call|ring|use|text|write|e-?mail|send|le"
    r"|la|l|au|à|mon|ce|numéro|appele[rz]|utilise[rz]"
    r"|écri\w+|op|naar|het|mijn|dit|nummer|bellen|bel|gebruik\w*|mailen|το|τον|στο|στον|είναι|αριθμ\w*"
    r"|νούμερο|καλ\w*|π[άα]ρ\w*|στέλν\w*|нужен|нужна)){0,4}"
    r"\s?[:\-]?\s?$",
    re.IGNORECASE,
)
_GIVEN_UP_AFTER = re.compile(
    r"\s{0,2}[,(\-:]?\s{0,2}(?:-\s)?(?:это\s|этот\s|it\s|that\s|il\s|dat\s|dit\s|die\s|αυτό\s|це\s|что\s"
    r"|который\s|qui\s|which\s)?(?:уже |больше |вже |більше |is |is now |was |ce |est |is al )?"
    r"(?:не работает|не действ|не актуал|неактуал|недейств|не мой|заблокир|отключ|устарел|старый|неверн"
    r"|неправильн|ошибочн|был[аи]? ошибк"
    r"|не працює|не діє|неактуальн|старий|не мій|no longer|any ?more|not mine|not my|doesn't work|does not work"
    r"|not working|out of (?:use|service|date)|dead|disconnected"
    r"|an old|my old|the old|old|wrong|the wrong|invalid|n'est plus|n'est pas|ne (?:marche|fonctionne)"
    r"|l'ancien|un ancien|mon ancien|erron"
    r"|faux|mauvais|votre (?:boutique|magasin|numéro|société)|your (?:shop|store|number|office)|van (?:uw"
    r"|jullie) (?:winkel|zaak)|uw (?:winkel|nummer)|ваш\w* (?:магазин|номер|офис|салон|офіс)"
    r"|του καταστήματός σας|werkt niet|niet meer|klopt niet|oud\b|verkeerd|mijn oude|fout\b|δεν ισχύει"
    r"|δεν ισχυει"
    r"|δεν λειτουργεί|δεν δουλεύει|δεν είναι|λάθος|είναι λάθος|είναι παλι)(?!\s?(?:номер|number|numéro"
    r"|nummer|αριθμός)?\s?[:\d])",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"(?<![^\W\d_])(?:ой|упс|точнее|вернее|то есть|ошиб\w+|ошибся|исправл\w+|пардон|поправка|опечат\w+"
    r"|sorry|oops|whoops|i mean|i meant|correction|scratch that"
    r"|typo|make that|no wait|wait no|pardon|oups|plutôt|je veux dire|erratum|je corrige|erreur|non|oeps"
    r"|correctie|ik bedoel|of nee|nee|foutje|typfout"
    r"|συγγνώμη|συγνώμη|λάθος|ουπς|διόρθωση|μάλλον|εννοώ|вибач\w*|перепрош\w*|помил\w+|точніше|виправл\w+"
    r"|читать|правильн\w+|верный|correct|juist)(?![^\W\d_])",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"(?<![^\W\d_])(?:или|также|еще|ещё|второй|запасной|дополнительн\w+|рабочий|домашний|або|також|ще"
    r"|другий|or|also|another|second|other|alternatively|and"
    r"|ou|aussi|autre|second|et|of|ook|andere|tweede|en|ή|επίσης|και|άλλο|δεύτερο)(?![^\W\d_])",
    re.IGNORECASE,
)
_SHOPS_OWN = re.compile(
    r"(?<![^\W\d_])(?:ваш\w*\s(?:[^\W\d_]+\s)?(?:номер|телефон|магаз|салон|офис|офіс|сайт|склад|лини|ліні"
    r"|фирм|фірм|компан|реклам|объявл|оголош|контакт|групп|гру[пп]|канал|паблик"
    r"|страниц|сторін|почт|пошт|адрес|e-?mail|бот|отдел|менеджер\w*)"
    r"|(?:номер|телефон|почта|адрес|контакт)\w*\s(?:магазин|салон|офис|офіс|фирм|компани|склад|менеджер|консультант)"
    r"|(?:звон|дозвон|дзвон|додзвон|писа|набира|обраща|(?:по|на|пере)(?:звони|дзвони)[лв]|набра[лв]|(?:за)?телефонува[влн])\w*"
    r"\s(?:к\s|до\s)?(?:вам|вас|магазин|салон|офис|офіс)(?!\w*\s(?:с|со|з|із)\s)"
    r"|(?:в|до)\s(?:магазин|салон|офис|офіс)\w*(?:\s(?:по|на))?\s*$"
    r"|your\s(?:[^\W\d_]+\s)?(?:number|phone|line|store|shop|office|showroom|website|site|ad|advert"
    r"|hotline|page|group|channel|e-?mail|address|reception|branch|warehouse|team|desk)"
    r"|(?:shop|store|office|company|showroom)(?:'s)?\s(?:number|phone|line|e-?mail)|(?:rang|called|phoned"
    r"|emailed|rung|messaged)\s(?:you|the (?:shop|store|office))"
    r"|(?:votre|vos)\s(?:[^\W\d_]+\s)?(?:numéro|téléphone|magasin|boutique|site|ligne|agence|standard"
    r"|annonce|page|groupe|adresse|mail|e-mail|bureau|chaîne|service)"
    r"|numéro\s(?:du|de la)\s(?:magasin|boutique|société)"
    r"|(?:uw|jullie)\s(?:[^\W\d_]+\s)?(?:nummer|telefoon|winkel|zaak|site|website|kantoor|showroom|pagina"
    r"|groep|kanaal|mail|e-mail|adres|filiaal|telefoonnummer)"
    r"|nummer van (?:de|het|jullie|uw) (?:winkel|zaak|bedrijf|kantoor)"
    r"|(?:κατάστημ|τηλέφων|τηλεφων|νούμερ|αριθμ|μαγαζ|γραφεί|σελίδ|ομάδ|κανάλι|email|mail|site"
    r"|ιστοσελίδ)\w*\sσας|σας (?:κάλεσα|πήρα|τηλεφώνησα)(?!\sαπό\s)"
    r"|je vous ai (?:déjà )?(?:appelé|contacté|téléphoné|joint)\w{0,2}(?!\s(?:du|depuis|avec)\s)"
    r"|(?:jullie|u) (?:al |net |gisteren )?(?:gebeld|gemaild|gesproken)(?!\s(?:met|vanaf|van)\s)"
    r"|τηλέφων\w*\sτου\s(?:καταστήμ|μαγαζ|γραφεί)\w+)",
    re.IGNORECASE,
)
_CALLED_FROM = re.compile(
    r"(?:(?:звонил\w*|набирал\w*|писал\w*|дзвонил\w*) (?:мне|нам|мені) (?:с|со|з|із)|(?:called|rang|phoned"
    r"|texted) (?:me|us) (?:from|on)"
    r"|m'(?:a|avez|ont) appelée? (?:du|depuis le|avec le)|(?:belde|gebeld|belt) (?:mij |me )?(?:met|vanaf|van)"
    r"|με (?:πήρ|κάλεσ)\w+ από(?: το)?)(?: номера?| number| numéro| nummer)?\s?:?\s?$",
    re.IGNORECASE,
)
_MINE = re.compile(
    r"(?<![^\W\d_])(?:мо[йеяё]|моего|моему|моим|мій|моє|моя|мне|мені|меня|мене|my|mine|me|mon|ma|moi|mijn"
    r"|mij|me|μου|με|свой|свій)(?![^\W\d_])",
    re.IGNORECASE,
)
_NUMBER_OF_A_CUSTOMER = re.compile(
    r"(?<![^\W\d_])(?:(?:numéro|n°|no|num|nr)\.?\s(?:de\s|d')?(?:client|entreprise|adhérent|abonné|dossier)"
    r"|(?:customer|client|member|membership|subscriber|company|registration)(?:\s(?:number|no|nr|id))"
    r"|(?:номер\w*|#|id)\s(?:клиента|клієнта|абонента|пользователя|личного кабинета|лицевого счёта|заявки|партии|лота)"
    r"|(?:ondernemings|lid|relatie|abonnee|registratie)(?:nummer|nr)|αριθμ\w+\s(?:πελάτη|μέλους|μητρώου))"
    r"\s?(?:is|est|это|είναι)?\s?[:\-#.]?\s?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[\n;!?\ue000-\uf8ff]|\.\s(?![\d#])|(?<=[^\W\d_]{4})\.\s|,(?=\s)")
_SENTENCE = re.compile(r"[\n;!?\ue000-\uf8ff]|(?<=[^\W\d_]{3})\.\s")
_TOKEN = re.compile(r"[^\W\d_]+(?:['/][^\W\d_]+)*|[#$€£₽₴₸¥%]|\d+")
_ABBREVIATED = re.compile(
    r"(?:(?<=nr)|(?<=no)|(?<=num)|(?<=тел)|(?<=арт)|(?<=réf)|(?<=ref)|(?<=cmd)|(?<=inv)|(?<=tel)|(?<=моб)"
    r"|(?<=τηλ)|(?<=αρ)|(?<=дог))"
    r"\.\s?:?\s?$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s{0,2}\)?\s?(?:[€$£₽₴₸%]|(?:руб|рубл\w+|р|грн|гривень|тыс|тис|млн|eur|usd|gbp|rub|uah|kzt|byn|chf"
    r"|dollars?|pounds?|quid|kg|кг|г|гр|м2|м|кв|см|мм|км|шт|штук|mm|cm|m2|m|km"
    r"|euros?|ευρώ|ευρω|тенге|долл\w*|евро|євро|франк\w*|pcs|stuks|pièces|τεμ|лет|років|л)(?![^\W\d_]))",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\s{0,2}\)?\s?(?:[€$£₽₴₸]|(?:руб|рубл\w+|грн|гривень|eur|usd|gbp|rub|uah|kzt|chf|dollars?|pounds?"
    r"|euros?|ευρώ|тенге|евро|євро)(?![^\W\d_]))",
    re.IGNORECASE,
)  # what a long number may be a sum of; `06 12 34 56 78 M. Petit` is no distance
_CALLED_AFTER = re.compile(
    r"\s{0,2}[,(\-]?\s{0,2}(?:-\s)?(?:это|is|was|it's|this is|c'est|est|is|dat is|dit is|είναι|αυτό είναι"
    r"|це)\s(?:[^\W\d_]+\s){0,3}?"
    r"(?:заказ|замовлен|инн|артикул|договор|карт|сч[её]т|order|invoice|card|tracking|commande|facture"
    r"|bestel|order|factuur|παραγγελ|τιμολ|αφμ|номер\sзаказа|vat|price|цена)",
    re.IGNORECASE,
)


# Words that are also what a prospect wants: labels only with a number sign or a colon, `devis n° 123`.
_WANTED = re.compile(
    r"devis|offerte|προσφορ|quote|товар|модел|заявк|покупк|προϊόν|προιον|μοντέλο|обращени", re.IGNORECASE
)
_PRICES = re.compile(r"цен|стоим|ціна|ціни|price|cost|prix|prijs|τιμ", re.IGNORECASE)
_WISH = re.compile(
    r"(?<![^\W\d_])(?:хочу|хотел\w*|хотим|хотелось|сделать|оформить|оформлю|нужн\w*|нужен|зробити|оформити|потріб\w+"
    r"|want|like to|would like|place|make an|need|voudrais|veux|souhaite|passer|besoin|wil|wilde|graag|plaatsen"
    r"|θέλω|θα ήθελα|ήθελα|να κάνω|χρειάζομαι)(?![^\W\d_])",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?<![^\W\d_])(?:узнать|подскаж\w+|скажите|интерес\w+|сколько|какая|дізнат\w+|скільки|яка|know|what"
    r"|how much|about"
    r"|connaître|quel\w*|combien|weten|wat|hoeveel|μάθω|πόσο|ποια)(?![^\W\d_])",
    re.IGNORECASE,
)
_FOLLOWS_UP = re.compile(
    r"(?<![^\W\d_])(?:статус\w*|отслед\w+|оплат\w+|отмен\w+|верн\w+|відстеж\w+|скас\w+|status|track|cancel"
    r"|pay|return|suivre|annuler|payer"
    r"|volgen|annuleren|betalen|ακυρώ\w+|κατάσταση|where|где|де|waar|où|πού)(?![^\W\d_])",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"(?:номер\w*|number|numéro|nummer|αριθμ\w+|code|код|κωδικ\w+|réf\w*|№|#)\s(?:of |de |du |d'|van "
    r"|van de |my |mon |mijn |моего |моей )?$",
    re.IGNORECASE,
)
_NUMBER_SIGN = re.compile(
    r"[:#№]|(?<![^\W\d_])(?:номер\w*|number|no|nr|num|numéro|n|nummer|αριθμ\w+|αρ)(?![^\W\d_])", re.IGNORECASE
)


def called(text: str, start: int, end: int, digits: int) -> Call:
    """What the words around `text[start:end]`, a number of so many digits, call it."""
    head = text[max(0, start - REACH) : start]
    if (
        disowned(text, start, end)
        or (_UNIT if digits < 9 else _MONEY).match(text, end)
        or _CALLED_AFTER.match(text, end)
    ):
        return Call.OTHER
    clause = _CLAUSE.split(_ABBREVIATED.sub("", head))[-1]
    if _NUMBER_OF_A_CUSTOMER.search(clause):
        return Call.OTHER
    phone = False
    for word in reversed(_TOKEN.findall(clause)):
        low = word.lower()
        if low in _SIGNS:
            return Call.OTHER
        if _OTHERS.match(low):
            return Call.NOTHING if _is_wanted(*clause.rpartition(word)) else Call.OTHER
        if low in _FILLERS:
            phone = phone or bool(_PHONES.match(low))
            continue
        return Call.PHONE if phone or _PHONES.match(low) else Call.NOTHING
    return Call.PHONE if phone else Call.NOTHING


def _is_wanted(before: str, label: str, between: str) -> bool:
    """Whether `label` is what the prospect wants and not what the number is: `I want a quote 07911 ...`."""
    if _NUMBER_SIGN.search(between) or _NUMBER_OF.search(before) or _FOLLOWS_UP.search(before):
        return False
    if re.search(r"n(?:umme)?r$", label):
        return False
    if _PRICES.match(label):
        return _WISH.search(before) is not None or _ASKS.search(before) is not None
    return _WANTED.match(label) is not None or _WISH.search(before) is not None


def names_a_number(word: str) -> bool:
    """Whether the word calls a number something other than a phone: `заказ`, `invoice`."""
    return _OTHERS.match(word) is not None


def disowned(text: str, start: int, end: int) -> bool:
    """Whether the text says that this contact is the shop's, or is given up: `not A but B`, `the old one was A`."""
    head = text[max(0, start - REACH) : start]
    clause = _CLAUSE.split(head)[-1]
    if _GIVEN_UP_BEFORE.search(clause) or _GIVEN_UP_AFTER.match(text, end):
        return True
    for word in reversed(_TOKEN.findall(clause)):
        low = word.lower()
        if low in _OLD:
            return True
        if low not in _FILLERS and not _PHONES.match(low) and low not in ("на", "по", "on", "at", "au", "op", "στο"):
            break
    return shops_own(head)


def shops_own(head: str) -> bool:
    """Whether the words before a contact say that it is the shop's: `звонил в ваш магазин 8 495 ...`."""
    sentence = _SENTENCE.split(head)[-1]
    if _CALLED_FROM.search(sentence):
        return True
    mentions = list(_SHOPS_OWN.finditer(sentence))
    if not mentions:
        return False
    after = sentence[mentions[-1].end() :]
    return not _MINE.search(after) and after.count(",") == 0


def corrected(between: str) -> bool:
    """Whether the words between two contacts take the first one back: `A, sorry, I meant B`."""
    if len(between) > REACH or not _CORRECTION.search(between):
        return False
    return not _ALSO.search(between)
