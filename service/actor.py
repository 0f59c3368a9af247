"""Who acts, in which role, in which municipality. Passed to every action and query; never looked up there."""

from dataclasses import dataclass
from uuid import UUID

from models.people import Role


@dataclass(frozen=True)
class Actor:
    """A signed-in person in one role.

    `subject_id` is the row the role stands for: youth.id, guardian.id, mentor.id, host_family's or place's site.id;
    None for caseworker, coordinator, auditor and admin, who are their account.
    """

    account_id: UUID
    municipality_id: UUID
    role: Role
    called: str
    subject_id: UUID | None = None
    unit_id: UUID | None = None
    language: str = "sv"
    zone: str = "Europe/Stockholm"
    reading_level: str | None = None  # a youth's
