"""The form of what the API answers beside its nouns: lists, comparisons, graphs. Checked, then given back as it came.

A server of another version may send more fields; what is here is what the SDK and the command line rely on. An answer
of another form is the error `unavailable`, never a KeyError in the middle of a page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from modelbase.client.things import CheckpointRef, ModelId, broken
from modelbase.errors import ModelbaseError

Number = int | float
Text = Annotated[str, Field(max_length=1_000_000)]
Count = Annotated[int, Field(ge=0, le=2**53)]
MOST_NODES = 500  # of a graph; the server gives 200 each way


def _moment(text: str) -> str:
    datetime.fromisoformat(text)
    return text


MomentText = Annotated[str, AfterValidator(_moment)]


class Form(BaseModel):
    """The fields of an answer that are relied on; others may be there."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Row(Form):
    """A row of the table."""

    id: ModelId


class Key(Form):
    """A row of the key catalogue."""

    key: Text
    types: dict[str, Count]
    models: Count
    distinct: Count
    low: Any = None
    high: Any = None
    examples: list[Any] = []


class Verdict(Form):
    """A good or bad mark."""

    verdict: Literal["good", "bad"]
    reason: Text = ""


class Node(Form):
    """A model in a report."""

    id: ModelId
    title: Text = ""
    state: Text
    note: Verdict | None = None


class Cell(Form):
    """One value of a comparison."""

    state: Text
    change: Text | None = None
    value: Any = None
    delta: Any = None

    @model_validator(mode="after")
    def _whole(self) -> Cell:
        if (
            self.state != "missing" and "value" not in self.model_fields_set
        ) or "change" not in self.model_fields_set:
            raise ValueError("it has a value and a change")
        if isinstance(self.delta, int) and abs(self.delta) > 2**63:
            raise ValueError("it has a number of usual size")
        if isinstance(self.value, dict) and "sha256" in self.value:
            size = self.value.get("size", 0)
            if not isinstance(size, int) or abs(size) > 2**63:
                raise ValueError("it has a size")
        return self


class Line(Form):
    """One key of a comparison."""

    section: Text
    key: Text
    cells: list[Cell]


class Counted(Form):
    """How many rows of a section differ."""

    different: Count
    total: Count


class Diff(Form):
    """`GET /diff`."""

    ids: list[ModelId]
    base: Count
    equal: bool
    counts: dict[str, Counted]
    rows: list[Line]

    @model_validator(mode="after")
    def _whole(self) -> Diff:
        if any(len(row.cells) != len(self.ids) for row in self.rows):
            raise ValueError("each row has a cell for each model")
        return self


class Changed(Form):
    """A key in which a neighbour differs."""

    key: Text
    seed: bool


class Moved(Form):
    """What that did to a metric."""

    value: Number | str | None
    delta: Number | None = None


class Neighbour(Node):
    """A model that differs in few keys."""

    count: Count
    keys: list[Changed]
    metrics: dict[str, Moved]
    note: Verdict | None


class Near(Form):
    """`GET …/near`."""

    rows: list[Neighbour]
    total: Count
    complete: bool


class Family(Form):
    """`GET …/family`."""

    rows: list[Node]
    metrics: dict[str, dict[str, Any]]


