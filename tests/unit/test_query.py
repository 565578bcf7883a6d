"""The query language: text, tree, meaning, order; the golden answers and what must hold for any query."""

import datetime
import json
import pathlib
import re
import unicodedata
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase import query
from modelbase.errors import Invalid
from modelbase.query import FIELDS, Ago, And, Anywhere, Comparison, Exists, In, IsNull, Key, Not, Or, Sort
from modelbase.query import fold_text as texts
from modelbase.query import regex as patterns

GOLDEN = json.loads((pathlib.Path(__file__).parents[1] / "contract/query.json").read_text())
NOW = datetime.datetime.fromisoformat(GOLDEN["now"])
EXAMPLES = settings(deadline=None, database=None)
SEGMENTS = st.sampled_from(["lr", "a.b", "not", "", 'q"\\', "0", "한", "val/acc", "-x", "in"]) | st.text(
    max_size=4
)
KEYS = st.builds(
    lambda room, segments: Key(room, tuple(segments)),
    st.sampled_from(["args", "metrics"]),
    st.lists(SEGMENTS, min_size=1, max_size=3),
)
SCALARS = (
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6)
)
MOMENTS = st.datetimes(timezones=st.just(datetime.UTC)) | st.builds(
    Ago, st.integers(0, 5000), st.sampled_from("mhdw")
)
DATES = st.builds(lambda name: Key("field", (name,)), st.sampled_from(["created_at", "updated_at"]))
ORDERED = st.integers() | st.text(max_size=6)
TESTS = (
    st.builds(Comparison, KEYS, st.sampled_from(["=", "!=", "contains"]), SCALARS)
    | st.builds(Comparison, KEYS, st.sampled_from(["<", "<=", ">", ">="]), ORDERED)
    | st.builds(Comparison, KEYS, st.just("startswith"), st.text(max_size=6))
    | st.builds(Comparison, DATES, st.sampled_from(["=", "<", ">="]), MOMENTS)
    | st.builds(In, KEYS, st.lists(SCALARS | st.none(), min_size=1, max_size=3).map(tuple), st.booleans())
    | st.builds(Exists, KEYS)
    | st.builds(IsNull, KEYS, st.booleans())
    | st.builds(Anywhere, st.text(min_size=1, max_size=6) | st.sampled_from(["and", 'q"\\', " ", "a.b"]))
)
NODES = st.recursive(
    TESTS,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=2, max_size=3).map(tuple).map(And)
        | st.lists(inner, min_size=2, max_size=3).map(tuple).map(Or)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("case", GOLDEN["parse"], ids=lambda case: case["text"])
def test_every_golden_text_reads_as_its_canonical_text(case):
    node = query.parse(case["text"])
    assert query.format(node) == case["format"]
    assert query.parse(case["format"]) == node


@pytest.mark.parametrize("case", GOLDEN["errors"], ids=lambda case: case["text"][:40])
def test_every_golden_error_says_where_and_what(case):
    with pytest.raises(Invalid) as caught:
        query.parse(case["text"])
    assert caught.value.code == case["code"]
    assert caught.value.message == case["message"]
    assert caught.value.details.get("position") == case["position"]
    if case["position"] is not None:
        line, caret = caught.value.details["caret"].split("\n")
        assert caret.index("^") == case["position"]
        assert caught.value.message.startswith(f"column {case['position'] + 1}: ")
        assert line == case["text"]


@pytest.mark.parametrize("case", GOLDEN["meaning"], ids=lambda case: case["where"])
def test_every_golden_query_finds_its_rows(case):
    node = query.parse(case["where"])
    assert [row["fields"]["id"] for row in GOLDEN["rows"] if query.evaluate(node, row, NOW)] == case["ids"]


@pytest.mark.parametrize("case", GOLDEN["sort"], ids=lambda case: case["sort"])
def test_every_golden_sort_has_its_order(case):
    sorts = query.parse_sort(case["sort"])
    shuffled = GOLDEN["rows"][3:] + GOLDEN["rows"][:3]
    rows = sorted(shuffled, key=lambda row: query.sort_key(row, sorts))
    assert [row["fields"]["id"] for row in rows] == case["ids"]


