"""The text of API tokens."""

from modelbase.server.signin.tokens import make_text, well_formed


def test_a_new_token_is_well_formed_and_unlike_any_other() -> None:
    texts = {make_text() for _ in range(1000)}
    assert len(texts) == 1000
    assert all(well_formed(text) for text in texts)


def test_a_typo_is_told_without_asking_anybody() -> None:
    text = make_text()
    for at in range(3, len(text)):
        typo = text[:at] + ("a" if text[at] != "a" else "b") + text[at + 1 :]
        assert not well_formed(typo)
    assert not well_formed("mb_short")
    assert not well_formed(text + "x")
