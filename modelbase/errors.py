"""Every error Modelbase raises on purpose, and the one table of their codes.

    ModelbaseError
    ├── Invalid          400   the request or the input is wrong
    ├── SignInRequired   401   no session, or the token is not known
    ├── Forbidden        403   visible, but this person may not do that
    ├── NotFound         404   absent, or hidden from this person
    ├── Conflict         409   it clashes with what is there already
    ├── TooLarge         413   over a limit that the message names
    ├── TooMany          429   too many requests
    └── Unavailable      503   the database or the store cannot be reached

Imports nothing of ours and no framework: server, SDK and CLI share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class ModelbaseError(Exception):
    """An error with a stable `code`, a message that says what to do next, and JSON `details`."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "internal"

    def __init__(self, message: str, code: str | None = None, **details: Any) -> None:
        message = whole_text(message)
        super().__init__(message)
        self.code = code or self.default_code
        if self.code not in CODES:
            raise LookupError(f"error code {self.code!r} is not in modelbase.errors.CODES")
        self.message = message
        self.details = {name: whole_text(value) for name, value in details.items()}
        self.request_id: str | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return from_code, (self.code, self.message, self.details)


def whole_text(value: Any) -> Any:
    """Return a text, or a list of texts, with half characters (lone surrogates) as their escapes: it can be encoded."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    return [whole_text(one) for one in value] if isinstance(value, list) else value


class Invalid(ModelbaseError):
    """The input is wrong (HTTP 400)."""

    status = 400
    default_code = "invalid"


class SignInRequired(ModelbaseError):
    """There is no session, or the token is unknown, expired or revoked (HTTP 401)."""

    status = 401
    default_code = "sign_in_required"


class Forbidden(ModelbaseError):
    """The thing is visible, but the act is not allowed (HTTP 403)."""

    status = 403
    default_code = "forbidden"


class NotFound(ModelbaseError):
    """The thing is absent, or hidden from this person, which must look the same (HTTP 404)."""

    status = 404
    default_code = "not_found"


class Conflict(ModelbaseError):
    """The act clashes with what is there already (HTTP 409)."""

    status = 409
    default_code = "conflict"


class TooLarge(ModelbaseError):
    """The input is over a limit, which the message names (HTTP 413)."""

    status = 413
    default_code = "too_large"


class TooMany(ModelbaseError):
    """Too many requests; `details.retry_after` is in seconds (HTTP 429)."""

    status = 429
    default_code = "too_many"


class Unavailable(ModelbaseError):
    """The server, its database or its store cannot be reached just now (HTTP 503)."""

    status = 503
    default_code = "unavailable"


# code -> (error class, what it means). docs/errors.md has a heading for each; a test compares the two.
CODES: Mapping[str, tuple[type[ModelbaseError], str]] = {
    "internal": (ModelbaseError, "a fault of the server; the log has it under the request id"),
    "invalid": (Invalid, "a field is missing, unknown or of the wrong type"),
    "args_frozen": (Invalid, "the args of a run cannot be changed"),
    "args_ambiguous": (Invalid, "a name has several values in the args"),
    "args_not_plain": (Invalid, "an arg holds a value that is not plain data; the key is named"),
    "args_secret": (Invalid, "an arg looks like a credential; the key is named"),
    "args_unreadable": (Invalid, "the args text cannot be parsed; the place is named"),
    "args_duplicate_key": (Invalid, "two keys of one mapping are equal, perhaps only after NFC"),
    "args_unresolved": (
        Invalid,
        "an args file has ??? or a reference that nothing in it answers; the key is named",
    ),
    "args_number": (Invalid, "a number does not fit into a double"),
    "name_missing": (Invalid, "no arg says the dataset or the architecture"),
    "name_empty": (Invalid, "a dataset or architecture has no letter or digit to make a name of"),
    "id_invalid": (Invalid, "a text is no model ID"),
    "key_invalid": (Invalid, "a text is no dotted key"),
    "image_kind": (Invalid, "the bytes are no PNG, JPEG, GIF or WebP"),
    "path_invalid": (Invalid, "a file path is absolute, leaves the folder or cannot be kept everywhere"),
    "query_syntax": (Invalid, "a filter or sort cannot be parsed; the position is named"),
    "query_key": (Invalid, "a filter, sort or column names a field that does not exist"),
    "query_limit": (Invalid, "a filter, sort or page is over a limit that is named"),
    "cursor_invalid": (Invalid, "a page cursor is forged or belongs to another query"),
    "file_missing": (Invalid, "a file to push is not there or cannot be read"),
    "file_changed": (Invalid, "a file changed while it was pushed"),
    "settings": (Invalid, "a setting is unknown, missing or unsafe; it is named"),
    "sign_in_state": (Invalid, "a sign-in came back that this browser did not begin, or not just now"),
    "sign_in_required": (SignInRequired, "no session and no valid token"),
    "sign_in_code": (SignInRequired, "a one-time sign-in code is wrong, used or expired"),
    "sign_in_cancelled": (SignInRequired, "the sign-in was cancelled at the provider"),
    "sign_in_failed": (SignInRequired, "the provider did not confirm who this is"),
    "membership_stale": (SignInRequired, "membership could not be checked for a day"),
    "share_link": (SignInRequired, "a share link is wrong, revoked or expired"),
    "forbidden": (Forbidden, "the role or the token's scope does not allow this"),
    "origin": (Forbidden, "a browser request came from another site or for another host"),
    "not_admitted": (Forbidden, "the person is in none of the organisations and teams that may sign in"),
    "sign_in_scope": (Forbidden, "the provider was not allowed to say which organisations the person is in"),
    "disabled": (Forbidden, "an Admin has disabled this person"),
    "not_found": (NotFound, "no such thing, or not for this person"),
    "model_not_found": (NotFound, "no model of this ID"),
    "checkpoint_not_found": (NotFound, "the model has no such checkpoint"),
    "file_not_found": (NotFound, "the checkpoint has no such file"),
    "image_not_found": (NotFound, "the model's README has no such image"),
    "upload_not_found": (NotFound, "no such open upload"),
    "alias_not_found": (NotFound, "the name has no such alias"),
    "view_not_found": (NotFound, "no such view, or another person's personal one"),
    "run_not_found": (NotFound, "the model has no such run"),
    "lease_not_found": (NotFound, "no such lease of yours, or another person has taken it since"),
    "share_not_found": (NotFound, "the model has no such share"),
    "user_not_found": (NotFound, "there is no such person"),
    "conflict": (Conflict, "it clashes with what is there already"),
    "id_ambiguous": (Conflict, "a short ID fits several models, which are listed"),
    "label_taken": (Conflict, "the label holds a checkpoint with other files"),
    "metrics_differ": (
        Conflict,
        "the checkpoint has these files with another step or other values of metrics",
    ),
    "in_use": (Conflict, "the model is aliased, public or a parent, and so it is not deleted"),
    "lineage_cycle": (Conflict, "a model would become its own ancestor"),
    "last_admin": (Conflict, "no other Admin could sign in"),
    "edited_meanwhile": (Conflict, "it was changed since it was read (If-Match)"),
    "upload_incomplete": (Conflict, "parts are missing or have another size than declared"),
    "leased": (Conflict, "another person or process is training this model just now"),
    "policy_conflict": (Conflict, "by the new policy, models that are apart now would count as one"),
    "corrupt": (Conflict, "the stored bytes are not what their SHA-256 says"),
    "unreadable": (Conflict, "what is stored of a model was damaged and cannot be read"),
    "weights_deleted": (Conflict, "the bytes of this checkpoint were deleted; its record is still there"),
    "flagged": (Conflict, "loading these files can run code, and it was not allowed explicitly"),
    "unverified": (Conflict, "the bytes were not read back and checked yet; try again shortly"),
    "too_large": (TooLarge, "over a limit that the message names"),
    "too_many": (TooMany, "too many requests; wait as long as Retry-After says"),
    "unavailable": (Unavailable, "the server cannot be reached or is too busy"),
    "database_unavailable": (Unavailable, "MongoDB cannot be reached"),
    "store_unavailable": (Unavailable, "the S3 store cannot be reached"),
    "provider_unavailable": (Unavailable, "the sign-in provider, GitHub, cannot be reached"),
    "disk_full": (Unavailable, "no space is left on the disk"),
}


def from_code(code: str, message: str, details: Mapping[str, Any] | None = None) -> ModelbaseError:
    """Return the error of a wire `code`; an unknown one (of a newer server) becomes a ModelbaseError."""
    kind, _ = CODES.get(code, CODES["internal"])
    known = code if code in CODES else "internal"
    return kind(message, known, **dict(details or {}))
