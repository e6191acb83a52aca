"""Each way to forge, bend or outlive a token, and what an honest one says."""

import base64
import hmac
import json
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from application.authentication import NotAuthenticated
from application.commands import Authority
from domain.recorded import Actor
from infrastructure.tokens import DevelopmentIssuer, TokenVerifier, UnusableKeys, issuer_from_jwks
from infrastructure.tokens.development import KEY_FILE
from infrastructure.tokens.keys import Issuer, public_key
from tests.interfaces.api.house import House

NAME = "https://issuer.example"
ED25519 = OKPKey.generate_key("Ed25519", {"kid": "ed"})
P256 = ECKey.generate_key("P-256", {"kid": "ec"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
STRANGER = OKPKey.generate_key("Ed25519", {"kid": "ed"})
Claims = dict[str, Any]


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> TokenVerifier:
    """Believes one outside issuer with three keys."""
    file = tmp_path_factory.mktemp("keys") / "jwks.json"
    file.write_text(json.dumps({"keys": [key.as_dict(private=False) for key in (ED25519, P256, RSA)]}))
    return TokenVerifier([issuer_from_jwks(NAME, file)], "rolecall")


def claims(**changes: Any) -> Claims:
    """What an honest token says, with some of it changed; None: left out."""
    now = int(time.time())
    honest = {"iss": NAME, "sub": "alice", "aud": "rolecall", "iat": now, "exp": now + 600, "roles": ["author"]}
    return {name: value for name, value in {**honest, **changes}.items() if value is not None}


def signed(
    said: Claims | str, key: Key = ED25519, alg: str = "Ed25519", kid: Any = "ed", typ: Any = "at+jwt", **header: Any
) -> str:
    """A token that says this, signed with the key as the algorithm asks."""
    payload = said if isinstance(said, str) else json.dumps(said)
    return raw(json.dumps({"alg": alg, "typ": typ, "kid": kid, **header}), payload, key, alg)


def raw(header: str, payload: str, key: Key = ED25519, alg: str = "Ed25519") -> str:
    """A token of these very bytes."""
    body = f"{encoded(header.encode())}.{encoded(payload.encode())}"
    model = jws.JWSRegistry.algorithms[alg]
    return f"{body}.{encoded(model.sign(body.encode(), key))}"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("key", "alg", "kid"),
    [(ED25519, "Ed25519", "ed"), (ED25519, "EdDSA", "ed"), (P256, "ES256", "ec"), (RSA, "RS256", "rsa")],
)
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # joserfc's word on what most issuers still send
def test_an_honest_token_is_believed(verifier: TokenVerifier, key: Key, alg: str, kid: str) -> None:
    identity = verifier.verify(signed(claims(), key, alg, kid))
    assert identity.actor == Actor(NAME, "alice")
    assert identity.roles == {Authority.AUTHOR}
    assert identity.on_behalf_of is None


def test_who_acts_for_another_is_named_beside_them(verifier: TokenVerifier) -> None:
    identity = verifier.verify(signed(claims(act={"sub": "assistant"})))
    assert identity.actor == Actor(NAME, "assistant")
    assert identity.on_behalf_of == Actor(NAME, "alice")


def _confused() -> str:
    """Signed with a secret that everyone knows, by hand: joserfc refuses to help with this one."""
    body = f"{encoded(json.dumps({'alg': 'HS256', 'typ': 'at+jwt', 'kid': 'rsa'}).encode())}."
    body += encoded(json.dumps(claims()).encode())
    return f"{body}.{encoded(hmac.digest(RSA.as_pem(private=False), body.encode(), 'sha256'))}"


def _with_loose_bits(token: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) + 1]


