"""The wire: what a call looks like, how often it is made, and what is made of a broken reply."""

import asyncio
import json
from email.parser import BytesParser
from pathlib import Path

import pytest

from adapters import calls
from adapters.studios.lovart import limits
from adapters.studios.lovart.api import Api, chat_body
from adapters.studios.lovart.signing import sign
from adapters.studios.lovart.trouble import LovartError
from adapters.trouble import CutOff, Trouble, Unreached, Unreadable
from bot.studio import Place, PlaceId, Prompt, Reasoning, StudioThreadId, Tools, Upload
from tests.adapters.studios.lovart.conftest import KEYS
from tests.adapters.studios.lovart.service import (
    CATALOG,
    CHAT,
    RESULT,
    SAVE,
    UPLOAD,
    VALIDATE,
    Says,
    Service,
    ok,
    refusal,
    snapshot,
)
from tests.contracts.jumping import JumpingClock

PLACE = Place(PlaceId("prj0001aaaabbbb"))
THREAD = StudioThreadId("T 1/é")
LONG_NAME = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) LovartAgentSkill/1.0"
WORKED_EXAMPLE = (
    r'{"prompt": "\u753b a red fox", "project_id": "prj0001aaaabbbb", '
    '"attachments": ["https://assets-persist.lovart.ai/img/u-1/ref.png"], "mode": "thinking", '
    '"tool_config": {"prefer_tool_categories": {"IMAGE": ["generate_image_nano_banana_2"]}, '
    '"exclude_tools": ["generate_image_midjourney"]}}'
)


async def test_a_prompt_goes_out_as_the_protocol_shows_it(api: Api, service: Service) -> None:
    """The worked example of the protocol is sent letter by letter, signed, and marked for one use."""
    service.says(CHAT, ok(thread_id="thr-1"))
    tools = Tools(prefer=(("IMAGE", ("generate_image_nano_banana_2",)),), exclude=("generate_image_midjourney",))
    reference = Upload("https://assets-persist.lovart.ai/img/u-1/ref.png")

    thread = await api.chat(Prompt("画 a red fox", (reference,), None, Reasoning.THINKING, tools), PLACE)

    seen = service.seen[0]
    assert thread == "thr-1"
    assert seen.body.decode() == WORKED_EXAMPLE
    assert seen.headers["User-Agent"] == LONG_NAME
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.headers["Accept-Encoding"] == "identity"
    assert seen.headers["X-Signature"] == "6614502692a7ac7aeeecdfcb40855231c176c35ae3fe3bfd8ec3336b8cb0f5ef"
    assert len(bytes.fromhex(seen.headers["Idempotency-Key"])) == 16


def test_what_was_not_chosen_is_not_sent() -> None:
    """A plain prompt carries nothing but itself and its project."""
    assert chat_body(Prompt("a fox"), PLACE) == {"prompt": "a fox", "project_id": "prj0001aaaabbbb"}


def test_a_follow_up_names_its_thread() -> None:
    """A prompt on a known thread continues it."""
    body = chat_body(Prompt("bigger", thread=THREAD, tools=Tools(include=("upscale_image",))), PLACE)

    assert body["thread_id"] == THREAD
    assert body["tool_config"] == {"include_tools": ["upscale_image"]}


async def test_a_read_signs_its_path_without_the_query(api: Api, service: Service) -> None:
    """An id with spaces, slashes and accents is form-encoded into the query and kept out of the signature."""
    service.says(RESULT, snapshot("running"))

    await api.result(THREAD)

    seen = service.seen[0]
    assert seen.query == "thread_id=T+1%2F%C3%A9"
    assert seen.headers["X-Signed-Path"] == RESULT
    assert seen.headers["X-Signature"] == sign(KEYS.secret, "GET", RESULT, "1700000000")
    assert seen.headers["Content-Type"] == "application/json"
    assert "Idempotency-Key" not in seen.headers
    assert seen.body == b""


@pytest.mark.parametrize("trouble", [Says(404), Says(429), Says(502), Says(503), Says(raw=b'{"co', announced=500)])
async def test_a_read_is_tried_three_times(api: Api, service: Service, time: JumpingClock, trouble: Says) -> None:
    """What passes is met with two more tries, 2 s and 4 s later, each with a signature of its own."""
    service.says(RESULT, trouble, trouble, snapshot("done"))

    result = await api.result(THREAD)

    assert result.status == "done"
    assert time.slept == [2, 4]
    assert [seen.headers["X-Timestamp"] for seen in service.asked(RESULT)][-3:] == [
        "1700000000", "1700000002", "1700000006",
    ]  # fmt: skip


