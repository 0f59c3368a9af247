"""My file for the youth, and the check of the chain for the auditor."""

from litestar import Controller, get
from litestar.params import FromQuery

from models.people import Role
from service.accounts.texts import ROLE_NAMES
from service.trail import queries
from service.trail.copy_pages import CopyReviewPages, MyCopyPages
from service.trail.files import file_of, month_of
from service.trail.sentences import PARTS_CALLED, PURPOSES, PURPOSES_IN_SHORT, REFUSED_IN_SHORT
from service.trail.speech import said
from service.web.dependencies import Session, Who
from service.web.guards import only
from service.web.render import Page, page


class MyFilePages(Controller):
    path = "/my-file"
    guards = [only(Role.YOUTH)]

    @get()
    async def show(
        self,
        session: Session,
        actor: Who,
        before: FromQuery[int | None] = None,
        part: FromQuery[str | None] = None,
        month: FromQuery[str | None] = None,
    ) -> Page:
        file = await file_of(session, actor, before, part=part or "", month=month_of(month))
        return page(
            "trail/my_file.html",
            file=file,
            is_first=before is None,
            part=part or "",
            month=month or "",
            parts=PARTS_CALLED,
            say=said,
            purposes=PURPOSES,
        )


class VerifyPages(Controller):
    path = "/trail/verify"
    guards = [only(Role.AUDITOR)]

    @get()
    async def verify(self, session: Session) -> Page:
        return page(
            "trail/verify.html",
            found=await queries.verification(session),
            reads=await queries.latest_reads(session),
            refused=await queries.latest_refused(session),
            refused_called=REFUSED_IN_SHORT,
            roles=ROLE_NAMES,
            purposes=PURPOSES_IN_SHORT,
        )


controllers = [MyFilePages, MyCopyPages, CopyReviewPages, VerifyPages]