NOW = int(time.time())
ATTACKS: dict[str, Callable[[], str]] = {
    "no token at all": lambda: "",
    "words": lambda: "not a token",
    "too many parts": lambda: signed(claims()) + ".x",
    "nine kilobytes": lambda: signed(claims(padding="x" * 9000)),
    "alg none": lambda: (
        f"{encoded(json.dumps({'alg': 'none', 'typ': 'at+jwt', 'kid': 'ed'}).encode())}."
        f"{encoded(json.dumps(claims()).encode())}."
    ),
    "HS256 with the RSA key's public PEM": _confused,
    "RS256 by an elliptic curve's kid": lambda: signed(claims(), RSA, "RS256", "ec"),
    "PS256 though the key is for RS256": lambda: signed(claims(), RSA, "PS256", "rsa"),
    "alg is a list": lambda: raw(json.dumps({"alg": ["Ed25519"], "typ": "at+jwt", "kid": "ed"}), json.dumps(claims())),
    "a stranger's signature": lambda: signed(claims(), STRANGER),
    "an empty signature": lambda: signed(claims()).rpartition(".")[0] + ".",
    "a signature cut short": lambda: signed(claims(), P256, "ES256", "ec")[:-8],
    "crit": lambda: signed(claims(), crit=["exp"]),
    "an embedded key": lambda: signed(claims(), STRANGER, jwk=STRANGER.as_dict(private=False)),
    "a key set elsewhere": lambda: signed(claims(), jku="https://evil.example/jwks.json"),
    "a certificate elsewhere": lambda: signed(claims(), x5u="https://evil.example/cert.pem"),
    "an embedded certificate": lambda: signed(claims(), x5c=["MIIB"]),
    "a kid that climbs": lambda: signed(claims(), kid="../../etc/passwd"),
    "a kid that injects": lambda: signed(claims(), kid="ed' OR '1'='1"),
    "a kid that is a list": lambda: signed(claims(), kid=["ed"]),
    "no kid": lambda: signed(claims(), kid=None),
    "an ID token": lambda: signed(claims(), typ="JWT"),
    "no typ": lambda: signed(claims(), typ=None),
    "another audience": lambda: signed(claims(aud="elsewhere")),
    "no audience": lambda: signed(claims(aud=None)),
    "two audiences": lambda: signed(claims(aud=["rolecall", "elsewhere"])),
    "another issuer": lambda: signed(claims(iss="https://evil.example")),
    "an issuer with a slash more": lambda: signed(claims(iss=NAME + "/")),
    "an issuer that is a list": lambda: signed(claims(iss=[NAME])),
    "expired": lambda: signed(claims(iat=NOW - 7200, exp=NOW - 3600)),
    "not valid yet": lambda: signed(claims(nbf=NOW + 3600)),
    "issued in the future": lambda: signed(claims(iat=NOW + 3600, exp=NOW + 7200)),
    "expires before it was issued": lambda: signed(claims(exp=NOW - 10)),
    "lives for years": lambda: signed(claims(exp=NOW + 10**9)),
    "exp as a string": lambda: signed(claims(exp=str(NOW + 600))),
    "exp beyond reason": lambda: signed(json.dumps(claims(exp=NOW)).replace(f'"exp": {NOW}', '"exp": 1e30')),
    "exp as a float": lambda: signed(claims(exp=NOW + 600.5)),
    "exp is true": lambda: signed(claims(exp=True)),
    "no exp": lambda: signed(claims(exp=None)),
    "no iat": lambda: signed(claims(iat=None)),
    "nbf is NaN": lambda: signed(json.dumps(claims())[:-1] + ', "nbf": NaN}'),
    "a claim twice": lambda: signed(json.dumps(claims())[:-1] + ', "sub": "bob"}'),
    "a header twice": lambda: raw('{"alg":"Ed25519","typ":"at+jwt","kid":"ed","kid":"ed"}', json.dumps(claims())),
    "claims that are a list": lambda: signed("[]"),
    "claims too deep": lambda: signed("[" * 3000 + "]" * 3000),
    "claims not UTF-8": lambda: signed(claims()).replace(".", "._w", 1),
    "no subject": lambda: signed(claims(sub=None)),
    "a blank subject": lambda: signed(claims(sub=" ")),
    "a subject without end": lambda: signed(claims(sub="x" * 201)),
    "a subject of two log lines": lambda: signed(claims(sub="alice\nbob")),
    "a subject with a NUL": lambda: signed(claims(sub="alice\0")),
    "a subject with half a character": lambda: signed(json.dumps(claims(sub="alice")).replace("alice", "\\ud800")),
    "a subject that is a number": lambda: signed(claims(sub=7)),
    "no roles": lambda: signed(claims(roles=None)),
    "roles as one string": lambda: signed(claims(roles="author")),
    "an unknown role": lambda: signed(claims(roles=["author", "root"])),
    "a role that is a list": lambda: signed(claims(roles=[["author"]])),
    "a chain of actors": lambda: signed(claims(act={"sub": "a", "act": {"sub": "b"}})),
    "an actor without a name": lambda: signed(claims(act={})),
    "an actor that is a string": lambda: signed(claims(act="assistant")),
    "loose bits in the signature": lambda: _with_loose_bits(signed(claims())),
    "padded base64": lambda: signed(claims()) + "==",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_forged_bent_or_outlived_token_is_believed(verifier: TokenVerifier, attack: str) -> None:
    with pytest.raises(NotAuthenticated):
        verifier.verify(ATTACKS[attack]())


@given(st.data())
def test_no_change_of_a_single_character_is_believed(data: st.DataObject) -> None:
    verifier = TokenVerifier([_issuer_of(ED25519)], "rolecall")
    token = signed(claims())
    verifier.verify(token)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda c: c != token[place]))
    with pytest.raises(NotAuthenticated):
        verifier.verify(token[:place] + letter + token[place + 1 :])


def _issuer_of(key: Key) -> Issuer:
    return Issuer(NAME, {"ed": public_key(key.as_dict(private=False))})


