"""The demo's recipes that begin with the weights of another model; their args name that checkpoint by its ID.

Only args, titles and words, as in catalogue.py. The weights are really loaded, by training.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from modelbase.demo.catalogue import ADAMW, BASELINE, CONV, DIGITS, FAINT, GRAIN, args, from_scratch, mlp
from modelbase.demo.recipe import Origin, Recipe


def recipes() -> list[Recipe]:
    """Return all recipes of the demo, every parent before its children."""
    found = from_scratch()
    found += _from_parents({recipe.key: recipe for recipe in found})
    return found + _from_finetuned({recipe.key: recipe for recipe in found})


def _from_parents(known: dict[str, Recipe]) -> Iterator[Recipe]:
    """Yield what begins with the weights of an earlier recipe; the args name that checkpoint."""
    conv, short = known["digits-conv-0"], known["spirals-short"]
    best = f"{conv.identity.id}@best"
    scratch = args(FAINT, CONV, ADAMW | {"lr": 0.003}, epochs=15)
    yield Recipe(
        "faint-scratch", scratch, "Faint digits from scratch", "150 examples to learn from.", BASELINE
    )
    for key, freeze in {"all": [], "frozen": ["conv.0"]}.items():
        given = scratch | {"init": {"checkpoint": best, "freeze": freeze}}
        title = "Faint digits, fine-tuned" + (", first layer frozen" if freeze else "")
        note = "Begins with weights that know digits; compare with the one from scratch."
        yield Recipe(
            f"faint-{key}", given, title, note, ("finetuned",), (Origin(conv.key, "finetuned", "best"),)
        )
    soft = {"teacher": best, "temperature": 3.0, "alpha": 0.7}
    given = args(DIGITS, mlp(24), ADAMW, augment=[GRAIN], distill=soft)
    note = "A narrow student that learns from the answers of the convolution."
    origin = (Origin(conv.key, "distilled", "best"),)
    yield Recipe("digits-student", given, "Digits, distilled into 24 units", note, ("distilled",), origin)
    given = {
        "data": DIGITS,
        "model": CONV,
        "quantize": {"source": best, "bits": 8, "per_channel": True},
        "seed": 0,
    }
    note = (
        "The weights of the reference model as signed bytes, one scale for each output; nothing was trained."
    )
    origin = (Origin(conv.key, "quantized", "best"),)
    yield Recipe("digits-int8", given, "Digits, small convolution in 8 bits", note, ("quantized",), origin)
    given = short.args | {"epochs": 30, "resume_from": f"{short.identity.id}@last"}
    note = "Goes on where the first 12 epochs stopped, with the same optimiser state."
    yield Recipe("spirals-long", given, "Spirals, resumed to 30", note, (), (Origin(short.key, "resumed"),))


def _from_finetuned(known: dict[str, Recipe]) -> list[Recipe]:
    both = [known["faint-all"], known["faint-frozen"]]
    merge = {"method": "average", "models": [f"{recipe.identity.id}@last" for recipe in both]}
    given = {"data": FAINT, "model": CONV, "merge": merge, "seed": 0}
    note = "The mean of the weights of two fine-tuned models that began with the same ones."
    origins = tuple(Origin(recipe.key, "merged") for recipe in both)
    return [Recipe("faint-soup", given, "Faint digits, average of two", note, ("merged",), origins)]
