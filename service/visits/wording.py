"""Where a visit is, in few words: to her, to those she visits, and to her caseworker."""

from service.visits.rules import Status
from service.web.texts import N_

HERS = {
    Status.WISHED: (N_("Waits for a time"), "wait"),
    Status.PROPOSED: (N_("A time to answer"), "yours"),
    Status.BOOKED: (N_("Booked"), "done"),
    Status.DONE: (N_("Has been"), ""),
    Status.CANCELLED: (N_("You said no"), ""),
    Status.NOT_POSSIBLE: (N_("Did not work out"), ""),
}
THEIRS = {
    Status.WISHED: (N_("waits for a time from you"), "wait"),
    Status.PROPOSED: (N_("waits for an answer"), "wait"),
    Status.BOOKED: (N_("booked"), "done"),
    Status.DONE: (N_("has been"), ""),
    Status.CANCELLED: (N_("will not happen"), ""),
    Status.NOT_POSSIBLE: (N_("you could not"), ""),
}
LENGTHS = {
    "30": N_("Half an hour"),
    "60": N_("One hour"),
    "90": N_("One and a half hours"),
    "120": N_("Two hours"),
    "180": N_("Three hours"),
}
