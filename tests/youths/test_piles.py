"""Cards in piles: only what she moved is said anew, what decides is said apart, and numbers never name anybody."""

from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.municipality import School, Zone
from models.people import Role, Youth
from models.supply import Site
from models.words import Statement, Veto, Wish
from service.database import transaction
from service.errors import Invalid
from service.youths import piles
from service.youths.actions import make_wish
from service.youths.having import having_now
from service.youths.traits import TRAITS
from tests.given import given_municipality, given_site
from tests.youths.pressing import count, press

ALL = dict.fromkeys(TRAITS, "none")


async def _strengths(session, youth) -> dict[str, str]:
    """What stands now, by trait."""
    newer = select(Statement.supersedes_id).where(Statement.supersedes_id.is_not(None))
    rows = await session.execute(
        select(Wish.trait, Wish.strength).where(Wish.youth_id == youth.id, Wish.statement_id.not_in(newer))
    )
    return {trait: strength for trait, strength in rows if trait}


async def test_all_piles_are_saved_at_once(session):
    here = await given_municipality(session)
    moved = await piles.save_piles(
        session, here.as_youth, here.youth.id, ALL | {"quiet": "important", "dog": "nice", "children": "never"}
    )
    assert (moved.made, moved.changed, moved.taken_back) == (3, 0, 0)
    assert await _strengths(session, here.youth) == {"quiet": "important", "dog": "nice", "children": "never"}


async def test_a_moved_card_replaces_the_wish_and_keeps_its_words_and_the_others_are_left_alone(session):
    here = await given_municipality(session)
    her = {"youth_id": here.youth.id}
    quiet = await make_wish(
        session, here.as_youth, **her, subject="where", strength="nice", trait="quiet", words="Jag vill sova."
    )
    dog = await make_wish(session, here.as_youth, **her, subject="who", strength="nice", trait="dog")
    moved = await piles.save_piles(session, here.as_youth, here.youth.id, ALL | {"quiet": "important", "dog": "nice"})
    assert (moved.made, moved.changed, moved.taken_back) == (0, 1, 0)
    cards = await piles.cards_of(session, here.as_youth, here.youth.id)
    assert cards["quiet"].wishes[0].words == "Jag vill sova."
    assert cards["dog"].wishes[0].id == dog.statement_id
    replaced = await session.scalar(select(Statement.supersedes_id).where(Statement.supersedes_id.is_not(None)))
    assert replaced == quiet.statement_id


async def test_what_does_not_matter_any_more_is_taken_back_and_no_pile_lets_something_decide(session):
    here = await given_municipality(session)
    wish = await make_wish(session, here.as_youth, here.youth.id, subject="where", strength="must", trait="quiet")
    unmoved = await piles.save_piles(session, here.as_youth, here.youth.id, {"quiet": "important"})
    assert unmoved.any == 0  # it decides, and lies where it lay
    assert await _strengths(session, here.youth) == {"quiet": "must"}
    with pytest.raises(Invalid):
        await piles.save_piles(session, here.as_youth, here.youth.id, {"quiet": "must"})
    moved = await piles.save_piles(session, here.as_youth, here.youth.id, {"quiet": "none"})
    assert moved.taken_back == 1
    assert await _strengths(session, here.youth) == {}
    assert wish.strength == "must"  # what she once said is not unsaid


async def test_that_it_decides_is_said_and_unsaid_apart(session):
    here = await given_municipality(session)
    wish = await make_wish(
        session, here.as_youth, here.youth.id, subject="where", strength="important", trait="quiet", words="Tyst."
    )
    await piles.let_decide(session, here.as_youth, here.youth.id, wish.statement_id, decides=True)
    card = (await piles.cards_of(session, here.as_youth, here.youth.id))["quiet"]
    assert (card.decides, card.pile, card.wishes[0].words) == (True, "important", "Tyst.")
    await piles.let_decide(session, here.as_youth, here.youth.id, card.wishes[0].id, decides=False)
    assert await _strengths(session, here.youth) == {"quiet": "important"}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(sorted(TRAITS)), st.sampled_from(piles.PILES), max_size=6), max_size=4))
async def test_whatever_she_sorts_the_cards_lie_where_she_last_put_them(session, sortings):
    here = await given_municipality(session)
    expected = dict.fromkeys(TRAITS, "none")
    for one in sortings:
        await piles.save_piles(session, here.as_youth, here.youth.id, one)
        expected |= one
    cards = await piles.cards_of(session, here.as_youth, here.youth.id)
    assert {trait: card.pile for trait, card in cards.items()} == expected
    assert await piles.save_piles(session, here.as_youth, here.youth.id, expected) == piles.Moved()


