"""Host families and places of the synthetic municipality: invented, and written to be worth reading.

Each tells who lives there, what a day is like, what one eats, what the rules are, where one sleeps. `open` says how
often: nights a month by pattern or by hand. There are more teenagers than hosts who want them, as in life.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Home:
    """One host family or place. Ages are [from, to); `nights` are ISO weekdays whose night is open, in `weeks`."""

    slug: str
    called: str
    locality: str
    picture: str
    headline: str
    about: str
    house_rules: str
    food: str
    room: str
    beds: int = 1
    ages: tuple[int, int] = (9, 21)
    traits: tuple[str, ...] = ()
    weeks: str = "every"
    nights: tuple[int, ...] = (5, 6)
    nights_per_month: int | None = 4
    rest_days: int = 0
    longest: int | None = 3
    ask_each_time: bool = False
    mixes: bool = True
    needs_mentor: bool = False
    kind: str = "host"
    adults: tuple[str, ...] = ()
    children: tuple[tuple[str, int], ...] = ()
    pets: tuple[str, ...] = ()
    protected_address: bool = False
    animals: str = ""
    may_ask: str = ""
    may_not_ask: str = ""
    ask_us: str = ""
    speaks_for: str = ""
    languages: tuple[str, ...] = field(default=("sv",))


HOSTS = (
    Home(
        "lindgren",
        "Familjen Lindgren",
        "Röbäck",
        "house-garden",
        "Ett gult hus med en gammal hund",
        "Vi är Maria och Tomas. Våra barn är vuxna och har flyttat. Huset är lite för stort nu. Vi har en hund som heter "
        "Bosse. Han är tolv år och sover mest. Här får du vara i fred om du vill. Vill du ha sällskap sitter vi ofta i "
        "köket på kvällen och löser korsord eller spelar kort.",
        "Säg till om du går ut, så att vi vet. Ta av skorna. Bosse får inte choklad. Det är allt.",
        "Tomas lagar mest. Tacos på fredagar, pannkakor när någon är ledsen. Säg vad du inte äter.",
        "Ett eget rum på övervåningen med snedtak och dörr som går att stänga. Fönstret är mot skogen.",
        beds=2,
        ages=(9, 19),
        traits=(
            "quiet",
            "own_room",
            "dog",
            "nature",
        ),
        weeks="odd",
        nights=(5, 6),
        nights_per_month=6,
        adults=("Maria", "Tomas"),
        pets=("Bosse, hund",),
        animals=(
            "Bosse är en blandning av allt. Han är gammal, snäll och lite döv. Han sover gärna utanför din dörr, "
            "om du vill ha den stängd."
        ),
        may_ask="Vad du heter, vad du äter och om du vill bli väckt. Om det är något vi ska tänka på.",
        may_not_ask=(
            "Vi frågar inte varför du är här. Vi frågar inte hur det är hemma. Vill du prata om det så lyssnar vi."
        ),
        ask_us="Om du får duscha nu, ta en macka mitt i natten eller vara ensam en stund. Svaret är ja.",
        speaks_for="Maria",
    ),
    Home(
        "abdi",
        "Familjen Abdi",
        "Umeå",
        "house-flat",
        "Fullt liv på tredje våningen",
        "Vi är Hodan och Yusuf, och så Amina som är tio och Ilyas som är sju. Hos oss händer det saker. Någon spelar "
        "fotboll i hallen, någon bakar. Du behöver inte vara med. Det finns en soffa där ingen stör dig. Hodan är "
        "undersköterska och har hört det mesta. Hon lyssnar bra.",
        "Vi säger hej när vi kommer hem. Mobilerna ligger på hyllan när vi äter. Läggdags är olika för alla.",
        "Sambosa, ris, lax, makaroner. Vi äter inte gris. Det finns alltid frukt på bordet.",
        "Du delar rum med Amina om du vill, annars sover du i arbetsrummet.",
        ages=(9, 15),
        traits=(
            "smoke_free",
            "children",
            "town",
            "near_bus",
        ),
        nights=(5, 6),
        weeks="even",
        adults=("Hodan", "Yusuf"),
        children=(("Amina", 2016), ("Ilyas", 2019)),
        animals="Inga djur. Men Ilyas har en mygga i en burk, säger han.",
        may_ask="Om du är allergisk mot något, och vilken fotboll du helst är med i: den i hallen eller den på tv.",
        may_not_ask="Vi frågar inte om din familj. Barnen kan vara nyfikna. Då säger vi till dem, inte till dig.",
        ask_us="Om det blir för mycket ljud. Då stänger vi dörren om dig, utan att någon blir sur.",
        speaks_for="Hodan",
        languages=("sv", "so", "en"),
    ),
    Home(
        "holm",
        "Gunnel Holm",
        "Täfteå",
        "house-lake",
        "Båt, bastu och tyst om man vill",
        "Jag heter Gunnel, är 62 år och bor vid sjön. Jag har varit lärare. Nu har jag höns. På sommaren har jag båten i, "
        "på vintern åker vi spark på isen. Jag frågar inte så mycket. Men jag finns här, också mitt i natten.",
        "Flytväst i båten. Hönsen ska in när det mörknar, det får du gärna hjälpa till med.",
        "Fisk, soppa och nybakat bröd. Du får gärna vara med och laga.",
        "Gästrummet har egen ingång och en kakelugn.",
        ages=(10, 20),
        traits=(
            "quiet",
            "own_room",
            "nature",
            "animals",
        ),
        nights=(5, 6),
        weeks="every",
        nights_per_month=4,
        rest_days=2,
        ask_each_time=True,
        adults=("Gunnel",),
        pets=("Åtta höns",),
        animals=(
            "Åtta höns. Den bruna heter Bettan och låter sig klappas. Ingen av dem får komma in i huset, fast de "
            "försöker."
        ),
        may_ask="Om du har sovit, och om du vill ha ägg.",
        may_not_ask=(
            "Jag frågar inte om hemma. Jag frågar inte om skolan heller, jag har varit lärare och vet hur det kan "
            "kännas."
        ),
        ask_us="Väck mig om du inte kan sova. Då kokar vi te och tittar på sjön.",
        speaks_for="Gunnel",
    ),
    Home(
        "nilsson-berg",
        "Anna och Kim",
        "Tomtebo",
        "house-row",
        "Radhus, tevespel och två katter",
        "Vi är Anna och Kim, 34 och 36 år. Vi spelar mycket tevespel och brädspel. Kim bygger datorer. Anna springer. "
        "Katterna heter Mums och Pixel. Vi har inga barn, så det är lugnt, men vi skrattar ganska högt.",
        "Skärmarna av vid elva. Fråga innan någon kommer på besök.",
        "Vegetariskt mest. Kim gör egen pizza på lördagar.",
        "Ett litet rum med säng, skrivbord och en bra stol.",
        ages=(12, 19),
        traits=(
            "smoke_free",
            "own_room",
            "games",
            "cat",
            "town",
            "near_bus",
        ),
        nights=(5, 6),
        weeks="odd",
        adults=("Anna", "Kim"),
        pets=("Mums, katt", "Pixel, katt"),
        animals=(
            "Mums och Pixel är två katter. Mums är feg. Pixel kommer och lägger sig på dina fötter, vare sig du "
            "vill eller inte."
        ),
        may_ask="Vad du gillar att spela, och vad du inte äter.",
        may_not_ask="Varför du är här. Vem du är kär i. Om du gråter frågar vi bara om du vill vara ensam.",
        ask_us="Lösenordet till nätet. Hörlurar. Om katterna kan gå ut ur rummet.",
        speaks_for="Anna",
    ),
    Home(
        "aslund",
        "Familjen Åslund",
        "Sävar",
        "house-farm",
        "Gård med hästar, får och alltid något att göra",
        "Vi är Per och Elin med Tuva, 13, och Nils, 11. Vi har en gård. Det finns hästar att borsta och får att mata. "
        "Den som vill jobba får jobba, den som vill vila får vila. Här är det långt till grannen.",
        "Hjälm på hästen. Stövlar av i farstun. Vi väcker ingen före nio.",
        "Husmanskost. Mycket potatis. Elin bakar kanelbullar på söndagar.",
        "Du får Tuvas gamla rum. Det finns två sängar om syskon kommer ihop.",
        beds=2,
        ages=(9, 14),
        traits=(
            "animals",
            "nature",
            "children",
        ),
        nights=(5, 6),
        weeks="even",
        nights_per_month=8,
        adults=("Per", "Elin"),
        children=(("Tuva", 2013), ("Nils", 2015)),
        pets=("Två hästar", "Får"),
        animals=(
            "Hästarna heter Snö och Tjalle. Fåren har nummer, men Nils har gett dem namn ändå. Allt går att "
            "klappa utom baggen."
        ),
        may_ask="Vad du är rädd för, så att vi inte råkar hitta på det.",
        may_not_ask="Hur det är hemma. Barnen här vet att man inte frågar det.",
        ask_us="Torra kläder. Att få vara inne i stället. Om någon vill följa med till stallet.",
        speaks_for="Elin",
    ),
    Home(
        "sundstrom",
        "Familjen Sundström",
        "Holmsund",
        "house-harbour",
        "Nära havet, nära bussen",
        "Vi är Leif och Ritva. Leif jobbar i hamnen, Ritva syr. Vi har varit kontaktfamilj i nitton år. De flesta som har "
        "bott här hör av sig ibland. Vi tycker om det.",
        "Middag klockan sex, men det går att värma. Ring om du blir sen.",
        "Korvgryta, fiskpinnar, det du tycker om. Skriv upp det på lappen på kylen.",
        "Eget rum på nedre botten, med egen toalett.",
        ages=(9, 16),
        traits=(
            "own_room",
            "near_bus",
            "quiet",
        ),
        nights=(5, 6, 7),
        weeks="odd",
        nights_per_month=6,
        adults=("Leif", "Ritva"),
        animals="Inga djur nu. Det fanns en hund som hette Sisu. Ni kan få se bilder.",
        may_ask="När du behöver vara i skolan, och om du vill att någon följer med till bussen.",
        may_not_ask=(
            "Vi har haft många här och frågar inte ut någon. Det du säger stannar här. Om du är i fara säger "
            "vi det vidare, och då får du veta det först."
        ),
        ask_us="Skjuts till bussen. Mer täcke. Om lampan i hallen kan vara tänd.",
        speaks_for="Ritva",
        languages=("sv", "fi"),
    ),
    Home(
        "garcia",
        "Lucía García",
        "Umeå",
        "house-town",
        "Musik, målarfärg och sena frukostar",
        "Jag heter Lucía. Jag är musiklärare och bor med min dotter Alba som är sexton. Det står ett piano i "
        "vardagsrummet och en trumma i köket. Alba har kompisar här ibland. Du väljer själv om du vill vara med.",
        "Ingen musik efter tio. Alla plockar undan efter sig.",
        "Jag kommer från Spanien. Vi äter sent. Tortilla är alltid gott.",
        "Bäddsoffa i musikrummet. Dörren går att stänga.",
        ages=(13, 20),
        traits=(
            "smoke_free",
            "music",
            "town",
            "near_bus",
            "teenagers",
        ),
        nights=(6,),
        weeks="every",
        nights_per_month=3,
        longest=1,
        adults=("Lucía",),
        children=(("Alba", 2010),),
        animals="Inga djur, men grannens papegoja hörs ibland. Den kan tre ord på spanska.",
        may_ask="Vad du lyssnar på. Om du vill spela, eller hellre slippa.",
        may_not_ask=(
            "Alba och jag frågar inte varför du kommer. Hennes kompisar får veta att du är på besök, inget mer."
        ),
        ask_us="Att få nycklarna till musikrummet. Att vi är tystare. Att få sova länge.",
        speaks_for="Lucía",
        languages=("sv", "es", "en"),
    ),
    Home(
        "wikstrom",
        "Stina och Olle Wikström",
        "Hörnefors",
        "house-forest",
        "Skogen börjar vid trappan",
        "Vi är pensionärer. Olle fiskar, Stina kör traktor. Vi har haft många barn här, både små och stora. Det finns en "
        "koja, en kälkbacke och en skoter. Vi blir glada av besök och klarar oss bra utan prat.",
        "Väst och hjälm på skotern, alltid med Olle. Kojan är fri.",
        "Palt, blåbärssoppa och hemgjord saft.",
        "Tre sängar på vinden. Det knakar lite när det blåser.",
        beds=2,
        ages=(9, 17),
        traits=(
            "nature",
            "quiet",
            "sport",
        ),
        nights=(5, 6),
        weeks="even",
        nights_per_month=6,
        adults=("Stina", "Olle"),
        animals="Vi har inga egna djur. Men det går älg förbi nästan varje kväll, och en räv som Olle matar i smyg.",
        may_ask="Om du kan simma, och om du fryser lätt.",
        may_not_ask="Vi frågar inget om det som har varit. Vi är gamla och har sett det mesta.",
        ask_us="En ficklampa till dörren. Att någon sitter uppe tills du har somnat.",
        speaks_for="Stina",
    ),
)

PLACES = (
    Home(
        "stugan",
        "Stugan vid Nydalasjön",
        "Umeå",
        "cabin",
        "En stuga med öppen eld",
        "Stugan ligger i skogen vid sjön. Här bor alltid två vuxna över natten, ofta Per och Samira. Det är några få "
        "ungdomar på en gång. Man eldar, lagar mat och går ut på bryggan. Ingen frågar varför du är här.",
        "Vi hjälps åt med maten. Tyst efter elva. Ingen eld utan vuxen.",
        "Vi handlar ihop på fredagen. Alla får välja en rätt.",
        "Fem sängar i tre små rum. Du får säga vem du inte vill dela rum med.",
        beds=5,
        ages=(11, 21),
        traits=(
            "smoke_free",
            "nature",
            "teenagers",
        ),
        nights=(5, 6),
        weeks="every",
        nights_per_month=None,
        longest=2,
        kind="place",
        adults=("Per",),
        animals="Inga djur i stugan. Ekorren på taket räknas inte.",
        may_ask="Vad du heter, vad du vill äta på lördag och vem du helst delar rum med.",
        may_not_ask="Ingen frågar varför du är här, varken vi eller de andra. Det är den enda fasta regeln.",
        ask_us="Att få vara vid elden i fred. Att få byta rum. Att en vuxen går med till dasset i mörkret.",
        speaks_for="Per",
    ),
    Home(
        "lyan",
        "Lyan",
        "Umeå",
        "youth-flat",
        "En lägenhet mitt i stan",
        "Lyan är en lägenhet för dig som är femton eller äldre. En vuxen är vaken hela natten. Du får eget rum. Här går det "
        "att plugga, sova eller bara vara.",
        "Inga droger, inget våld. Säg till när du går.",
        "Kylen är full. Du lagar själv eller tillsammans.",
        "Fyra egna rum med lås.",
        beds=4,
        ages=(15, 21),
        traits=(
            "smoke_free",
            "own_room",
            "town",
            "near_bus",
            "quiet",
            "teenagers",
            "near_school",
        ),
        nights=(1, 2, 3, 4, 5, 6, 7),
        weeks="every",
        nights_per_month=None,
        longest=3,
        kind="place",
        adults=("Samira",),
        animals="Inga djur.",
        may_ask="Hur länge du vill sova, och om någon behöver veta att du är framme.",
        may_not_ask="Vi frågar inte vad som har hänt. Ingen kommer in i ditt rum utan att knacka och vänta på svar.",
        ask_us=(
            "Laddare, tandborste, kläder att låna. Att prata klockan tre på natten. Den som är vaken är det för "
            "din skull."
        ),
        speaks_for="Samira",
        protected_address=True,
    ),
    Home(
        "hamnmagasinet",
        "Verkstan",
        "Holmsund",
        "activity-house",
        "Skapa, spela, skruva",
        "Verkstan är ett aktivitetshus. På kvällarna finns musikrum, verkstad och kök. På lördagar kan några sova över i "
        "hängmattor. Jonas håller i det hela. Han har alltid en skiftnyckel i fickan.",
        "Fråga innan du använder en maskin. Alla får vara med.",
        "Kvällsmat ingår. Ofta toast eller soppa.",
        "Sex hängmattor i loftet.",
        beds=6,
        ages=(9, 21),
        traits=(
            "music",
            "games",
            "crafts",
            "near_bus",
        ),
        nights=(6,),
        weeks="every",
        nights_per_month=None,
        longest=1,
        kind="place",
        adults=("Jonas",),
        animals="En guldfisk i verkstan. Den heter Skruven.",
        may_ask="Om du har hållit i en borr förut.",
        may_not_ask="Var du bor och varför du kommer. Här räcker det med förnamn.",
        ask_us="Hur man gör. Vad det kostar: inget. Om du bara får sitta med.",
        speaks_for="Jonas",
    ),
)


@dataclass(frozen=True)
class MentorPerson:
    """A mentor. `times`: (ISO weekday, from, to) in local time; `nights`: weekdays whose whole night she can be along."""

    slug: str
    called: str
    locality: str
    picture: str
    headline: str
    about: str
    traits: tuple[str, ...]
    times: tuple[tuple[int, str, str], ...]
    hours_per_week: int = 20
    languages: tuple[str, ...] = ("sv",)
    nights: tuple[int, ...] = ()
    may_ask: str = ""
    may_not_ask: str = ""
    ask_us: str = ""


MENTORS = (
    MentorPerson(
        "jo",
        "Jo",
        "Umeå",
        "mentor-bike",
        "Jag lagar cyklar och tar det lugnt",
        "Jag heter Jo och är 27. Jag jobbar på en cykelverkstad. Vi kan laga din cykel, fika eller bara åka runt. Jag pratar "
        "inte om dig med andra utan att du vet det.",
        (
            "listens",
            "crafts",
            "sport",
        ),
        ((2, "15:00", "21:00"), (4, "15:00", "21:00"), (6, "10:00", "21:00")),
        hours_per_week=40,
        nights=(5, 6),
        may_ask="Om du har ätit, och vad din cykel heter.",
        may_not_ask="Vad som har hänt hemma. Du säger det du vill, när du vill.",
        ask_us="Att ses ute i stället för inne. Att bara vara tyst. Att jag hämtar dig.",
    ),
    MentorPerson(
        "fatima",
        "Fatima",
        "Umeå",
        "mentor-book",
        "Läxor, te och långa promenader",
        "Jag är Fatima, 31 år. Jag läser till lärare. Många vill ha hjälp med matte, men vi kan lika gärna gå på bio.",
        (
            "listens",
            "homework",
        ),
        ((1, "15:00", "20:00"), (3, "15:00", "20:00"), (7, "11:00", "18:00")),
        languages=("sv", "ar", "en"),
        may_ask="Vad du läser i skolan, och om du vill ha hjälp eller sällskap.",
        may_not_ask="Varför du har någon som jag. Vad föräldrarna gör.",
        ask_us="Att förklara samma sak fem gånger. Att vi skiter i läxan och går ut.",
    ),
    MentorPerson(
        "erik",
        "Erik",
        "Holmsund",
        "mentor-ball",
        "Innebandy på torsdagar",
        "Hej, Erik här. Jag är 24 och tränar ett lag. Kom och spela, eller sitt på läktaren. Båda går bra.",
        ("sport",),
        ((4, "16:00", "21:00"), (6, "10:00", "20:00")),
        may_ask="Vilken position du vill spela, eller om du hellre tittar på.",
        may_not_ask="Betyg, familj och varför du kommer.",
        ask_us="Att låna skor. Att slippa duscha där. Att jag kör dig hem efteråt.",
    ),
    MentorPerson(
        "mira",
        "Mira",
        "Röbäck",
        "mentor-paint",
        "Måla, sy, klippa, klistra",
        "Jag heter Mira och är 45. Jag har en ateljé med mycket färg. Du behöver inte kunna något. Du får kladda.",
        (
            "listens",
            "crafts",
        ),
        ((3, "16:00", "20:00"), (5, "16:00", "21:00")),
        hours_per_week=40,
        nights=(5, 6),
        may_ask="Vilken färg du tänker på just nu.",
        may_not_ask="Allt annat. Jag målar, du pratar om du vill.",
        ask_us="Att ta med det du har gjort hem, eller att det blir kvar här där ingen ser det.",
    ),
)