def attempt(text):
    try:
        return None, query.parse(text)
    except Invalid as error:
        return error.code, None


@EXAMPLES
@given(NODES)
def test_a_query_reads_back_from_its_text(node):
    text = query.format(node)
    assert query.parse(text) == node


@EXAMPLES
@given(st.text(max_size=60) | st.text("ab.\"'()=<>!,0-1 \\nortiexs", max_size=60))
def test_any_text_is_a_query_or_a_clear_error(text):
    code, node = attempt(text)
    assert code in {None, "query_syntax", "query_key", "query_limit"}
    assert node is None or query.parse(query.format(node)) == node


@EXAMPLES
@given(
    NODES,
    st.dictionaries(st.sampled_from(["lr", "a", "betas.0", "betas.1", "x"]), SCALARS | st.none(), max_size=4),
)
def test_not_is_the_opposite_and_comparisons_never_match_what_is_missing(node, args):
    row = {"fields": {"created_at": NOW, "updated_at": NOW}, "args": args, "metrics": {}}
    assert query.evaluate(Not(node), row, NOW) is not query.evaluate(node, row, NOW)
    for test in query.key_tests(node):
        if query.value_at(row, test.key) is query.MISSING:
            assert query.evaluate(test, row, NOW) is False


def test_types_are_strict():
    values = [1, "1", True, None, 0, "", False, 0.5]
    for one in values:
        for other in values:
            row = {"fields": {}, "args": {"x": one}, "metrics": {}}
            node = query.parse(f"x = {query.format_value(other)}")
            assert query.evaluate(node, row) == (one is other)
    assert query.evaluate(query.parse("x = 1"), {"fields": {}, "args": {"x": 1.0}, "metrics": {}})


def test_a_bare_key_that_is_no_field_is_an_arg():
    assert query.key_of("optimizer.lr") == Key("args", ("optimizer", "lr"))
    assert query.key_of("metrics.top1") == Key("metrics", ("top1",))
    assert query.key_of("title") == Key("field", ("title",))
    assert query.key_of("args.title") == Key("args", ("title",))
    assert query.key_of("token_hash") == Key("args", ("token_hash",)), "there are no hidden fields to reach"


def test_every_field_of_the_contract_can_be_asked_for():
    contract = """id name dataset architecture title owner created_at updated_at visibility tags aliases
                  parent ancestor family state size"""
    assert set(contract.split()) <= set(FIELDS)
    for name in FIELDS:
        assert query.parse(f"{name} exists") == Exists(Key("field", (name,)))


def test_keywords_are_words_in_any_case_and_only_where_they_fit():
    assert query.parse("NOT a = 1 AND b IN (TRUE) OR c IS NULL") == query.parse(
        "not a=1 and b in(true) or c is null"
    )
    assert query.parse('"not" = 1 and args.and = 2 and orders = 3 and in = 4').parts[0].key == Key(
        "args", ("not",)
    )


@pytest.mark.parametrize("form", ["{}", '"{}"', "'{}'"])
def test_dates_are_iso_or_relative_and_utc(form):
    one = query.parse("created_at > " + form.format("2026-01-31T12:00:00+09:00"))
    assert one.value == datetime.datetime(2026, 1, 31, 3, tzinfo=datetime.UTC)
    assert query.parse("created_at > " + form.format("-7d")).value == Ago(7, "d")
    with pytest.raises(Invalid):
        query.parse("created_at > " + form.format("2026-02-30"))


@pytest.mark.parametrize(
    "text",
    [
        " or ".join(["a = 1"] * 201),
        f"a in ({','.join(['1'] * 1001)})",
        "a" * 10_001,
        "(" * 51 + "a = 1" + ")" * 51,
        "not " * 51 + "a = 1",
        ".".join(["a"] * 101) + " = 1",
        "k" * 1001 + " = 1",
        f'title matches "{"a" * 201}"',
        f'"{"a" * 501}"',
    ],
    ids=["terms", "values", "characters", "brackets", "nots", "segments", "segment", "pattern", "term"],
)
def test_a_query_over_a_limit_is_refused_by_name(text):
    with pytest.raises(Invalid) as caught:
        query.parse(text)
    assert caught.value.code == "query_limit"
    assert str(caught.value.details["limit"]) in caught.value.message


