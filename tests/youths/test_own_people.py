"""People she names herself: what came of it is told with dates and names, and taken back in one press."""

from html import unescape

import pytest
from sqlalchemy import select

from models.people import Role
from models.words import OwnPerson, OwnPersonStep
from service.database import transaction
from service.errors import Forbidden, Invalid, NotFound
from service.youths.actions import name_own_person, withdraw_own_person
from service.youths.own_people import MOVES, own_people_told_of, tell_of_own_person
from tests.given import given_municipality, given_youth
from tests.look.readability import STAFF, YOUTH, lix
from tests.youths.pressing import press

GRANDMA = "Mormor Birgit i Vännäs."
SAID = "Jag har pratat med Birgit. Hon blev glad, och vi ses på torsdag."


async def test_her_caseworker_tells_what_came_of_it_and_she_reads_who_and_when(session):
    here = await given_municipality(session)
    person = await name_own_person(session, here.as_youth, here.youth.id, words=GRANDMA)
    tell = {"state": "contacted", "words": SAID}
    await tell_of_own_person(session, here.as_caseworker, here.youth.id, person.id, **tell)
    (seen,) = await own_people_told_of(session, here.as_youth, here.youth.id)
    assert (seen.words, seen.state) == (GRANDMA, "contacted")
    assert [(one.words, one.by) for one in seen.told] == [(SAID, "Sara")]
    approved = {"state": "approved", "words": "Du kan vara där."}
    await tell_of_own_person(session, here.as_caseworker, here.youth.id, person.id, **approved)
    (seen,) = await own_people_told_of(session, here.as_youth, here.youth.id)
    assert [one.state for one in seen.told] == ["approved", "contacted"]


async def test_only_her_caseworker_tells_and_never_without_a_sentence_or_against_the_table(session):
    here = await given_municipality(session)
    person = await name_own_person(session, here.as_youth, here.youth.id, words=GRANDMA)
    for actor in (here.as_youth, here.as_coordinator, here.as_guardian, here.as_host):
        with pytest.raises(Forbidden):
            await tell_of_own_person(session, actor, here.youth.id, person.id, state="contacted", words=SAID)
    with pytest.raises(Invalid):
        await tell_of_own_person(session, here.as_caseworker, here.youth.id, person.id, state="contacted", words="  ")
    with pytest.raises(Invalid):
        await tell_of_own_person(session, here.as_caseworker, here.youth.id, person.id, state="named", words=SAID)
    other, _, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with pytest.raises(NotFound):
        await tell_of_own_person(session, here.as_caseworker, other.id, person.id, state="contacted", words=SAID)


async def test_after_she_took_it_back_nothing_more_is_done(session):
    here = await given_municipality(session)
    person = await name_own_person(session, here.as_youth, here.youth.id, words=GRANDMA)
    await withdraw_own_person(session, here.as_youth, here.youth.id, person.id)
    with pytest.raises(NotFound):
        await tell_of_own_person(session, here.as_caseworker, here.youth.id, person.id, state="contacted", words=SAID)
    steps = list(await session.scalars(select(OwnPersonStep.state)))
    assert steps == ["withdrawn"]
    assert await own_people_told_of(session, here.as_youth, here.youth.id) == []
    assert MOVES["withdrawn"] == ()


async def test_on_pages_hers_and_her_caseworkers(signed_in, town):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.CASEWORKER) as sara:
        await press(alva, "/own-people", words=GRANDMA)
        waiting = unescape((await alva.get("/own-people")).text)
        assert "Sen: Sara frågar dig först och hör sedan av sig till dem." in waiting
        async with transaction(town.database.sessions, town.municipality_id) as session:
            person = (await session.scalars(select(OwnPerson).order_by(OwnPerson.id.desc()).limit(1))).one()
        hers = f"/youths/{town.given.youth.id}"
        refused = await press(
            sara, f"{hers}/own-people/{person.id}", on=hers, person=str(person.id), state="contacted", told=" "
        )
        assert refused.status_code == 422
        assert 'href="#f-told"' in refused.text
        told = await press(
            sara, f"{hers}/own-people/{person.id}", on=hers, person=str(person.id), state="contacted", told=SAID
        )
        assert told.headers["location"] == f"{hers}#own-people"
        page = unescape((await alva.get("/own-people")).text)
        assert SAID in page
        assert "Sara hörde av sig till dem sön 22 nov." in page
        assert lix(page.replace(SAID, "").replace(GRANDMA, "")) <= YOUTH
        assert lix((await sara.get(hers)).text) <= STAFF
        await press(alva, f"/own-people/{person.id}/withdraw", on="/own-people")
        assert GRANDMA not in unescape((await alva.get("/own-people")).text)
        gone = await press(sara, f"{hers}/own-people/{person.id}", on=hers, state="approved", told=SAID)
        assert gone.status_code == 404
