"""Whose breaks somebody may see: one SQL condition. What is not hers to see does not exist."""

from sqlalchemy import ColumnElement, false, select

from models.breaks import Stay
from models.people import Role, Youth
from models.supply import SitePerson
from service.actor import Actor
from service.youths.access import visible_youths


def visible_stays(actor: Actor) -> ColumnElement[bool]:
    """The rows of `stay` that this actor may see today."""
    match actor.role:
        case Role.YOUTH | Role.CASEWORKER | Role.COORDINATOR | Role.GUARDIAN:
            return Stay.youth_id.in_(select(Youth.id).where(visible_youths(actor)))
        case Role.HOST | Role.PLACE_KEEPER:
            return Stay.site_id.in_(select(SitePerson.site_id).where(SitePerson.account_id == actor.account_id))
        case Role.MENTOR:
            return Stay.mentor_id == actor.subject_id
        case _:
            return false()
