"""Films: ordered, refused, asked after, fetched; and what is in them."""

import asyncio
import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from tests.adapters.sandbox.nemo.talking import ATTRIBUTION, RENDER, Talk
from tests.adapters.sandbox.nemo.test_uploads import clip, picture, song

ID = "render_1774512100"
FOX = "a red fox by the sea"


@pytest.fixture
async def filmed(rich: Talk) -> Talk:
    """Somebody whose timeline has a clip."""
    await rich.says(FOX)
    return rich


async def film(talk: Talk, render: str = ID) -> bytes:
    """Order a film and fetch it when it is ready."""
    assert (await talk.submits(render)).status == 200
    await talk.polls(render)
    done = await talk.polls(render)
    return (await talk.get(done["output"]["url"], Authorization="")).body


class Seen:
    """A film, decoded."""

    def __init__(self, content: bytes) -> None:
        with av.open(io.BytesIO(content), "r") as container:
            self.codecs = [stream.codec_context.name for stream in container.streams]
            self.duration = container.duration or 0
        with av.open(io.BytesIO(content), "r") as container:
            self.pictures: list[Image.Image] = [f.to_image() for f in container.decode(video=0)]  # type: ignore[no-untyped-call]
            self.rate: Fraction = container.streams.video[0].average_rate or Fraction(1)
        self.loudness = loudness(content) if "aac" in self.codecs else []

    def at(self, seconds: float) -> Image.Image:
        """The picture at that time."""
        return self.pictures[int(seconds * self.rate)]


def loudness(content: bytes) -> list[int]:
    """The loudest sample of each second."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=8_000)
    with av.open(io.BytesIO(content), "r") as container:
        frames = [each for decoded in container.decode(audio=0) for each in resampler.resample(decoded)]
    raw = memoryview(b"".join(bytes(each.planes[0])[: each.samples * 2] for each in frames)).cast("h")
    return [max(abs(sample) for sample in raw[at : at + 8_000]) for at in range(0, len(raw), 8_000)]


@pytest.mark.parametrize("header", ATTRIBUTION)
async def test_a_film_needs_all_three_names(filmed: Talk, header: str) -> None:
    """Without one of the attribution headers the export is refused with 402, which is no code of credits."""
    assert (await filmed.submits(**{header: ""})).refused == (402, 402)
    assert (await filmed.get("/api/credits/balance/simple", **{header: ""})).status == 200
    assert (await filmed.submits()).status == 200


async def test_a_plan_may_know_no_export(filmed: Talk) -> None:
    """With every header, the plan can still refuse."""
    await filmed.control(switches={"export_refused": True})

    assert (await filmed.submits()).refused == (402, 402)


async def test_an_id_is_taken_once(filmed: Talk) -> None:
    """A second film under the same id is an error in the renders' own shape; another id is none."""
    await filmed.submits()
    again = await filmed.submits()

    assert (again.status, again.json["success"]) == (409, False)
    assert ID in again.json["error"]
    assert (await filmed.submits("render_2")).status == 200


@pytest.mark.parametrize(
    "draft", [{}, {"t": []}, {"t": [{"tt": 0, "sg": []}]}, {"t": "none"}, {"t": [{"tt": 0, "sg": [{"d": "long"}]}]}]
)
async def test_an_empty_draft_makes_no_film(filmed: Talk, draft: object) -> None:
    """A draft without a segment, or that is none, is refused."""
    reply = await filmed.submits(draft=draft)

    assert (reply.status, reply.json["success"]) == (400, False)
    assert (await filmed.control())["nemo"]["renders"] == []


@pytest.mark.parametrize(
    "change", [{"id": "film"}, {"draft": "{}"}, {"output": {"format": "gif"}}, {"session_id": "1"}]
)
async def test_an_order_of_a_strange_shape_is_refused(filmed: Talk, change: dict[str, object]) -> None:
    """A wrong id, a draft as text, another format, a misspelt name: each is refused."""
    draft = (await filmed.state())["draft"]
    reply = await filmed.post(RENDER, {"id": ID, "sessionId": filmed.session, "draft": draft, **change})

    assert reply.refused == (400, 400)


async def test_progress_moves_with_every_poll(filmed: Talk) -> None:
    """Pending, processing, completed: so many polls as are set, whatever the clock says."""
    await filmed.control(switches={"render_polls": 3})
    seen = [(await filmed.submits()).json, *[await filmed.polls() for _ in range(4)]]

    assert [each["status"] for each in seen] == ["pending", "processing", "processing", "completed", "completed"]
    assert [each["progress"] for each in seen] == [5, 36, 68, 100, 100]
    assert {each["taskId"] for each in seen} == {ID}


