"""Dutch."""

from __future__ import annotations

from .pack import Pack, composed

COMMANDS = {
    "back": ("Terug", "vorige", "ga terug"),
    "restart": ("Opnieuw", "opnieuw beginnen"),
    "stop": ("Stop", "stoppen", "afmelden"),
    "human": ("Medewerker spreken", "medewerker", "een medewerker"),
    "skip": ("Overslaan",),
    "done": ("Klaar",),
    "yes": ("Ja", "akkoord", "ja, akkoord", "ik ga akkoord", "ja, ik ga akkoord"),
    "no": ("Nee", "niet akkoord", "nee, niet akkoord", "ik ga niet akkoord"),
    "delete": ("Verwijder mijn gegevens", "mijn gegevens verwijderen"),
    "language": ("Taal wijzigen",),
    "continue": ("Doorgaan",),
    "anew": ("Helemaal opnieuw",),
}

PHRASES = {
    "retry_options": "Kies een knop of typ een van de antwoorden.",
    "retry_many": "Vink aan wat past en kies ‘Klaar’, of typ de nummers met komma’s ertussen.",
    "retry_number": "Typ alstublieft één getal, bijvoorbeeld 12.",
    "retry_number_range": "Typ alstublieft een getal van {min} tot en met {max}.",
    "retry_number_min": "Typ alstublieft een getal van minstens {min}.",
    "retry_number_max": "Typ alstublieft een getal van hoogstens {max}.",
    "retry_text": "Antwoord alstublieft in woorden.",
    "retry_text_long": "Dat is wat lang. Houd het alstublieft onder {max} {max:teken/tekens}.",
    "retry_name": "Hoe mogen wij u noemen?",
    "retry_contact": "Laat een telefoonnummer of e-mailadres achter, zodat wij u kunnen antwoorden.",
    "retry_contact_phone": "Typ alstublieft uw telefoonnummer, bijvoorbeeld +31 6 00000000.",
    "retry_contact_email": "Typ alstublieft uw e-mailadres, bijvoorbeeld anna@example.com.",
    "retry_contact_profile": "Kies de knop of laat weten hoe wij u kunnen bereiken.",
    "retry_consent": "Antwoord alstublieft met ‘Ja’ of ‘Nee’.",
    "retry_slot": "Kies alstublieft een van de voorgestelde tijden.",
    "retry_date": "Typ alstublieft een datum, bijvoorbeeld 25-03.",
    "retry_rating": "Geef alstublieft een cijfer van 1 tot en met {max}.",
    "retry_location": "Deel uw locatie met de knop of typ het adres.",
    "retry_upload": "Stuur alstublieft een bestand of een foto.",
    "upload_too_big": "Het bestand is te groot. Het mag tot {max_mb} MB zijn.",
    "upload_kind": "Dit soort bestand kunnen wij niet gebruiken. Stuur alstublieft: {kinds}.",
    "upload_more": "Ontvangen. U kunt er nog meer toevoegen.",
    "upload_photo": "een foto",
    "upload_file": "een bestand",
    "upload_video": "een video",
    "upload_voice": "een spraakbericht",
    "upload_audio": "een geluidsopname",
    "many_above": "U kunt er hoogstens {max} kiezen.",
    "many_below": "Kies er alstublieft minstens {min}.",
    "stopped": "Goed, wij schrijven u niet meer. Bedenkt u zich, stuur ons dan gewoon een bericht.",
    "delete_confirm": "Al uw gegevens verwijderen? Dit kan niet ongedaan worden gemaakt.",
    "deleted": "Goed, uw gegevens worden verwijderd.",
    "deletion_cancelled": "Goed, er wordt niets verwijderd.",
    "continue_or_anew": "U bent al begonnen. Wilt u doorgaan of helemaal opnieuw beginnen?",
    "welcome_back": "Welkom terug. Zullen wij verdergaan waar we waren?",
    "too_late_to_change": "Dit antwoord kan niet meer worden gewijzigd.",
    "not_now": "Deze knop werkt nu niet.",
    "language_chosen": "Goed, wij gaan verder in het Nederlands.",
    "choose_language": "Welke taal heeft uw voorkeur?",
    "human_called": "Wij roepen een medewerker, die u hier antwoordt.",
    "nobody_there": "Er is nu niemand aanwezig. Wij antwoorden zo snel mogelijk.",
    "shared_contact_foreign": "Dit contact is van iemand anders. Deel alstublieft uw eigen nummer.",
    "shared_contact_label": "Contact ontvangen",
    "cannot_read_media": "Dit soort bericht kunnen wij niet lezen. Typ het alstublieft.",
    "cannot_hear_voice": "Spraakberichten kunnen wij hier niet beluisteren. Typ het alstublieft.",
    "sticker_reply": "Dank u wel. Wilt u nu de vraag beantwoorden?",
    "group_invitation": "Dank u voor de uitnodiging. Wij antwoorden alleen in privéberichten.",
    "flooded": "Wij hebben al uw berichten ontvangen. Wilt u de laatste vraag beantwoorden?",
    "share_phone_button": "Mijn nummer delen",
    "share_profile_button": "Schrijf mij hier",
    "share_location_button": "Mijn locatie delen",
    "slot_day": "Welke dag?",
    "slot_time": "{day}: hoe laat?",
    "slot_none": "Er is nu geen vrije tijd. Laat ons weten wanneer het u schikt.",
    "slot_taken": "Deze tijd is net bezet. Kies alstublieft een andere.",
    "today": "Vandaag",
    "tomorrow": "Morgen",
    "press_done": "Vink alles aan wat past en kies ‘Klaar’.",
    "did_you_mean": "Bedoelde u ‘{text}’?",
    "check_contact": "Controleer alstublieft: {value}. Misschien {suggestion}?",
    "reward_expired": "De korting is niet meer geldig.",
    "nothing_to_go_back": "Dit is de eerste vraag, u kunt niet verder terug.",
    "nothing_to_skip": "Deze vraag kunt u niet overslaan.",
    "consent_withdrawn": "Uw toestemming is ingetrokken.",
    "start_hint": "Typ ‘Opnieuw’ om het nog een keer te doen.",
    "thanks": "Dank u, genoteerd.",
    "failed": "Er ging iets mis. Wij kijken ernaar, een medewerker antwoordt u hier.",
    "changed": "Antwoord gewijzigd: {text}.",
    "your_choice": "Uw keuze: {text}",
}