@EXAMPLES
@given(st.text(max_size=6), st.text(min_size=1, max_size=4), st.text(max_size=6))
def test_a_term_is_found_inside_a_text_in_any_case_and_spelling(before, term, after):
    for form in ("NFC", "NFD"):
        text = before + unicodedata.normalize(form, term) + after
        assert any(way in texts.fold(text) for way in texts.spellings(term))


def test_two_cases_of_a_character_are_found_for_each_other():
    found = []
    for sign in map(chr, (*range(0xD800), *range(0xE000, 0x1F000))):
        for other in {sign.upper(), sign.lower()} - {sign}:
            single = len(other) == len(sign.casefold()) == len(other.casefold()) == 1
            if single and texts.fold(other) != texts.fold(sign):
                found.append(sign)
    assert found == ["\u0131"], "the dotless i alone, whose upper case is that of another letter"


def test_folding_is_settled_and_keeps_lengths():
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x1F000))))
    for at in range(0, len(every), texts.LONGEST):
        piece = every[at : at + texts.LONGEST]
        assert len(texts.fold(piece)) == len(piece)
        assert texts.fold(texts.fold(piece)) == texts.fold(piece)


def test_a_search_term_looks_at_the_beginning_of_a_very_long_text():
    row = {"fields": {}, "args": {"x": "a" * (texts.LONGEST - 1) + "Bc"}, "metrics": {}}
    assert query.evaluate(query.parse('"ab"'), row)
    assert not query.evaluate(query.parse('"bc"'), row)


def test_a_quoted_text_is_a_search_term_only_where_no_comparison_follows():
    assert query.parse('"lr" = 1') == query.parse("args.lr = 1")
    assert query.parse('"lr" exists and "lr"').parts[1] == Anywhere("lr")
    assert query.parse('not "in" or "or"').parts[0] == Not(Anywhere("in"))
    assert query.parse('title contains "a" and "b"').parts[1] == Anywhere("b")


def test_deep_brackets_end_in_an_error_and_not_in_the_stack():
    with pytest.raises(Invalid):
        query.parse("(" * 9_999)
    assert query.parse("(" * 40 + "a = 1" + ")" * 40) == query.parse("a = 1")


@pytest.mark.parametrize(
    ("pattern", "column"),
    [
        ("ab(?=a)", 3), ("(?!a)", 1), ("x(?<=a)b", 2), ("(?<!b)c", 1), (r"(a)\1", 4), (r"[\d](?>a)", 5),
        ("a**", 2), ("a*+", 2), ("a++", 2), ("*a", 1), ("a|*b", 3), ("a{3,2}", 2), ("a{1001}", 2), ("(a{40}){40}", 3),
        ("(", 1), ("a(b(c)", 2), ("a)", 2), ("[a", 1), ("[z-a]", 2), (r"[(]\)(x", 6), (r"\8", 1), ("[[:nope:]]", 2),
        ("(?i", 1), ("(?z)a", 1), (r"\p{Nope}", 1), ("(?P<n", 1), ("\\", 1),
    ],
)  # fmt: skip
def test_a_pattern_that_re2_does_not_know_is_refused_with_its_place(pattern, column):
    with pytest.raises(Invalid) as caught:
        patterns.compiled(pattern)
    assert caught.value.code == "query_syntax"
    assert caught.value.details["column"] == column, caught.value.message
    assert f"column {column}: " in caught.value.message


@pytest.mark.parametrize(
    "pattern", ["a" * 201, r"\pL{100}", "((a{10}){10}){10}(b{1000})", r"(\pL{1,30}\d?){30}z"]
)
def test_a_pattern_that_would_be_large_is_refused(pattern):
    with pytest.raises(Invalid) as caught:
        patterns.compiled(pattern)
    assert caught.value.code == "query_limit"
    assert caught.value.details["limit"] in {patterns.MAX_PATTERN, patterns.MAX_PROGRAM}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("a{1,100}a+a+x", "a"), ("(a+)+$", "aab"), ("(x+x+)+y", "x"), ("^(?:a?){500}$", "ab"), ("(.*a){100}z", "a"),
        ("(a|aa)+$", "aab"), ("(.{0,100}b){1}c", "ab"), ("[a-q][^u-z]{13}x", "qabcdefgh"), (r"(\w+\s?)*!", "ab "),
    ],
)  # fmt: skip
def test_no_pattern_takes_long(pattern, text):
    node = Comparison(Key("args", ("x",)), "matches", pattern)
    row = {"fields": {}, "args": {"x": (text * 1000)[:1000]}, "metrics": {}}
    begin = perf_counter()
    query.evaluate(node, row)
    assert perf_counter() - begin < 0.5


