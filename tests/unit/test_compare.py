"""What differs between models: the golden answers, and what must hold for any trees."""

import itertools
import json
import pathlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.comparison import align, compare
from modelbase.comparison.compare import MISSING, Side
from modelbase.comparison.markdown import markdown
from modelbase.errors import Invalid, TooLarge

CASES = json.loads((pathlib.Path(__file__).parents[1] / "contract/diff.json").read_text())["cases"]
KEYS = st.sampled_from(["a", "b", "type", "x.y", ""])
SCALARS = st.sampled_from([None, True, 1, 1.0, "1", 0.5, "", "é", "NaN"])
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=15,
    ),
    max_size=4,
)
EXAMPLES = settings(deadline=None, database=None)


def keys_of(answer):
    return [row.key for row in answer.rows]


def two(one, other, **options):
    return compare.compare([Side("one", one), Side("other", other)], **options)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_golden_answer_holds(case):
    sides = [Side(**side) for side in case["sides"]]
    answer = compare.compare(sides, **case["options"]).to_dict()
    assert json.loads(json.dumps(answer, allow_nan=False)) == case["answer"]
    assert markdown(compare.compare(sides, **case["options"]).to_dict()) == case["markdown"]


@EXAMPLES
@given(st.lists(TREES, min_size=2, max_size=4), st.data())
def test_equal_means_equal_by_type_and_rows_cover_every_difference(trees, data):
    base = data.draw(st.integers(0, len(trees) - 1))
    answer = compare.compare([Side(str(at), tree) for at, tree in enumerate(trees)], base)
    tokens = align.Tokens()
    assert answer.equal == (len({tokens.of(tree) for tree in trees}) == 1)
    assert all(row.changes[base] == "same" and row.status != "same" for row in answer.rows)
    assert len(set(keys_of(answer))) == len(answer.rows) == answer.counts["args"]["different"]
    json.dumps(answer.to_dict(), allow_nan=False)


@EXAMPLES
@given(st.lists(TREES, min_size=2, max_size=4))
def test_all_rows_are_the_counted_ones(trees):
    sides = [Side(str(at), tree) for at, tree in enumerate(trees)]
    some, every = compare.compare(sides), compare.compare(sides, everything=True)
    assert every.counts == some.counts
    assert len(every.rows) == every.counts["args"]["total"]
    assert [row for row in every.rows if row.status != "same"] == list(some.rows)


@EXAMPLES
@given(TREES, TREES)
def test_seen_from_the_other_side_added_is_removed(one, other):
    forth, back = two(one, other), two(other, one)
    assert forth.equal == back.equal
    there = sorted(change for row in forth.rows for change in row.changes if change != "same")
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    if not any(isinstance(value, list) for value in [*one.values(), *other.values()]):
        assert there == sorted(
            swapped[change] for row in back.rows for change in row.changes if change != "same"
        )


@EXAMPLES
@given(st.lists(st.sampled_from("abcdef"), max_size=8), st.lists(st.sampled_from("abcdef"), max_size=8))
def test_alignment_keeps_the_order_and_loses_no_equal_item(left, right):
    ones, others = [{"type": name} for name in left], [{"type": name} for name in right]
    pairs = align.Aligner(align.Tokens()).pairs(ones, others)
    assert all(ones[i] == others[j] for i, j in pairs)
    assert all(one[0] < next_[0] and one[1] < next_[1] for one, next_ in itertools.pairwise(pairs))
    longest = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left)):
        for j in range(len(right)):
            longest[i + 1][j + 1] = (
                longest[i][j] + 1 if left[i] == right[j] else max(longest[i][j + 1], longest[i + 1][j])
            )
    assert len(pairs) == longest[-1][-1]


PIPELINE = [
    {"type": "Load"},
    {"type": "Crop", "size": 224, "pad": 4},
    {"type": "Flip", "p": 0.5},
    {"type": "Pack"},
]


def test_an_inserted_step_is_one_row_and_the_rest_keeps_its_numbers():
    longer = [
        PIPELINE[0],
        {"type": "Jitter", "b": 0.4, "c": 0.4},
        PIPELINE[1],
        {"type": "Flip", "p": 0.7},
        PIPELINE[3],
    ]
    answer = two({"pipeline": PIPELINE}, {"pipeline": longer})
    assert keys_of(answer) == ["pipeline.0+1", "pipeline.2.p"]
    assert answer.rows[0].values == (MISSING, {"type": "Jitter", "b": 0.4, "c": 0.4})


def test_the_same_insertion_of_several_sides_is_one_row():
    jitter, blur = {"type": "Jitter"}, {"type": "Blur"}
    sides = [
        Side(str(at), {"p": steps})
        for at, steps in enumerate([PIPELINE, [jitter, *PIPELINE], [blur, jitter, *PIPELINE]])
    ]
    answer = compare.compare(sides)
    assert [(row.key, row.values) for row in answer.rows] == [
        ("p.+1", (MISSING, jitter, jitter)),
        ("p.+2", (MISSING, MISSING, blur)),
    ]


