"""Signing: the vectors of the protocol's own page."""

import pytest

from adapters.studios.lovart.signing import Keys, sign, signed_headers

EXAMPLE = "sk_example_secret_0001"
REQUESTS = [
    (EXAMPLE, "GET", "/v1/openapi/chat/status", 1700000000),
    (EXAMPLE, "GET", "/v1/openapi/chat/status", 1700000000.999),
    (EXAMPLE, "GET", "/v1/openapi/chat/status?thread_id=thr-0001", 1700000000),
    (EXAMPLE, "POST", "/v1/openapi/chat", 1700000000),
    (EXAMPLE, "POST", "/v1/openapi/chat", 1700000001),
    (EXAMPLE, "POST", "/v1/openapi/file/upload", 1700000000),
    (EXAMPLE, "POST", "/v1/openapi/mode/query", 1700000000),
    (EXAMPLE, "GET", "/v1/openapi/项目/été", 1700000000),
    (EXAMPLE, "GET", "/v1/openapi/%E9%A1%B9%E7%9B%AE/%C3%A9t%C3%A9", 1700000000),
    ("sk_密钥_é", "POST", "/v1/openapi/chat/confirm", 1753600000),
    ("marker-secret", "POST", "/v1/openapi/mode/query", 1777000000),
    ("", "GET", "/v1/openapi/chat/status", 1700000000),
]
SIGNATURES = [
    "748c615984b726cc0fd23da6dc3e44c963a8f6f833b2259b28ed1668316b57d5",
    "748c615984b726cc0fd23da6dc3e44c963a8f6f833b2259b28ed1668316b57d5",
    "b73f2c185fee3e6facb022c3edee666cc7160f947a5b0577e62b9d930f0c031a",
    "6614502692a7ac7aeeecdfcb40855231c176c35ae3fe3bfd8ec3336b8cb0f5ef",
    "607837fda05a94a3bcc6bb7d1c91daf13260f19364e190176eeab6c33e4f3083",
    "152ff081a8473bb55df117fc841557168613486f8ff86206595b77e9c83bce5d",
    "15a91679e0cf916e37be5d1fe7f568bcee4e66b9930232f46f7124a0d02bd071",
    "570654c8f9e46951a378d3de96560dd051e8a4ab7546bb775e83ecd32e012749",
    "9d4eb6a94fed3ffd0d0c1c49dd4e36883e99c1bd1bd3f8e501e9db9bc46b52cb",
    "f1504ed82a3af330d86348419c3f1cc5a1efb4326d0e5e056d8dc5b8090f2082",
    "d06d635f217734bca2a04a713656425fe5dec4e08aa1bb1bfe28050f10a783aa",
    "5aee1428b278bc35921c5701162c0deca6576fbfabdfca3d7ac02ca48396053c",
]


@pytest.mark.parametrize(
    ("secret", "method", "path", "now", "expected"),
    [(*request, signature) for request, signature in zip(REQUESTS, SIGNATURES, strict=True)],
)
def test_a_signature_is_the_one_the_service_computes(
    secret: str, method: str, path: str, now: float, expected: str
) -> None:
    """A request signed by us is accepted as ours, to the last digit (V1 to V12)."""
    headers = signed_headers(Keys("ak", secret), method, path, now)

    assert headers["X-Signature"] == expected
    assert sign(secret, method, path, headers["X-Timestamp"]) == expected


def test_five_headers_carry_the_signature() -> None:
    """What was signed is named beside the signature, so that the service can compute it again."""
    headers = signed_headers(Keys("ak_1", "sk_1"), "GET", "/v1/openapi/chat/result", 1700000000.999)

    assert headers.pop("X-Signature")
    assert headers == {
        "X-Access-Key": "ak_1",
        "X-Timestamp": "1700000000",
        "X-Signed-Method": "GET",
        "X-Signed-Path": "/v1/openapi/chat/result",
    }


def test_a_secret_is_never_printed() -> None:
    """Keys may appear in a log without giving the secret away."""
    assert "hush" not in repr(Keys("ak_1", "sk_hush"))