async def test_a_read_survives_cut_connections(api: Api, service: Service) -> None:
    """A connection that ends before the reply costs a read nothing but time."""
    service.says(RESULT, Says(cut=True), Says(cut=True), snapshot("done"))

    assert (await api.result(THREAD)).status == "done"


async def test_a_read_gives_up_after_three_tries(api: Api, service: Service) -> None:
    """A service that stays broken is told to the caller, not asked for ever."""
    service.says(RESULT, Says(502))

    with pytest.raises(LovartError) as caught:
        await api.result(THREAD)

    assert caught.value.status == 502
    assert len(service.asked(RESULT)) == calls.ATTEMPTS


@pytest.mark.parametrize("trouble", [Says(500), Says(401, {"message": "Invalid signature"}), Says(raw=b"<html>")])
async def test_what_does_not_pass_is_not_tried_again(api: Api, service: Service, trouble: Says) -> None:
    """A read that would fail again the same way is made once."""
    service.says(RESULT, trouble)

    with pytest.raises(Trouble):
        await api.result(THREAD)

    assert len(service.asked(RESULT)) == 1


async def test_a_told_pause_is_handed_on(api: Api, service: Service) -> None:
    """A 429 that names its pause is not met with two more requests within it."""
    service.says(RESULT, refusal(429, 1429, "Rate limit exceeded", Retry_After="60"))

    with pytest.raises(LovartError) as caught:
        await api.result(THREAD)

    assert caught.value.after == 60
    assert len(service.asked(RESULT)) == 1


async def test_a_read_is_made_when_it_can_go(api: Api, service: Service, time: JumpingClock) -> None:
    """Broken outcome: after a restart each read was signed at once and waited, heavy and ageing, to be sent."""
    service.says(RESULT, snapshot("running"))
    service.answers.clear()
    reads = [asyncio.create_task(api.result(THREAD)) for _ in range(limits.READS_SIDE_BY_SIDE + 1)]
    await service.has_seen(limits.READS_SIDE_BY_SIDE)
    time.jump(100)
    service.answers.set()
    await asyncio.gather(*reads)

    *first, last = [int(seen.headers["X-Timestamp"]) for seen in service.seen]
    assert last == max(first) + 100


@pytest.mark.parametrize(
    ("says", "trouble"),
    [
        (Says(502), LovartError),
        (Says(503), LovartError),
        (Says(429), LovartError),
        (Says(cut=True), CutOff),
        (Says(raw=b'{"code": 0, "da', announced=500), CutOff),
        (Says(raw=b"<html>fine</html>"), Unreadable),
        (Says(json=[]), Unreadable),
        (Says(json={"code": 0, "data": {}}), Unreadable),
        (Says(307, headers={"Location": CHAT}), LovartError),
    ],
)
async def test_a_prompt_is_sent_once(api: Api, service: Service, says: Says, trouble: type[Trouble]) -> None:
    """Whatever becomes of the reply, the call that spends leaves a single time."""
    service.says(CHAT, says)

    with pytest.raises(trouble):
        await api.chat(Prompt("a fox"), PLACE)

    assert len(service.seen) == 1


async def test_a_refusal_stands_though_its_words_are_cut_off(api: Api, service: Service) -> None:
    """The status line alone proves that a prompt was refused."""
    service.says(CHAT, Says(402, raw=b'{"mess', announced=500))

    with pytest.raises(LovartError) as caught:
        await api.chat(Prompt("a fox"), PLACE)

    assert (caught.value.status, caught.value.message) == (402, "")


async def test_prompts_do_not_share_a_connection(api: Api, service: Service) -> None:
    """A connection that died while it was kept cannot swallow a prompt: each has a fresh one."""
    service.says(CHAT, ok(thread_id="thr-1"))

    await api.chat(Prompt("one"), PLACE)
    await api.chat(Prompt("two"), PLACE)

    assert service.seen[0].peer != service.seen[1].peer