def test_clocks_may_differ_by_a_little(verifier: TokenVerifier) -> None:
    now = int(time.time())
    assert verifier.verify(signed(claims(iat=now + 15, nbf=now + 15, exp=now + 100)))
    assert verifier.verify(signed(claims(iat=now - 600, exp=now - 5)))


def test_the_development_issuer_names_itself(tmp_path: Path) -> None:
    issuer = DevelopmentIssuer(tmp_path)
    identity = TokenVerifier([issuer.issuer]).verify(issuer.mint("alice", [Authority.AUTHOR], on_behalf_of="bob"))
    assert identity.actor == Actor("rolecall-development", "alice")
    assert identity.on_behalf_of == Actor("rolecall-development", "bob")


def test_the_development_key_is_its_owners_alone_and_stays_the_same(tmp_path: Path) -> None:
    token = DevelopmentIssuer(tmp_path / "home").mint("alice", [Authority.AUTHOR])
    file = tmp_path / "home" / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert TokenVerifier([DevelopmentIssuer(tmp_path / "home").issuer]).verify(token)
    file.chmod(0o644)
    with pytest.raises(PermissionError, match="chmod 600"):
        DevelopmentIssuer(tmp_path / "home")


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "{}",
        '{"keys": []}',
        json.dumps({"keys": [OctKey.generate_key(256, {"kid": "s"}).as_dict()]}),
        json.dumps({"keys": [{"kty": "RSA", "kid": "short", "n": encoded(b"\xf1" * 128), "e": "AQAB"}]}),
        json.dumps({"keys": [ECKey.generate_key("P-384", {"kid": "other"}).as_dict(private=False)]}),
        json.dumps({"keys": [ED25519.as_dict(private=False), STRANGER.as_dict(private=False)]}),
    ],
    ids=["not JSON", "no keys", "none", "a shared secret", "a short RSA key", "another curve", "one kid twice"],
)
@pytest.mark.filterwarnings("ignore:Key size should be")  # joserfc says so and takes it all the same
def test_keys_that_must_not_be_believed_are_refused_at_start(tmp_path: Path, content: str) -> None:
    (tmp_path / "jwks.json").write_text(content)
    with pytest.raises(UnusableKeys):
        issuer_from_jwks(NAME, tmp_path / "jwks.json")


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic YTpi", "Bearer a b", "bearer ey.ey.ey"])
def test_the_edge_answers_a_bad_token_with_401(shared_house: House, header: str) -> None:
    for path in ("/v1/roles/00000000-0000-0000-0000-000000000000/history", "/v1/job-postings"):
        answer = shared_house.anyone.get(path, headers={"Authorization": header})
        assert answer.status_code == 401, answer.text
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


def test_two_authorization_headers_are_refused(shared_house: House) -> None:
    token = shared_house.issuer.mint("alice", [Authority.AUTHOR])
    headers = [("Authorization", f"Bearer {token}"), ("Authorization", f"Bearer {token}")]
    assert shared_house.anyone.get("/v1/job-postings", headers=headers).status_code == 401


def test_a_token_believed_before_is_believed_in_its_time_only() -> None:
    now = time.time()
    verifier = TokenVerifier([_issuer_of(ED25519)], "rolecall", lambda: now)
    token = signed(claims(nbf=int(now) + 10))
    assert verifier.verify(token) == verifier.verify(token)
    now += 600 + 29
    assert verifier.verify(token).actor.subject == "alice"
    now += 2
    with pytest.raises(NotAuthenticated, match="expired"):
        verifier.verify(token)
    now -= 600 + 31 + 25  # someone sets the clock back
    with pytest.raises(NotAuthenticated, match="not valid yet"):
        verifier.verify(token)


def test_a_token_believed_before_lends_nothing_to_one_that_differs_by_a_byte() -> None:
    verifier = TokenVerifier([_issuer_of(ED25519)], "rolecall")
    token = signed(claims())
    verifier.verify(token)
    head, payload, signature = token.split(".")
    for forged in (f"{head}.{payload}.{signature[::-1]}", f"{head}.{payload}.", f"{token}="):
        with pytest.raises(NotAuthenticated):
            verifier.verify(forged)


def test_as_many_tokens_are_remembered_as_have_room(monkeypatch: pytest.MonkeyPatch) -> None:
    verified = 0

    def counted(model: Any, signed: bytes, signature: bytes, key: Any) -> bool:
        nonlocal verified
        verified += 1
        return True

    monkeypatch.setattr("infrastructure.tokens.verifier.MOST_REMEMBERED", 2)
    monkeypatch.setattr(type(jws.JWSRegistry.algorithms["Ed25519"]), "verify", counted)
    verifier = TokenVerifier([_issuer_of(ED25519)], "rolecall")
    first, second, third = (signed(claims(sub=name)) for name in ("alice", "bob", "carol"))
    for token in (first, second, first, third, first, second):
        verifier.verify(token)
    assert verified == 4  # all three once, and bob, who was used longest ago when carol came, again
