"""The youths of the synthetic municipality. Invented; what they say is ours, and nobody's real words.

The first fifteen are written by hand, at each step of the way. Larger sizes add others from lists, seeded.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A wish: what it is about (a home, a mentor, a trait, or words alone), how strongly, and her own words."""

    strength: str
    words: str | None = None
    home: str | None = None
    mentor: str | None = None
    trait: str | None = None
    subject: str = "what"


@dataclass(frozen=True)
class Young:
    """`step`: where on the way she is when the demo opens. `asks`: kind of break and in how many weeks from now; `only`
    then, and no other time."""

    slug: str
    called: str
    age: int
    locality: str
    step: str
    wishes: tuple[Said, ...] = ()
    asks: tuple[str, int] | None = None
    words: str | None = None
    only: bool = False
    series: int = 0
    mentor_along: str = "no"
    grant: tuple[str, int | None] = ("contact_family", 6)
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("sv",)
    vetoes: tuple[str, ...] = ()
    hearts: tuple[str, ...] = ()
    guardians: tuple[str, ...] = ("Annika",)
    sibling_of: str | None = None
    siblings_want: str = "together"
    protected: bool = False
    importance: int = 2


YOUNG = (
    Young(
        "alva",
        "Alva",
        15,
        "Umeå",
        "wishes",
        wishes=(
            Said("important", "Jag vill sova en hel natt. Det räcker så.", trait="quiet", subject="where"),
            Said("nice", "Gärna där det finns en hund.", trait="dog", subject="who"),
        ),
        hearts=("lindgren",),
        guardians=("Annika",),
    ),
    Young("elias", "Elias", 10, "Sävar", "welcome", guardians=("Petra", "Johan")),
    Young(
        "noor",
        "Noor",
        13,
        "Umeå",
        "open",
        wishes=(
            Said("important", "Nära skolan, så att jag kan gå själv.", trait="near_bus", subject="where"),
            Said("must", "Ingen som röker inne.", trait="smoke_free", subject="where"),
            Said("nice", None, home="abdi", subject="who"),
        ),
        asks=("weekend", 3),
        words="Vilken helg som helst före jul.",
        languages=("sv", "ar"),
        vetoes=("aslund",),
        guardians=("Layla",),
    ),
    Young(
        "milo",
        "Milo",
        12,
        "Röbäck",
        "open",
        wishes=(Said("important", "Jag vill till djuren.", trait="animals", subject="who"),),
        asks=("weekend", 4),
        guardians=("Camilla", "Stefan"),
    ),
    Young(
        "tindra",
        "Tindra",
        10,
        "Röbäck",
        "open",
        wishes=(Said("must", "Jag vill vara med Milo.", subject="who"),),
        asks=("weekend", 4),
        sibling_of="milo",
        guardians=("Camilla", "Stefan"),
    ),
    Young(
        "wilma",
        "Wilma",
        16,
        "Holmsund",
        "asking",
        wishes=(
            Said("important", "Hos Gunnel, för hon frågar inte så mycket.", home="holm", subject="who"),
            Said("nice", "Jag tar gärna bussen själv.", trait="near_bus", subject="where"),
        ),
        asks=("weekend", 2),
        hearts=("holm",),
    ),
    Young(
        "hugo",
        "Hugo",
        14,
        "Umeå",
        "menu",
        wishes=(
            Said("important", "Någonstans där man kan spela.", trait="games", subject="what"),
            Said("nice", None, home="nilsson-berg", subject="who"),
        ),
        asks=("weekend", 3),
        guardians=("Sofie",),
    ),
    Young(
        "saga",
        "Saga",
        17,
        "Tomtebo",
        "chosen",
        wishes=(
            Said("important", "Jag vill kunna plugga i fred inför provet.", trait="quiet", subject="where"),
            Said("nice", "Helst mitt i stan.", trait="town", subject="where"),
        ),
        asks=("weekend", 2),
        guardians=("Jessica",),
    ),
    Young(
        "leo",
        "Leo",
        13,
        "Ersmark",
        "consent",
        wishes=(Said("important", "Vara ute i skogen.", trait="nature", subject="where"),),
        asks=("weekend", 3),
        guardians=("Malin", "Robert"),
    ),
    Young(
        "freja",
        "Freja",
        18,
        "Umeå",
        "booked",
        wishes=(Said("important", "En natt där ingen ropar.", trait="quiet", subject="where"),),
        asks=("night", 1),
        guardians=(),
    ),
    Young(
        "omar",
        "Omar",
        15,
        "Obbola",
        "after",
        wishes=(Said("nice", "Gärna musik.", trait="music", subject="what"),),
        asks=("night", -1),
        guardians=("Amal",),
        languages=("sv", "so"),
    ),
    Young(
        "kajsa",
        "Kajsa",
        12,
        "Täfteå",
        "series",
        wishes=(
            Said("important", "Samma ställe varje gång.", subject="who"),
            Said("important", None, home="sundstrom", subject="who"),
        ),
        asks=("weekend", 3),
        series=4,
        words="Varannan helg, om det går.",
        guardians=("Lena",),
        protected=True,
        grant=("contact_family", 8),
    ),
    Young(
        "ida",
        "Ida",
        14,
        "Umeå",
        "unmet",
        wishes=(Said("must", "Hos Garcias. Där får man spela högt.", home="garcia", subject="who"),),
        asks=("weekend", 4),
        only=True,
        words="Hela helgen, från fredag.",
        guardians=("Ulrika",),
    ),
    Young(
        "viktor",
        "Viktor",
        15,
        "Holmsund",
        "unmet",
        wishes=(Said("must", "Hos Gunnel. Jag har varit där förut.", home="holm", subject="who"),),
        asks=("weekend", 2),
        only=True,
        guardians=("Monica",),
    ),
    Young(
        "lova",
        "Lova",
        13,
        "Umeå",
        "unmet",
        wishes=(Said("must", "Bara om Erik är med.", mentor="erik", subject="who"),),
        asks=("weekend", 3),
        only=True,
        mentor_along="must",
        guardians=("Pernilla",),
    ),
    Young(
        "tuva",
        "Tuva",
        14,
        "Umeå",
        "lost",
        wishes=(Said("important", "Hos Lindgrens, för Bosse är snäll.", home="lindgren", subject="who"),),
        asks=("weekend", 1),
        only=True,
        guardians=("Karin",),
    ),
)