class Edge(Form):
    """A step of a lineage."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, populate_by_name=True)
    source: ModelId = Field(alias="from")
    target: ModelId = Field(alias="to")
    kind: Text
    differing: Count | None


class GraphNode(Node):
    """A model of a lineage; `title` and `note` are always there."""

    title: Text
    note: Verdict | None


class Lineage(Form):
    """`GET …/lineage`."""

    id: ModelId
    nodes: Annotated[list[GraphNode], Field(max_length=MOST_NODES)]
    edges: list[Edge]
    cut: dict[str, bool]

    @model_validator(mode="after")
    def _whole(self) -> Lineage:
        known = {node.id for node in self.nodes}
        if self.id not in known or not all({edge.source, edge.target} <= known for edge in self.edges):
            raise ValueError("each edge is between two of its models")
        return self


class Tensors(Form):
    """`GET …/tensors`."""

    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    files: list[dict[str, Any]]


class Used(Form):
    """The token of a request."""

    name: Text
    scopes: list[str]


class Site(Form):
    """The server of a request."""

    version: Text
    sign_in: Text


class Person(Form):
    """`GET /me`."""

    login: Text
    role: Text
    via: Text
    token: Used | None = None
    server: Site


class Imported(Form):
    """A name that a file imports."""

    name: Text
    risk: Text


class Scan(Form):
    """What was found in one file."""

    path: Text
    format: Text | None
    state: Text
    reason: Text | None
    note: Text = ""
    imports: list[Imported]


class Safety(Form):
    """`GET …/safety`."""

    rows: list[Scan]
    trusted: Text = ""


class TeamSettings(Form):
    """`GET /settings`."""

    trusted_owners: list[Text]
    trusted_imports: list[Text]
    own_pushes: bool


class Resumed(Form):
    """A checkpoint to go on from, and its step if it has one."""

    step: Count | None
    ref: CheckpointRef


class Columns(Form):
    """The points of one metric, and how many there are in all."""

    key: Text
    step: list[Count]
    value: list[Number | Literal["NaN", "Infinity", "-Infinity"]]
    time: list[Count]
    run: list[Count]
    total: Count = 0

    @model_validator(mode="after")
    def _whole(self) -> Columns:
        if len({len(self.step), len(self.value), len(self.time), len(self.run)}) != 1:
            raise ValueError("its columns have several lengths")
        return self


class Summary(Form):
    """What there is of one metric."""

    key: Text
    count: Count
    last_step: Count


class SeriesRows(Form):
    """The points of some metrics of one model."""

    rows: list[Columns]


class SeriesKeys(Form):
    """The metrics that a model has a series of."""

    rows: list[Summary]


class Taken(Form):
    """The answer to taking and renewing a lease; `resume` says from which checkpoint to go on."""

    state: Text
    model: dict[str, Any]
    lease: dict[str, Any] | None
    resume: Resumed | None = None


class Looked(Form):
    """What the answer to a lookup says of a training to go on with."""

    resume: Resumed | None = None


class SignInCode(Form):
    """A one-time code for a sign-in address."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,200}$")]


class Fallen(Form):
    """Models that would count as one."""

    id: Text
    others: list[Text]
    models: Count


class Conflicts(Form):
    """All of them."""

    count: Count
    rows: list[Fallen]


class Families(Form):
    """What a change of the rules does to families."""

    before: Count
    after: Count
    moved: Count


class Report(Form):
    """What a change of the rules does."""

    models: Count
    changed: Count
    families: Families
    conflicts: Conflicts


class Ruled(Form):
    """`PUT /policy`."""

    state: Text
    policy: dict[str, Any]
    done: Count
    total: Count
    report: Report | None

    @field_validator("policy")
    @classmethod
    def _numbered(cls, policy: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(policy.get("number"), int):
            raise ValueError("it has a number")
        return policy


class Rules(Form):
    """A row of `GET /policies`."""

    number: Count
    created_by: Text | None
    created_at: MomentText | None


class Redacted(Form):
    """`POST …/redact`."""

    id: ModelId
    keys: list[Text]
    places: Count


class Suspected(Form):
    """An arg that looks like a credential."""

    key: Text
    kind: Text


class Exposed(Form):
    """A row of `GET /secrets`."""

    id: ModelId
    trash: bool
    secrets: list[Suspected]


def checked(form: type[Form], body: Any) -> dict[str, Any]:
    """Return an answer as it came, once it has this form; else raise `unavailable`."""
    try:
        form.model_validate(body)
    except (ValueError, ModelbaseError) as error:
        raise broken(form.__name__, error) from None
    return dict(body)
