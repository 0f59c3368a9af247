"""The pages of this slice, put together."""

from service.guide.before_pages import BeforePages
from service.guide.letter_pages import IntroductionPages, LetterPages, WelcomePages
from service.guide.need_pages import NeedPages, TakingUpPages
from service.guide.rights_pages import QuestionPages, RightPages
from service.guide.trying_pages import TellingPages, TryPages

controllers = [
    RightPages,
    QuestionPages,
    NeedPages,
    TakingUpPages,
    BeforePages,
    LetterPages,
    WelcomePages,
    IntroductionPages,
    TellingPages,
    TryPages,
]
