"""Which values of args are taken for credentials, and which are not: shapes, names, vocabulary, placeholders."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from modelbase.errors import Invalid
from modelbase.identity import secrets
from modelbase.identity.args import plain

DATA = Path(__file__).parent.parent / "data"
# Made up; put together here so that no scanner takes this file for a leak.
SHAPED = [
    "hf_" + "aB3" * 12,
    "ghp_" + "aB3" * 12,
    "github_pat_" + "aB3_" * 20,
    "glpat-" + "aB3" * 8,
    "AKIA" + "ABCDEFGH23456723"[:16],
    "AIza" + "aB3-_" * 7,
    "sk-proj-" + "aB3" * 12,
    "sk-ant-api03-" + "aB3" * 12,
    "xoxb-" + "123456789012-" * 2 + "aB3" * 8,
    "https://hooks.slack.com/services/T0AB/B0CD/" + "aB3" * 8,
    "sk_live_" + "aB3" * 8,
    "npm_" + "aB3" * 12,
    "pypi-AgEIcHlwaS5vcmc" + "aB3" * 20,
    "dapi" + "0123456789abcdef" * 2,
    "r8_" + "aB3" * 12,
    "mb_" + "aB3" * 10,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0." + "aB3" * 10,
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
    "-----BEGIN PRIVATE KEY-----",
    "mongodb+srv://me:pa55word@cluster.example.org/db",
    "https://oauth2:abcdef123456@git.example.org/x.git",
    "https://b.s3.amazonaws.com/k?X-Amz-Signature=" + "0a" * 32,
    "Authorization: Bearer " + "aB3" * 10,
    "python train.py --lr 0.1 --hub-token " + "hf_SECRETsecret123",
    "WANDB_API_KEY=" + "0123456789abcdef" * 2,
]
NAMED = [
    "hub_token", "token", "api_key", "apiKey", "API_KEY", "wandb_api_key", "password", "db.password", "passwd", "pwd",
    "client_secret", "clientSecret", "secret", "aws_secret_access_key", "awsSecretAccessKey", "private-key",
    "credentials", "auth_token", "use_auth_token", "comet_api_key",
    "NEPTUNE_API_TOKEN", "access token", "sas", "webhook_url",
]  # fmt: skip
INNOCENT_NAMES = [
    "pad_token", "eos_token", "bos_token", "unk_token", "mask_token", "cls_token", "image_token", "max_new_tokens",
    "additional_special_tokens", "decoder_start_token", "num_tokens", "tokenizer", "token_type", "trigger_token",
    "placeholder_token", "tokenizer_name", "secretary", "keyboard", "primary_key", "monkey", "keys", "key", "author",
]  # fmt: skip
INNOCENT_VALUES = [
    "<HUB_TOKEN>", "<redacted>", "********************", "${oc.env:HF_TOKEN_OF_THE_TEAM}",
    "$HF_TOKEN_OF_THE_TEAM", "HF_TOKEN_OF_THE_TEAM", "env:HF_TOKEN_OF_THE_TEAM", "/data/me/.cache/huggingface/token",
    "~/.secrets/huggingface/token", "<|endoftext|>", "[a placeholder to fill in]",
    "short", "aaaaaaaaaaaaaaaaaaaaaaaa", "a sentence with words in it", "",
]  # fmt: skip
RANDOM = "hf_SECRETsecret123"


@pytest.mark.parametrize("value", SHAPED, ids=lambda value: value[:16])
def test_a_token_of_a_known_shape_is_found_under_any_key(value):
    for args in ({"note": value}, {"a": {"list": [1, {"b": f"see {value} there"}]}}):
        assert len(secrets.find(args)) == 1
        assert value not in str(secrets.find(args))


@pytest.mark.parametrize("name", NAMED)
def test_a_random_text_is_found_under_the_name_of_a_secret(name):
    assert secrets.find({name: RANDOM, "deep": {"er": {name: RANDOM}}, "list": {name: [RANDOM]}})
    assert len(secrets.find({name: RANDOM, "deep": {"er": {name: RANDOM}}})) == 2


@pytest.mark.parametrize("name", INNOCENT_NAMES)
def test_names_of_machine_learning_are_no_secrets(name):
    assert secrets.find({name: "a_long_word_of_the_vocabulary_x7"}) == []


@pytest.mark.parametrize("value", [*INNOCENT_VALUES, True, None, 12345678901234567890, 0.5])
def test_placeholders_paths_and_other_kinds_are_no_secrets(value):
    assert secrets.find({"hub_token": value}) == []


@pytest.mark.parametrize("file", ["mmpretrain-recipes", "detectron2-configs"])
def test_no_published_recipe_is_refused(file):
    lines = gzip.decompress((DATA / f"{file}.jsonl.gz").read_bytes()).splitlines()
    assert len(lines) > 100
    assert [line[:80] for line in lines if secrets.find(plain(json.loads(line)["args"]))] == []


def test_the_refusal_names_the_keys_and_never_a_value():
    with pytest.raises(Invalid) as error:
        secrets.refuse({"a": {"api_key": RANDOM}, "x.y": {"token": RANDOM}, "lr": 1})
    assert error.value.code == "args_secret"
    assert error.value.details["keys"] == ["a.api_key", '"x.y".token']
    assert RANDOM not in error.value.message
    secrets.refuse({"a": {"api_key": RANDOM}}, ["a.api_key"])
    secrets.refuse({"lr": 1})


def test_redacting_changes_these_keys_alone():
    args = {"a": {"api_key": RANDOM}, "l": [{"token": RANDOM}, 2], "lr": 1}
    done = secrets.redacted(args, ["a.api_key", "l.0.token"])
    assert done == {"a": {"api_key": "<redacted>"}, "l": [{"token": "<redacted>"}, 2], "lr": 1}
    assert args["a"] == {"api_key": RANDOM}
    for absent in ("b", "a.b", "l.7", "lr.x"):
        with pytest.raises(Invalid, match="no key"):
            secrets.redacted(args, [absent])
