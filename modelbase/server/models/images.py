"""Rules of the pictures in READMEs: what is one, who sees it, and when it goes. No Flask, no pymongo, no boto3.

A picture belongs to one model's card and has its name by its bytes. What it is, its first bytes say and nothing else:
no kind that a browser could run (SVG, HTML) is ever one. It passes the web process: it is small, weights never do.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from hashlib import sha256

from modelbase.entities import Image, Model
from modelbase.errors import Conflict, Invalid, NotFound, TooLarge
from modelbase.server.bucket import Absent, image_key, space
from modelbase.server.database import Database
from modelbase.server.database.models import images, models
from modelbase.server.database.models.images import Stored
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment

MAX_SIZE = 5 * 2**20  # bytes
MAX_IMAGES = 200  # of one model
# How long a picture is kept while no README names it (longer than a browser keeps a draft), an object without record.
GRACE = timedelta(days=8)
LOST = timedelta(days=1)
BATCH = 1_000
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
NAME = re.compile(r"([0-9a-f]{64})\.(png|jpg|gif|webp)")


def put(deployment: Deployment, model: Model, content: bytes) -> tuple[Image, bool]:
    """Keep a picture for the README of a model; return it, and whether it is new. The same bytes are kept once."""
    kind = _kind(content)
    digest = sha256(content).hexdigest()
    found = _held(deployment.db, model.key, digest)
    if found is not None:
        return _image(found), False
    if images.count(deployment.db, model.key) >= MAX_IMAGES:
        raise Conflict(
            f"{model.id} has {MAX_IMAGES} images; take some out of its README, they go eight days later",
            limit=MAX_IMAGES,
        )
    space.check(deployment.settings, len(content))
    made = f"i{secrets.token_hex(12)}"
    image = Stored(made, model.key, digest, kind, len(content), image_key(made), models.now())
    deployment.bucket.put(image.key, content, kind)
    try:
        images.insert(deployment.db, image)
    except AlreadyExists:
        deployment.bucket.delete([image.key])  # another request stored the same one
        return _image(image), False
    return _image(image), True


def read(deployment: Deployment, model: Model, name: str) -> tuple[bytes, str]:
    """Return the bytes and the media type of a picture of a model, or raise NotFound."""
    parts = NAME.fullmatch(name)
    found = images.find(deployment.db, model.key, parts[1]) if parts else None
    if found is None or ENDINGS[found.kind] != (parts and parts[2]):
        raise NotFound(f"the README of {model.id} has no image {name[:100]!r}", "image_not_found")
    try:
        return b"".join(deployment.bucket.read(found.key)), found.kind
    except Absent as absent:
        raise NotFound(f"the image {name[:100]} was just removed", "image_not_found") from absent


def hold(db: Database, key: str, readme: str) -> None:
    """Keep the sweep from the pictures that a README names, before it is saved."""
    shas = sorted({found[1] for found in NAME.finditer(readme)})
    if shas:
        images.touch(db, key, shas, models.now())


def unnamed(deployment: Deployment) -> int:
    """Remove the pictures that no README has named for eight days, also those of models that are gone for good."""
    count, cutoff = 0, models.now() - GRACE
    while some := images.untouched(deployment.db, cutoff):
        for image in some:
            readme = images.readme(deployment.db, image.model)
            if readme is not None and f"{image.sha256}." in readme:
                images.touch(deployment.db, image.model, [image.sha256], models.now())
            elif images.take(deployment.db, image):
                deployment.bucket.delete([image.key])
                count += 1
    return count


def unknown(deployment: Deployment) -> int:
    """Remove the objects of pictures that a process which died half-way stored or should have removed."""
    old = [key for key, _, moment in deployment.bucket.objects(image_key()) if models.now() - moment > LOST]
    count = 0
    for at in range(0, len(old), BATCH):
        some = old[at : at + BATCH]
        known = images.known_keys(deployment.db, some)
        lost = [key for key in some if key not in known]
        deployment.bucket.delete(lost)
        count += len(lost)
    return count


def _held(db: Database, key: str, digest: str) -> Stored | None:
    """Return a picture that the model has already, kept from the sweep from now on."""
    if images.find(db, key, digest) is None:
        return None
    images.touch(db, key, [digest], models.now())
    return images.find(db, key, digest)


def _kind(content: bytes) -> str:
    if len(content) > MAX_SIZE:
        raise TooLarge(
            f"an image has at most {MAX_SIZE // 2**20} MiB; make it smaller, or push it as a file of a checkpoint",
            limit=MAX_SIZE,
        )
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    raise Invalid(
        "these bytes are no PNG, JPEG, GIF or WebP; save the image as one of them (no SVG), then send it again",
        "image_kind",
    )


def _image(found: Stored) -> Image:
    name = f"{found.sha256}.{ENDINGS[found.kind]}"
    return Image(name=name, path=f"images/{name}", sha256=found.sha256, kind=found.kind, size=found.size)
