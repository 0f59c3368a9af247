"""Cards she can pick instead of writing: questions of our own about social services, and words for what she needs today.

A statement keeps the codes; the words are said here, in the language of whoever reads. A code is never given another meaning.
"""

from dataclasses import dataclass

from service.web.texts import N_


@dataclass(frozen=True)
class Question:
    """A card: what is asked, in her words, and an answer that is true of this service. `topic` is one of TOPICS."""

    topic: str
    asked: str
    answer: str


@dataclass(frozen=True)
class Need:
    """What she needs of an adult: the word on the card, how it stands in a sentence, what an adult who takes it up says."""

    called: str
    taken_up: str
    sign: str = "heart"


TOPICS = {
    "seeing": N_("Who can see it?"),
    "deciding": N_("Who decides?"),
    "breaks": N_("The break"),
    "home": N_("At home"),
    "adults": N_("Adults here"),
}

QUESTIONS: dict[str, Question] = {
    "who_reads": Question(
        "seeing",
        N_("Who reads what I write?"),
        N_("Your social worker does. You see the name before you send. In My words you see who has read it, and when."),
    ),
    "can_mum_see": Question(
        "seeing",
        N_("Can mum see this?"),
        N_(
            "No. Mum and dad do not see your words here. They can see when a break is, and where. A "
            "parent can ask the municipality for papers. Then somebody looks first at whether it "
            "could harm you."
        ),
    ),
    "does_school_know": Question(
        "seeing",
        N_("Does my school get to know?"),
        N_("No, nobody at school sees what stands here. If somebody wants to talk to your school, you can ask why."),
    ),
    "what_does_host_know": Question(
        "seeing",
        N_("What does the family know about me?"),
        N_(
            "First only about how old you are and which days. Not your name. When a break is booked "
            "they see what you are called. Your wishes they never see."
        ),
    ),
    "all_you_wrote": Question(
        "seeing",
        N_("May I know all you have written?"),
        N_(
            "Open My file. There you see what is here about you, and who has read it. There can be "
            "more papers. You can ask to see them. What is about somebody else may be left out."
        ),
    ),
    "why_write": Question(
        "seeing",
        N_("Why do you write things down?"),
        N_(
            "So that nobody has to guess what you said, and you need not say it again. The law also says that we do. You can say if it is wrong."
        ),
    ),
    "how_long_kept": Question(
        "seeing",
        N_("How long do you keep it?"),
        N_(
            "As a rule five years after the last thing that was written. Some papers are kept longer. Ask, and you get to know how it is with yours."
        ),
    ),
    "change_my_mind": Question(
        "deciding",
        N_("What happens if I change my mind?"),
        N_(
            "Then you change. Before the break, or in the middle of it. Nobody asks why. You do not get a worse place in the queue."
        ),
    ),
    "do_i_have_to": Question(
        "deciding",
        N_("Do I need to say yes to what you suggest?"),
        N_("No. You can say no, ask for something else, or talk first. A no closes no door."),
    ),
    "who_decides": Question(
        "deciding",
        N_("Who decides in the end?"),
        N_(
            "You choose. Your social worker says yes or no to what you chose. A no comes with a "
            "reason you can read. For nights away your parents are asked too, until you are 18."
        ),
    ),
    "parents_say_no": Question(
        "deciding",
        N_("What if mum or dad says no?"),
        N_(
            "A break over night often needs their yes. If one says yes and one says no, the "
            "municipality can look at what is best for you. To meet a contact person you can say yes "
            "yourself from 12."
        ),
    ),
    "nothing_to_say": Question(
        "deciding",
        N_("What if I do not know what I want?"),
        N_(
            "That is okay. You can skip every question here. You can come back next week, or say it out loud to somebody."
        ),
    ),
    "nothing_fits": Question(
        "breaks",
        N_("What happens if nothing fits me?"),
        N_("Then we say so, and why. You see what could make it work. Your wish stays, and we look again."),
    ),
    "not_that_host": Question(
        "breaks",
        N_("What if I do not like somebody there?"),
        N_("Press Never on that person. Nobody asks why, and the person never learns of it."),
    ),
    "home_in_the_middle": Question(
        "breaks",
        N_("Can I go home in the middle?"),
        N_("Yes. Say it to the adult there, or here. An adult helps you with how you get home."),
    ),
    "paid_for_me": Question(
        "breaks",
        N_("Do they get paid for having me?"),
        N_(
            "Yes, they get some money from the municipality, for food and time. They have said themselves that they want to do this, and can say no."
        ),
    ),
    "who_checks": Question(
        "breaks",
        N_("How do you know that they are kind?"),
        N_(
            "We check every family before a break: we talk, visit and look in registers. That is not a promise. If something feels wrong, say so, or call."
        ),
    ),
    "taken_from_home": Question(
        "home",
        N_("Will you take me from home?"),
        N_(
            "A break is a night or some days, and then you come home. It is free to say no. If "
            "somebody hurts you, adults here try to see what can make you safe. Then you are asked "
            "what you want."
        ),
    ),
    "is_it_my_fault": Question(
        "home",
        N_("Is it my fault that it is hard at home?"),
        N_("No. How adults feel and what they do is for adults to fix."),
    ),
    "parents_angry": Question(
        "home",
        N_("What if they get angry at home because of me?"),
        N_(
            "Say it to us before we talk to them. Then we can plan for it together: what is said, "
            "when, and who is with you. If it is not safe tonight, press Help now."
        ),
    ),
    "my_siblings": Question(
        "home",
        N_("What about my brother or sister?"),
        N_(
            "You can say that you want to go together, or apart. Both are fine. You need not go just to take care of somebody."
        ),
    ),
    "another_worker": Question(
        "adults",
        N_("Can I get another social worker?"),
        N_(
            "You can ask for it. It is not always possible, but you get an answer and a reason. You can ask here, or tell the boss there."
        ),
    ),
    "why_so_many": Question(
        "adults",
        N_("Why do I meet new adults all the time?"),
        N_(
            "People quit and get ill. It is still hard for you. What you said here stays, so that a "
            "new adult can read it if you do not want to tell it once more."
        ),
    ),
    "bring_somebody": Question(
        "adults",
        N_("May I have somebody with me when we meet?"),
        N_("Yes, you can ask for that: a friend, a teacher, somebody you trust. Say who, and we answer if it works."),
    ),
    "not_believed": Question(
        "adults",
        N_("What if you do not believe me?"),
        N_(
            "Your words are kept just as you said them. Nobody can change them. If an adult got it "
            "wrong, you can say so, and get an answer. You can also complain. See Your rights."
        ),
    ),
}