async def test_how_many_have_it_counts_those_who_could_receive_her_alone(session):
    here = await given_municipality(session)
    for number, (traits, more) in enumerate(
        [(["dog"], {}), (["dog"], {"age_from": 16}), (["dog", "quiet"], {}), (["quiet"], {}), (["dog"], {})]
    ):
        site = await given_site(session, here.zone, kind="host", called=f"H{number}", **more)
        site.traits = traits
        if number == 4:
            session.add(Veto(youth_id=here.youth.id, site_id=site.id))
    (await session.get(Site, here.host.id)).traits = ["dog"]
    await session.flush()
    having = await having_now(session, here.youth)
    assert (having["dog"].many, having["dog"].of) == (3, 5)
    assert (having["quiet"].many, having["listens"].of_whom, having["listens"].of) == (2, "mentor", 1)
    assert "near_school" not in having  # no school is known


async def test_close_to_her_school_is_counted_from_the_locality_of_her_school(session):
    here = await given_municipality(session)
    far = Zone(called="Långt bort", latitude=64.6, longitude=21.2)
    school = School(called="Skolan", zone_id=here.zone.id)
    session.add_all([far, school])
    await session.flush()
    away = await given_site(session, far, kind="host", called="Bortom")
    (await session.get(Youth, here.youth.id)).school_id = school.id
    await session.flush()
    having = (await having_now(session, here.youth))["near_school"]
    assert (having.many, having.of) == (2, 3)
    assert away.zone_id == far.id


async def test_the_page_of_piles_works_without_script_and_says_who_reads_and_when_an_answer_comes(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        shown = unescape((await alva.get("/wishes/piles")).text)
        assert "Det här kan läsas av" in shown
        assert shown.count('type="radio"') == 4 * len(TRAITS)
        before = await count(town, Wish)
        sent = await press(alva, "/wishes/piles", **(ALL | {"quiet": "important", "games": "nice", "cat": "never"}))
        assert sent.headers["location"] == "/wishes?saved=yes"
        assert await count(town, Wish) == before + 3
        after = unescape((await alva.get(sent.headers["location"])).text)
        assert "Sara läser och svarar senast mån 30 nov." in after
        again = await press(alva, "/wishes/piles", **(ALL | {"quiet": "important", "games": "nice", "cat": "never"}))
        assert again.headers["location"] == "/wishes"  # nothing was moved
        assert await count(town, Wish) == before + 3
        assert (await press(alva, "/wishes/piles", quiet="first")).status_code == 422
        assert (await press(alva, "/wishes/piles", money="nice")).status_code == 422


async def test_that_it_decides_is_a_step_of_its_own_with_an_honest_number(signed_in, town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        (await session.get(Site, town.given.host.id)).traits = ["own_room"]
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/wishes/piles", own_room="important")
        async with transaction(town.database.sessions, town.municipality_id) as session:
            statement = await session.scalar(
                select(Wish.statement_id).where(Wish.trait == "own_room").order_by(Wish.id.desc()).limit(1)
            )
            sites = await session.scalar(select(func.count()).select_from(Site))
        asked = unescape((await alva.get(f"/wishes/{statement}/decides")).text)
        assert "Då passar färre pauser." in asked
        assert f"1 av {sites} ställen har det just nu." in asked
        assert town.given.host.called not in asked
        sent = await press(alva, f"/wishes/{statement}/decides", decides="yes")
        assert sent.headers["location"] == "/wishes?saved=yes"
        assert "Det avgör" in unescape((await alva.get("/wishes/piles")).text)
        assert (await alva.get(f"/wishes/{statement}/decides")).status_code == 303  # it has been replaced since
        stale = await press(alva, f"/wishes/{statement}/decides", on="/wishes", decides="yes")
        assert stale.headers["location"] == "/wishes"


async def test_the_api_says_the_same(api, town):
    path = f"/api/v1/youths/{town.given.youth.id}/piles"
    async with api(Role.YOUTH) as alva, api(Role.COORDINATOR) as kim:
        sorted_so = await alva.put(path, json={"piles": {"music": "important", "cat": "none"}})
        assert sorted_so.status_code == 200
        assert (sorted_so.json()["piles"]["music"], len(sorted_so.json()["piles"])) == ("important", len(TRAITS))
        assert (await alva.get(path)).json() == sorted_so.json()
        assert (await alva.put(path, json={"piles": {"music": "must"}})).status_code == 422
        assert (await alva.put(path, json={"piles": {"gold": "nice"}})).status_code == 422
        assert (await kim.get(path)).status_code == 403
