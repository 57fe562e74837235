"""French."""

from __future__ import annotations

from .pack import Pack, composed

COMMANDS = {
    "back": ("Retour", "revenir", "revenir en arrière"),
    "restart": ("Recommencer",),
    "stop": ("Stop", "arrêter", "se désabonner", "me désabonner"),
    "human": ("Parler à quelqu'un", "conseiller", "un conseiller", "parler à un conseiller"),
    "skip": ("Passer",),
    "done": ("Terminé", "c'est tout"),
    "yes": ("Oui", "d'accord", "oui, d'accord", "je suis d'accord", "oui, je suis d'accord"),
    "no": ("Non", "je refuse", "non, je refuse", "pas d'accord", "je ne suis pas d'accord"),
    "delete": ("Supprimer mes données", "supprimez mes données"),
    "language": ("Changer de langue",),
    "continue": ("Continuer",),
    "anew": ("Tout recommencer",),
}

PHRASES = {
    "retry_options": "Veuillez appuyer sur un bouton ou écrire l’une des réponses proposées.",
    "retry_many": "Cochez ce qui convient puis « Terminé », ou écrivez les numéros séparés par des virgules.",
    "retry_number": "Veuillez écrire un seul nombre, par exemple 12.",
    "retry_number_range": "Veuillez écrire un nombre de {min} à {max}.",
    "retry_number_min": "Veuillez écrire un nombre d’au moins {min}.",
    "retry_number_max": "Veuillez écrire un nombre d’au plus {max}.",
    "retry_text": "Veuillez répondre par écrit.",
    "retry_text_long": "C’est un peu long. Merci de rester en dessous de {max} {max:caractère/caractères}.",
    "retry_name": "Comment devons-nous vous appeler, s’il vous plaît ?",
    "retry_contact": "Laissez-nous un téléphone ou une adresse e-mail pour que nous puissions vous répondre.",
    "retry_contact_phone": "Veuillez écrire votre numéro de téléphone, par exemple +33 1 99 00 00 00.",
    "retry_contact_email": "Veuillez écrire votre adresse e-mail, par exemple anna@example.com.",
    "retry_contact_profile": "Veuillez appuyer sur le bouton ou nous dire comment vous joindre.",
    "retry_consent": "Veuillez répondre « Oui » ou « Non ».",
    "retry_slot": "Veuillez choisir l’un des horaires proposés.",
    "retry_date": "Veuillez écrire une date, par exemple 25/03.",
    "retry_rating": "Veuillez donner une note de 1 à {max}.",
    "retry_location": "Veuillez envoyer votre position avec le bouton ou écrire l’adresse.",
    "retry_upload": "Veuillez envoyer un fichier ou une photo.",
    "upload_too_big": "Le fichier est trop lourd. La limite est de {max_mb} Mo.",
    "upload_kind": "Ce type de fichier ne convient pas. Veuillez envoyer : {kinds}.",
    "upload_more": "Bien reçu. Vous pouvez en ajouter d’autres.",
    "upload_photo": "une photo",
    "upload_file": "un fichier",
    "upload_video": "une vidéo",
    "upload_voice": "un message vocal",
    "upload_audio": "un enregistrement audio",
    "many_above": "Vous pouvez choisir {max} {max:réponse/réponses} au plus.",
    "many_below": "Veuillez choisir au moins {min} {min:réponse/réponses}.",
    "stopped": "C’est noté, nous ne vous écrirons plus. Si vous changez d’avis, écrivez-nous simplement.",
    "delete_confirm": "Supprimer toutes vos données ? Il sera impossible de les récupérer.",
    "deleted": "C’est fait, vos données sont en cours de suppression.",
    "deletion_cancelled": "Très bien, rien n’est supprimé.",
    "continue_or_anew": "Vous avez déjà commencé. Souhaitez-vous continuer ou tout recommencer ?",
    "welcome_back": "Heureux de vous revoir. Reprenons-nous là où nous en étions ?",
    "too_late_to_change": "Cette réponse ne peut plus être modifiée.",
    "not_now": "Ce bouton n’est pas actif pour le moment.",
    "language_chosen": "Très bien, nous parlons français.",
    "choose_language": "Quelle langue préférez-vous ?",
    "human_called": "Nous appelons un conseiller, il vous répondra ici.",
    "nobody_there": "Personne n’est disponible pour le moment. Nous vous répondrons dès que possible.",
    "shared_contact_foreign": "Ce contact n’est pas le vôtre. Veuillez envoyer votre propre numéro.",
    "shared_contact_label": "Contact reçu",
    "cannot_read_media": "Nous ne pouvons pas lire ce type de message. Merci de l’écrire.",
    "cannot_hear_voice": "Nous ne pouvons pas écouter les messages vocaux ici. Merci de l’écrire.",
    "sticker_reply": "Merci ! Veuillez maintenant répondre à la question.",
    "group_invitation": "Merci pour l’invitation. Nous ne répondons qu’en message privé.",
    "flooded": "Nous avons bien reçu tous vos messages. Veuillez répondre à la dernière question.",
    "share_phone_button": "Envoyer mon numéro",
    "share_profile_button": "M’écrire ici",
    "share_location_button": "Envoyer ma position",
    "slot_day": "Quel jour ?",
    "slot_time": "{day} : à quelle heure ?",
    "slot_none": "Aucun horaire n’est libre pour le moment. Dites-nous quand cela vous conviendrait.",
    "slot_taken": "Cet horaire vient d’être pris. Veuillez en choisir un autre.",
    "today": "Aujourd’hui",
    "tomorrow": "Demain",
    "press_done": "Cochez tout ce qui convient, puis appuyez sur « Terminé ».",
    "did_you_mean": "Vouliez-vous dire « {text} » ?",
    "check_contact": "Veuillez vérifier : {value}. Serait-ce plutôt {suggestion} ?",
    "reward_expired": "La remise n’est plus valable.",
    "nothing_to_go_back": "C’est la première question, il n’y a rien avant.",
    "nothing_to_skip": "Cette question est obligatoire.",
    "consent_withdrawn": "Votre consentement est retiré.",
    "start_hint": "Pour refaire le parcours, écrivez « Recommencer ».",
    "thanks": "Merci, c’est noté.",
    "failed": "Un problème est survenu. Nous nous en occupons, un conseiller vous répondra ici.",
    "changed": "Réponse modifiée : {text}.",
    "your_choice": "Votre choix : {text}",
}

