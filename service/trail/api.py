"""The record for programs: her own file, and whether the chain is whole."""

from dataclasses import asdict

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.trail import queries
from service.trail.files import file_of, month_of
from service.trail.schemas import LineOut, MyFileOut, ReaderOut, ReadOut, VerificationOut
from service.trail.speech import said
from service.web.guards import only
from service.web.texts import gettext


class MyFileApi(Controller):
    path = "/my-file"
    guards = [only(Role.YOUTH)]
    tags = ["record"]

    @get()
    async def show(
        self,
        session: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
        before: FromQuery[int | None] = None,
        part: FromQuery[str | None] = None,
        month: FromQuery[str | None] = None,
    ) -> MyFileOut:
        """Everything about her, newest first, with her words and who has read them; a part of it, or a month."""
        file = await file_of(session, actor, before, part=part or "", month=month_of(month))
        return MyFileOut(
            lines=[
                LineOut.model_validate(
                    {**asdict(line), "sentence": said(line), "about": [gettext(one) for one in line.about]}
                )
                for line in file.lines
            ],
            readers=[ReaderOut.model_validate(one) for one in file.readers],
            earlier=file.earlier,
        )


class VerificationApi(Controller):
    path = "/trail/verification"
    guards = [only(Role.AUDITOR)]
    tags = ["record"]

    @get()
    async def verify(self, session: NamedDependency[AsyncSession]) -> VerificationOut:
        found = await queries.verification(session)
        return VerificationOut(
            is_whole=found.is_whole,
            first_broken=found.first_broken,
            events=found.events,
            last_at=found.last_at,
            head=found.head,
            reads=[ReadOut.model_validate(one) for one in await queries.latest_reads(session)],
        )


controllers = [MyFileApi, VerificationApi]
