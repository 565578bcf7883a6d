"""/models/<ref>/images: the pictures of a README. The one place where the bytes of an upload pass the web process."""

from __future__ import annotations

from typing import Annotated

from flask import Response, request
from flask_openapi3 import APIBlueprint, RawModel
from pydantic import Field

from modelbase.entities import Image
from modelbase.errors import Invalid, TooLarge
from modelbase.server.api.context import ModelPath, answer, model_of
from modelbase.server.models import images

api = APIBlueprint("images", __name__, url_prefix="/api/v1")

# Whatever is in the bytes, a browser that is led to this address runs none of it, and asks again whether it may see it.
SHOWN = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Picture(RawModel):
    """The bytes of a picture as the body."""

    mimetypes: list[str] = list(images.ENDINGS)  # noqa: RUF012 - the framework reads it from the class


class ImagePath(ModelPath):
    """A picture of a model's README by its name."""

    name: Annotated[str, Field(max_length=200)]


@api.post("/models/<model:ref>/images", responses={201: Image, 200: Image})
def put(path: ModelPath, raw: Picture) -> Response:  # noqa: ARG001 - says in the OpenAPI document what is sent
    """Keep a picture for the README of a model."""
    here, _, model = model_of(path.ref, "write")
    found, made = images.put(here, model, _content())
    return answer(found, 201 if made else 200)


@api.get("/models/<model:ref>/images/<name>")
def read(path: ImagePath) -> Response:
    """Return a picture to who may see the README."""
    here, _, model = model_of(path.ref, "read", "card")
    content, kind = images.read(here, model, path.name)
    response = Response(content, mimetype=kind, headers=SHOWN)
    response.set_etag(path.name)
    response.make_conditional(request)
    return response


def _content() -> bytes:
    """Return the body of the request; cost.py lets it be larger than that of others."""
    if request.mimetype not in images.ENDINGS:
        raise Invalid(f"send the image itself, as one of {', '.join(images.ENDINGS)}", "image_kind")
    if (request.content_length or 0) > images.MAX_SIZE:
        raise TooLarge(f"an image has at most {images.MAX_SIZE // 2**20} MiB", limit=images.MAX_SIZE)
    return request.get_data()