NEEDS: dict[str, Need] = {
    "calm": Need(N_("Calm"), N_("I will be calm."), "moon"),
    "honest": Need(N_("That you are honest"), N_("I will be honest with you."), "eye"),
    "time": Need(N_("Time"), N_("I will have time for you."), "clock"),
    "few_questions": Need(N_("Not many questions"), N_("I will not ask many questions."), "words"),
    "be_asked": Need(N_("To be asked"), N_("I will ask you what you think."), "ask"),
    "be_listened_to": Need(N_("That you listen"), N_("I will listen until you have finished."), "ear"),
    "call": Need(N_("Help with a call"), N_("I will help you with the call."), "phone"),
    "no_hug": Need(N_("No hug"), N_("I will not hug you."), "hand"),
    "left_alone": Need(N_("To be left alone"), N_("I will leave you in peace today."), "door"),
    "food": Need(N_("Food"), N_("I will see to it that there is food."), "bowl"),
    "laugh": Need(N_("To laugh"), N_("I will gladly laugh with you."), "smile"),
    "something_else": Need(N_("Talk of something else"), N_("We can talk of something else."), "wish"),
    "go_outside": Need(N_("To go outside"), N_("We can talk while we walk."), "tree"),
    "slow": Need(N_("That it goes slowly"), N_("We take one thing at a time."), "glass"),
    "know_what_comes": Need(N_("To know what comes next"), N_("I will tell you what comes next."), "calendar"),
    "sleep": Need(N_("To sleep"), N_("I will think of it that you are tired."), "bed"),
}
