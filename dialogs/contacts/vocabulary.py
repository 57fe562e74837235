"""Words that are no names: courtesy, talk about contacts, goods, towns, firms, titles, relatives, in six languages."""

from __future__ import annotations

import re

from .wordlists import words

STOP = words(
    """
    этаж этажа этажей подъезд корпус комната комнаты комнат детей ребенка ребёнка взрослых людей поверх поверху осіб
    дітей дорослих кімнат people person persons adults kids children rooms bedrooms storey étage étages personnes
    adultes enfants pièces chambres etage verdieping personen volwassenen kinderen kamers όροφος όροφο άτομα παιδιά
    δωμάτια вами нами ними вам нам им ним один одна одну одно одиннадцать двенадцать двадцать тридцать сорок пятьдесят
    шестьдесят семьдесят восемьдесят девяносто сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот
    одна один два три чотири п'ять шість сім вісім дев'ять двадцять тридцять п'ятдесят шістдесят сімдесят вісімдесят
    дев'яносто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот послезавтра післязавтра overmorgen
    après-demain μεθαύριο half past quarter onwards onward руководитель начальник бухгалтер секретарь инженер
    владелец собственник помощник заместитель керівник бухгалтерка власник owner director secretary accountant ceo
    assistant directeur directrice gérant gérante responsable secrétaire comptable eigenaar eigenaresse directeur
    bedrijfsleider διευθυντής διευθύντρια ιδιοκτήτης ιδιοκτήτρια υπεύθυνος υπεύθυνη λογιστής γραμματέας
    bon correct juist goed σωστός від для про без над під через при faux bonne fout oud wrong overdag εκτός dag
    nacht spreekt heer mevrouw tg ig fb wa метра метров метр м кв см мм floor room width height til till ends телега
    телеги телегу телеге инсту инсте вотсапу вайбере ватс вк вконтакте фейсбук фейсбуке одноклассники инстаграме
    ватсапе вотсапе вечерком утречком скоро начинается спешу надеюсь думаю выбираю ищу ищем присылайте пришлите
    скиньте жмите готов готова готовы свободен свободна занят занята любой любое разговаривать говорить договоримся
    обсудим хотелось бы подойдет подойдёт find quick hope hear looking forward see saw check try drop got getting
    say said tell told visit come came give take keep love like yep yup nope nah maybe perhaps cool nice perfect
    awesome super always never still again asap pls plz appje appen mag maar zie graag liefst tot ziens bezet prima
    leuk vast misschien soms altijd nooit nog steeds even voici voilà parfait génial volontiers peut-être toujours
    jamais bientôt attends attendons intéressé intéressée ενδιαφέρει περιμένω περιμένουμε ίσως πάντα ποτέ τέλεια
    ωραία φυσικά βεβαίως чекатиму готовий вільний вільна напевно мабуть скоріше надішліть шукаю обираю цікаво и а но
    или да нет не ни в во на по за к ко с со о об от до из у под мой моя моё мое мои меня мне мной я ты он она они
    мы вы вас вам ваш ваша это этот эта эти тот вот тут там здесь так как что чтобы если то же ли уже еще ещё очень
    можно нужно надо есть был была было быть буду будет могу хочу хотел хотела здравствуйте здравствуй привет
    приветствую добрый доброе доброго день вечер утро ночи времени суток дня вечера спасибо благодарю пожалуйста
    плиз прошу извините простите ой упс телефон тел телефона телефону моб мобильный сотовый номер номеру номером
    контакт контакты почта мыло имейл мейл емейл адрес сайт ссылка профиль аккаунт страница ник группа звонить
    звоните позвоните позвони перезвоните перезвони наберите набери звонок звонка звонков жду ждём связь свяжитесь
    связаться обращаться обращайтесь пишите напишите пиши напиши писать отвечу сообщение сообщения смс ватсап вотсап
    вацап вайбер телеграм телеграмм тг инста инстаграм лучше удобно удобнее время только когда после обеда сейчас
    срочно быстро скорее скорей завтра сегодня часов часа час минут лс сюда просто новый старый другой второй
    запасной рабочий домашний правильный верный верно точно конечно хорошо ок окей ага угу нормально отлично супер
    класс заказ заказать заказа заказывал товар цена цены стоимость сколько стоит рублей руб тысяч тыс бюджет
    доставка доставку самовывоз оплата рассрочка кредит карта карту размер штук шт коробок скидка скидку акция
    каталог прайс расчет расчёт смета замер консультация вопрос вопросы интересует интересно заинтересовало нужен
    нужна нужны работает действует недействителен актуален актуальный ошибся ошиблась ошибка исправляю звонил
    звонила никто отвечает молчит нету всем всё все весь сам сама себя свой своя имя фамилия отчество фио зовут
    звать называйте клиент покупатель заявка заявку анкета дом квартира офис работа работу работе ремонт кухня кухню
    кухни угловая прямая шкаф диван мебель стол стул окна двери потолок сантехника авто машина тур тест тестовый
    банкет торт торты цветы букет розы шоколад конфеты велосипед курс курсы урок уроки страховка полис стоматолог
    прием приём запись записать записаться запишите соединить спросить спросите позовите менеджер менеджера оператор
    администратор директор бот человек кто где куда откуда почему какой какая какое какие два две три четыре пять
    шесть семь восемь девять десять ноль плюс собака точка та або ні це мій моє мене мені ви він вона вони добрий
    вечір вечора ранок ранку дякую будь ласка вітаю привіт вибачте перепрошую пошта адреса дзвоніть зателефонуйте
    подзвоніть передзвоніть дзвінок дзвінка дзвінку дзвоніте чекаю пишіть напишіть краще зручно тільки після
    сьогодні зараз терміново замовлення замовити ціна вартість скільки коштує грн гривень розмір знижка потрібен
    потрібна потрібно потрібні хотів хотіла цікавить питання помилився помилилась помилка новий старий інший ім'я
    прізвище звати звуть запишіть її його їх наш наша вихідні будні вранці ввечері працює діє правильний кухні стіл
    шафа вікна двері квіти страхування літак машини повідомлення вайбері з зі із й бо але якщо коли що де хто мною
    собі себе рахунок картка бажано немає нема добре дуже можна треба можете можу буде була був було the a an and or
    but not no yes is are was were am be been i i'm im my mine me you your yours he she his her it its it's this
    that these those we us our they them their to of in on at by for from with as if so please thanks thank thx
    cheers hello hi hey dear good morning afternoon evening day regards kind best sincerely wishes sorry oops meant
    mean correction ok okay sure great fine well just only also either both phone tel telephone mobile cell number
    nr num email mail e-mail address contact contacts details call calls calling ring text message msg sms whatsapp
    telegram viber signal insta instagram facebook profile back reach reachable available anytime time times when
    after before between until today tomorrow tonight now urgent urgently soon weekday weekdays weekend weekends
    monday tuesday wednesday thursday friday saturday sunday name names surname first last called new old other
    another second work home office right interested need want would could can may get quote price prices cost order
    delivery payment card kitchen kitchens sofa wardrobe bathroom furniture flooring windows door doors cake cakes
    flowers bouquet bike bikes tour tours course courses insurance dentist appointment booking size budget discount
    catalogue brochure about question questions info information help test customer client manager team sales shop
    store website site link here there have has had do does did don't doesn't i'd i'll i've let know send sent will
    how much what which who where why any some more than over under around use used using it'll works working nobody
    answered rang one two three four five six seven eight nine ten zero plus dot le la les l un une des de du d au
    aux et ou mais ni non oui pas je j tu il elle nous vous ils elles mon ma mes votre vos notre ce cet cette ces c
    ça cela est suis sont était être ai avez ont en dans sur sous par pour avec sans chez à bonjour bonsoir salut
    coucou merci svp stp plaît s'il s te cordialement salutations bien belle journée soirée cdt d'avance beaucoup
    pardon désolé désolée oups erreur numéro numero téléphone tél portable fixe gsm adresse courriel appelez appeler
    rappelez rappeler appelez-moi rappelez-moi appel joindre joignable contacter contactez écrivez écrire envoyez
    texto plutôt avant après demain matin midi soir aujourd'hui lundi mardi mercredi jeudi vendredi samedi dimanche
    week-end semaine heure heures nom prénom appelle m'appelle m nouveau nouvelle ancien ancienne ici mieux valable
    répète veux voudrais souhaite cherche besoin devis prix commande livraison facture cuisine cuisines meuble salle
    bain gâteau gâteaux fleurs vélo cours assurance dentiste rendez-vous taille remise renseignement vite disponible
    moi toi lui d'accord maintenant aussi encore très fois combien quel quelle que qui quoi où quand comment j'ai
    j'aimerais n'est c'est jour het een niet geen ja nee ik jij u uw jullie hij zij wij ons mijn mij ben zijn waren
    wordt dit dat deze die hier daar op aan van voor met bij naar uit om als dan ook wel hallo hoi goedemorgen
    goedemiddag goedenavond goedendag beste geachte bedankt alvast dank dankjewel dankuwel groet groeten groetjes
    vriendelijke mvg oeps correctie bedoel nummer telefoon telefoonnummer mobiel adres bel bellen belt terugbellen
    terug bericht berichtje app stuur sturen schrijf mailen bereikbaar bereiken liever via alleen na vóór tussen
    morgen vandaag ochtend middag avond 's maandag dinsdag woensdag donderdag vrijdag zaterdag zondag uur naam
    voornaam achternaam heet nieuw nieuwe oude werkt meer ander keuken keukens badkamer meubels bank kast fiets
    fietsen taart bloemen cursus verzekering tandarts afspraak offerte prijs bestelling bezorging levering factuur
    korting catalogus vraag vragen informatie spoed snel beschikbaar wil wilt zoek nodig hoeveel wat wie waar
    wanneer hoe kan kunnen kunt heb heeft heel veel oké gebeld ο η το οι τα τον την του της των τους τις και ή αλλά
    όχι ναι δεν μη μην να θα ας με σε στο στη στην στον στα στις στους από για προς ως μου μας σας σου εγώ εσείς εσύ
    αυτό αυτός αυτή είναι είμαι ήταν έχω έχετε έχει θέλω θέλει γεια γειά χαίρετε καλημέρα καλησπέρα καλό καλή βράδυ
    μέρα ημέρα ευχαριστώ ευχαριστούμε παρακαλώ συγγνώμη συγνώμη λάθος εκτίμηση φιλικά τηλέφωνο τηλ κινητό σταθερό
    αριθμός νούμερο διεύθυνση επικοινωνία επικοινωνήστε καλέστε καλέσετε κλήση πάρτε πάρε στείλτε γράψτε μήνυμα
    καλύτερα μόνο μετά πριν μεταξύ αύριο σήμερα πρωί μεσημέρι απόγευμα τώρα επείγον άμεσα όποτε ώρα ώρες όνομα
    επώνυμο λέγομαι λένε ονομάζομαι νέο παλιό άλλο σωστό ισχύει κουζίνα κουζίνες έπιπλα μπάνιο ντουλάπα καναπές
    τούρτα λουλούδια ποδήλατο μαθήματα ασφάλεια οδοντίατρος ραντεβού προσφορά τιμή παραγγελία παράδοση έκπτωση
    κατάλογος ερώτηση πληροφορίες ενδιαφέρομαι χρειάζομαι πόσο πόσα κοστίζει κάνει ποιος πού πότε πώς γιατί πολύ
    λίγο καλά εντάξει οκ δευτέρα τρίτη τετάρτη πέμπτη σάββατο κάλεσα απαντά κανείς αποστολή λογαριασμός μπορείτε
    μπορώ εδώ εκεί
    """
)
STEMS = re.compile(
    r"(?:перезвон|позвон|созвон|звон|пиш|напиш|спасиб|благодар|здравст|привет|пожал|заказ|доставк|консульт"
    r"|интерес|удобн|желат|подскаж|расскаж|скин|отправ|пришл|жду|ожида|набер|набир"
    r"|свяж|связ|обрат|ответ|кухн|шкаф|диван|мебел|матрас|кроват|спальн|гостин|ванн|ремонт|окн|двер|потол"
    r"|балкон|лестниц|камен|цвет|букет|торт|пирож|конфет|шоколад|велосип|самокат|экскурс"
    r"|страхов|кредит|ипотек|рассроч|скидк|акци|каталог|прайс|стоимост|расч[её]т|замер|оплат|самовывоз"
    r"|предоплат|бюджет|срочн|быстр|хочу|хотел|нужн|можн|работ|правильн|ошиб|исправ|забыл|дзвон|передзвон"
    r"|телефону|замов|цікав|зручн|дяку|будь|квартир|купит|купл|продаж|продам|чай|кофе"
    r"|deliver|kitchen|bathroom|wardrob|furnit|apprec|thank|inquir|enquir|interest|apolog|livrais|cuisin"
    r"|command|renseign|souhait|remerci|cordial|salut|bestel|keuken|badkam|lever|offert|bedank|groet"
    r"|telefo|ευχαρ|παραγ|κουζ|ενδιαφ|επικοιν|τηλ[έε]φ|καλ[έε]σ|στε[ίι]λ|παρακαλ)",
    re.IGNORECASE,
)
# Endings that no given name has but verbs and adjectives do; only asked about unknown single words.
VERBS = re.compile(r"(?:[а-яё]{3,}(?:ть|ться|йте|ите|ишь|ешь|ются|ется|ает|яет|ует|ать|ить|ого|ему|ыми|ими|ая|ое"
            r"|ые|ость|ение|ание|ция|ция)|[a-z]{4,}(?:ing|tion|ment|ly|ness))$", re.IGNORECASE)  # fmt: skip
