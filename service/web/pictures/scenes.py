"""Scenes and houses, composed of a few shapes. One light in each: the lamp, the window, the sun."""

from hashlib import sha256

from markupsafe import Markup, escape

NAMES = ["house"]


def _svg(inner: str, name: str, title: str, box: str = "0 0 320 180") -> Markup:
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return Markup(  # noqa: S704 - drawn here; the title is escaped
        f'<svg class="picture picture-{name}" viewBox="{box}" preserveAspectRatio="xMidYMid slice" focusable="false" '
        f"{label}>{inner}</svg>"
    )


def picture(name: str, title: str = "") -> Markup:
    """A scene by name, for example "house"; a name we have not drawn gives the house."""
    return _svg(
        '<path class="p-sky" d="M0 0h320v180H0z"/><path class="p-far" d="M0 120l90-40 80 30 70-40 80 40v70H0z"/>'
        '<path class="p-near" d="M0 150q160-30 320 0v30H0z"/><path class="p-wall" d="M120 90h90v60h-90z"/>'
        '<path class="p-roof" d="M110 92l55-40 55 40z"/><path class="p-light" d="M150 105h28v24h-28z"/>',
        name,
        title,
    )


def picture_for(site_id: object, kind: str = "host_family", title: str = "") -> Markup:
    """The drawing of a host or place, the same each time."""
    _ = sha256(str(site_id).encode()).digest()
    return picture(kind, title)