FIRST_NAMES = (
    "Aisha", "Albin", "Alma", "Amir", "Astrid", "Axel", "Bella", "Charlie", "Dina", "Ebba", "Edvin", "Ella", "Emil",
    "Ester", "Felix", "Filippa", "Gabriel", "Hanna", "Harry", "Hedda", "Idris", "Ines", "Iris", "Isak", "Jamal",
    "Jasmine", "Joel", "Julia", "Juni", "Karim", "Klara", "Leah", "Liam", "Lilly", "Love", "Luna", "Maja", "Malik",
    "Melker", "Mira", "Nathalie", "Nils", "Noel", "Olivia", "Otto", "Rami", "Ronja", "Sam", "Samira", "Selma", "Signe",
    "Sixten", "Stella", "Theo", "Tilde", "Tyra", "Valter", "Vera", "Viggo", "Yara", "Zeynep", "Zoe",
)  # fmt: skip

GENERAL_WISHES = (
    Said("important", "Jag vill att det är lugnt.", trait="quiet", subject="where"),
    Said("important", "Ett rum där jag kan stänga dörren.", trait="own_room", subject="where"),
    Said("nice", "Gärna djur.", trait="animals", subject="who"),
    Said("nice", "Nära bussen.", trait="near_bus", subject="where"),
    Said("important", "Att det finns andra i min ålder.", trait="teenagers", subject="who"),
    Said("nice", "Vara ute.", trait="nature", subject="where"),
    Said("nice", "Laga mat ihop.", trait="cooking", subject="what"),
    Said("important", "Inga småbarn som springer.", trait="no_children", subject="who"),
    Said("nice", "Spela spel.", trait="games", subject="what"),
    Said("nice", "Musik.", trait="music", subject="what"),
)

STAFF = (
    ("sara", "Sara Lund", "caseworker"),
    ("daniel", "Daniel Ek", "caseworker"),
    ("kerstin", "Kerstin Holmgren", "coordinator"),
    ("granskaren", "Ulf Granström", "auditor"),
    ("admin", "Monika Ad", "admin"),
)