async def test_the_usual_shape_is_bare(filmed: Talk) -> None:
    """Everything lies at the top, with the film's address, length in seconds and size in bytes."""
    content = await film(filmed)
    done = await filmed.polls()

    assert done.keys() == {"taskId", "status", "progress", "output"}
    assert (done["output"]["duration"], done["output"]["size"]) == (10.0, len(content))


async def test_the_other_shape_is_nested(filmed: Talk) -> None:
    """Everything lies under `data`, with times in milliseconds."""
    await filmed.control(switches={"render_shape": "R1"})
    submitted = (await filmed.submits()).json
    await filmed.polls()
    done = await filmed.polls()

    assert submitted == {"success": True, "data": {"id": ID, "status": "pending", "progress": 5}}
    assert done.keys() == {"success", "data"}
    assert done["data"].keys() == {"id", "status", "progress", "outputUrl", "createdAt", "completedAt"}
    assert done["data"]["createdAt"] == filmed.clock.now() * 1000
    assert (await filmed.get(done["data"]["outputUrl"])).status == 200


async def test_both_shapes_may_come_at_once(filmed: Talk) -> None:
    """The union has the members of either."""
    await filmed.control(switches={"render_shape": "both"})

    assert (await filmed.submits()).json.keys() == {"taskId", "status", "progress", "success", "data"}


@pytest.mark.parametrize("shape", ["R1", "R2"])
async def test_a_film_may_fail(filmed: Talk, shape: str) -> None:
    """Once, so that another id brings the film; or always; each time with words and without an address."""
    await filmed.control(switches={"render_fails": "once", "render_shape": shape, "render_polls": 1})
    ends = []
    for number in (1, 2):
        await filmed.submits(f"render_{number}")
        reply = await filmed.polls(f"render_{number}")
        ends.append(reply.get("data", reply))
    await filmed.control(switches={"render_fails": "always"})
    await filmed.submits("render_3")
    reply = await filmed.polls("render_3")
    ends.append(reply.get("data", reply))

    assert [end["status"] for end in ends] == ["failed", "completed", "failed"]
    assert ends[0]["error"]
    assert "output" not in ends[0]
    assert not ends[0].get("outputUrl")
    assert (await filmed.get("/api/render/proxy/render_1/download")).status == 404


async def test_a_film_can_be_cancelled(filmed: Talk) -> None:
    """It fails, as cancelled, and no film comes of it; what is over cannot be cancelled."""
    await filmed.submits()
    assert (await filmed.post(f"{RENDER}/{ID}/cancel")).json == {"success": True}
    told = await filmed.polls()

    assert (told["status"], "cancel" in told["error"]) == ("failed", True)
    assert (await filmed.post(f"{RENDER}/{ID}/cancel")).status == 409
    assert (await filmed.get(f"/nemo/render-result/{ID}.mp4")).status == 404


async def test_a_film_comes_on_a_second_way(filmed: Talk) -> None:
    """Where the address fails, the download with the token brings the same bytes; before the end there is nothing."""
    await filmed.submits()
    early = await filmed.get(f"/api/render/proxy/{ID}/download")
    await filmed.polls()
    url = (await filmed.polls())["output"]["url"]
    await filmed.control(fault={"call": "film", "kind": "missing"})
    missing = await filmed.get(url)
    whole = await filmed.get(f"/api/render/proxy/{ID}/download")

    assert (early.status, missing.status) == (404, 404)
    assert whole.headers["Content-Type"] == "video/mp4"
    assert whole.body == (await filmed.get(url)).body


async def test_somebody_elses_film_is_not_told(filmed: Talk) -> None:
    """An id is no key: another person neither reads, nor cancels, nor downloads."""
    await film(filmed)
    other = await Talk(filmed.sandbox, filmed.clock, filmed.http).enter()
    replies = [
        await other.get(f"{RENDER}/{ID}"),
        await other.post(f"{RENDER}/{ID}/cancel"),
        await other.get(f"/api/render/proxy/{ID}/download"),
        await filmed.get(f"{RENDER}/render_unknown"),
    ]

    assert [reply.status for reply in replies] == [404] * 4
    assert (await filmed.polls())["status"] == "completed"


async def test_a_draft_that_was_changed_on_the_way_is_noticed(filmed: Talk) -> None:
    """A client hands the draft on as it is; the control endpoint says whether it did."""
    draft = (await filmed.state())["draft"]
    await filmed.submits("render_1", draft)
    await filmed.submits("render_2", {**draft, "d": 5_000})

    assert [each["untouched"] for each in (await filmed.control())["nemo"]["renders"]] == [True, False]


