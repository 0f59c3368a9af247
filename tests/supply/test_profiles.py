"""Making a host, place or mentor, its limits and its presentation; what cannot be is refused at its field."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from models.supply import Bed, Presentation, SiteAddress
from service.errors import Changed, Forbidden, Invalid, NotFound
from service.supply.actions import change_limits, make_mentor, make_site, set_presentation
from service.supply.rules import SITE_LIMITS
from tests.given import beds_of, given_municipality

CARD = {"headline": "Lugnt vid sjön", "about": "Vi har katt och bastu.", "picture": "lake"}


@pytest.fixture
async def here(session):
    return await given_municipality(session)


async def test_a_new_place_has_its_beds_and_a_sealed_address(session, here):
    place = await make_site(
        session,
        here.as_coordinator,
        kind="place",
        called=" Ungdomslägenheten ",
        zone_id=here.zone.id,
        beds=3,
        address="Kustvägen 7",
        account_ids=(here.as_place_keeper.account_id,),
    )
    assert [bed.number for bed in await beds_of(session, place)] == [1, 2, 3]
    assert (place.called, place.youths_at_once) == ("Ungdomslägenheten", 3)
    sealed = await session.scalar(select(SiteAddress.address).where(SiteAddress.site_id == place.id))
    assert b"Kustv" not in sealed


async def test_only_the_coordinator_makes_hosts_and_mentors(session, here):
    for actor in (here.as_host, here.as_caseworker, here.as_youth, here.as_guardian):
        with pytest.raises(Forbidden):
            await make_site(session, actor, kind="host", called="Vi", zone_id=here.zone.id)
        with pytest.raises(Forbidden):
            await make_mentor(session, actor, account_id=actor.account_id, called="Jag", zone_id=here.zone.id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "mentor"}, "kind"),
        ({"called": "  "}, "called"),
        ({"called": "x" * 81}, "called"),
        ({"beds": 0}, "beds"),
        ({"beds": 41}, "beds"),
        ({"zone_id": uuid4()}, "zone_id"),
        ({"age_from": 15, "age_to": 15}, "age_to"),
        ({"youths_at_once": 2}, "youths_at_once"),
        ({"traits": ["haunted"]}, "traits"),
        ({"languages": []}, "languages"),
        ({"account_ids": (uuid4(),)}, "account_id"),
    ],
)
async def test_a_site_that_cannot_be_is_refused_at_its_field(session, here, changed, field):
    told = {"kind": "host", "called": "Vi", "zone_id": here.zone.id} | changed
    with pytest.raises(Invalid) as refused:
        await make_site(session, here.as_coordinator, **told)
    assert refused.value.field == field


@pytest.mark.parametrize("name", sorted(SITE_LIMITS))
async def test_each_limit_has_bounds(session, here, name):
    limit = SITE_LIMITS[name]
    for value in (limit.least - 1, limit.most + 1):
        with pytest.raises(Invalid) as refused:
            await change_limits(session, here.as_host, here.host.id, **{name: value})
        assert refused.value.field == name
    if limit.may_be_none:
        await change_limits(session, here.as_host, here.host.id, **{name: None})
    else:
        with pytest.raises(Invalid):
            await change_limits(session, here.as_host, here.host.id, **{name: None})


async def test_two_who_change_limits_at_once_do_not_overwrite_each_other(session, here):
    rev = here.host.rev
    await change_limits(session, here.as_host, here.host.id, rev=rev, rest_days=2, ask_each_time=True)
    with pytest.raises(Changed):
        await change_limits(session, here.as_coordinator, here.host.id, rev=rev, rest_days=9)
    assert (here.host.rest_days, here.host.ask_each_time, here.host.rev) == (2, True, rev + 1)


async def test_a_mentor_changes_her_own_limits(session, here):
    await change_limits(session, here.as_mentor, mentor_id=here.mentor.id, hours_per_week=6, traits=["listens"])
    assert (here.mentor.hours_per_week, here.mentor.traits) == (6, ["listens"])
    with pytest.raises(Invalid):
        await change_limits(session, here.as_mentor, mentor_id=here.mentor.id, hours_per_week=81)


async def test_a_presentation_is_rewritten_in_its_language(session, here):
    await set_presentation(session, here.as_host, site_id=here.host.id, **CARD)
    await set_presentation(session, here.as_host, site_id=here.host.id, language="en", **CARD)
    await set_presentation(session, here.as_host, site_id=here.host.id, **(CARD | {"headline": "Nytt"}))
    shown = await session.scalars(
        select(Presentation.headline).where(Presentation.site_id == here.host.id).order_by(Presentation.language)
    )
    assert list(shown) == ["Lugnt vid sjön", "Nytt"]
    with pytest.raises(NotFound):
        await set_presentation(session, here.as_host, site_id=here.place.id, **CARD)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"headline": " "}, "headline"),
        ({"headline": "x" * 81}, "headline"),
        ({"about": ""}, "about"),
        ({"about": "x" * 4001}, "about"),
        ({"food": "x" * 1001}, "food"),
        ({"picture": "../secret"}, "picture"),
        ({"language": "xx"}, "language"),
    ],
)
async def test_a_presentation_that_cannot_be_is_refused_at_its_field(session, here, changed, field):
    with pytest.raises(Invalid) as refused:
        await set_presentation(session, here.as_host, site_id=here.host.id, **(CARD | changed))
    assert refused.value.field == field


async def test_beds_belong_to_their_site_alone(session, here):
    site = await make_site(session, here.as_coordinator, kind="host", called="Vi", zone_id=here.zone.id)
    beds = (await session.scalars(select(Bed.site_id).where(Bed.site_id == site.id))).all()
    assert beds == [site.id]
