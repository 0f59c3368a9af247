"""What people do with proposals: answer a question, choose, approve or return, publish. One function an act."""

from service.proposals.approvals import approve, book_what_is_open, return_choice
from service.proposals.asks import answer_ask
from service.proposals.choices import choose
from service.proposals.menus import expire, open_menu_if_ready
from service.proposals.publish import ask_to_publish, publish_round

__all__ = [
    "answer_ask",
    "approve",
    "ask_to_publish",
    "book_what_is_open",
    "choose",
    "expire",
    "open_menu_if_ready",
    "publish_round",
    "return_choice",
]
