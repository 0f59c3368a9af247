"""The same town as for breaks."""

from tests.stays.conftest import app, as_, lasting, look_as, world

__all__ = ["app", "as_", "lasting", "look_as", "world"]
