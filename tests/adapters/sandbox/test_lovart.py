"""The protocol: projects, runs that grow, questions, races, refusals, as an independent client sees them."""

import pytest

from tests.adapters.sandbox.conftest import Talk, artifacts, words


async def test_four_pictures_come_one_by_one(talk: Talk) -> None:
    """Each result is a snapshot of what is finished, and a finished file keeps its URL."""
    thread = await talk.starts("four variations of a red fox, watercolour")
    seen = []
    for _ in range(4):
        await talk.clock.advance(3)
        seen.append(artifacts(await talk.result(thread)))

    assert [len(each) for each in seen] == [1, 2, 3, 4]
    assert seen[3][:3] == seen[2]
    assert {kind for kind, _ in seen[3]} == {"image"}
    assert len({url for _, url in seen[3]}) == 4


async def test_a_run_ends_with_words(talk: Talk) -> None:
    """The agent says what it will do, works, and says when it is finished."""
    thread = await talk.starts("a red fox")
    await talk.clock.advance(1)
    begun = await talk.result(thread)
    await talk.clock.advance(3)
    ended = await talk.result(thread)

    assert (begun["thread_id"], begun["status"], words(begun)) == (thread, "running", ["I'll make a picture."])
    assert ended["status"] == "done"
    assert words(ended)[1:] == ["Here it is. Tell me what to change."]
    assert "pending_confirmation" not in ended


async def test_chinese_is_answered_in_chinese(talk: Talk) -> None:
    """Whoever writes Chinese counts and is answered in Chinese."""
    thread = await talk.starts("画四张狐狸的水彩")
    await talk.clock.advance(13)
    result = await talk.result(thread)

    assert len(artifacts(result)) == 4
    assert words(result)[0] == "好的，我来制作4张图片。"


async def test_a_costly_run_waits_for_a_yes(talk: Talk) -> None:
    """Nothing is made before the confirm, however long it takes, and the question stays until then."""
    thread = await talk.starts("a video of waves, costly")
    await talk.clock.advance(3600)
    asked = await talk.result(thread)
    assert (asked["pending_confirmation"], artifacts(asked)) == ({"estimated_cost": 48}, [])

    assert (await talk.post("/chat/confirm", {"thread_id": thread})).data == {}
    confirmed = await talk.result(thread)
    assert (confirmed["status"], "pending_confirmation" in confirmed) == ("running", False)
    await talk.clock.advance(9)
    ended = await talk.result(thread)

    assert [kind for kind, _ in artifacts(ended)] == ["video"]
    assert ended["status"] == "done"


async def test_a_question_can_come_in_two_rounds(talk: Talk) -> None:
    """After the first yes another price is asked, and only the second yes starts the work."""
    thread = await talk.starts("a picture of a fox, costly, twice")
    prices = []
    for _ in range(2):
        await talk.clock.advance(2)
        prices.append((await talk.result(thread))["pending_confirmation"]["estimated_cost"])
        await talk.post("/chat/confirm", {"thread_id": thread})
    await talk.clock.advance(4)

    assert prices == [14, 7]
    assert len(artifacts(await talk.result(thread))) == 1


async def test_only_an_open_question_can_be_confirmed(talk: Talk) -> None:
    """A second confirm, and one without a question, are refused and spend nothing."""
    thread = await talk.starts("a fox, costly")
    early = await talk.post("/chat/confirm", {"thread_id": thread})
    await talk.clock.advance(2)
    await talk.post("/chat/confirm", {"thread_id": thread})
    again = await talk.post("/chat/confirm", {"thread_id": thread})

    assert (early.refused[0], again.refused[0]) == (400, 400)
    assert [each["call"] for each in (await talk.control())["accepted"]] == ["chat", "confirm"]


async def test_a_waiting_thread_is_busy_unless_switched(talk: Talk) -> None:
    """Nobody knows what the real service does with a prompt on a waiting thread, so both can be tried."""
    thread = await talk.starts("a fox, costly")
    await talk.clock.advance(2)
    refused = await talk.asks("a cat", thread_id=thread)
    await talk.control(set={"replace_on_waiting": True, "waiting_status": "running"})

    assert refused.refused[:2] == (409, 2011)
    assert (await talk.result(thread))["status"] == "running"
    assert (await talk.asks("a cat", thread_id=thread)).status == 200
    await talk.clock.advance(4)
    assert "pending_confirmation" not in await talk.result(thread)


async def test_a_follow_up_still_reads_done_for_a_moment(talk: Talk) -> None:
    """Right after a follow-up the old ending shows; then old and new files stand together."""
    thread = await talk.starts("a fox")
    await talk.clock.advance(4)
    old = await talk.result(thread)
    await talk.starts("now a cat", thread_id=thread)

    assert await talk.result(thread) == old
    assert (await talk.asks("and a dog", thread_id=thread)).refused[:2] == (409, 2011)
    await talk.clock.advance(2)
    assert (await talk.result(thread))["status"] == "running"
    await talk.clock.advance(2)
    assert [artifacts(await talk.result(thread))[0], "done"] == [
        artifacts(old)[0],
        (await talk.result(thread))["status"],
    ]
    assert len(artifacts(await talk.result(thread))) == 2


