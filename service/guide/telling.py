"""What happens if she tells, topic by topic: what the adult does, what she is bound to do, who hears of it, what does not happen.

All topics come in one page and are opened in the browser: which one somebody reads never reaches us. What stands here is a
promise; the municipality reads it through before it is used, and the duties with it.
"""

from dataclasses import dataclass

from service.web.texts import N_


@dataclass(frozen=True)
class Telling:
    called: str
    does: str  # what the adult does
    bound: str  # what she has to do by law
    hears: str  # who hears of it
    not_so: str  # what does not happen
    yours: str  # what she decides herself
    begin: tuple[str, ...]  # sentences to borrow


BOUND_WHEN_HARMED = N_(
    "The law says that she acts if she thinks that somebody harms you. Then she can't keep it to herself. She tells you first, if it can be done."
)
NOT_BOUND = N_("The law does not force her to tell anybody else. If you are in danger it does.")
HEARD_BY_FEW = N_(
    "Those who help you at social services. They are bound to secrecy. She asks you before she talks to anybody at home."
)
HEARD_AT_HOME_TOO = N_(
    "Those who help you at social services. Often somebody talks to your parents in the end. Say what"
    " you fear, so that you can plan it together."
)
NO_BLAME = N_("You are not blamed. It is not your job to fix it.")

TOPICS = (
    Telling(
        N_("Somebody at home drinks or takes drugs"),
        N_(
            "She listens. She asks how your days and nights are, and who takes care of you. Then you talk about what could make it easier."
        ),
        BOUND_WHEN_HARMED,
        HEARD_AT_HOME_TOO,
        NO_BLAME,
        N_("How much you say, and when. If you want a break, with whom, and where."),
        (N_("It is not always so good at home in the evenings."), N_("There is somebody at home who drinks too much.")),
    ),
    Telling(
        N_("Somebody at home hits or threatens"),
        N_(
            "She asks if you are safe today. She believes that you say it for a reason. She thinks with you about tonight."
        ),
        BOUND_WHEN_HARMED,
        N_(
            "Those who help you at social services, and sometimes the police. Before anybody talks to the one who hits, they plan so that you are safe."
        ),
        N_("You do not get into trouble because you told. Nobody may hit you, whatever you did."),
        N_("Who is with you when you talk. What you want to be called, where you want to sit, when you take a pause."),
        (N_("I get scared at home sometimes."), N_("Somebody at home does things to me that hurt.")),
    ),
    Telling(
        N_("Somebody at home is ill in the mind"),
        N_("She asks how it is for you. She can help the adult to get help, and see to it that you get to be a kid."),
        BOUND_WHEN_HARMED,
        HEARD_AT_HOME_TOO,
        N_("Nobody says that your mum or dad is bad. To be ill is not a crime."),
        N_("What you want to know about the illness. If you want to talk to others who have it the same."),
        (N_("Mum is so sad that she does not get up."), N_("I take care of a lot at home.")),
    ),
    Telling(
        N_("Nobody is there"),
        N_("She asks if you have food, sleep and an adult to call. What is missing she tries to fix first."),
        N_("If you are on your own too much, the law says that she sees to it that an adult takes care of you."),
        HEARD_AT_HOME_TOO,
        NO_BLAME,
        N_("Which adult you would like to be with: somebody in the family, a friend's parents, a host."),
        (N_("I am mostly on my own in the evenings."), N_("I do not know when they come home.")),
    ),
    Telling(
        N_("The money does not last"),
        N_("She can tell you what help there is, and talk to your parents about it if you want."),
        NOT_BOUND,
        HEARD_BY_FEW,
        N_("Nobody gets punished for not having money. You need not pay for a break."),
        N_("If your parents are told that it came from you."),
        (N_("There is not always food at home."), N_("I can't come along, because it costs.")),
    ),
    Telling(
        N_("I do something to myself"),
        N_(
            "She asks straight out how you are, and is not angry. She stays calm. She can go with you to somebody who knows more about it."
        ),
        N_("If your life is in danger she calls for help, even if you say no. She tells you that she does it."),
        HEARD_BY_FEW,
        N_("Nobody takes your secrets and laughs. You need not show anything."),
        N_("How much you tell. Which words you use. Who is told at home, as long as you are not in danger."),
        (N_("I do something that I can't stop."), N_("Sometimes I do not want to be here any more.")),
    ),
    Telling(
        N_("Who I love or who I am"),
        N_("She listens, and uses the name that you want. There is nothing to fix about you."),
        N_("Only if somebody threatens you, hits you or wants to marry you off. Then the law says that she acts."),
        HEARD_BY_FEW,
        N_("She does not tell at home who you love or who you are."),
        N_("What is written, and which name stands here. Ask her before she writes."),
        (N_("At home they do not know who I am."), N_("I am not allowed to see the one I like.")),
    ),
    Telling(
        N_("Something else"),
        N_("You do not need a name for it. She can ask, and you can say yes or no."),
        BOUND_WHEN_HARMED,
        HEARD_BY_FEW,
        N_("Nothing is too small. Nobody says that others have it worse."),
        N_("If you talk, write, draw or are silent beside somebody."),
        (N_("There is something, but I do not know how to say it."), N_("Can you ask me things, and I nod?")),
    ),
)
