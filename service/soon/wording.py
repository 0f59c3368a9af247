"""What the times of "soon" are called."""

from service.soon.rules import When
from service.web.texts import N_

WHEN = {
    When.EVENING: N_("This evening, home to sleep"),
    When.TONIGHT: N_("Tonight"),
    When.TOMORROW_EVENING: N_("Tomorrow evening"),
    When.TOMORROW: N_("Tomorrow night"),
}