async def test_no_connection_is_told_from_a_lost_one(time: JumpingClock, unused_tcp_port: int) -> None:
    """When nobody listens, surely nothing was accepted."""

    async def admit() -> None:
        return

    async with Api(f"http://127.0.0.1:{unused_tcp_port}", KEYS, time, admit) as api:
        with pytest.raises(Unreached):
            await api.chat(Prompt("a fox"), PLACE)


async def test_a_project_is_made_with_the_documented_body(api: Api, service: Service) -> None:
    """Creating and renaming send what the service's own client sends."""
    service.says(SAVE, ok(project_id="p-1"))

    assert await api.create_project() == "p-1"
    await api.rename_project(PlaceId("p-1"), "狐狸")

    created, renamed = (json.loads(seen.body) for seen in service.seen)
    assert created == {
        "project_id": "", "canvas": "", "project_cover_list": [], "pic_count": 0, "project_type": 3,
    }  # fmt: skip
    assert renamed == {"action": "rename", "project_id": "p-1", "project_name": "狐狸"}


async def test_a_file_goes_out_as_the_protocol_shows_it(api: Api, service: Service, tmp_path: Path) -> None:
    """An upload is one form with one part, its length told beforehand, its bytes those of the file."""
    content = bytes(range(256)) * 1024
    (tmp_path / "spooled").write_bytes(content)
    service.says(UPLOAD, ok(url="https://assets-persist.lovart.ai/img/u/fox.png"))

    url = await api.upload(tmp_path / "spooled", 'a/b/"été"\r\nX: 1.png')

    seen = service.seen[0]
    boundary = seen.headers["Content-Type"].removeprefix("multipart/form-data; boundary=")
    head, _, rest = seen.body.partition(b"\r\n\r\n")
    assert url == "https://assets-persist.lovart.ai/img/u/fox.png"
    assert len(bytes.fromhex(boundary)) == 16
    assert head.decode() == (
        f"--{boundary}\r\n"
        'Content-Disposition: form-data; name="file"; filename="\'été\'  X: 1.png"\r\n'
        "Content-Type: application/octet-stream"
    )
    assert rest == content + f"\r\n--{boundary}--\r\n".encode()
    assert seen.headers["Content-Length"] == str(len(seen.body))
    assert "Transfer-Encoding" not in seen.headers
    assert seen.headers["User-Agent"] == "LovartAgentSkill/1.0"
    assert "Idempotency-Key" not in seen.headers


async def test_a_form_is_one_that_others_read(api: Api, service: Service, tmp_path: Path) -> None:
    """A reader that is not ours finds the file in the form."""
    (tmp_path / "spooled").write_bytes(b"picture")
    service.says(UPLOAD, ok(url="https://x/y"))

    await api.upload(tmp_path / "spooled", "fox.png")

    seen = service.seen[0]
    message = BytesParser().parsebytes(f"Content-Type: {seen.headers['Content-Type']}\r\n\r\n".encode() + seen.body)
    part = list(message.walk())[-1]
    assert part.get_filename() == "fox.png"
    assert part.get_payload(decode=True) == b"picture"


async def test_an_upload_is_sent_once(api: Api, service: Service, tmp_path: Path) -> None:
    """A refused upload is told to the caller at once."""
    (tmp_path / "spooled").write_bytes(b"picture")
    service.says(UPLOAD, Says(503))

    with pytest.raises(LovartError):
        await api.upload(tmp_path / "spooled", "fox.png")

    assert len(service.seen) == 1


async def test_the_catalogue_is_asked_without_keys(api: Api, service: Service) -> None:
    """The open list is read like any visitor would, and entries without a name are left out."""
    tool = {"name": "generate_image_x", "display_name": "X", "category": "IMAGE", "is_premium": True}
    service.says(CATALOG, ok(tools=[tool, {"name": ""}, 7, {"name": "bare"}]))

    models = await api.models()

    assert [(model.name, model.label, model.category, model.premium) for model in models] == [
        ("generate_image_x", "X", "IMAGE", True),
        ("bare", "bare", "", False),
    ]
    assert not [name for name in service.seen[0].headers if name.startswith("X-")]
    assert service.seen[0].headers["Accept"] == "application/json"


async def test_an_endless_reply_is_not_read_to_its_end(
    api: Api, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reply beyond all measure does not fill the memory."""
    monkeypatch.setattr(limits, "REPLY_BYTES", 1000)
    service.says(VALIDATE, Says(raw=b" " * 2000))

    with pytest.raises(Unreadable):
        await api.project(PlaceId("p"))
