"""The demo's views: what of its args and metrics is worth seeing first, kept as views of the team.

Recipes and weights are not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelbase.client.sdk import Client

HIDDEN = ["checkpoints", "size", "owner", "updated_at"]
COLUMNS = [
    "title",
    "state",
    "tags",
    "args.model.name",
    "args.optimizer.name",
    "args.optimizer.lr",
    "args.epochs",
]
LOSSES = ["metrics.val.loss", "metrics.val.accuracy"]
# In pixels, so that a laptop's window shows arguments and results side by side.
WIDTHS = {"title": 190, "state": 92, "tags": 130, "args.optimizer.lr": 80, "args.epochs": 85}
WIDTHS |= dict.fromkeys(("args.model.name", "args.optimizer.name", *LOSSES), 110)
VIEWS: tuple[dict[str, Any], ...] = (
    {
        "name": "Recipes and results",
        "default": True,
        "state": {"columns": [*COLUMNS, *LOSSES], "hidden": HIDDEN, "widths": WIDTHS},
    },
    {
        "name": "Digits, best first",
        "state": {
            "where": 'dataset = "tiny-digits"',
            "sort": "-metrics.val.accuracy",
            "columns": [*COLUMNS, "args.seed", *LOSSES],
            "hidden": [*HIDDEN, "created_at"],
            "widths": WIDTHS,
        },
    },
    {
        "name": "Learning rates",
        "state": {
            "where": 'tags contains "lr-sweep"',
            "sort": "dataset,args.optimizer.name,args.optimizer.lr",
            "columns": ["dataset", *COLUMNS, *LOSSES],
            "hidden": [*HIDDEN, "created_at"],
            "widths": WIDTHS,
        },
    },
)


def arrange(client: Client) -> int:
    """Keep the demo's views, unless the team has views already; return how many were made."""
    if any(view["scope"] == "team" for view in client.api.rows("views")):
        return 0
    for view in VIEWS:
        client.api.call("POST", "views", {"scope": "team", **view})
    return len(VIEWS)