async def test_a_film_costs_nothing(filmed: Talk) -> None:
    """Exports are free, and are read beside the balance."""
    before = await filmed.balance()
    await film(filmed)

    assert await filmed.balance() == before


async def test_a_film_plays_for_as_long_as_the_timeline_says(filmed: Talk) -> None:
    """Trimmed to 3 s it has 3 s; H.264 alone where nothing sounds; the index stands in front."""
    await filmed.says("trim it to 3 s")
    content = await film(filmed)
    seen = Seen(content)

    assert seen.codecs == ["h264"]
    assert seen.duration == 3_000_000
    assert len(seen.pictures) == 3 * seen.rate
    assert content.index(b"moov") < content.index(b"mdat")
    assert len(seen.at(1).getcolors(1 << 20) or []) > 100


async def test_a_film_shows_its_segments_in_turn(rich: Talk, tmp_path: Path) -> None:
    """A film that turns from blue to green, at its own speed, then a red picture to the very end."""
    await rich.uploads(("sea.mp4", clip(tmp_path / "a.mp4", ("blue", "lime"))), ("red.png", picture((64, 36))))
    await rich.says("put them together")
    seen = Seen(await film(rich))
    colours: list[Any] = [seen.at(at).getpixel((160, 90)) for at in (0.1, 0.8, 1.2, 1.9, 2.1, 6.9)]

    assert [max(range(3), key=colour.__getitem__) for colour in colours] == [2, 2, 1, 1, 0, 0]


async def test_a_film_shows_titles_while_they_last(rich: Talk) -> None:
    """The title is there from its first to its last second and at no other time, in Latin and Chinese letters."""
    await rich.uploads(("black.png", picture((64, 36), "black")))
    await rich.says("add a title 'Hello 你好' from 1 to 3 s")
    seen = Seen(await film(rich))
    brightest: list[Any] = [seen.at(at).convert("L").getextrema()[1] for at in (0.9, 1.1, 2.9, 3.1)]

    assert max(brightest[0], brightest[3]) < 30
    assert min(brightest[1:3]) > 200


async def test_a_film_plays_its_music_as_loud_as_it_is_set(filmed: Talk) -> None:
    """Made music sounds to the end, and at a fifth of the volume it is about five times quieter."""
    await filmed.says("add music at 100%")
    loud = Seen(await film(filmed, "render_1"))
    await filmed.says("set the volume to 20%")
    quiet = Seen(await film(filmed, "render_2"))

    assert loud.codecs == ["h264", "aac"]
    assert min(loud.loudness[:9]) > 1_000
    assert 3 < max(loud.loudness) / max(quiet.loudness) < 7


async def test_a_film_plays_an_uploaded_song_once(rich: Talk) -> None:
    """Two seconds of sound, then silence to the end of the picture."""
    await rich.uploads(("red.png", picture()), ("song.wav", song()))
    await rich.says("put them together")
    seen = Seen(await film(rich))

    assert seen.loudness[0] > 1_000
    assert max(seen.loudness[3:5]) < 50


async def test_a_film_of_broken_files_is_a_film_all_the_same(rich: Talk) -> None:
    """Where nobody can read a file, a painted scene takes its place, and silence that of a song."""
    await rich.uploads(("broken.mp4", b"x"), ("broken.png", b"x"), ("broken.mp3", b"x"))
    await rich.says("put them together")

    assert len(Seen(await film(rich)).pictures) == 100


async def test_the_raw_clip_can_be_fetched(filmed: Talk) -> None:
    """What the editor filmed lies at its own address as a film too, once it is there."""
    (media,) = (await filmed.state())["generated_media"]
    heard = await filmed.sends("another fox, endless")
    heard.close()
    unfinished = (await filmed.control())["nemo"]["accepted"][-1]["turn_id"]

    assert len(Seen((await filmed.get(media["cdn_url"])).body).pictures) == 100
    assert (await filmed.get(f"/nemo/files/{unfinished}.mp4")).status == 404


async def test_filming_does_not_hold_up_the_others(filmed: Talk) -> None:
    """While films are made, the service answers everybody else."""
    for number in range(4):
        await filmed.submits(f"render_{number}")
        await filmed.polls(f"render_{number}")
    making = [asyncio.create_task(filmed.polls(f"render_{number}")) for number in range(4)]
    while (await filmed.control())["calls"]["render_status"] < 8:
        pass
    answered = await filmed.balance()

    assert not all(task.done() for task in making)
    assert answered[1] == 0
    assert [each["status"] for each in await asyncio.gather(*making)] == ["completed"] * 4
