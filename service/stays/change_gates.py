"""What a longer break still needs: the gates of every booking, asked of the new times, and whether there is room.

The same functions answer as for a first booking, so that no longer break comes about that could not have been booked.
"""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, Placement, Stay, StayChange, StayRequest
from models.municipality import Municipality
from models.people import SupportGrant
from service.proposals.facts import facts_of_times
from service.proposals.rules import Gate, gates
from service.stays.change_rules import Times
from service.stays.moving import what_is_in_the_way

ASKED_BEFORE = ("consents", "checks", "mentor", "grant", "room")  # what no yes of the two can replace


async def gates_of_change(session: AsyncSession, stay: Stay, change: StayChange) -> list[Gate]:
    """host, approval, consents, checks, mentor, grant, room: each open or not."""
    zone = ZoneInfo((await session.scalars(select(Municipality.zone))).one())
    request_id = await session.scalar(select(Occurrence.stay_request_id).where(Occurrence.id == stay.occurrence_id))
    request = await session.get_one(StayRequest, request_id)
    grant = await session.get_one(SupportGrant, request.support_grant_id)
    to = Times(change.arrival, change.departure)
    wanted = Placement(
        occurrence_id=stay.occurrence_id,
        site_id=stay.site_id,
        mentor_id=stay.mentor_id,
        arrival=to.arrival,
        departure=to.departure,
    )
    one_day = to.arrival.astimezone(zone).date() == to.departure.astimezone(zone).date()
    facts = await facts_of_times(session, request, grant, [wanted], zone, kind="evening" if one_day else "night")
    named = {gate.name: gate for gate in gates(facts)}
    because = await what_is_in_the_way(session, stay, to)
    return [
        Gate("host", change.host_yes_at is not None),
        Gate("approval", change.caseworker_yes_at is not None),
        named["consents"],
        named["grant"],
        named["checks"],
        named["mentor"],
        Gate("room", because is None, (because,) if because else ()),
    ]


def closed_for_good(listed: list[Gate]) -> Gate | None:
    """The first gate that the two who say yes cannot open by that."""
    return next((gate for gate in listed if gate.name in ASKED_BEFORE and not gate.is_open), None)
