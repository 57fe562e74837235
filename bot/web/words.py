"""The words of our own pages. The chat speaks the six languages of the scripts, staff's pages Russian and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

CHAT: Mapping[str, Mapping[str, str]] = {
    "chat": {
        "ru": "Чат", "en": "Chat", "uk": "Чат", "fr": "Discussion", "nl": "Chat", "el": "Συνομιλία",
    },
    "open_chat": {
        "ru": "Открыть чат", "en": "Open the chat", "uk": "Відкрити чат", "fr": "Ouvrir la discussion",
        "nl": "Chat openen", "el": "Άνοιγμα συνομιλίας",
    },
    "close_chat": {
        "ru": "Закрыть чат", "en": "Close the chat", "uk": "Закрити чат", "fr": "Fermer la discussion",
        "nl": "Chat sluiten", "el": "Κλείσιμο συνομιλίας",
    },
    "online": {
        "ru": "отвечаем сразу", "en": "replies at once", "uk": "відповідаємо одразу", "fr": "répond tout de suite",
        "nl": "antwoordt meteen", "el": "απαντά αμέσως",
    },
    "connecting": {
        "ru": "соединяемся…", "en": "connecting…", "uk": "з’єднуємося…", "fr": "connexion…", "nl": "verbinden…",
        "el": "σύνδεση…",
    },
    "offline": {
        "ru": "Нет связи. Сообщения уйдут, как только она появится.",
        "en": "No connection. Your messages will be sent as soon as it is back.",
        "uk": "Немає зв’язку. Повідомлення підуть, щойно він з’явиться.",
        "fr": "Pas de connexion. Vos messages partiront dès son retour.",
        "nl": "Geen verbinding. Uw berichten gaan weg zodra die terug is.",
        "el": "Δεν υπάρχει σύνδεση. Τα μηνύματα θα σταλούν μόλις επανέλθει.",
    },
    "write": {
        "ru": "Напишите сообщение", "en": "Write a message", "uk": "Напишіть повідомлення",
        "fr": "Écrivez un message", "nl": "Schrijf een bericht", "el": "Γράψτε ένα μήνυμα",
    },
    "send": {
        "ru": "Отправить", "en": "Send", "uk": "Надіслати", "fr": "Envoyer", "nl": "Versturen", "el": "Αποστολή",
    },
    "attach": {
        "ru": "Приложить файл", "en": "Attach a file", "uk": "Додати файл", "fr": "Joindre un fichier",
        "nl": "Bestand toevoegen", "el": "Επισύναψη αρχείου",
    },
    "phone": {
        "ru": "Телефон", "en": "Phone", "uk": "Телефон", "fr": "Téléphone", "nl": "Telefoon", "el": "Τηλέφωνο",
    },
    "email": {
        "ru": "Почта", "en": "E-mail", "uk": "Пошта", "fr": "E-mail", "nl": "E-mail", "el": "E-mail",
    },
    "your_phone": {
        "ru": "Ваш телефон", "en": "Your phone", "uk": "Ваш телефон", "fr": "Votre téléphone",
        "nl": "Uw telefoon", "el": "Το τηλέφωνό σας",
    },
    "your_email": {
        "ru": "Ваша почта", "en": "Your e-mail", "uk": "Ваша пошта", "fr": "Votre e-mail", "nl": "Uw e-mail",
        "el": "Το e-mail σας",
    },
    "how_to_reach": {
        "ru": "Как с вами связаться", "en": "How to reach you", "uk": "Як з вами зв’язатися",
        "fr": "Comment vous joindre", "nl": "Hoe u te bereiken bent", "el": "Πώς να επικοινωνήσουμε",
    },
    "you": {"ru": "Вы", "en": "You", "uk": "Ви", "fr": "Vous", "nl": "U", "el": "Εσείς"},
    "shop": {"ru": "Магазин", "en": "Shop", "uk": "Магазин", "fr": "Boutique", "nl": "Winkel", "el": "Κατάστημα"},
    "typing": {
        "ru": "печатает", "en": "is typing", "uk": "друкує", "fr": "écrit", "nl": "is aan het typen",
        "el": "πληκτρολογεί",
    },
    "discount": {
        "ru": "Ваша скидка", "en": "Your discount", "uk": "Ваша знижка", "fr": "Votre remise", "nl": "Uw korting",
        "el": "Η έκπτωσή σας",
    },
    "progress": {
        "ru": "Пройдено", "en": "Done so far", "uk": "Пройдено", "fr": "Avancement", "nl": "Voortgang",
        "el": "Πρόοδος",
    },
    "answers": {
        "ru": "Варианты ответа", "en": "Answers", "uk": "Варіанти відповіді", "fr": "Réponses", "nl": "Antwoorden",
        "el": "Απαντήσεις",
    },
    "not_sent": {
        "ru": "Не отправлено", "en": "Not sent", "uk": "Не надіслано", "fr": "Non envoyé", "nl": "Niet verstuurd",
        "el": "Δεν στάλθηκε",
    },
    "sending_file": {
        "ru": "Отправляем файл…", "en": "Sending the file…", "uk": "Надсилаємо файл…", "fr": "Envoi du fichier…",
        "nl": "Bestand wordt verstuurd…", "el": "Αποστολή αρχείου…",
    },
    "file_too_big": {
        "ru": "Файл больше 20 МБ. Пришлите поменьше.", "en": "The file is over 20 MB. Send a smaller one.",
        "uk": "Файл більший за 20 МБ. Надішліть менший.", "fr": "Le fichier dépasse 20 Mo. Envoyez-en un plus petit.",
        "nl": "Het bestand is groter dan 20 MB. Stuur een kleiner.",
        "el": "Το αρχείο ξεπερνά τα 20 MB. Στείλτε μικρότερο.",
    },
    "file_kind": {
        "ru": "Такие файлы не принимаем. Подойдут фото, PDF, документы и видео.",
        "en": "We cannot take such files. Photos, PDF, documents and videos are fine.",
        "uk": "Такі файли не приймаємо. Підійдуть фото, PDF, документи та відео.",
        "fr": "Ce type de fichier n’est pas accepté. Photos, PDF, documents et vidéos conviennent.",
        "nl": "Zulke bestanden kunnen niet. Foto’s, PDF, documenten en video’s wel.",
        "el": "Δεν δεχόμαστε τέτοια αρχεία. Φωτογραφίες, PDF, έγγραφα και βίντεο είναι εντάξει.",
    },
    "file_failed": {
        "ru": "Файл не отправился. Попробуйте ещё раз.", "en": "The file was not sent. Please try again.",
        "uk": "Файл не надіслано. Спробуйте ще раз.", "fr": "Le fichier n’est pas parti. Réessayez.",
        "nl": "Het bestand is niet verstuurd. Probeer opnieuw.", "el": "Το αρχείο δεν στάλθηκε. Δοκιμάστε ξανά.",
    },
    "location": {
        "ru": "Отправить место", "en": "Send my location", "uk": "Надіслати місце", "fr": "Envoyer ma position",
        "nl": "Mijn locatie sturen", "el": "Αποστολή τοποθεσίας",
    },
    "location_failed": {
        "ru": "Место не определилось. Напишите адрес.", "en": "The location could not be found. Write the address.",
        "uk": "Місце не визначилося. Напишіть адресу.", "fr": "Position introuvable. Écrivez l’adresse.",
        "nl": "Locatie niet gevonden. Schrijf het adres.", "el": "Η τοποθεσία δεν βρέθηκε. Γράψτε τη διεύθυνση.",
    },
    "open_link": {
        "ru": "Подробнее", "en": "More", "uk": "Детальніше", "fr": "En savoir plus", "nl": "Meer", "el": "Περισσότερα",
    },
    "choose": {
        "ru": "Выбрать", "en": "Choose", "uk": "Обрати", "fr": "Choisir", "nl": "Kiezen", "el": "Επιλογή",
    },
    "earlier_answer": {
        "ru": "Ответ можно изменить", "en": "This answer can be changed", "uk": "Відповідь можна змінити",
        "fr": "Cette réponse peut être changée", "nl": "Dit antwoord kan nog anders",
        "el": "Η απάντηση μπορεί να αλλάξει",
    },
    "cookie_note": {
        "ru": "Один cookie хранит этот разговор, чтобы его можно было продолжить. Рекламных нет.",
        "en": "One cookie keeps this talk so that you can go on later. No advertising cookies.",
        "uk": "Один cookie зберігає цю розмову, щоб її можна було продовжити. Рекламних немає.",
        "fr": "Un seul cookie garde cette discussion pour la reprendre plus tard. Aucun cookie publicitaire.",
        "nl": "Eén cookie bewaart dit gesprek zodat u later verder kunt. Geen reclamecookies.",
        "el": "Ένα cookie κρατά τη συνομιλία για να τη συνεχίσετε. Κανένα διαφημιστικό cookie.",
    },
    "needs_script": {
        "ru": "Для чата нужен JavaScript. Включите его и обновите страницу.",
        "en": "The chat needs JavaScript. Switch it on and load the page again.",
        "uk": "Для чату потрібен JavaScript. Увімкніть його та оновіть сторінку.",
        "fr": "La discussion a besoin de JavaScript. Activez-le et rechargez la page.",
        "nl": "De chat heeft JavaScript nodig. Zet het aan en laad de pagina opnieuw.",
        "el": "Η συνομιλία χρειάζεται JavaScript. Ενεργοποιήστε το και φορτώστε ξανά τη σελίδα.",
    },
}  # fmt: skip

STAFF: Mapping[str, Mapping[str, str]] = {
    "leads": {"ru": "Лиды", "en": "Leads"},
    "leads_shown": {"ru": "показано", "en": "shown"},
    "sign_in": {"ru": "Вход", "en": "Sign in"},
    "sign_in_ask": {"ru": "Ссылка действует один раз. Войти на этом устройстве?",
                    "en": "The link works once. Sign in on this device?"},
    "sign_in_button": {"ru": "Войти", "en": "Sign in"},
    "sign_in_none": {"ru": "Войти можно по одноразовой ссылке. Её печатают «leadquiz demo» и «leadquiz staff add».",
                     "en": "You sign in with a one-time link. “leadquiz demo” and “leadquiz staff add” print one."},
    "sign_in_spent": {"ru": "Эта ссылка уже использована или устарела. Попросите новую.",
                      "en": "This link was used before or is too old. Ask for a new one."},
    "sign_out": {"ru": "Выйти", "en": "Sign out"},
    "lead": {"ru": "Лид", "en": "Lead"},
    "no_name": {"ru": "Без имени", "en": "No name"},
    "contacts": {"ru": "Контакты", "en": "Contacts"},
    "score": {"ru": "Баллы", "en": "Score"},
    "why": {"ru": "Почему столько", "en": "Why this score"},
    "no_reasons": {"ru": "Баллов пока нет", "en": "No points yet"},
    "answers": {"ru": "Ответы", "en": "Answers"},
    "no_answers": {"ru": "Ответов пока нет", "en": "No answers yet"},
    "source": {"ru": "Источник", "en": "Source"},
    "reward": {"ru": "Подарок", "en": "Reward"},
    "until": {"ru": "до", "en": "until"},
    "status": {"ru": "Статус", "en": "Status"},
    "manager": {"ru": "Менеджер", "en": "Manager"},
    "nobody": {"ru": "никто", "en": "nobody"},
    "temperature": {"ru": "Теплота", "en": "Temperature"},
    "script": {"ru": "Сценарий", "en": "Script"},
    "channel": {"ru": "Канал", "en": "Channel"},
    "any": {"ru": "все", "en": "all"},
    "apply": {"ru": "Показать", "en": "Show"},
    "clear": {"ru": "Сбросить", "en": "Clear"},
    "older": {"ru": "Раньше", "en": "Older"},
    "newest": {"ru": "К новым", "en": "Newest"},
    "no_leads": {"ru": "Лидов пока нет", "en": "No leads yet"},
    "no_leads_hint": {"ru": "Пройдите квиз в чате до контакта, и лид появится здесь сам.",
                      "en": "Go through the quiz in the chat up to the contact, and the lead appears here by itself."},
    "nothing_found": {"ru": "Под эти фильтры ничего не подошло.", "en": "Nothing fits these filters."},
    "open_chat_link": {"ru": "Открыть чат", "en": "Open the chat"},
    "live": {"ru": "обновляется само", "en": "updates by itself"},
    "stale": {"ru": "нет связи с сервером", "en": "no connection to the server"},
    "new_lead": {"ru": "Новый лид", "en": "New lead"},
    "new_hot_lead": {"ru": "Новый горячий лид", "en": "New hot lead"},
    "temperature.hot": {"ru": "горячий", "en": "hot"},
    "temperature.warm": {"ru": "тёплый", "en": "warm"},
    "temperature.cold": {"ru": "холодный", "en": "cold"},
    "status.new": {"ru": "новый", "en": "new"},
    "status.in_work": {"ru": "в работе", "en": "in work"},
    "status.no_answer": {"ru": "не отвечает", "en": "no answer"},
    "status.qualified": {"ru": "квалифицирован", "en": "qualified"},
    "status.won": {"ru": "выигран", "en": "won"},
    "status.lost": {"ru": "потерян", "en": "lost"},
    "status.junk": {"ru": "мусор", "en": "junk"},
    "contact_type": {"ru": "Тип контакта", "en": "Contact type"},
    "contact_type.quick": {"ru": "быстрый", "en": "quick"},
    "contact_type.registration": {"ru": "регистрация", "en": "registration"},
    "contact_type.promo": {"ru": "промо", "en": "promo"},
    "contact_type.interested": {"ru": "заинтересован", "en": "interested"},
    "kind": {"ru": "Обращение", "en": "Kind"},
    "kind.question": {"ru": "вопрос", "en": "question"},
    "kind.preorder": {"ru": "предзаказ", "en": "pre-order"},
    "kind.order": {"ru": "заказ", "en": "order"},
    "kind.callback": {"ru": "звонок", "en": "callback"},
    "verification": {"ru": "Проверка", "en": "Verification"},
    "verification.none": {"ru": "не проверен", "en": "not checked"},
    "verification.format_ok": {"ru": "формат верный", "en": "format is right"},
    "verification.confirmed": {"ru": "подтверждён", "en": "confirmed"},
    "verification.failed": {"ru": "не подтверждён", "en": "failed"},
    "source.search": {"ru": "поиск", "en": "search"},
    "source.banner": {"ru": "баннер", "en": "banner"},
    "source.social": {"ru": "соцсети", "en": "social"},
    "source.email": {"ru": "рассылка", "en": "e-mail"},
    "source.direct": {"ru": "прямой заход", "en": "direct"},
    "source.unknown": {"ru": "неизвестен", "en": "unknown"},
    "test": {"ru": "тест", "en": "test"},
    "call_time": {"ru": "Когда звонить", "en": "When to call"},
    "product": {"ru": "Товар", "en": "Product"},
    "consents": {"ru": "Согласия", "en": "Consents"},
    "given": {"ru": "дано", "en": "given"},
    "refused": {"ru": "отказ", "en": "refused"},
    "withdrawn": {"ru": "отозвано", "en": "withdrawn"},
    "document": {"ru": "документ", "en": "document"},
    "purpose.processing": {"ru": "обработка данных", "en": "data processing"},
    "purpose.ads": {"ru": "реклама", "en": "advertising"},
    "timeline": {"ru": "Ход дела", "en": "Timeline"},
    "came": {"ru": "Начал разговор", "en": "Began to talk"},
    "became_lead": {"ru": "Стал лидом", "en": "Became a lead"},
    "you_prospect": {"ru": "Клиент", "en": "Prospect"},
    "bot_said": {"ru": "Бот", "en": "Bot"},
    "staff_wrote": {"ru": "Менеджер написал", "en": "The manager wrote"},
    "changed": {"ru": "Статус", "en": "Status"},
    "back_to_leads": {"ru": "Все лиды", "en": "All leads"},
    "record": {"ru": "Запись", "en": "Record"},
    "score_word": {"ru": "баллов", "en": "points"},
    "file": {"ru": "файл", "en": "file"},
    "error.400": {"ru": "Адрес задан неверно.", "en": "The address is not right."},
    "error.401": {"ru": "Нужно войти.", "en": "You have to sign in."},
    "error.403": {"ru": "Сюда нельзя. Обновите страницу и попробуйте ещё раз.",
                  "en": "Not allowed. Load the page again and retry."},
    "error.404": {"ru": "Такой страницы нет.", "en": "There is no such page."},
    "error.405": {"ru": "Так этот адрес не вызывают.", "en": "This address is not called that way."},
    "error.413": {"ru": "Слишком большое сообщение.", "en": "That is too big."},
    "error.429": {"ru": "Слишком часто. Подождите немного.", "en": "Too often. Wait a little."},
    "error.500": {"ru": "У нас что-то сломалось. Мы уже знаем.", "en": "Something broke here. It is in our log."},
    "error.503": {"ru": "Сейчас не получается. Попробуйте через несколько секунд.",
                  "en": "Not possible right now. Try again in a few seconds."},
    "error.number": {"ru": "Номер запроса", "en": "Request number"},
}  # fmt: skip


class Words:
    """The words of one language; a word that it lacks is said in English."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, fallback: str | None = None) -> str:
        """The word of this key; `fallback` (or the key itself) where no table has it, such as a shop's own status."""
        row = CHAT.get(key) if key not in STAFF else STAFF[key]
        if row is None:
            return key if fallback is None else fallback
        return row.get(self.language) or row["en"]

    def chat(self) -> dict[str, str]:
        """All words of the chat, for its script."""
        return {key: row.get(self.language) or row["en"] for key, row in CHAT.items()}


LANGUAGES = ("ru", "en", "uk", "fr", "nl", "el")


def words_for(wanted: Iterable[str]) -> Words:
    """The first of the wanted languages ("en-US" is en) that we speak, else Russian."""
    for tag in wanted:
        language = tag.replace("_", "-").split("-")[0].lower()
        if language in LANGUAGES:
            return Words(language)
    return Words("ru")
