"""Every page of this slice: a youth's own, and her caseworker's view of her."""

from service.youths.caseworker_pages import YouthPages
from service.youths.home_pages import HomePages
from service.youths.late_pages import LatePages
from service.youths.liking_pages import LikingPages
from service.youths.note_pages import NotePages, NoteWritingPages
from service.youths.pile_pages import PilePages
from service.youths.wish_pages import WishPages
from service.youths.word_pages import OwnPeoplePages, WordPages

controllers = [
    HomePages,
    WishPages,
    PilePages,
    WordPages,
    OwnPeoplePages,
    LikingPages,
    YouthPages,
    LatePages,
    NotePages,
    NoteWritingPages,
]
