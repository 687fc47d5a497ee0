"""Values as frames, for tests of both ends."""

import json

from grader.sandbox import wire


def there(value, **how):
    """The value as the other side sees it."""
    frame = wire.encode(value, **how)
    magic, header, body = wire.HEAD.unpack(frame[:16])
    assert magic == wire.MAGIC and len(frame) == 16 + header + body
    return wire.decode(frame[16 : 16 + header], frame[16 + header :], **how)


def tree(value, body=b""):
    """A header that says what we like."""
    return wire.decode(json.dumps(value).encode(), body)
