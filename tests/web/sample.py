"""A slice as small as can be, built the way docs/how-a-page-is-built.md says: what tests of the plumbing act on."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from litestar import Controller, Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery, JSONBody
from markupsafe import escape
from pydantic import Field
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.municipality import Unit
from models.people import Role
from service.actor import Actor
from service.errors import DomainError
from service.web.csrf import FormInputs
from service.web.forms import Form, blank_form, read_form
from service.web.guards import anyone, only
from service.web.once import attempt, once
from service.web.render import Page
from service.web.schemas import Input, LocalMoment, Output, ShortText, Words


class Kind(StrEnum):
    EVENING = "evening"
    NIGHT = "night"


class NotTonight(DomainError):
    code = "not_possible"
    status = 409


class SampleIn(Input):
    words: Words
    called: ShortText = "en enhet"
    nights: Annotated[int, Field(ge=0, le=31)] = 1
    first: date | None = None
    arrival: LocalMoment | None = None
    kind: Kind = Kind.NIGHT
    traits: Annotated[list[str], Field(max_length=3)] = []
    site: UUID | None = None


class UnitOut(Output):
    id: UUID
    called: str


async def make_unit(session: AsyncSession, called: str) -> Unit:
    unit = Unit(called=called)
    session.add(unit)
    await session.flush()
    if called == "nej":
        raise NotTonight(field="called")
    if called == "dubbel":
        session.add(Unit(id=unit.id, called=called))
        session.expunge(unit)
    return unit


async def units_called(session: AsyncSession, called: str) -> int:
    return await session.scalar(select(func.count()).select_from(Unit).where(Unit.called == called)) or 0


def shown(form: Form, status: int = 200) -> Page:
    rows = "".join(f"<p class=error id={escape(name)}>{escape(said)}</p>" for name, said in form.errors.items())
    typed = "".join(f"<b>{escape(name)}={escape(value)}</b>" for name in form.typed for value in form.values(name))
    content = f"<form>{FormInputs()}{rows}{typed}</form>"
    return Response(content, status_code=status, media_type=MediaType.HTML)


class SamplePages(Controller):
    path = "/sample"
    guards = [only(Role.COORDINATOR)]
    include_in_schema = False

    @get("/")
    async def write(self) -> Page:
        return shown(blank_form(words="", kind=Kind.EVENING, traits=["quiet"]))

    @post("/")
    async def make(
        self, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]
    ) -> Page:
        form = await read_form(request, SampleIn)
        if form.ok:
            async with attempt(session, actor, form) as doing:
                unit = await make_unit(session, form.data.called)
                return await doing.go(f"/sample/{unit.id}")
            await units_called(session, "afterwards the session still works")
        return shown(form, form.status)

    @get("/broken")
    async def broken(self, session: NamedDependency[AsyncSession]) -> Page:
        raise RuntimeError("hemligt ord")

    @get("/refused")
    async def refused(self, session: NamedDependency[AsyncSession], what: FromQuery[str] = "23P01") -> Page:
        await session.execute(text(f"do $$ begin raise exception 'no' using errcode = '{what}'; end $$"))
        return shown(blank_form())


class OpenPages(Controller):
    path = "/open-sample"
    guards = [anyone]
    include_in_schema = False

    @get("/")
    async def write(self) -> Page:
        return shown(blank_form())

    @post("/")
    async def send(self, request: Request) -> Page:
        return shown(await read_form(request, SampleIn))


class SampleApi(Controller):
    path = "/sample"
    guards = [only(Role.COORDINATOR)]

    @post("/")
    async def make(
        self,
        request: Request,
        data: JSONBody[SampleIn],
        session: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
    ) -> Response[UnitOut]:
        first = await once(session, actor, request)
        unit = await make_unit(session, data.called)
        return await first.answer(UnitOut.model_validate(unit), location=f"/api/v1/sample/{unit.id}")

    @get("/{unit_id:uuid}")
    async def one(self, unit_id: FromPath[UUID], session: NamedDependency[AsyncSession]) -> UnitOut:
        return UnitOut.model_validate((await session.scalars(select(Unit).where(Unit.id == unit_id))).one())


SAMPLE = [SamplePages, OpenPages, Router("/api/v1", route_handlers=[SampleApi])]
