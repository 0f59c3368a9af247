"""Whose visits somebody may see: her own, those of her caseworker's youths, those at one's own house or with oneself.

A house that she has said no to since sees nothing of it any more.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select

from models.breaks import Visit
from models.people import Role, Youth
from models.words import Veto
from service.actor import Actor
from service.youths.access import visible_youths


def visible_visits(actor: Actor) -> ColumnElement[bool]:
    match actor.role:
        case Role.YOUTH | Role.CASEWORKER:
            return Visit.youth_id.in_(select(Youth.id).where(visible_youths(actor)))
        case Role.HOST | Role.PLACE_KEEPER:
            return and_(Visit.site_id == actor.subject_id, ~_vetoed())
        case Role.MENTOR:
            return and_(Visit.mentor_id == actor.subject_id, ~_vetoed())
        case _:
            return false()


def _vetoed() -> ColumnElement[bool]:
    return (
        select(Veto.id)
        .where(
            Veto.youth_id == Visit.youth_id,
            Veto.lifted_at.is_(None),
            or_(Veto.site_id == Visit.site_id, Veto.mentor_id == Visit.mentor_id),
        )
        .exists()
    )