def test_a_list_that_the_base_lacks_is_one_row_if_the_others_agree():
    assert keys_of(two({}, {"p": PIPELINE})) == ["p"]
    sides = [Side("a", {}), Side("b", {"p": PIPELINE}), Side("c", {"p": PIPELINE[:-1]})]
    assert [row.changes for row in compare.compare(sides).rows][-1] == ("same", "added", "same")


def test_unicode_form_is_no_difference():
    assert two({"a": "caf\u00e9"}, {"a": "cafe\u0301"}).equal


def test_not_finite_numbers_are_their_text():
    assert two({"a": float("nan")}, {"a": float("nan")}).equal
    assert two({"a": float("inf")}, {"a": "Infinity"}).equal
    json.dumps(two({"a": float("nan")}, {"a": 1}).to_dict(), allow_nan=False)


def test_numbers_too_large_to_divide_have_no_ratio():
    cells = two({"a": 10**300, "b": 0}, {"a": 10**308 * 17, "b": 5}).to_dict()["rows"]
    assert all("ratio" not in cell for cell in cells[1]["cells"])
    json.dumps(cells, allow_nan=False)


def test_seven_keys_of_five_hundred_in_fifty_models():
    tree = {f"g{at}": {f"k{key}": key for key in range(32)} for at in range(16)}
    sides = [
        Side(str(side), {**tree, "g3": {**tree["g3"], **{f"k{key}": -side for key in range(7)}}})
        for side in range(50)
    ]
    answer = compare.compare(sides)
    assert answer.counts["args"] == {"different": 7, "total": 512}


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: [{"type": rng.choice("abc"), "v": rng.random()} for _ in range(5_000)],
        lambda rng: rng.sample([{"v": at} for at in range(5_000)], 5_000),
        lambda rng: [{"a": (at + rng.randrange(2)) % 2} for at in range(10_000)],
        lambda rng: [[[at]] * 3 for at in range(rng.randrange(2_000, 3_000))],
    ],
    ids=["alike", "shuffled", "repeated", "lists"],
)
def test_hostile_lists_stay_within_the_work_limit(make, monkeypatch):
    spent = []
    best = align._best_pairs
    monkeypatch.setattr(
        align,
        "_best_pairs",
        lambda rows, columns, score: (spent.append(rows * columns), best(rows, columns, score))[1],
    )
    rng = random.Random(7)
    answer = two({"l": make(rng)}, {"l": make(rng)})
    assert sum(spent) <= align.CELLS_PER_COMPARISON
    assert answer.counts["args"]["total"] > 0


def test_globs_reach_any_depth_or_the_beginning_of_the_path():
    one, other = (
        {"data": {"n_workers": 1, "lr": 1}, "lr": 1, "a.b": 1},
        {"data": {"n_workers": 2, "lr": 2}, "lr": 2, "a.b": 2},
    )
    for options, keys in [
        ({"only": ["lr"]}, ["data.lr", "lr"]),
        ({"only": ["args.lr"]}, ["lr"]),
        ({"only": ["data.*"]}, ["data.n_workers", "data.lr"]),
        ({"only": ["data"]}, ["data.n_workers", "data.lr"]),
        ({"ignore": ["*_workers", '"a.b"']}, ["data.lr", "lr"]),
        ({"only": ["data"], "ignore": ["data.lr"]}, ["data.n_workers"]),
        ({"only": ["metrics"]}, []),
    ]:
        assert keys_of(two(one, other, **options)) == keys


@pytest.mark.parametrize(
    ("count", "options"),
    [
        (1, {}),
        (201, {}),
        (2, {"base": 2}),
        (2, {"base": -1}),
        (2, {"only": ["a..b"]}),
        (2, {"ignore": ["a"] * 201}),
    ],
)
def test_a_comparison_refuses_what_it_cannot_do(count, options):
    with pytest.raises(Invalid):
        compare.compare([Side(str(at)) for at in range(count)], **options)


def test_a_comparison_of_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(compare, "MAX_CELLS", 9)
    with pytest.raises(TooLarge, match="9 cells"):
        two({str(at): 0 for at in range(5)}, {str(at): 1 for at in range(5)})


def test_markdown_marks_the_base_and_lets_no_text_out_of_its_cell():
    sides = [Side("a/b:1111", {"k|": "x`|\n<b>", "n": 1}), Side("a/b:2222", {"n": None}, {"top1": 0.5})]
    text = markdown(compare.compare(sides, base=1).to_dict())
    assert text.splitlines() == [
        "### args: 2 of 2 differ",
        "",
        "| key | `a/b:1111` | `a/b:2222` (base) |",
        "| --- | --- | --- |",
        "| `n` | `1` | `null` |",
        r'| `"k\|"` | `` "x`\|\n<b>" `` | – |',
        "",
        "### metrics: 1 of 1 differ",
        "",
        "| key | `a/b:1111` | `a/b:2222` (base) |",
        "| --- | --- | --- |",
        "| `top1` | – | `0.5` |",
    ]
    assert markdown(two({"a": 1}, {"a": 1}).to_dict()) == "No differences.\n"
