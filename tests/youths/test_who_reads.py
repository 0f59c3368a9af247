"""Who is named as a reader before she sends, and who can read it then: the same people, in every world we can think of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay
from models.people import Account, AccountRole, CaseworkerAssignment, Role, SupportPerson, Youth
from models.words import Statement, Wish
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.youths import actions, queries
from service.youths.access import readable_statements, readers_of, youth_for
from service.youths.rules import ANY_KIND, KINDS_SHARED, SHARES, STATEMENT_KINDS, WRITTEN_TO_FOR
from tests.given import Given, events_of, given_claim, given_municipality, given_request, given_youth

NOW = datetime(2026, 12, 1, 19, 30, tzinfo=UTC)
KINDS = [*sorted(STATEMENT_KINDS), "veto"]


@pytest.fixture(autouse=True)
def it_is_december():
    with clock.at(NOW):
        yield


@dataclass(frozen=True)
class AWorld:
    """What is true around her: each adult may have been hers before, be hers now, or never."""

    support: tuple[int, ...]  # shares as bits, of each support person
    support_over: tuple[str, ...]  # "", "time", "taken_back", "closed"
    old_caseworker: bool
    no_caseworker: bool
    stay: str  # status of a break with host and mentor, "" for none
    days_since: int
    kinds: tuple[str, ...]
    addressed: str  # nobody, support, mentor, host, stranger, caseworker


worlds = st.builds(
    AWorld,
    support=st.lists(st.integers(0, 15), max_size=3).map(tuple),
    support_over=st.lists(st.sampled_from(["", "", "time", "taken_back", "closed"]), min_size=3, max_size=3).map(tuple),
    old_caseworker=st.booleans(),
    no_caseworker=st.booleans(),
    stay=st.sampled_from(["", "booked", "going_on", "ended", "cancelled", "interrupted", "no_show"]),
    days_since=st.sampled_from([-20, -1, 1, WRITTEN_TO_FOR.days - 1, WRITTEN_TO_FOR.days + 1]),
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True).map(tuple),
    addressed=st.sampled_from(["nobody", "support", "mentor", "host", "stranger", "caseworker"]),
)


async def test_who_is_named_before_sending_is_exactly_who_can_read_it_then(session):
    """Every world in a savepoint of its own."""
    here = await given_municipality(session)
    met, both_ways = 0, {True: 0, False: 0}

    async def holds(world: AWorld) -> None:
        nonlocal met
        everybody, addressed_to = await _make(session, here, world)
        zone = here.as_youth.zone
        for kind in world.kinds:
            said = await _said(session, here, kind, addressed_to)
            named = {
                one.account_id
                for one in await readers_of(session, here.youth, zone, kind=kind, addressed_to=addressed_to)
            }
            reads = {
                actor.account_id
                for actor in everybody
                if await session.scalar(select(Statement.id).where(Statement.id == said.id, readable_statements(actor)))
            }
            assert named == reads, (kind, world)
            met += 1
            for actor in everybody:
                both_ways[actor.account_id in named] += 1

    # Hypothesis is synchronous: worlds are drawn first, from one seed, and then walked.
    drawn: list[AWorld] = []

    @settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(worlds)
    def draw(world: AWorld) -> None:
        drawn.append(world)

    draw()
    for world in drawn:
        savepoint = await session.begin_nested()
        await holds(world)
        await savepoint.rollback()
    assert met > 60
    assert min(both_ways.values()) > 50  # negative control: readers and others were both met, often


async def _make(session: AsyncSession, here: Given, world: AWorld) -> tuple[list[Actor], object]:
    everybody = [
        here.as_caseworker, here.as_coordinator, here.as_host, here.as_place_keeper, here.as_mentor, here.as_guardian,
        here.as_admin,
    ]  # fmt: skip
    _, as_other, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    everybody.append(as_other)
    if world.old_caseworker or world.no_caseworker:
        hers = await session.scalar(select(CaseworkerAssignment).where(CaseworkerAssignment.youth_id == here.youth.id))
        hers.valid = Range(date(2026, 1, 1), date(2026, 11, 1))
        await session.flush()
    if world.old_caseworker and not world.no_caseworker:
        new = await _adult(session, here, "Moa", Role.CASEWORKER)
        session.add(
            CaseworkerAssignment(
                youth_id=here.youth.id, caseworker_id=new.account_id, valid=Range(date(2026, 11, 1), None)
            )
        )
        everybody.append(new)
    supports = []
    for number, bits in enumerate(world.support):
        over = world.support_over[number]
        one = await _adult(session, here, f"Stöd {number}", Role.SUPPORT_PERSON)
        session.add(
            SupportPerson(
                youth_id=here.youth.id,
                account_id=one.account_id,
                shares=[share for bit, share in enumerate(SHARES) if bits >> bit & 1],
                made_at=NOW - timedelta(days=40),
                ends_at=NOW - timedelta(seconds=1) if over == "time" else NOW + timedelta(days=30),
                revoked_at=NOW - timedelta(days=1) if over == "taken_back" else None,
            )
        )
        supports.append(one)
        if over == "closed":
            (await session.get(Account, one.account_id)).closed_at = NOW
        else:  # nobody signs in with an account that is closed
            everybody.append(one)
    if world.stay:
        _, occurrence = await given_request(session, here.youth, here.grant)
        claim = await given_claim(session, occurrence, here.beds[here.host.id][0], mentor_id=here.mentor.id)
        departure = NOW - timedelta(days=world.days_since)
        session.add(
            Stay(
                claim_id=claim.id,
                occurrence_id=occurrence.id,
                youth_id=here.youth.id,
                site_id=here.host.id,
                mentor_id=here.mentor.id,
                arrival=departure - timedelta(days=2),
                departure=departure,
                status=world.stay,
                cancelled_role="host" if world.stay in ("cancelled", "interrupted") else None,
            )
        )
    await session.flush()
    addressed = {
        "nobody": None,
        "support": supports[0].account_id if supports else None,
        "mentor": here.as_mentor.account_id,
        "host": here.as_host.account_id,
        "stranger": here.as_place_keeper.account_id,
        "caseworker": here.as_caseworker.account_id,
    }[world.addressed]
    return everybody, addressed


async def _adult(session: AsyncSession, here: Given, called: str, role: Role) -> Actor:
    account = Account(called=called)
    session.add(account)
    await session.flush()
    session.add(AccountRole(account_id=account.id, role=role.value))
    await session.flush()
    return Actor(account.id, here.municipality.id, role, called)


async def _said(session: AsyncSession, here: Given, kind: str, addressed_to: object) -> Statement:
    said = Statement(
        youth_id=here.youth.id,
        kind="wish" if kind == "veto" else kind,
        made_by=here.as_youth.account_id,
        made_at=NOW,
        answer_due=NOW + timedelta(days=5),
        addressed_to=addressed_to,
        regards="own_person" if kind == "correction" else None,
        regards_id=here.youth.id if kind == "correction" else None,
    )
    session.add(said)
    await session.flush()
    if kind in ("wish", "veto"):
        session.add(
            Wish(
                youth_id=here.youth.id,
                statement_id=said.id,
                subject="where",
                strength="never",
                site_id=here.place.id if kind == "veto" else None,
                trait="quiet" if kind == "wish" else None,
            )
        )
        await session.flush()
    return said


# -- the same told in single cases


async def _beside(session: AsyncSession, here: Given, *shares: str) -> Actor:
    moa = await _adult(session, here, "Moa", Role.SUPPORT_PERSON)
    session.add(
        SupportPerson(
            youth_id=here.youth.id,
            account_id=moa.account_id,
            shares=list(shares),
            made_at=NOW,
            ends_at=NOW + timedelta(days=90),
        )
    )
    await session.flush()
    return moa


async def test_a_support_person_reads_what_she_shares_and_it_shows_that_it_was_read(session):
    here = await given_municipality(session)
    moa = await _beside(session, here, "wishes")
    await actions.make_wish(session, here.as_youth, here.youth.id, subject="what", strength="must", words="Tyst")
    await actions.make_statement(session, here.as_youth, here.youth.id, kind="message", words="Bara till Sara")
    assert [one.words for one in await queries.statements_of(session, moa, here.youth.id)] == ["Tyst"]
    await session.commit()
    mine = await queries.statements_of(session, here.as_youth, here.youth.id)
    assert [[reader.called for reader in one.read_by] for one in mine] == [[], ["Moa"]]
    assert "words.read" in await events_of(session, here.youth.id)


async def test_answers_are_shared_apart_from_the_words_they_answer(session):
    here = await given_municipality(session)
    moa, ella = await _beside(session, here, "words"), await _beside(session, here, "words", "answers")
    said = await actions.make_statement(session, here.as_youth, here.youth.id, kind="question", words="Vem ser?")
    await actions.answer_statement(session, here.as_caseworker, said.id, verdict="heard", words="Bara jag.")
    (for_moa,) = await queries.statements_of(session, moa, here.youth.id)
    (for_ella,) = await queries.statements_of(session, ella, here.youth.id)
    assert (for_moa.words, for_moa.answers) == ("Vem ser?", ())
    assert [one.words for one in for_ella.answers] == ["Bara jag."]


async def test_never_this_house_is_told_to_no_support_person(session):
    here = await given_municipality(session)
    moa = await _beside(session, here, *SHARES)
    await actions.make_wish(
        session, here.as_youth, here.youth.id, subject="where", strength="never", site_id=here.host.id
    )
    assert await queries.statements_of(session, moa, here.youth.id) == []
    (mine,) = await queries.statements_of(session, here.as_youth, here.youth.id)
    assert mine.read_as == "veto"
    named = await readers_of(session, here.youth, here.as_youth.zone, kind=mine.read_as)
    assert [one.called for one in named] == ["Sara"]


async def test_a_reflection_is_covered_by_no_share():
    assert "reflection" not in {kind for kinds in KINDS_SHARED.values() for kind in kinds}
    assert {kind for kinds in KINDS_SHARED.values() for kind in kinds} | {"reflection"} == STATEMENT_KINDS


async def test_what_she_shares_stops_being_seen_when_she_takes_it_back(session):
    here = await given_municipality(session)
    moa = await _beside(session, here, *SHARES)
    assert await youth_for(session, moa, here.youth.id)
    (await session.scalar(select(SupportPerson))).revoked_at = NOW
    await session.flush()
    with pytest.raises(NotFound):
        await youth_for(session, moa, here.youth.id)
    with pytest.raises(NotFound):
        await queries.statements_of(session, moa, here.youth.id)


async def test_of_several_things_at_once_everybody_is_named_who_reads_some(session):
    here = await given_municipality(session)
    await _beside(session, here, "wishes")
    zone = here.as_youth.zone
    assert [one.called for one in await readers_of(session, here.youth, zone, kind=ANY_KIND)] == ["Sara", "Moa"]
    assert [one.called for one in await readers_of(session, here.youth, zone, kind="message")] == ["Sara"]
    assert [one.called for one in await readers_of(session, here.youth, zone)] == ["Sara"]
    assert await session.scalar(select(func.count()).select_from(Youth)) == 1
