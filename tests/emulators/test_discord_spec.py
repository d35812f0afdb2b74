"""The second opinion: Discord's own description objects where our tables would not, and its absence is said."""

import json
from pathlib import Path

import pytest

from tests.emulators import specs
from tests.emulators.asking import Town
from tests.emulators.discord import spec
from tests.emulators.discord.rest import BROKEN, SECOND_OPINION
from tests.emulators.discord.spec import Spec

MESSAGES = "/channels/{channel_id}/messages"
DESCRIBED = {
    "paths": {
        MESSAGES: {
            "get": {"parameters": [{"name": "limit", "in": "query"}]},
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}},
                },
                "responses": {"200": {"content": {"application/json": {"schema": {"required": ["id", "theme"]}}}}},
            },
        }
    },
    "components": {
        "schemas": {
            "SnowflakeType": {"type": "string"},
            "Message": {
                "type": "object",
                "properties": {"content": {"type": "string"}, "to": {"$ref": "#/components/schemas/SnowflakeType"}},
                "required": ["content"],
            },
        }
    },
}


@pytest.fixture
def described(tmp_path: Path) -> Spec:
    """A description of two calls."""
    (tmp_path / spec.NAME).write_text(json.dumps(DESCRIBED), "utf-8")
    return Spec(tmp_path / spec.NAME)


@pytest.mark.parametrize(
    ("call", "body", "query", "complaint"),
    [
        (("POST", MESSAGES), {"content": "x", "to": "5"}, set(), ""),
        (("POST", MESSAGES), {"content": "x", "to": 5}, set(), ""),
        (("POST", "/channels/{other_name}/messages"), {"content": "x"}, set(), ""),
        (("GET", MESSAGES), None, {"limit"}, ""),
        (("POST", MESSAGES), {"content": 5}, set(), "$.content: 5 is not of type 'string'"),
        (("POST", MESSAGES), {}, set(), "$: 'content' is a required property"),
        (("POST", MESSAGES), None, set(), "$: None is not of type 'object'"),
        (("GET", MESSAGES), {"content": "x"}, set(), "a body where none is described"),
        (("GET", MESSAGES), None, {"many"}, "there is no query parameter many"),
        (("PUT", MESSAGES), None, set(), f"PUT {MESSAGES} is not described"),
        (("GET", "/nowhere"), None, set(), "GET /nowhere is not described"),
    ],
)
def test_a_request_is_held_against_its_description(
    described: Spec, call: tuple[str, str], body: object, query: set[str], complaint: str
) -> None:
    """Bodies, parameters and paths are compared; ids may be numbers."""
    assert described.complaints(*call, body, query) == ([complaint] if complaint else [])


async def test_an_objection_is_a_refusal_and_changes_no_answer(town: Town, described: Spec) -> None:
    """What only the description objects to is answered as our tables say, and fails the test that asked."""
    town.server.rest.opinion = described
    town.server.refusals.allow(SECOND_OPINION)
    answer = await town.ask("POST", f"/channels/{town.channel.id}/typing")

    assert answer.status == 204
    [refusal] = town.server.refusals.all
    assert refusal.why == "POST /channels/{channel_id}/typing is not described"


async def test_the_emulator_is_held_to_the_description_too(town: Town, described: Spec) -> None:
    """An answer that lacks what Discord always gives is the emulator's own fault, and said each time."""
    town.server.rest.opinion = described
    town.server.refusals.allow(BROKEN)
    for content in ("x", "y"):
        assert (await town.says({"content": content})).status == 200

    assert [each.why for each in town.server.refusals.all] == ["$: 'theme' is a required property"] * 2
    assert described.strange("POST", MESSAGES, 200, {"id": "1", "theme": None}) == []


def test_the_description_is_looked_for_beside_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment names a folder before the neighbours are asked; what is nowhere is named as missing."""
    monkeypatch.setenv(specs.VARIABLE, str(tmp_path))
    assert specs.missing(spec.NAME) == [spec.NAME]
    (tmp_path / spec.NAME).write_text("{}", "utf-8")
    assert specs.found(spec.NAME) == tmp_path / spec.NAME


def test_discord_s_own_description_knows_every_route(town: Town) -> None:
    """Where the true description lies beside us, each call we serve is one of it."""
    described = spec.beside()
    if described is None:
        pytest.skip(specs.LEFT_OUT)
    served = [each.split(" ") for each in town.server.faults.known if each.startswith(("GET", "POST", "P", "D"))]
    unknown = [path for method, path in served if described.complaints(method, path, {}, set()) ==
               [f"{method} {path} is not described"]]  # fmt: skip
    assert unknown == ["/attachments/{channel_id}/{attachment_id}/{filename}"]