UNITS = (
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")


def _numbers() -> dict[str, float]:
    """0 to 999 and whole thousands, which Dutch writes as one word."""
    words = composed(UNITS, TENS, pattern="{unit}en{ten}")
    below_hundred = dict(words)
    for hundreds in range(1, 20):
        start = "honderd" if hundreds == 1 else f"{UNITS[hundreds]}honderd"
        words[start] = hundreds * 100
        if hundreds < 10:
            words |= {f"{start}{word}": hundreds * 100 + value for word, value in below_hundred.items() if value}
    words |= {f"{word}duizend": value * 1000 for word, value in below_hundred.items() if value > 1}
    return words | HALVES | {"duizend": 1000, "honderdduizend": 100_000, "dozijn": 12}


HALVES = {
    "anderhalf": 1.5, "anderhalve": 1.5, "tweeenhalf": 2.5, "tweeenhalve": 2.5, "half": 0.5, "halve": 0.5,
    "een half": 0.5, "een halve": 0.5,
}  # fmt: skip
PACK = Pack(
    code="nl",
    name="Nederlands",
    commands=COMMANDS,
    phrases=PHRASES,
    yes=("jazeker", "jawel", "ok", "oké", "okay", "zeker", "natuurlijk", "prima", "goed", "uiteraard", "graag",
         "ik stem toe", "mag", "dat mag", "is goed", "ja hoor", "doe maar", "jep"),
    no=("neen", "nee hoor", "nope", "liever niet", "niet", "ik weiger", "geen toestemming", "mag niet", "nooit",
        "ik wil niet", "ik wil het niet", "zeker niet"),
    polite=("dank u", "dank u wel", "bedankt", "dank je", "alstublieft", "alsjeblieft", "aub"),
    choice=("optie", "nummer", "nr", "antwoord", "keuze", "de"),
    ordinals=(
        ("eerste", "de eerste", "1e", "1ste"),
        ("tweede", "de tweede", "2e", "2de"),
        ("derde", "de derde", "3e", "3de"),
        ("vierde", "de vierde"), ("vijfde", "de vijfde"), ("zesde", "de zesde"), ("zevende", "de zevende"),
        ("achtste", "de achtste"), ("negende", "de negende"), ("tiende", "de tiende"),
    ),
    conjunctions=("en", "plus", "en ook", "ook", "alsook"),
    decimal=",",
    numbers=_numbers(),
    hundred=("honderd",),
    scales={"duizend": 1000, "k": 1000, "mille": 1000, "miljoen": 1_000_000, "mln": 1_000_000},
    half=("en een half", "en een halve", "en half"),
    minus=("min", "minus"),
    vague=("of", "niet", "nee", "geen", "enkele", "paar", "veel", "weinig", "zonder"),
    articles=("een",),
    months=(
        ("januari", "jan"), ("februari", "feb"), ("maart", "mrt"), ("april", "apr"), ("mei",), ("juni", "jun"),
        ("juli", "jul"), ("augustus", "aug"), ("september", "sep", "sept"), ("oktober", "okt"), ("november", "nov"),
        ("december", "dec"),
    ),
    weekdays=(("maandag", "ma"), ("dinsdag", "di"), ("woensdag", "wo"), ("donderdag", "do"), ("vrijdag", "vr"),
              ("zaterdag", "za"), ("zondag", "zo")),
    days={"gisteren": -1, "eergisteren": -2,
          "vandaag": 0, "vanavond": 0, "morgen": 1, "overmorgen": 2, "over een week": 7, "volgende week": 7},
    after=("over",),
    spans={"dag": 1, "dagen": 1, "week": 7, "weken": 7},
    clock={"twaalf uur 's middags": 720, "tussen de middag": 750},
    morning=("'s ochtends", "s ochtends", "'s morgens", "s morgens"),
    evening=("'s middags", "s middags", "'s avonds", "s avonds"),
    date_form="%d-%m-%Y",
    day_form="%d-%m",
    day_names=("ma", "di", "wo", "do", "vr", "za", "zo"),
    introductions=("ik heet", "mijn naam is", "mijn naam", "ik ben", "noem mij", "noem me", "u mag mij", "het is",
                   "naam", "gewoon", "zeg maar"),
    greetings=("hallo", "hoi", "hai", "hey", "goedendag", "goedemorgen", "goedemiddag", "goedenavond", "dag"),
    refusals=("weet ik niet", "ik weet het niet", "geen idee", "waarom", "geheim", "anoniem", "maakt niet uit",
              "bedankt", "dank u", "test", "ok", "prima", "goed"),
)  # fmt: skip