async def test_done_can_be_false(talk: Talk) -> None:
    """With "early" the status says done, then running again, longer than a second look takes, then truly done."""
    thread = await talk.starts("an early fox")
    states = []
    for pause in (0.5, 2.5, 5, 3):
        await talk.clock.advance(pause)
        states.append((await talk.result(thread))["status"])

    assert states == ["running", "done", "running", "done"]
    assert len(artifacts(await talk.result(thread))) == 1


async def test_files_can_come_after_done(talk: Talk) -> None:
    """With "late" the run is done first and its files appear some seconds later."""
    thread = await talk.starts("two late pictures of a fox")
    await talk.clock.advance(6.5)
    done = await talk.result(thread)
    await talk.clock.advance(4)

    assert (done["status"], artifacts(done)) == ("done", [])
    assert len(artifacts(await talk.result(thread))) == 2


@pytest.mark.parametrize(
    ("prompt", "status", "said"),
    [
        ("please refuse this", "done", "I'd rather not make this one. Could you describe something else?"),
        (
            "fail to draw a fox",
            "done",
            "The model I wanted did not answer, so there is nothing to show. Please try again.",
        ),
        ("abort this fox", "abort", "I'll make a picture."),
        ("upscale it", "done", "There is no picture here to enlarge. Please attach one."),
    ],
)
async def test_runs_can_end_without_a_file(talk: Talk, prompt: str, status: str, said: str) -> None:
    """Refusals, failures and aborts end with words alone."""
    thread = await talk.starts(prompt)
    await talk.clock.advance(4)
    result = await talk.result(thread)

    assert (result["status"], words(result)[-1], artifacts(result)) == (status, said, [])
    assert ("failures" in result) == prompt.startswith("fail")


async def test_slow_is_ten_times_longer(talk: Talk) -> None:
    """A slow run outlasts the patience of a client."""
    thread = await talk.starts("a slow fox")
    await talk.clock.advance(29)
    waiting = await talk.result(thread)
    await talk.clock.advance(2)

    assert (waiting["status"], artifacts(waiting)) == ("running", [])
    assert (await talk.result(thread))["status"] == "done"


async def test_the_account_runs_so_many_tasks_at_once(talk: Talk) -> None:
    """A third task is refused with the sentence of the real service, a confirm too; a waiting question is none."""
    waiting = await talk.starts("a fox, costly")
    await talk.clock.advance(2)
    await talk.starts("a fox")
    await talk.starts("a cat")

    for refused in (await talk.asks("a dog"), await talk.post("/chat/confirm", {"thread_id": waiting})):
        assert refused.refused[:2] == (402, 2012)
        assert refused.refused[2].startswith("Concurrent task limit reached")
    await talk.control(set={"concurrent_limit": 3})
    assert (await talk.asks("a dog")).status == 200


async def test_the_poor_are_told(talk: Talk) -> None:
    """Without credits nothing is accepted, and the words can be shown to a person."""
    refused = await talk.asks("a poor fox")

    assert refused.refused[:2] == (402, 2012)
    assert refused.refused[2].startswith("Insufficient credits")
    assert (await talk.control())["accepted"] == []


async def test_music_in_fast_mode_can_be_a_trap(talk: Talk) -> None:
    """Where audio needs thinking, a song in fast mode becomes a video; the first message fixes a thread's mode."""
    await talk.control(set={"audio_needs_thinking": True})
    fast = await talk.starts("a song")
    thinking = await talk.starts("a song", mode="thinking")
    await talk.clock.advance(9)
    await talk.starts("another song", thread_id=thinking, mode="fast")
    await talk.clock.advance(9)

    assert [kind for kind, _ in artifacts(await talk.result(fast))] == ["video"]
    assert [kind for kind, _ in artifacts(await talk.result(thinking))] == ["audio", "audio"]


async def test_a_new_project_is_known_after_a_while(talk: Talk) -> None:
    """Validation lags two seconds behind, the chat does not, and a name can be changed."""
    fresh = (await talk.get("/project/validate", project_id=talk.project)).data
    assert (await talk.asks("a fox")).status == 200
    await talk.clock.advance(2)
    renamed = {"action": "rename", "project_id": talk.project, "project_name": "Red foxes"}
    await talk.post("/project/save", renamed)

    assert fresh == {"valid": False, "project_name": ""}
    known = (await talk.get("/project/validate", project_id=talk.project)).data
    assert known == {"valid": True, "project_name": "Red foxes"}
    assert not (await talk.get("/project/validate", project_id="nowhere")).data["valid"]


