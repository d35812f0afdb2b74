"""The second opinion: calls and answers are held to a machine-readable Bot API."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.emulators import specs
from tests.emulators.telegram import spec
from tests.emulators.telegram.api import BROKEN, SECOND_OPINION
from tests.emulators.telegram.faults import FILE, WEBHOOK
from tests.emulators.telegram.spec import Spec
from tests.emulators.village import Village


def field(name: str, *types: str, required: bool = False) -> dict[str, Any]:
    """A field as the description has it."""
    return {"name": name, "types": list(types), "required": required}


ENTITY = {"name": "Entity", "fields": [field("offset", "Integer", required=True), field("url", "String")]}
BUTTON = {"name": "Button", "fields": [field("text", "String", required=True)]}
OTHER = {"name": "Other", "fields": [field("force", "True", required=True)]}
UPDATE = {"name": "Update", "fields": [field("update_id", "Integer", required=True)]}
EITHER = {"name": "Markup", "subtypes": ["Button", "Other"]}
MESSAGE = {"name": "Message", "fields": [field("message_id", "Integer", required=True)]}
SEND = {
    "name": "sendMessage",
    "returns": ["Message"],
    "fields": [
        field("chat_id", "Integer", "String", required=True),
        field("text", "String", required=True),
        field("quiet", "Boolean"),
        field("media", "InputFile", "String"),
        field("entities", "Array of Entity"),
        field("keyboard", "Array of Array of Button"),
        field("markup", "Markup"),
    ],
}
POLL = {"name": "getUpdates", "returns": ["Array of Update"]}
HERE = {"chat_id": "-5", "text": "12"}


@pytest.fixture
def described(tmp_path: Path) -> Spec:
    """A small description of our own."""
    types = {each["name"]: each for each in (ENTITY, BUTTON, OTHER, EITHER, MESSAGE, UPDATE)}
    path = tmp_path / spec.NAME
    path.write_text(json.dumps({"methods": {"sendMessage": SEND, "getUpdates": POLL}, "types": types}), "utf-8")
    return Spec(path)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"quiet": "true", "entities": '[{"offset": 0, "url": "x"}]'},
        {"quiet": True, "entities": [{"offset": 0}]},
        {"keyboard": '[[{"text": "Go"}], []]', "markup": {"force": True}},
        {"media": "attach://x"},
    ],
)
def test_what_is_described_is_no_matter(described: Spec, more: dict[str, Any]) -> None:
    """A call that fits is not objected to, as JSON or as the texts of a form."""
    assert described.complaints("sendMessage", HERE | more, set()) == []


@pytest.mark.parametrize(
    ("told", "files", "why"),
    [
        (HERE | {"colour": "red"}, set(), "sendMessage has no field colour"),
        ({"text": "x"}, set(), "sendMessage lacks chat_id"),
        (HERE | {"quiet": "maybe"}, set(), "quiet: 'maybe' is no Boolean"),
        (HERE | {"quiet": 1}, set(), "quiet: 1 is no Boolean"),
        (HERE | {"entities": '[{"url": "x"}]'}, set(), "entities[0]: Entity lacks offset"),
        (HERE | {"entities": [{"offset": 0, "length": 1}]}, set(), "entities[0]: Entity has no field length"),
        (HERE | {"entities": {"offset": 0}}, set(), "entities: no list"),
        (HERE | {"keyboard": [[{"text": 5}]]}, set(), "keyboard[0][0].text: 5 is no String"),
        (HERE | {"keyboard": [["Go"]]}, set(), "keyboard[0][0]: no Button"),
        (HERE | {"markup": {"force": False}}, set(), "markup.force: False is no True"),
    ],
)
def test_what_is_not_described_is_named(described: Spec, told: dict[str, Any], files: set[str], why: str) -> None:
    """What a call lacks, has too much or has in another type is said with its place."""
    assert described.complaints("sendMessage", told, files) == [why]


def test_a_file_may_stand_for_a_field(described: Spec) -> None:
    """A field whose file comes in a part of its own is not missing; a method may be unknown."""
    assert described.complaints("sendMessage", {"chat_id": 5}, {"text"}) == []
    assert described.complaints("sendNothing", {}, set()) == ["sendNothing is not described"]


async def test_an_objection_is_remembered(village: Village, described: Spec) -> None:
    """A call that only the description objects to is done, and counts as refused."""
    village.server.api.opinion = described
    village.server.refusals.allow(SECOND_OPINION, BROKEN)
    await village.says({"text": "x", "protect_content": True})

    assert [each.code for each in village.server.refusals.all][:1] == [SECOND_OPINION]
    assert village.server.refusals.all[0].why == "sendMessage has no field protect_content"


async def test_the_emulator_is_held_to_the_description_too(village: Village, described: Spec) -> None:
    """An answer with what is not described is the emulator's own fault."""
    village.server.api.opinion = described
    village.server.refusals.allow(BROKEN)
    await village.says({"text": "x"})

    assert {each.code for each in village.server.refusals.all} == {BROKEN}
    assert "sendMessage: Message has no field chat" in {each.why for each in village.server.refusals.all}


async def test_updates_are_held_to_it_when_they_are_made(village: Village, described: Spec) -> None:
    """What the world makes of an event is looked at whoever fetches it; what a test puts there itself is not."""
    village.server.api.opinion = described
    village.server.refusals.allow(BROKEN)
    village.server.updates.put("message", village.ann.id, {"strange": True})
    await village.ask("getUpdates")
    assert village.server.refusals.all == []
    await village.ann.says(village.ann.dm, "x")

    assert {(each.what, each.code) for each in village.server.refusals.all} == {("an update", BROKEN)}


def test_telegram_s_own_description_knows_every_method(village: Village) -> None:
    """Where the true description lies beside us, each method we serve is one of it, and takes what we take."""
    described = spec.beside()
    if described is None:
        pytest.skip(specs.LEFT_OUT)
    served = village.server.faults.known - {FILE, WEBHOOK}
    unknown = [name for name in served if described.complaints(name, {}, set())[:1] == [f"{name} is not described"]]
    strange = [
        complaint
        for name, method in village.server.api.methods.items()
        for complaint in described.complaints(name, dict.fromkeys(method.takes.model_fields), set())
        if "has no field" in complaint
    ]
    assert unknown == []
    assert strange == []
