"""Common given names. They settle doubtful cases (small letters, oblique forms, the other keyboard); a name that is
not here is a name all the same wherever the text shows it to be one."""

from __future__ import annotations

from functools import cache

from .wordlists import words

CYRILLIC = words(
    """
    ваня костя лёша леша алёша алеша наташа настя катюша гоша жора митя ксюша аня анечка лёва гена валя галя рая
    тома вова володя даня федя гриша эдик славик толик юлька танюша машенька оленька ник кира мила лана яна рада
    веста ярик игнатий лука савва мирон марьяна виолетта эвелина влада инга агата аида амина самира гульнара зулейха
    рустем айдана бауыржан нурсултан ерлан серик ержан асель айгерим дана мадина назгуль вадік петрик ігорко оленка
    марічка александр александра алексей алена алёна алина алиса алла альберт альбина анастасия анатолий ангелина
    андрей анжела анна антон антонина арина аркадий арсений артем артём артур богдан борис вадим валентин валентина
    валерий валерия варвара василий василиса вася вера вероника виктор виктория виталий влад владимир владислав
    владислава всеволод вячеслав галина геннадий георгий герман глеб григорий давид даниил данила дарина дарья даша
    демид денис диана дима дмитрий ева евгений евгения егор екатерина елена елизавета ефим женя жанна захар зинаида
    злата зоя иван игнат игорь илья инна ирина ия карина катя кирилл клавдия константин кристина ксения коля лариса
    лев леонид леня лена лера лиза лидия лилия лия любовь людмила люба люда майя макар максим макс маргарита марина
    мария марк марта марат матвей маша миша михаил надежда надя назар наталия наталья нелли ника никита николай нина
    оксана олег олеся оля ольга павел паша петр пётр петя платон полина прохор раиса ренат регина рената ринат рита
    родион роза роман рома руслан рустам савелий саша света светлана святослав семен семён серафима сергей серёжа
    серега слава снежана софия софья соня станислав стас степан стёпа таисия тамара таня татьяна тарас тимофей тимур
    тихон толя тоня ульяна фаина федор фёдор филипп эдуард эльвира эмма эрик юлия юля юра юрий яков ян ярослав эд
    айгуль айдар алмаз ася ахмед данияр динара жанар ильдар камила карим лейла мурат нурлан рамиль равиль тимурлан
    фатима шамиль эльдар эля аким андрій анастасія антоніна артемій валерій василь вікторія віктор віталій володимир
    ганна гнат григорій данило дмитро євген євгенія єва зеновій іван ігор ілля інна ірина катерина кирило ксенія
    ліна лілія любов марія маряна мар'яна мирослав мирослава михайло микола надія назарій наталія олександр
    олександра олексій олена орест остап павло петро поліна роксолана сергій соломія тетяна тимофій уляна федір
    христина юлія юрій ярина лесь лесю юр леся богдана даниэла домініка доминика мирослава станислава стефания
    эмилия эрика ярослава габриэла юлиана юліана юстина радмила данута
    """
)
LATIN = words(
    """
    dave steve andy jimmy billy johnny vicky debbie jenny becky lizzie maggie gemma holly hugh bruce craig derek
    doug eddie ellie freddie geoff georgia gina hayley jill joel jodie josie kay kirsty lauren leanne lee lesley
    lorna lynn maureen mick molly neil nigel pam penny phil poppy ray rhys rosie ross roy russell sally shane shaun
    sheila sian stacey stella stuart tanya terry tessa tracey trevor wayne priyanka raj ravi sunita wei li hassan
    ali ahmed fatma ibrahim baptiste benoit bruna cedric clement corentin cyril damien delphine elodie estelle
    fabrice gaelle gregory jeremie jocelyne josette laetitia lionel ludovic magali marion maxime mireille morgane
    muriel myriam nadine odile pauline quentin regis roland sandrine severine solene sylvain tristan yvette yvonne
    eloise éloïse aad ad arie arjan bram cees coen cor dennis dick eefje eline esmee fleur fien gijs gerda hanneke
    hans hilde ilse ineke inge jaap janneke jasper jeroen jelle johanneke jos joke judith kees lotte loes lucas
    marjolein mark marjon matthijs merel miriam nienke noor petra pim rens rik roos ruud saskia sjoerd sofie stijn
    tess thea tijn truus uwe wilma wim wendy wouter aaron abigail adam adrian aisha alan albert alex alexander
    alexandra alice alison amanda amelia amy andrea andrew angela anita ann anna anne anthony antoine arthur aurelie
    barbara bart bas ben benjamin bernard beth bob brandon brian bruno camille carl carla carlos carol caroline
    catherine celine chantal charles charlie charlotte chiara chloe chris christian christina christine christophe
    claire clara claude claudia colin connor corinne daan dan daniel david dean deborah declan denis diana diane
    dirk dominique donna dorothy dylan edith edward eleni eliza elizabeth ella ellen els elise emily emma emmanuel
    eric erik esther ethan eva evelyn eve fabien fatima femke fiona florence florian floor frances francis francois
    frank fred frederic gabriel gary gavin geert george gerard gert gilles grace graham greg guillaume guus hannah
    harry heather helen helena hendrik henk henri henry hugo ian ines ingrid irene isabel isabelle iris ivan jack
    jacob jacques jake james jan jane janet jason jean jeanne jeff jennifer jeremy jerome jess jesse jessica jim jo
    joan joe johan john johanna jolanda jonathan joost jordan joris jose joseph joshua josh joy joyce juan julia
    julie julien june justin karen karin kate katerina kathleen katie keith kelly ken kevin kim klaas koen kostas
    kyle laura lars laurent leah lea lena leo leon lies lieke liam linda lisa loic louis louise luc lucie lucy luke
    maarten madison manon marc marco margaret margot maria marie marieke marijke marjan marleen marta martin martine
    mary mathieu matt matthew maud maurice max megan melanie melissa mia michael michel michelle mike mieke mila
    mohamed mohammed monique murielle nadia nancy naomi natalie nathalie nathan niall nick nicolas nicole niels
    nikos nina noah noel noemie nora oliver olivia olivier omar oscar owen pascal patricia patrick paul paula peter
    philip philippe pierre piet pieter priya rachel ralph raymond rebecca remi rene richard rick rita rob robert
    robin roger romain ron rosa ruben ruth ryan sabine sam samantha samuel sandra sanne sara sarah scott sean
    sebastien serge sharon silvia simon simone sofia sophia sophie stefan stephanie stephen steven sue susan suzanne
    sven sylvie tanja tara teun theo therese thierry thijs thomas tim tina tobias tom tony tracy valerie vanessa
    vera veronique victor victoria vincent virginie walter willem william wout xavier yan yann yannick yasmine yves
    zoe zoé ève inès noé léo léa chloé céline rené renée jérôme rémi noémie sébastien véronique frédéric andré
    hélène élise éric françois stéphanie loïc aoife siobhan niamh ciara sinead
    """
)
GREEK = words(
    """
    αγγελική αθανάσιος αθηνά αιμιλία αλέξανδρος αλεξάνδρα αλέξης αναστασία αναστάσιος ανδρέας άννα αντώνης αντώνιος
    αντωνία αποστόλης αργύρης αρετή άρης αριστείδης ασπασία βαγγέλης βασίλης βασίλειος βασιλική βίκυ βικτώρια
    γεώργιος γεωργία γιάννης γιώργος γρηγόρης δανάη δέσποινα δημήτρης δημήτριος δήμητρα διονύσης ειρήνη ελένη
    ελευθερία ελευθέριος ελισάβετ εμμανουήλ ευαγγελία ευγενία ευδοκία εύα ευ ζωή ηλέκτρα ηλίας ηρακλής θανάσης
    θεοδώρα θεόδωρος θοδωρής θωμάς ία ιάσονας ιάσων ιουλία ιωάννα ιωάννης καλλιόπη κατερίνα αικατερίνη κική κλειώ
    κυριακή κυριάκος κωνσταντίνα κωνσταντίνος κώστας λάμπρος λευτέρης λία λεωνίδας λίνα λουκάς μάγδα μάκης μανώλης
    μάρθα μαρία μαρίνα μάριος μάρκος μελίνα μιχάλης μιχαήλ μυρτώ νατάσα νεφέλη νικολέτα νίκη νίκος νικόλαος ξένια
    ξενοφών όλγα ορέστης παναγιώτα παναγιώτης πάνος παρασκευή πάρης παύλος πέτρος πηνελόπη ραφαήλ ρένα σοφία σπύρος
    στάθης σταύρος στέλιος στέφανος στέλλα σωτήρης σωτηρία τάκης τάσος τζένη φανή φίλιππος φώτης φωτεινή χαρά χάρης
    χαράλαμπος χρήστος χρίστος χριστίνα χρύσα
    """
)
ALL = CYRILLIC | LATIN | GREEK


