"""Secrets in args: which values look like credentials, and what is kept in their place. Pure.

A value is a secret if it holds a token of a known shape, under any key, or if it is a text of high entropy under a key
that is named like a secret. The list of names that machine learning uses otherwise (`pad_token`) is reviewed by hand.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from modelbase.errors import Invalid
from modelbase.identity.keys import Json, Path, format_key, index_of, leaves, parse_key

REDACTED = "<redacted>"  # what is kept in the place of a secret
MIN_LENGTH = 16  # characters of a secret under a secret's name
MIN_ENTROPY = 2.75  # bits a character; 16 random hex digits have about 3.2, English words 3 to 4, `aaaa…` 0
MAX_SHOWN = 10  # secrets that one message names

# Shapes that issuers document for their tokens, each with a fixed beginning, so that a match is no accident.
SHAPES = {
    "a Hugging Face token": r"\bhf_[A-Za-z0-9]{30,}\b",
    "a Hugging Face organisation token": r"\bapi_org_[A-Za-z0-9]{30,}\b",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b",
    "a GitLab token": r"\bgl(?:pat|dt|rt|cbt|ptt|soat|agent)-[A-Za-z0-9_-]{20,}",
    "an AWS access key": r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b",
    "a Google API key": r"\bAIza[A-Za-z0-9_-]{35}",
    "a Google OAuth token": r"\bya29\.[A-Za-z0-9_-]{20,}",
    "a Google OAuth client secret": r"\bGOCSPX-[A-Za-z0-9_-]{20,}",
    "an OpenAI or Anthropic key": r"\bsk-(?:[A-Za-z0-9_-]*-)?[A-Za-z0-9_-]{20,}",
    "a Weights & Biases key": r"\bwandb_v1_[A-Za-z0-9_]{40,}\b",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    "a Slack webhook": r"\bhooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,}",
    "a Discord webhook": r"\bdiscord(?:app)?\.com/api/webhooks/[0-9]{16,}/[A-Za-z0-9_-]{40,}",
    "a Telegram bot token": r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b",
    "a Stripe key": r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}\b",
    "an npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "a PyPI token": r"\bpypi-AgE[A-Za-z0-9_-]{40,}",
    "a SendGrid key": r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    "a Docker Hub token": r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}",
    "a DigitalOcean token": r"\bdo[opr]_v1_[a-f0-9]{64}\b",
    "a Databricks token": r"\bdapi[a-f0-9]{32}\b",
    "a Replicate token": r"\br8_[A-Za-z0-9]{30,}\b",
    "a Groq key": r"\bgsk_[A-Za-z0-9]{40,}\b",
    "an xAI key": r"\bxai-[A-Za-z0-9]{40,}\b",
    "a Perplexity key": r"\bpplx-[A-Za-z0-9]{40,}\b",
    "a Comet or Neptune token": r"\beyJhcGlf[A-Za-z0-9+/_-]{40,}={0,2}",
    "an Azure storage key": r"\bAccountKey=[A-Za-z0-9+/]{60,}={0,2}",
    "an Azure shared access signature": r"[?&]sig=[A-Za-z0-9%+/]{30,}",
    "a presigned URL": r"[?&]X-Amz-Signature=[0-9a-f]{64}",
    "a Modelbase token": r"\bmb_[A-Za-z0-9_-]{20,}",
    "a JSON Web Token": r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}",
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY",
    "a password in a URL": r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,100}:(?!\*+@|<)[^\s/@]{3,200}@[^\s/@]",
    "a credential in a header": r"\b(?:[Aa]uthorization\s*[:=]\s*\S{1,20}|Bearer)\s+[A-Za-z0-9._~+/-]{16,}=*",
}
_SHAPES = [(what, re.compile(pattern)) for what, pattern in SHAPES.items()]
# What a text of one of these shapes always has; most texts of args have none, so that one search clears them.
_HINT = re.compile(
    r"hf_|api_org_|gh[pousr]_|github_pat_|gl[a-z]{2,5}-|A[KSBC][IC]A|AIza|ya29|GOCSPX|sk[-_]|rk_|wandb_v1|xox|hooks\."
    r"|webhooks|:AA|npm_|pypi-|SG\.|dckr_|do[opr]_v1|dapi|r8_|xai-|pplx-|eyJ|AccountKey|sig=|Signature=|mb_|PRIVATE KEY"
    r"|://|uthorization|Bearer"
)

# Names of secrets: the last words of a key, in snake case.
_NAMES = re.compile(
    r"(?:^|_)(?:token|tokens|api_?keys?|secret|secrets|secret_?key|access_?key(?:_id)?|private_?key|auth_?key|encryption_?key"
    r"|signing_?key|account_?key|license_?key|password|passwd|passphrase|passcode|pwd|credential|credentials|bearer"
    r"|authorization|webhook(?:_url)?|session_?id|cookie|sas|connection_?string|dsn)$"
)
# Keys of these names hold words of a vocabulary, counts or switches. Reviewed: configs of transformers, fairseq, NeMo,
# torchtune, MMEngine, Detectron2 and the recipes under tests/data.
_INNOCENT = re.compile(
    r"(?:^|_)(?:pad|eos|bos|unk|sep|cls|mask|masked|image|img|video|audio|speech|patch|register|class|dist|start|end|stop"
    r"|begin|decoder_start|additional_special|extra|special|control|system|user|assistant|language|lang|task|prompt|null|blank"
    r"|boundary|separator|delimiter|context|memory|latent|query|object|mem|max|min|num|n|new|total|per|by|trigger|placeholder"
    r"|instance|identifier|concept|style|word|sub_?word|byte|char|character|text|target|source|src|tgt|input|output|label"
    r"|forced|suppress|bad|good|prefix|suffix|middle|fim|think|tool|role|turn|header|initializer|newline|space|time|timestamp"
    r"|draft|modality|vision|visual|global|local|pool|pooling|select|first|last|sos|cross|visible|keep|drop|all|the)_tokens?$"
    r"|^tokens?_(?:type|dropout|shift|mixing|mixer|embed|pooling)|^tokens$"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLACEHOLDER = re.compile(
    r"<[^<>]*>|\[[^\[\]]*\]|\*+|\$\{?[A-Za-z_][^}]*\}?|(?:env|ENV)[:_.].*|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
)
_PATH = re.compile(r"(?:~|\.{1,2}|[A-Za-z]:)?[/\\](?:[\w.@-]+[/\\])+[\w.@-]*")
_TOKEN_OF_VOCABULARY = re.compile(r"<\|.*\|>|[<\[\u2581\u0120].*")
# A name and its value inside a text, as in a command line (`--hub_token X`) or an environment (`API_KEY=X`).
_PAIR = re.compile(
    r"(?<![\w-])(?:([A-Za-z_][\w-]{2,60})\s{0,4}[=:]\s{0,4}|--?([A-Za-z_][\w-]{2,60})\s{1,4})['\"]?([^\s'\",;&]{16,500})"
)


@dataclass(frozen=True)
class Secret:
    """One value of args that looks like a credential: its key, and what it looks like in words."""

    key: str
    kind: str


def find(args: Mapping[str, Any]) -> list[Secret]:
    """Return the values of args that look like secrets, in the given order; never the values themselves."""
    return [
        Secret(format_key(path), kind)
        for path, value in leaves(args)
        if type(value) is str and (kind := _kind(path, value))
    ]


def refuse(args: Mapping[str, Any], allowed: Iterable[str] = ()) -> None:
    """Raise Invalid `args_secret`, which names the keys, if args hold secrets under other keys than `allowed`."""
    allowed = {format_key(parse_key(key)) for key in allowed}
    found = [each for each in find(args) if each.key not in allowed]
    if not found:
        return
    named = "; ".join(f"{each.key} looks like {each.kind}" for each in found[:MAX_SHOWN])
    first = found[0].key
    more = f" and {len(found) - MAX_SHOWN} more" if len(found) > MAX_SHOWN else ""
    raise Invalid(
        f"{named}{more}. Args are kept and shown to everyone who reads the model, so that it is not stored: push "
        f'with --redact {first} (redact=["{first}"] in Python), or leave it out of the args; if it is no secret, say '
        f'so with --allow-secret {first} (allow_secrets=["{first}"])',
        "args_secret",
        keys=[each.key for each in found],
    )


def redacted(args: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Json]:
    """Return args with `<redacted>` as the value of these keys; raise `key_invalid` for one that is not there."""
    tree: dict[str, Json] = deepcopy(dict(args))
    for key in keys:
        segments = parse_key(key)
        above: Any = tree
        for part in segments[:-1]:
            above = _inside(above, part)
        last = segments[-1]
        if _inside(above, last) is _NOTHING:
            raise Invalid(
                f"the args have no key {key} to redact; `modelbase show` lists the keys",
                "key_invalid",
                key=key,
            )
        if isinstance(above, list):
            above[int(last)] = REDACTED
        else:
            above[last] = REDACTED
    return tree


_NOTHING: Any = object()


def _inside(node: Any, part: str) -> Any:
    if isinstance(node, dict):
        return node.get(part, _NOTHING)
    at = index_of(part)
    return node[at] if isinstance(node, list) and at is not None and at < len(node) else _NOTHING


def _kind(path: Path, value: str) -> str | None:
    """Return what a value looks like, or None."""
    if _HINT.search(value):
        for what, shape in _SHAPES:
            if shape.search(value):
                return what
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    inside = ((found[1] or found[2], found[3]) for found in _PAIR.finditer(value))
    pairs = [(name, value), *((word, text) for word, text in inside if any(sign.isdigit() for sign in text))]
    return next((f"a secret by its name {name}" for name, text in pairs if _is_secret(name, text)), None)


def _is_secret(name: str, value: str) -> bool:
    return _is_named_secret(name) and _is_random(value)


def _is_named_secret(name: str) -> bool:
    words = _CAMEL.sub("_", name).replace("-", "_").replace(".", "_").replace(" ", "_").lower()
    return bool(_NAMES.search(words)) and not _INNOCENT.search(words)


def _is_random(value: str) -> bool:
    """Say whether a text is long and varied enough to be a secret, and no path, placeholder or word of a vocabulary."""
    text = value.strip()
    if len(text) < MIN_LENGTH or any(sign.isspace() for sign in text):
        return False
    if _PLACEHOLDER.fullmatch(text) or _PATH.fullmatch(text) or _TOKEN_OF_VOCABULARY.fullmatch(text):
        return False
    return _entropy(text) >= MIN_ENTROPY


def _entropy(text: str) -> float:
    """Return the Shannon entropy of a text in bits a character, by how often each character is in it."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)
