"""What can be in the way of having somebody beside her."""

from service.errors import DomainError


class SoundsLikeGuardian(DomainError):
    """It may be what she wants. She says so once more, so that it never happens by mistake."""

    code = "support.sounds_like_guardian"
    status = 409


class TooMany(DomainError):
    """Some few, so that she keeps count of who reads."""

    code = "support.too_many"
    status = 409
