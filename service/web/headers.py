"""The headers of every answer, also of errors and of requests that match no route."""

from service.settings import Settings

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
NOT_NEEDED = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), midi=(), display-capture=(), browsing-topics=()"
)
A_YEAR = "public, max-age=31536000, immutable"


def headers_for(settings: Settings, path: str, query: bytes, status: int) -> dict[bytes, bytes]:
    """What is set unless the answer says otherwise itself."""
    chosen = {
        "content-security-policy": POLICY,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": NOT_NEEDED,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cache-control": _caching(path, query, status),
    }
    if settings.production:
        chosen["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    return {name.encode(): value.encode() for name, value in chosen.items()}


def _caching(path: str, query: bytes, status: int) -> str:
    """Pages leave nothing on a shared phone. Files whose address names their contents stay for ever."""
    if not path.startswith("/static/") or status >= 400:
        return "no-store"
    return A_YEAR if query.startswith(b"v=") else "public, max-age=86400"