def test_no_other_engine_ever_compiles_a_pattern(monkeypatch):
    monkeypatch.setattr(re, "compile", None)
    patterns.compiled.cache_clear()
    assert patterns.compiled("(a|b)+c").search("xabc")


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^vit-.*-(in1k|in21k)$", "vit-b-in1k", True),
        (r"^vit-.*-(in1k|in21k)$", "vit-b-in22k", False),
        (r"(?i)RESNET\d{2,3}", "my resnet50", True),
        (r"[^a-c]+\.", "abc.", False),
        (r"\bb\b", "a b", True),
        (r"(a+)+$", "aaa", True),
        (r"(?P<year>\d{4})-\p{L}", "2026-é", True),
        ("(?i)É", "é", True),
        ("[[:alpha:]]+\\.$", "x.\n", False),
        ("(?s)^a.b\\z", "a\nb", True),
        ("a.b", "a\nb", False),
        (r"\Qa.b\E", "a.b", True),
        (r"\d", "٣", False),
        ("x", "x" * 1001, False),
    ],
)
def test_matches_searches_short_texts(pattern, text, found):
    node = Comparison(Key("args", ("x",)), "matches", pattern)
    assert query.parse(query.format(node)) == node
    assert query.evaluate(node, {"fields": {}, "args": {"x": text}, "metrics": {}}) is found


def test_patterns_need_no_doubled_backslashes():
    assert query.parse(r'title matches "^\d+\.\w$"').value == r"^\d+\.\w$"


def test_sort_and_column_lists_read_keys():
    sorts = query.parse_sort(' -metrics."a,b" , args.lr,title, -title')
    assert sorts == (
        Sort(Key("metrics", ("a,b",)), True),
        Sort(Key("args", ("lr",))),
        Sort(Key("field", ("title",))),
    )
    assert query.parse_columns("id,lr,id,tags") == (
        Key("field", ("id",)),
        Key("args", ("lr",)),
        Key("field", ("tags",)),
    )
    assert query.parse_sort("") == query.parse_columns(" ") == ()


@pytest.mark.parametrize(
    "text",
    ["tags", "a,,b", "a,", ",a", "a b", "owner.x", "args", "a..b", ",".join(f"k{n}" for n in range(21))],
)
def test_a_bad_sort_is_refused(text):
    with pytest.raises(Invalid):
        query.parse_sort(text)


def test_too_many_columns_are_refused():
    assert len(query.parse_columns(",".join(f"k{n}" for n in range(200)))) == 200
    with pytest.raises(Invalid, match="200"):
        query.parse_columns(",".join(f"k{n}" for n in range(201)))


def test_the_nearest_key_is_the_one_probably_meant():
    known = ["optimizer.lr", "epochs", 'x."a.b"']
    assert query.nearest("lr", known) == "optimizer.lr"
    assert query.nearest("epohcs", known) == "epochs"
    assert query.nearest("something", known) is None


@pytest.mark.parametrize("number", [10**29 + 7, -(2**64) - 1, 2**63, 123456789012345678901234567890, 10**300])
def test_an_integer_beyond_64_bits_is_asked_for_as_it_is_shown(number):
    from modelbase.server.database import flat

    for stored in (number, flat.value(number)):
        row = {"fields": {}, "args": {"d": stored, "l": "x"}, "metrics": {}}
        for text, fits in (
            (f"args.d = {number}", True),
            (f"args.d != {number}", False),
            (f"args.d in (1, {number})", True),
            (f"args.d >= {number}", True),
            (f"args.d > {number}", False),
            (f"args.d = {number * 2}", False),
        ):
            assert query.evaluate(query.parse(text), row) is fits