ORDINARY_TOO = words(
    """
    floor will mark rose may art bill sue grace joy hope iris jean max dean guy rob pat bob роман роза вера надежда
    любовь слава лев мира рада мила лука злата ника
    """
)
OBJECTS = words(
    """
    me you us it him her them this that up on in to for at out мне меня нам вам его её их это мені мене moi nous le
    la les ook mag maar mij ons με μας το
    """
)
SURNAMES = re.compile(
    r"[^\W\d_]{2}(?:ов|ев|ёв|ова|ева|ёва|ин|ын|ина|ына|ский|ская|ской|цкий|цкая|ський|ська|енко|чук|щук|ук"
    r"|юк|ян|дзе|швили|ич|ко|ец)$"
)  # endings of surnames: `Чайковский` is not about tea
ALSO_NAMES = words(
    """
    ли лі бо ким май ро дан та сон ван ан мин хо an so do bo om li lo ho will may mark rose art joy bill pat sue
    joost sam ali le ba
    """
)
GREETINGS = re.compile(
    r"(?:здравствуйте|здравствуй|привет|приветствую|добр\w+ (?:день|вечер|утро|дня|вечора|ранку|ранок"
    r"|вечір|времени суток)|вітаю|привіт|уважаем\w+|шановн\w+|hello|hi|hey|dear|good (?:morning|afternoon"
    r"|evening|day)"
    r"|bonjour|bonsoir|salut|coucou|cher|chère|hallo|hoi|beste|geachte|goede(?:morgen|middag|navond|ndag)"
    r"|dag|γεια(?: σας| σου)?|χαίρετε|καλημέρα(?: σας)?|καλησπέρα(?: σας)?|αγαπητ\w+)$",
    re.IGNORECASE,
)
THANKS = re.compile(
    r"(?:спасибо|дякую|thanks|thank you|merci|bedankt|dank je wel|dank u wel|ευχαριστώ)$", re.IGNORECASE
)
KIN = re.compile(
    r"(?<![^\W\d_])(?=\w)(?:жен[аыеуо]й?|муж(?:а|у|ем)?|супруг\w*|мам[аыеу]|мамой|пап[аыеу]|мать|матери"
    r"|от(?:ец|ца|цу)|сын(?:а|у|ом)?|доч\w+|брат(?:а|у)?|сестр\w+|подруг\w+|друг(?:а|у|ом)?|коллег\w+"
    r"|тещ\w+|бабушк\w+|дедушк\w+|начальник\w*|секретар\w+"
    r"|дружин[аиіу]|чолові\w+|донь\w+|батьк\w+|матер\w+|мамі|тат[оуа]|друз\w+|колег\w+"
    r"|wife|husband|mum|mom|mother|dad|father|son|daughter|brother|sister|friend|colleague|partner|boss"
    r"|assistant|secretary|neighbour|grandmother|grandfather|aunt|uncle"
    r"|femme|mari|mère|père|fils|fille|frère|sœur|soeur|ami|amie|collègue|copain|copine|conjoint|conjointe"
    r"|épouse|époux|grand-mère|assistante|secrétaire"
    r"|mijn (?:man|vrouw|zoon|vriend)|vrouw|moeder|vader|zoon|dochter|broer|zus|vriend|vriendin|collega"
    r"|echtgenoot|echtgenote|partner"
    r"|γυναίκα|γυναίκας|άντρα\w*|σύζυγ\w+|μητέρα\w*|μαμά\w*|πατέρα\w*|μπαμπά\w*|γιος|γιου? μου|κόρη\w*|αδελφ\w+"
    r"|αδερφ\w+|φίλ(?:ος|η|ου|ης|ο)|συνάδελφ\w+)(?![^\W\d_])",
    re.IGNORECASE,
)
TITLES = re.compile(
    r"(?<![^\W\d_])(?=\w)(?:(?:de heer|mr|mrs|ms|miss|dr|prof|professor|doctor|docteur|docteure|professeur|maître"
    r"|mx|sir|mme|mlle|mgr|monsieur|madame|mademoiselle|dhr"
    r"|mevr|mevrouw|meneer|mw|drs|ir|ing|herr|frau|κος|κα|κύριος|κυρία|κύριο|δρ|г-н|г-жа|господин|госпожа"
    r"|пан|пані|доктор|врач|лікар|γιατρός|καθηγητής|профессор|тов|товарищ)(?:\.\s?|\s+)"
    r"|(?:m|mm|κ|κκ|д-р|гр)\.\s?(?=[^\W\d_]{2})|(?:the|de heer|le|la)\s(?=(?:mr|mrs|dr)\b))",
    re.IGNORECASE,
)
FIRM = re.compile(
    r"(?:(?<![^\W\d_])(?:ооо|оао|зао|пао|ао|ип|тов|фоп|тоо|чп|чуп|одо|уп|приват|llp|ltd|компани[яи]"
    r"|компания|компанія|компанії|фирм[аы]|фірма|фірми|магазин|салон|студи[яи]|студія|агентств\w+|завод"
    r"|группа компаний"
    r"|société|sarl|sas|eurl|bvba|gmbh|srl|sté|entreprise|ets|agence|cabinet|garage|menuiserie|firma"
    r"|bedrijf|bouwbedrijf"
    r"|aannemersbedrijf|company|the company|εταιρεία|εταιρία|ξενοδοχείο|κατάστημα"
    r"|γραφείο)\s+(?:[«\"'“][^»\"'”\n]{1,60}[»\"'”]"
    r"|[^\W\d_][\w'&.\-]{0,40}(?:\s+(?=[A-ZА-ЯΑ-ΩЁ])[\w'&.\-]{1,40}){0,2}))"
    r"|[«“][^»”\n]{1,60}[»”]"
    r"|(?<![\w'&\-])(?:(?-i:[A-ZА-ЯЁΑ-ΩΆ-ΏІЇЄ])[\w'&\-]{0,30}\s(?:&\s)?){1,3}(?:ltd|limited|llc|llp|plc"
    r"|inc|corp|gmbh|bv"
    r"|b\.v\.|nv|n\.v\.|vof|sarl|sas|sa|sàrl|eurl|srl|ag|ae|α\.ε\.|αε|επε|ε\.π\.ε\.|οε|ο\.ε\.|ικε|μιδε|ооо"
    r"|co|pty|group|& sons|and sons|pvt)(?![^\W\d_])\.?",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"(?<![^\W\d_])(?=\w)(?:(?:г|гор|пос|дер|обл|м)\.\s?|(?:город|города|городе|місто|міста|посёлок|село"
    r"|деревня|станция|метро|район|область)\s|(?:ул|пр|пр-т|пер|просп|вул|бул|шоссе)\.?\s|(?:улица|улице"
    r"|проспект|переулок|вулиця|rue|avenue|boulevard|place|chemin|οδός|οδος"
    r"|λεωφόρος)\s)[^\W\d_][\w\-]*(?:\s[A-ZА-ЯЁΑ-Ω][\w\-]+)?"
    r"|(?<![\w\-])[^\W\d_][\w\-]{0,40}\s?(?:street|road|avenue|lane|straat|laan|weg|gracht|strasse"
    r"|straße)(?![^\W\d_])",
    re.IGNORECASE,
)
FROM = words(
    """
    из с со з зі із від from in at of near living based uit bij te à chez από στην στη στο aus under
    """
)
TOWNS = words(
    """
    москва москвы москве мск спб питер питера петербург санкт-петербург новосибирск екатеринбург казань нижний
    новгород челябинск самара омск ростов ростов-на-дону уфа красноярск воронеж пермь волгоград краснодар саратов
    тюмень тольятти ижевск барнаул ульяновск иркутск хабаровск ярославль владивосток махачкала томск оренбург
    кемерово новокузнецк рязань астрахань пенза липецк тула тверь киров чебоксары калининград брянск курск иваново
    магнитогорск сочи ставрополь белгород сургут владимир архангельск калуга смоленск мурманск вологда химки
    подольск мытищи балашиха королёв минск гомель витебск могилев гродно брест бобруйск алматы астана шымкент
    караганда актобе павлодар атырау тараз київ киев харків одеса одесса дніпро львів запоріжжя кривий ріг вінниця
    миколаїв полтава чернігів черкаси житомир суми рівне тернопіль луцьк ужгород чернівці івано-франківськ
    хмельницький херсон кропивницький london leeds manchester birmingham glasgow liverpool bristol sheffield
    edinburgh cardiff belfast leicester nottingham newcastle southampton brighton oxford cambridge york bath dublin
    cork galway limerick waterford chicago boston houston phoenix dallas seattle denver miami atlanta toronto
    montreal vancouver calgary ottawa sydney melbourne brisbane perth adelaide canberra hobart texas california
    ontario usa uk england scotland wales ireland paris lyon marseille toulouse nice nantes strasbourg montpellier
    bordeaux lille rennes reims toulon grenoble dijon angers nîmes brest tours metz bruxelles brussels liège namur
    charleroi mons genève lausanne fribourg neuchâtel luxembourg esch amsterdam rotterdam utrecht eindhoven
    groningen tilburg almere breda nijmegen apeldoorn haarlem arnhem enschede leiden delft maastricht zwolle den
    haag gent antwerpen brugge leuven mechelen kortrijk hasselt oostende aalst brussel αθήνα αθηνα θεσσαλονίκη πάτρα
    πάτρας ηράκλειο λάρισα βόλος ιωάννινα τρίκαλα χαλκίδα σέρρες ξάνθη κατερίνη καλαμάτα καβάλα χανιά ρόδος κέρκυρα
    χίος σάμος κως σύρος πειραιάς περιστέρι γλυφάδα μαρούσι λευκωσία λεμεσός λάρνακα πάφος berlin hamburg münchen
    köln frankfurt zürich bern basel россия украина україна беларусь казахстан france nederland belgië belgique
    ελλάδα κύπρος
    """
) - {"владимир", "tours", "nice", "mons", "york", "bath"}
PARTICLES = words(
    """
    de la du des van der den ter ten von zu di da del della le el bin ibn al ben ap y e dos do das 't op mac mc оглы
    кызы бек фон ван де ла
    """
)
