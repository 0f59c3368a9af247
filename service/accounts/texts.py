"""What roles are called, for people."""

from models.people import Role
from service.web.texts import N_

ROLE_NAMES: dict[Role, str] = {
    Role.YOUTH: N_("young person"),
    Role.CASEWORKER: N_("social worker"),
    Role.COORDINATOR: N_("coordinator"),
    Role.HOST: N_("host family"),
    Role.MENTOR: N_("mentor"),
    Role.PLACE_KEEPER: N_("keeper of a place"),
    Role.GUARDIAN: N_("guardian"),
    Role.SUPPORT_PERSON: N_("support person"),
    Role.AUDITOR: N_("auditor"),
    Role.ADMIN: N_("administrator"),
}
INVITABLE = tuple(role for role in Role if role not in (Role.YOUTH, Role.SUPPORT_PERSON))
