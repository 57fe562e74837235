"""What pseudo-leads say, in six languages: tables for `signs`. Nothing here is a nationality or a rare name."""

from __future__ import annotations

import re

_B, _E = r"(?<![^\W_])", r"(?![^\W_])"


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_B}(?:{words})", re.IGNORECASE)


INJECTION = re.compile(
    r"<\s?script|<\s?img|<\s?iframe|\bor\s+1\s?=\s?1|union\s+select|drop\s+table|\$\{[^}]{0,40}\}"
    r"|\{\{[^}]{0,40}\}\}|'--|\.\./\.\./|%00|sleep\(\d|/etc/passwd|\bxp_cmdshell|onerror\s?=",
    re.IGNORECASE,
)
LINK = re.compile(
    r"https?://|www\.|t\.me/|bit\.ly|(?<![\w@])[\w-]{2,40}\.(?:com|ru|net|org|io|xyz|top|shop|site|online"
    r"|example|info|biz|club)(?!\w)",
    re.IGNORECASE,
)
ADVERT = _any(
    r"crypto\w*|bitcoin|btc|forex|casino|казино|betting|бетинг|backlinks?|seo\b|rank your (?:web)?site"
    r"|google first page|first page of google|web ?design services|guest post|link building"
    r"|earn \$?\d|make money|passive income|work from home|cli(?:ck|k) here|klik hier|cliquez ici|κλικ εδώ"
    r"|жми (?:сюда|на ссылку)|переход\w+ по ссылке|тисни сюди|перейди за посиланням"
    r"|verdien(?:en)? (?:tot|snel) (?:€|\$|\d)"
    r"|limited offer|best rates guaranteed"
    r"|no credit check|get a loan|fast loans|viagra|cialis|porn|onlyfans|hot girls|adult dating"
    r"|заработ\w+ (?:от|без|на)|заработок|пассивн\w+ доход|без вложений|подпи\w+ на (?:наш |мой )?канал"
    r"|подписывай\w*|продвижени\w+ (?:сайт|в|вашего)|раскрут\w+|накрут\w+|инвестиц\w+ (?:от|под)"
    r"|бонус \d+ ?%|ставки на спорт|займ\w* (?:без|за|онлайн)|крипт\w+|бинанс"
    r"|заробіток|заробляй\w*|грати зараз|підпи\w+ на канал|позик\w+ онлайн|gagne[rz]? (?:de l'argent|\d)"
    r"|gagnez|référencement|crédit rapide|paris sportifs|verdien geld|geld verdienen|snel geld"
    r"|lening zonder|κερδίστε|κέρδισε|δάνει\w+ χωρίς|στοίχημα|we offer (?:seo|web|digital|marketing)"
    r"|our (?:seo|marketing|web) services|increase your (?:traffic|sales)|promotion of your"
)
GIBBERISH = re.compile(
    r"(?:[bcdfghjklmnpqrstvwxz]{5,}[a-z]{0,10}(?:\s[a-z]{1,12})?|[бвгджзйклмнпрстфхцчшщ]{5,}[а-я]{0,8}"
    r"|[a-z]{0,4}[bcdfghjklmnpqrstvwxz]{4,}[a-z]{0,5}(?:\s[a-z]{0,4}[bcdfghjklmnpqrstvwxz]{4,}[a-z]{0,5})?"
    r"|(?:asd|qwe|zxc|jkl|dfg|фыв|йцу|ячс|олд|ывап|asdf|qwer){1,6}[a-zа-я]{0,2}|(\w{2,4}?)\1{2,60})",
    re.IGNORECASE,
)
PAID = _any(
    r"(?:заполня\w+|прохожу|прошла?|делаю)[^.\n]{0,30}(?:за (?:деньги|\d+)|задани\w+|по заданию)"
    r"|задани\w+ (?:с|на) бирж\w+|бирж\w+ заданий|выполнил\w* задани\w+|оплат\w+ за (?:заполн|задан"
    r"|анкет)\w+|где (?:моя |мои )?(?:оплата|деньги)|мне (?:платят|заплат\w+|обещали заплатить)"
    r"|за (?:анкет|заявк|форм|опрос)\w+ (?:мне )?(?:плат|обещ)\w+|за (?:анкет|заявк|форм)\w+ (?:мені )?плат\w+"
    r"|(?:told|asked|hired) to fill[^.\n]{0,30}for (?:a few )?[$£€]?\d+|(?:gig|task|job) (?:on|from) (?:fiverr|upwork)"
    r"|on me paie pour|micro-?tâche|(?:ik )?krijg (?:hier(?:voor)? )?betaald|sproutgigs|picoworkers|vktarget|seosprint"
    r"|платят за (?:анкет|заявк|каждую|заполн)\w+|код подтверждения задания|юду|толока|toloka|workzilla"
    r"|яндекс\.?задани\w+"
    r"|викона\w+ завдання|завдання з біржі|де оплата|мені платять|за гроші заповн\w+|paid (?:task|survey)"
    r"|microtask|for a (?:paid )?task|task (?:id|completed|proof)|proof code|mturk|mechanical turk"
    r"|clickworker|microworkers|i(?:'m| am| get| was) (?:being )?paid (?:to|for) (?:fill|do|this|each|per)"
    r"|pay me for"
    r"|payée? pour remplir|tâche (?:rémunérée|payée)|mission rémunérée|je suis payé|betaald (?:voor"
    r"|om)[^.\n]{0,20}(?:invul|formulier|taak|enquête)|betaalde (?:taak|opdracht)|πληρών\w+ (?:για"
    r"|γι')[^.\n]{0,25}(?:φόρμ|ερωτημ|συμπλ)\w*|αμειβόμενη εργασία|με πληρώνουν"
)
SAME_TRADE = _any(
    r"(?:мы|я)(?: и)? (?:сами |сам |сама |тоже |также )+(?:дела|произвож|производ|прода|шь|печ|занима"
    r"|работа|организ|пек|вед|име|открыва)\w*|у (?:нас|меня) (?:тоже |сво[йяёе] (?!фирм|компани|бизнес)|така(?:я|й) же "
    r"|похож\w+ |аналогичн\w+ )+(?:магазин|салон|фирм|компани|бизнес|агент|студи|цех|производ|мастерск|клиник"
    r"|школ)\w*|мы ваши конкурент\w*|конкурент\w* (?:ваш|из)\w*|(?:я|мы) (?:из"
    r"|от) (?:компании-)?конкурент\w*|изуча\w+ (?:рынок|конкурентов)|анализ\w* (?:рынка|конкурентов)"
    r"|смотр\w+ (?:на )?конкурентов|собира\w+ информацию о конкурентах|открываю (?:такой же|похожий"
    r"|свой)\w*"
    r"|ми (?:теж|також|самі)|у нас (?:теж|також|схож\w+) |вивча\w+ ринок|дослідж\w+ (?:ринок|конкурент)\w*"
    r"|we (?:also |too )?(?:run|own|operate|have|make|sell|do) [^.\n]{0,40}(?:too|as well|ourselves"
    r"|also)\b|we also (?:run|own|make|sell|operate)|i (?:also )?(?:run|own) an? (?:similar|rival"
    r"|competing)\w*|in the same (?:trade|business|industry|line)|competitor analysis"
    r"|checking (?:out )?(?:the |our )?competit\w+|researching (?:the |our )?(?:competit\w+|market)"
    r"|market research|mystery shop\w*|we are (?:your )?competitors?"
    r"|je suis (?:moi-même |aussi )?(?:pâtissier|dentiste|cuisiniste|fleuriste|concurrent|du métier"
    r"|dans le métier|artisan)\w*|nous (?:avons|sommes|faisons|tenons) (?:aussi|également|nous-mêmes)"
    r"|regarde les concurrents|étude de (?:marché|la concurrence)|analyse de la concurrence"
    r"|wij (?:zijn|hebben|maken|verkopen|runnen) (?:zelf|ook)|ik heb (?:zelf|ook) een"
    r"|concurrent(?:ie)?(?:analyse|onderzoek)|marktonderzoek|we zitten in dezelfde branche|έχουμε κι εμείς"
    r"|έχουμε και εμείς|είμαστε (?:κι|και) εμείς|έρευνα αγοράς|ανταγωνιστ\w+|στον ίδιο κλάδο"
)
_NOSY = (
    ("supplier", r"(?:кто|какие|какой|у каких|у кого|чьи|где)[^.\n?]{0,30}(?:поставщик\w*|закупа\w+|берёте"
            r"|берете)|ваши\w* поставщик\w*|поставщик\w* (?:фурнитуры|фасадов|сырья|материал\w+)"
            r"|хто (?:ваш\w* )?постачальник\w*|у кого закуповуєте|who (?:is|are) your (?:\w+ )?suppl\w+|(?:which"
            r"|what) suppl\w+|who supplies|where do you (?:source|buy)|qui sont vos fournisseurs"
            r"|(?:vos|votre) fournisseurs?|quel(?:s)? (?:est votre )?fournisseur\w*|wie (?:is|zijn) (?:jullie"
            r"|uw) leverancier\w*|(?:jullie|uw) leveranciers?|welke leverancier\w*|προμηθευτ\w+"),
    ("margin", r"наценк\w+|маржа?\w*|рентабельн\w+|себестоимост\w+|закупочн\w+|сколько (?:вы )?(?:зарабатыва"
            r"|наварива|имеете)\w*|ваш\w* (?:оборот|выручк|прибыл)\w*|націнк\w+|собіварт\w+|(?:your"
            r"|the) (?:profit )?margins?|mark-?up|your (?:turnover|revenue|profit)|votre (?:marge"
            r"|chiffre d'affaires)|quelle (?:est votre )?marge|marges?\b|(?:jullie|uw) (?:marge|omzet"
            r"|winst)|winstmarge|περιθώριο κέρδους|ο τζίρος|τζίρο\w*"),
    ("volume", r"сколько (?:у вас )?(?:заявок|клиентов|заказов|лидов|продаж|менеджеров|учеников|пациентов"
            r"|сотрудников)|какая (?:у вас )?(?:конверсия|посещаемость)|конверси\w+"
            r"|скільки (?:у вас )?(?:заявок|клієнтів|замовлень|лідів|менеджерів|працівників|продавців)"
            r"|how many (?:patients|clients"
            r"|customers|orders|leads|students|sales|bookings|employees|staff)|conversion rate"
            r"|combien de (?:clients|commandes|leads|ventes|demandes|commerciaux|vendeurs|employés|salariés)"
            r"|hoeveel (?:klanten|bestellingen"
            r"|leads|aanvragen|verkopen|verkopers|medewerkers)|πόσους (?:πελάτες|πωλητές|υπαλλήλους)"
            r"|πόσες (?:παραγγελίες|κρατήσεις|πωλήσεις)"),
    ("marketing", r"(?:какая|какой|какую)[^.\n?]{0,15}(?:crm|црм)|сколько (?:вы )?(?:плат"
            r"|трат)\w+[^.\n?]{0,20}(?:лид|реклам|клиент|заявк|продвиж)\w*|(?:тратите|платите) (?:за"
            r"|на) (?:лид|реклам)\w*|кто (?:вам )?(?:делал|настраивал|вёл|ведет|сделал)[^.\n?]{0,25}(?:бот"
            r"|сайт|реклам)\w*|стоимость лида|цена лида|(?:how much|what) do you (?:pay"
            r"|spend)[^.\n?]{0,25}(?:lead|ads|advert|marketing|click|customer)\w*|cost per lead|which crm"
            r"|what crm|who (?:made|built|designed|developed|set up|wrote) (?:this|your|the)"
            r" (?:chat)?(?:bot|site|website|quiz|form|funnel)|qui a (?:fait|créé|conçu) (?:ce|votre) (?:bot|site)"
            r"|wie (?:heeft|maakte) (?:deze|jullie|de) (?:chat)?(?:bot|site|website)"
            r"|хто (?:вам )?(?:робив|налаштовував)"
            r"|ποιος (?:έφτιαξε|σας έφτιαξε)|combien (?:payez"
            r"|dépensez)-?\s?vous|quel crm|hoeveel betalen jullie|welk crm|kosten per lead"
            r"|πόσο (?:πληρώνετε|ξοδεύετε)[^.\n;]{0,25}(?:διαφήμιση|lead)|ποιο crm"
            r"|скільки (?:ви )?(?:платите|витрача\w+)"),
    ("pay", r"сколько (?:зарабатыва|получа)\w+ (?:ваш\w* )?(?:менеджер|сотрудник|мастер|продав)\w*"
            r"|зарплат\w+ (?:у )?(?:ваш\w* )?(?:менеджер|сотрудник|продав|мастер)\w*|какую комісію"
            r"|яку комісію|какую комиссию|комисси\w+ (?:агент|менеджер)\w*|what do you pay (?:your|them)"
            r"|how (?:much )?(?:do you )?pay (?:your|them|teachers|staff)|salar(?:y|ies) of"
            r"|find teachers and what|commission do you (?:pay|give)|quel salaire|quelle commission"
            r"|wat betalen jullie (?:het personeel|medewerkers|verkopers)|τι προμήθεια δίνετε|μισθ\w+"),
    ("people", r"(?:личн|прям|мобильн)\w+ (?:номер|телефон)\w* (?:ваш\w* |всех )?(?:менеджер|директор"
            r"|начальник|руковод|сотрудник|продав|мастер)\w*|(?:номера|телефоны|имена|список"
            r"|контакты) (?:ваших |всех )?(?:менеджер|сотрудник|мастер|продавц|директор)\w*"
            r"|кто (?:у вас )?(?:директор|начальник|руководител\w+|коммерческий"
            r"|главный)[^.\n?]{0,25}(?:продаж\w*|закуп\w*)?|хто (?:у вас )?(?:директор|керівник|начальник)"
            r"|who is (?:your|the) (?:head|director|manager|boss|owner)|(?:his|her|their|manager's"
            r"|managers'|staff's) (?:direct|personal|private|mobile) (?:mobile |phone )?(?:number|phone"
            r"|line)\w*|(?:direct|personal|private) (?:mobile |phone )?numbers? of (?:your|the|all)"
            r"|names? (?:and numbers? )?of (?:your|all|the) (?:managers?|staff|sales)|qui est (?:votre"
            r"|le) (?:directeur|responsable|patron|gérant)|(?:numéro|ligne) direct\w* (?:du|de la|de votre"
            r"|des)|wie is (?:jullie|uw|de) (?:directeur|eigenaar|verkoopleider|manager)|(?:rechtstreeks"
            r"|privé|direct)\w* nummers? van|ποιος είναι ο (?:διευθυντής|υπεύθυνος|ιδιοκτήτης)"
            r"|προσωπικ\w+ (?:τηλέφων|αριθμ)\w+"),
    ("method", r"как (?:у вас )?(?:устроен|построен|организован)\w*[^.\n?]{0,30}(?:отдел|продаж|процесс"
            r"|производ|работа)\w*|(?:пришлите|скиньте|дайте) (?:ваш )?(?:скрипт|регламент"
            r"|договор с поставщик|база клиент|базу клиент)\w*|how do you (?:find|get|attract|train"
            r"|hire) (?:your )?(?:teachers|clients|customers|staff|leads|managers|patients)"
            r"|your sales (?:script|process|funnel)|comment (?:trouvez|recrutez)-vous|hoe (?:vinden|werven"
            r"|krijgen) jullie|πώς βρίσκετε"),
)  # fmt: skip
NOSY = re.compile(_B + "(?:" + "|".join(rf"(?P<{name}>{pattern})" for name, pattern in _NOSY) + ")", re.IGNORECASE)
MOCK_NAMES = re.compile(
    rf"{_B}(?:дед мороз|снегурочка|санта|santa(?: claus)?|père noël|pere noel|sinterklaas|kerstman"
    rf"|άγιος βασίλης|mickey mouse|микки маус|minnie mouse|donald duck|дональд дак|batman|бэтмен|бетмен"
    rf"|superman|супермен|spider ?man|человек паук|людина павук|iron man|железный человек|darth vader"
    rf"|дарт вейдер|люк скайуокер|luke skywalker|yoda"
    r"|harry potter|гарри поттер|гаррі поттер|гендальф|gandalf|frodo|фродо|shrek|шрек|bart simpson"
    r"|homer simpson|гомер симпсон|спанч боб|spongebob|pikachu|пикачу|чебурашка|винни ?пух|winnie the pooh"
    r"|карлсон|буратино|pinocchio|кощей|баба яга|змей горыныч|иван грозный|иван дурак|чингисхан"
    r"|наполеон|napol[eé]on(?: bonaparte)?|jules césar|julius caesar|юлий цезарь|cleopatra|клеопатра"
    r"|вася пупкин|василий пупкин|пупкин|иван говнов|john doe|jane doe|donald trump|barack obama"
    r"|барак обама|elon musk|илон маск|владимир путин|putin|зевс|δίας|μέγας αλέξανδρος|sherlock holmes"
    r"|шерлок холмс|james bond|джеймс бонд|terminator|терминатор|хз|никто|nobody|noname|no name|аноним"
    r"|anonymous|king kong|кинг конг|godzilla|годзилла|tarzan|тарзан|zorro|зорро|robin hood|робин гуд"
    r"|cinderella|золушка|cendrillon|snow white|белоснежка|blanche neige|captain america|hulk|халк|dark vador"
    r"|кот матроскин|дядя федор|крокодил гена|незнайка|колобок|бармалей|айболит|шапокляк|остап бендер|штирлиц"
    r"|zwarte piet|σούπερμαν|μπάτμαν|καραγκιόζης|ben dover|hugh jass?|seymour butts?|amanda hugginkiss|i ?p freely"
    r"|heywood jablome|dracula|дракула|asterix|astérix|obelix|obélix|tintin|kabouter plop|nijntje|джокер|joker"
    r"|царь|король|бог|satan|сатана)" + _E
)
KEYS_NAME = re.compile(
    r"(?:asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|rtyu|zxcv|xcvb|cvbn|фыва|ывап|вапр|олдж|йцук|цуке|укен|кенг|ячсм|чсми)"
    r"[a-zа-я]{0,8}(?: [a-zа-я]{1,12})?"
)  # keys in their order
TEST_NAMES = re.compile(
    r"(?:test|тест|testing|тестовый|имя|name|qwerty|йцукен|asdf|фыва|ааа+|aaa+|xxx+|ххх+|\.+|-+|123\d*"
    r"|\d+)(?: (?:test|тест))?"
)
OBSCENE = re.compile(
    rf"{_B}(?:ху[йяюеё](?:вый|вая|ня|ню|ло|сос\w*)?|нах|нахуй|нахер|похуй|пизд\w{{0,8}}|[её]бан\w{{0,6}}"
    rf"|[её]б твою|заеб\w{{0,6}}|бля(?:дь|ть|ди)?|сука|суки|мудак\w{{0,3}}|мудило|говно|жоп[аеуы]|в жопу"
    rf"|пидор\w{{0,3}}|гандон\w{{0,2}}|залупа|fuck\w{{0,6}}|shit\w{{0,4}}|asshole\w{{0,2}}|bitch\w{{0,3}}"
    rf"|cunt\w{{0,2}}|wanker\w{{0,2}}|motherfucker"
    r"|connard\w{0,2}|enculé\w{0,2}|salope|merde|ta gueule|putain|klootzak\w{0,4}|kut|hoer|godverdomme|lul"
    r"|μαλάκα\w{0,2}|γαμ[ωώ]\w{0,4}|γαμημέν\w{1,3}|πούτσ\w{1,3}|σκατά|хуйня|хуйло|довбойоб|їбан\w{0,3})" + _E,
    re.IGNORECASE,
)
PRANK = _any(
    r"это (?:прикол|шутка|розыгрыш|пранк)|(?:просто |чисто )?(?:прикалыва\w+|разыгрыва\w+|стебусь|угораю)"
    r"|прикол\b|(?:разыгра|пошут)\w+ (?:над )?(?:друг|подруг|сосед|брат|коллег|учител)\w*|(?:он|она|друг"
    r"|подруга|брат) (?:офигеет|обалдеет|охренеет|удивится)|це (?:прикол|жарт|розіграш)|розігра\w+ друга"
    r"|(?:just )?(?:a )?prank\w*|just (?:kidding|joking|a joke|for fun|for a laugh)|it's a joke|(?:friend"
    r"|teacher|boss|brother|neighbour)\w* will (?:get the call|freak|be so)|lol jk|c'est une (?:blague"
    r"|farce)|je rigole|pour rire|juste pour rigoler|canular|grapje\w*|geintje|voor de grap|voor de lol"
    r"|είναι (?:πλάκα|αστείο|φάρσα)|κάνω πλάκα|για πλάκα|φάρσα"
)
FANTASY = _any(
    r"на (?:марс|луну|луне|марсе|юпитер\w*|небо)|северный полюс|с северного полюса|хогвартс\w*|мордор\w*"
    r"|готэм\w*|нарни\w+|за спасибо|ноль рублей|0 рублей|бесплатно и|единорог\w* живо\w+|живого (?:дракона"
    r"|единорога|динозавра)|дракон\w*|динозавр\w*|мамонт\w*|инопланет\w*|машин\w+ времени"
    r"|летающ\w+ тарелк\w*|літаюча тарілка|мільйон років|миллион лет|міл\w+ років|на місяць полетіти"
    r"|миллион метров"
    r"|to (?:mars|the moon)|on (?:mars|the moon)|north pole|hogwarts|mordor|in gotham|gotham|narnia"
    r"|klingon|elvish|dragons?\b|for my dinosaur|dinosaur\w*|time machine|\b500 teeth|yesterday\b(?! i)"
    r"|a unicorn|unicorns|spaceship|flying saucer|batmobile|à dos de licorne|sur (?:mars|la lune)"
    r"|pour la lune|dinosaure\w*|dragon\b|naar (?:mars|de maan)|dinosaurus|draak|noordpool|στον άρη"
    r"|στο φεγγάρι|δεινόσαυρ\w*|δράκ(?:ος|ο|ους)"
)
LAUGHTER = re.compile(
    rf"{_B}(?:[ах]{{5,}}|(?:ха){{2,}}х?|(?:ah?a){{3,}}|(?:ha){{2,}}h?|(?:хе){{3,}}|(?:hi){{3,}}|lo+l|lmao"
    rf"|rofl|kek|кек|лол|ржу|ору|mdr|ptdr|jaja(?:ja)?|(?:χα){{2,}}|😂{{2,}}|🤣{{1,}}|ы{{3,}}|[аa]{{4,}}){_E}"
    rf"|😂😂|🤣🤣",
    re.IGNORECASE,
)
# One who keeps a shop; said of the same goods, `I run a sofa shop`, he is of the trade.
KEEPER = _any(rf"(?:i|we|у меня|у нас|я|мы|ми|nous|j'ai|je|ik|wij|we|έχω|έχουμε|είμαστε){_E}")
OUTLET = re.compile(
    r"(?:shop|store|company|showroom|салон|магазин|компани|фирм|фірм|студи|цех|крамниц|magasin|société|entreprise"
    r"|boutique|winkel|zaak|bedrijf|κατάστημα|εταιρεία|μαγαζί)\w{0,4}",
    re.IGNORECASE,
)
# A million of anything but money, of which a private person needs none; a sign that counts only beside another.
MILLIONS = re.compile(
    r"(?<![\d.,])(?:[1-9]\d{0,2}[ .,]?(?:000[ .,]?){2,}|9{5,8})\s?(?=[^\W\d_])"
    r"(?!(?:руб|р(?=\W)|грн|гривень|тенге|тг|долл|дол|евро|євро|eur|usd|gbp"
    r"|pounds?|dollars?|euros?|ευρώ|rub|uah|chf|сум|франк)\w{0,4}(?!\w))"
    r"|(?<!\w)(?:truck|train|ship|wagon)loads? of \w+",
    re.IGNORECASE,
)
EMERGENCY = re.compile(r"0?(?:112|911|999|100|101|102|103|104|01|02|03|04|15|17|18|166|199|000|110)|(?:666){1,3}")
_PER = (
    r"(?:[^.\n\d]{0,3}\s?(?:шт|штук|коробок|набор\w*|человек|людей|гостей|персон|порц\w+|метров|м2"
    r"|pieces|boxes|people|persons|guests|sets|units|personnes|parts|gâteaux|de gâteaux|mensen|personen"
    r"|stuks|fietsen|άτομα|τεμάχια|осіб|чоловік))"
)
ABSURD_AMOUNT = re.compile(
    rf"{_B}(?:\d{{2,}}\s?(?:тонн\w*|tonnes?|tons?|τόνοι|τόνους)|вагон\w* (?!руб)|(?:два|три|пять|сто"
    rf"|\d+) вагон\w+|фур[ауы] (?:шокол|конфет|торт|цвет|роз)\w*"
    rf"|эшелон\w*|wagons? (?:of|full)|a (?:wagon|train|truck)(?:load)? of (?:choc|sweet|cake|rose"
    rf"|flower)\w*|un (?:wagon|camion) de|een (?:wagon|vrachtwagen) (?:vol )?(?:choc|taart|bloem|roz)\w*"
    rf"|ένα βαγόνι"
    rf"|(?:миллион|миллиард|мільйон|мільярд)\w*(?! (?:руб|тенге|грн|долл|евро|₽|сум))(?! ?\d)\s(?:штук|кух"
    rf"|торт|роз|шокол|конфет|метр|м2|человек|персон|лет|вел)\w*|(?:a |one |ten )?(?:million|billion"
    rf"|zillion|gazillion)s? (?!(?:pounds|euros?|dollars|usd|eur|gbp|rub|₽|in |budget))\w+|un (?:million"
    rf"|milliard) de (?!(?:euros|francs))\w+|(?:een |1 |10 )?(?:miljoen|miljard) (?!(?:inkomen))\w+"
    rf"|(?:ένα )?(?:εκατομμύρι\w+|δισεκατομμύρι\w+) (?!ευρώ)\w+"
    rf"|\d{{9,}}(?![\d@])|(?:\d[ .,]?){{6,}}{_PER})",
    re.IGNORECASE,
)
BULK_TRADE = re.compile(
    r"wholesale|опт|гурт|строй|буд|build|лес|пилом|timber|зерн|grain|уголь|coal|metal|металл|щебень|bulk"
    r"|cement|цемент|logistic|логист|groothandel|grossiste|en gros|χονδρικ",
    re.IGNORECASE,
)