UNITS = (
    "zéro", "un/une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf",
)  # fmt: skip
TENS = ("vingt", "trente", "quarante", "cinquante", "soixante", "septante", "huitante/octante", "nonante")


def _numbers() -> dict[str, float]:
    """0 to 99, with soixante-dix and quatre-vingt-dix counted on to 19."""
    words = composed(UNITS, TENS)
    words |= {f"{ten} et {one}": words[ten] + 1 for ten in TENS if ten in words for one in ("un", "une")}
    for base, value in (("soixante", 60), ("quatre vingt", 80)):
        for place, forms in enumerate(UNITS[1:], 1):
            for unit in forms.split("/"):
                words[f"{base} {unit}"] = value + place
    return words | {"soixante et onze": 71, "quatre vingt": 80, "quatre vingts": 80}


PACK = Pack(
    code="fr",
    name="Français",
    commands=COMMANDS,
    phrases=PHRASES,
    yes=("ouais", "ok", "okay", "oui oui", "bien sûr", "bien entendu", "certainement", "volontiers", "entendu",
         "j'accepte", "je suis d'accord", "oui j'accepte", "oui je veux bien", "je veux bien", "c'est d'accord",
         "pas de problème", "ça marche", "absolument", "si"),
    no=("non non", "nan", "pas du tout", "je n'accepte pas", "je ne veux pas", "jamais", "surtout pas", "je m'oppose",
        "pas question", "non merci"),
    polite=("merci", "s'il vous plaît", "svp", "s'il te plaît", "stp"),
    choice=("option", "numéro", "n", "no", "réponse", "choix", "le numéro", "la réponse", "le", "la"),
    ordinals=(
        ("premier", "première", "le premier", "la première", "1er", "1ère", "1re"),
        ("deuxième", "second", "seconde", "le deuxième", "la deuxième", "le second", "la seconde", "2e", "2ème"),
        ("troisième", "le troisième", "la troisième", "3e", "3ème"), ("quatrième", "le quatrième", "la quatrième"),
        ("cinquième", "le cinquième", "la cinquième"), ("sixième", "le sixième", "la sixième"),
        ("septième", "le septième", "la septième"), ("huitième", "le huitième", "la huitième"),
        ("neuvième", "le neuvième", "la neuvième"), ("dixième", "le dixième", "la dixième"),
    ),
    conjunctions=("et", "plus", "ainsi que", "et aussi"),
    decimal=",",
    numbers=_numbers() | {"cent": 100, "mille": 1000, "demi": 0.5, "demie": 0.5, "une douzaine": 12, "une dizaine": 10,
                          "une vingtaine": 20, "une trentaine": 30, "une quinzaine": 15, "une centaine": 100},
    hundred=("cent", "cents"),
    scales={"mille": 1000, "milles": 1000, "k": 1000, "million": 1_000_000, "millions": 1_000_000, "mln": 1_000_000},
    half=("et demi", "et demie"),
    minus=("moins",),
    vague=("ou", "non", "pas", "plusieurs", "quelques", "beaucoup", "sans", "ni"),
    articles=("un", "une"),
    months=(
        ("janvier", "janv"), ("février", "févr", "fév"), ("mars",), ("avril", "avr"), ("mai",), ("juin",),
        ("juillet", "juil"), ("août",), ("septembre", "sept"), ("octobre", "oct"), ("novembre", "nov"),
        ("décembre", "déc"),
    ),
    weekdays=(("lundi", "lun"), ("mardi", "mar"), ("mercredi", "mer"), ("jeudi", "jeu"), ("vendredi", "ven"),
              ("samedi", "sam"), ("dimanche", "dim")),
    days={"aujourd'hui": 0, "ce soir": 0, "demain": 1, "après demain": 2, "dans une semaine": 7, "dans 8 jours": 7},
    after=("dans",),
    spans={"jour": 1, "jours": 1, "semaine": 7, "semaines": 7},
    clock={"midi": 720},
    morning=("du matin",),
    evening=("de l'après-midi", "de l’après-midi", "du soir"),
    date_form="%d/%m/%Y",
    day_form="%d/%m",
    day_names=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    introductions=("je m'appelle", "moi c'est", "mon nom est", "mon prénom est", "mon nom c'est", "appelez-moi",
                   "vous pouvez m'appeler", "je suis", "c'est", "nom", "prénom", "moi"),
    greetings=("bonjour", "bonsoir", "salut", "coucou", "hello"),
    refusals=("je ne sais pas", "sais pas", "pourquoi", "secret", "anonyme", "peu importe", "merci", "test", "ok",
              "rien", "aucun"),
    plural="below_two",
)  # fmt: skip