@cache
def nominatives(ukrainian: bool = False) -> dict[str, tuple[str, str]]:
    """Oblique forms of Cyrillic given names -> (nominative, gender `f` or `m`), where only one name has the form, or
    one in this language: `Павла` is of `Павел` in Russian, of `Павло` in Ukrainian."""
    table: dict[str, list[str]] = {}
    for name in sorted(CYRILLIC):
        for form in dict.fromkeys(_forms(name)):
            if form not in CYRILLIC:
                table.setdefault(form, []).append(name)
    meant = {form: _likeliest(names, ukrainian) for form, names in table.items()}
    return {form: (name, _gender(name)) for form, name in meant.items() if name is not None}


def _likeliest(names: list[str], ukrainian: bool) -> str | None:
    here = [name for name in names if name.endswith("о") == ukrainian]
    here = [name for name in here if not ("е" in name and name.replace("е", "ё", 1) in here)]
    if len(names) == 1 or (len(here) != 1 and names[0] in _LIKELIER):
        return names[0]
    return here[0] if len(here) == 1 else None


def _gender(name: str) -> str:
    return "f" if name.endswith(("а", "я", "овь")) and name not in _MEN_IN_A else "m"


_MEN_IN_A = words(
    """
    илья никита саша женя миша вася дима коля паша рома юра петя лука данила толя слава стёпа серега серёжа ілля
    леня
    """
)  # fmt: skip
_LIKELIER = frozenset(
    {"александр", "олександр", "валерий", "валерій", "евгений", "євген", "виктор", "роман", "ярослав"}
)