async def test_the_whole_body_of_the_official_client_is_taken(talk: Talk) -> None:
    """Creating with every field, and a chat with every field, are accepted and kept as sent."""
    save = {"project_id": "", "canvas": "", "project_cover_list": [], "pic_count": 0, "project_type": 3}
    talk.project = (await talk.post("/project/save", save)).data["project_id"]
    url = "https://assets-persist.lovart.ai/img/u-1/ref.png"
    tools = {
        "prefer_tool_categories": {"IMAGE": ["generate_image_nano_banana_2"]},
        "include_tools": [],
        "exclude_tools": ["generate_image_midjourney"],
    }
    thread = await talk.starts("画 a red fox", attachments=[url], mode="thinking", tool_config=tools)

    kept = (await talk.control())["accepted"][0]
    assert {
        name: kept[name] for name in ("thread_id", "project_id", "prompt", "attachments", "mode", "tool_config")
    } == {
        "thread_id": thread,
        "project_id": talk.project,
        "prompt": "画 a red fox",
        "attachments": [url],
        "mode": "thinking",
        "tool_config": tools,
    }


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"project_id": None}, "project_id: "),
        ({"project_id": ""}, "project_id: "),
        ({"project_id": "unknown"}, "Project 'unknown' does not exist"),
        ({"prompt": 7}, "prompt: "),
        ({"prompt": ""}, "prompt: "),
        ({"attachments": "https://example.org/a.png"}, "attachments: "),
        ({"attachments": ["/etc/passwd"]}, "attachments.0: "),
        ({"thread_id": None}, "thread_id: "),
        ({"mode": "unlimited"}, "mode: "),
        ({"tool_config": {"tools": []}}, "tool_config.tools: "),
        ({"tool_config": {"include_tools": "upscale_image"}}, "tool_config.include_tools: "),
        ({"size": "1024x1024"}, "size: "),
    ],
)
async def test_a_wrong_body_is_refused(talk: Talk, more: dict[str, object], words: str) -> None:
    """A field that the service does not know, or of a wrong type, is refused by name and starts nothing."""
    refused = await talk.asks(**{"prompt": "a fox", **more})  # type: ignore[arg-type]

    assert refused.refused[:2] == (400, 400)
    assert refused.refused[2].startswith(words)
    assert (await talk.control())["accepted"] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/chat", {"prompt": "a fox"}),
        ("/chat", []),
        ("/chat/confirm", {}),
        ("/project/save", {"action": "rename", "project_name": "x"}),
        ("/project/save", {"project_id": "unknown"}),
        ("/project/save", {"project_type": "3"}),
        ("/mode/set", {"unlimited": "true"}),
        ("/mode/query", {"verbose": True}),
        ("/artifact/upload", {"project_id": "unknown", "artifact_type": "image", "artifact_content": "http://a.b/c"}),
        ("/artifact/upload", {"project_id": "unknown", "artifact_type": "audio", "artifact_content": "http://a.b/c"}),
    ],
)
async def test_other_wrong_bodies_are_refused(talk: Talk, path: str, body: object) -> None:
    """Every endpoint is as strict as the chat, a body without project first of all."""
    assert (await talk.post(path, body)).refused[0] == 400


async def test_an_unknown_thread_is_refused(talk: Talk) -> None:
    """A thread that never was cannot be read, confirmed or continued, nor one of another project."""
    thread = await talk.starts("a fox")
    other = (await talk.post("/project/save", {"project_name": "Cats"})).data["project_id"]

    assert (await talk.get("/chat/result", thread_id="t")).refused[0] == 404
    assert (await talk.get("/chat/result")).refused[0] == 400
    assert (await talk.post("/chat/confirm", {"thread_id": "t"})).refused[0] == 404
    assert (await talk.asks("a fox", thread_id="t")).refused[0] == 404
    assert (await talk.asks("a fox", thread_id=thread, project_id=other)).refused[0] == 400


async def test_the_mode_is_the_accounts_and_needs_a_title(talk: Talk) -> None:
    """The mode stays as set, is read back, and an account without the title stays fast and says so."""
    assert (await talk.post("/mode/set", {"unlimited": True})).data == {"unlimited": True, "unlimited_enable": True}
    mode = (await talk.post("/mode/query", {})).data
    assert (mode["unlimited"], mode["unlimited_enable"]) == (True, True)
    assert {"alias_list": ["vertex/nano-banana-2", "generate_image_nano_banana_2"], "status": 1} in mode[
        "unlimited_list"
    ]

    await talk.control(set={"unlimited_entitled": False})
    assert (await talk.post("/mode/set", {"unlimited": True})).data == {"unlimited": False, "unlimited_enable": False}


async def test_a_link_becomes_an_artifact_of_a_project(talk: Talk) -> None:
    """A link is put into a project and echoed with an id."""
    link = {"project_id": talk.project, "artifact_type": "image", "artifact_content": "https://example.org/a.png"}
    data = (await talk.post("/artifact/upload", link)).data

    assert data["artifact_content"] == "https://example.org/a.png"
    assert data["artifact_id"]
