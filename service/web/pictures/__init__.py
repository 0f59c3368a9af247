"""Our own drawings: flat, three layers, one light. Inline SVG, coloured by the style sheet, so that night is night.

{{ picture("path") }}                        decoration, hidden from screen readers
{{ picture("cabin", _("A cabin by a lake")) }}  with a name that is read aloud
{{ picture_for(site.id, "host_family") }}    always the same drawing for the same host or place
{{ icon("calendar") }}                       24 px sign, always beside its word
"""

from service.web.pictures.icons import icon, sign_of
from service.web.pictures.scenes import NAMES, picture, picture_for

__all__ = ["NAMES", "icon", "picture", "picture_for", "sign_of"]