def _forms(name: str) -> tuple[str, ...]:
    stem = name[:-1]
    if name.endswith(("ия", "ія")):
        return stem + "и", stem + "ю", stem + "ей", stem + "і", stem + "ї", stem + "єю"
    if name.endswith(("га", "ка", "ха")):
        softened = name[:-2] + {"г": "з", "к": "ц", "х": "с"}[name[-2]] + "і"
        return softened, stem + "и", stem + "е", stem + "у", stem + "ой", stem + "ою"
    if name.endswith("а"):
        soft = "и" if stem[-1] in "гкхжшщч" else "ы"
        return (
            stem + soft,
            stem + "е",
            stem + "у",
            stem + "ой",
            stem + "ей",
            stem + "ою",
            stem + "и",
            stem + "і",
            stem + "о",
        )
    if name.endswith("я"):
        return stem + "и", stem + "е", stem + "ю", stem + "ей", stem + "ёй", stem + "і", stem + "ї", stem + "єю"
    if name.endswith(("ий", "й", "ь", "ій")):
        return stem + "я", stem + "ю", stem + "ем", stem + "ём", stem + "єм", stem + "єві", stem + "еві"
    if name.endswith("о"):
        return stem + "а", stem + "у", stem + "ом", stem + "ові", stem + "е"
    stem = {"павел": "павл", "лев": "льв", "петр": "петр", "пётр": "петр"}.get(name, name)
    return stem + "а", stem + "у", stem + "ом", stem + "ові"
