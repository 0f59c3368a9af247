"""Who an adult is to her, in a few words under the name."""

from models.people import Role
from service.web.texts import N_

ROLES = {
    Role.CASEWORKER: N_("Your social worker"),
    Role.SUPPORT_PERSON: N_("You chose to have this person beside you"),
    Role.MENTOR: N_("Mentor"),
    Role.HOST: N_("You have a break there"),
}
