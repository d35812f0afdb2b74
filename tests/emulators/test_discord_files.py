"""Files: sent in parts, kept, described, hidden, and fetched by links that expire."""

import io

import discord

from tests.clock import ManualClock
from tests.emulators.asking import Town
from tests.emulators.discord.links import LIFETIME
from tests.emulators.discord.things import File, StickerFormat

FORM = 50035
PICTURE = b"\x89PNG\r\n\x1a\n and so on"


async def test_the_real_library_sends_and_reads_files(town: Town) -> None:
    """Files go out through discord.py with their descriptions, and their bytes come back by their links."""
    with town.server.leads():
        client = discord.Client(intents=discord.Intents.none())
        async with client:
            await client.login(town.server.token)
            channel = await client.fetch_channel(town.channel.id)
            assert isinstance(channel, discord.TextChannel)
            files = [discord.File(io.BytesIO(PICTURE), f"{at}.png", description="a fox") for at in range(10)]
            sent = await channel.send(files=files)
            read = [await each.read() for each in sent.attachments]

    assert read == [PICTURE] * 10
    assert [(each.filename, each.description) for each in sent.attachments[:1]] == [("0.png", "a fox")]
    assert sent.attachments[0].content_type == "image/png"


async def test_a_link_expires_and_reading_again_gives_a_fresh_one(town: Town, clock: ManualClock) -> None:
    """After a day a link answers 404, and the message read anew has one that works."""
    sent = await town.upload("POST", f"/channels/{town.channel.id}/messages", {}, [("a.png", PICTURE)])
    old = sent.body["attachments"][0]["url"]
    assert await town.get(old) == (200, PICTURE)
    await clock.advance(LIFETIME)
    assert await town.get(old) == (404, b"This content is no longer available.")
    again = await town.ask("GET", f"/channels/{town.channel.id}/messages/{sent.id}")
    assert await town.get(again.body["attachments"][0]["url"]) == (200, PICTURE)


async def test_a_link_with_another_end_does_not_work(town: Town) -> None:
    """Nobody prolongs a link by writing another time into it."""
    sent = await town.upload("POST", f"/channels/{town.channel.id}/messages", {}, [("a.png", PICTURE)])
    url = sent.body["attachments"][0]["url"]
    until = url.split("ex=")[1].split("&")[0]

    assert (await town.get(url.replace(until, f"{int(until, 16) + 9:x}")))[0] == 404


async def test_a_spoiler_is_asked_for_by_its_own_field(town: Town) -> None:
    """`is_spoiler` hides a file; the old prefix of the name is only a name."""
    told = {"attachments": [{"id": 0, "filename": "a.png", "is_spoiler": True}, {"id": 1, "filename": "SPOILER_b.png"}]}
    files = [("a.png", PICTURE), ("SPOILER_b.png", PICTURE)]
    sent = await town.upload("POST", f"/channels/{town.channel.id}/messages", told, files)

    assert [each.get("flags", 0) for each in sent.body["attachments"]] == [1 << 3, 0]


async def test_an_edit_keeps_the_files_it_names_and_drops_the_rest(town: Town) -> None:
    """Naming one file of two drops the other, an unnamed list keeps both, and new ones are added."""
    path = f"/channels/{town.channel.id}/messages"
    sent = await town.upload("POST", path, {}, [("a.png", PICTURE), ("b.png", PICTURE)])
    one = {"id": sent.body["attachments"][1]["id"], "description": "a vixen"}

    assert len((await town.ask("PATCH", f"{path}/{sent.id}", {"content": "x"})).body["attachments"]) == 2
    told = {"attachments": [one, {"id": 0, "filename": "c.png"}]}
    kept = await town.upload("PATCH", f"{path}/{sent.id}", told, [("c.png", PICTURE)])
    names = [(each["filename"], each.get("description")) for each in kept.body["attachments"]]
    assert names == [("b.png", "a vixen"), ("c.png", None)]


async def test_an_edit_cannot_keep_what_was_never_there(town: Town) -> None:
    """A file of another message is refused, not silently dropped."""
    town.server.refusals.allow(FORM)
    path = f"/channels/{town.channel.id}/messages"
    sent = await town.upload("POST", path, {}, [("a.png", PICTURE)])

    assert (await town.ask("PATCH", f"{path}/{sent.id}", {"attachments": [{"id": "12345678"}]})).code == FORM


async def test_emoji_and_stickers_are_pictures_with_plain_links(town: Town) -> None:
    """Custom emoji and stickers are fetched by their ids, in the form they have and in no other."""
    world, origin = town.server.world, town.server.origin
    still = world.add_emoji(town.guild.id, "fox", PICTURE)
    moving = world.add_emoji(town.guild.id, "vixen", b"GIF89a", animated=True)
    sticker = world.add_sticker(town.guild.id, "den", b"{}", StickerFormat.LOTTIE)

    assert await town.get(f"{origin}/emojis/{still.id}.png") == (200, PICTURE)
    assert (await town.get(f"{origin}/emojis/{still.id}.gif"))[0] == 404
    assert await town.get(f"{origin}/emojis/{moving.id}.gif") == (200, b"GIF89a")
    assert await town.get(f"{origin}/stickers/{sticker.id}.json") == (200, b"{}")
    assert (await town.get(f"{origin}/stickers/{sticker.id}.png"))[0] == 404


async def test_people_send_files_and_stickers_too(town: Town) -> None:
    """What a person attaches is read by the bot where it is shown to it, the sticker by its name."""
    town.server.world.application.content_intent = True
    sticker = town.server.world.add_sticker(town.guild.id, "den", PICTURE)
    heard = town.heard("look", files=[File("a.png", PICTURE)], stickers=[sticker.id])
    read = await town.ask("GET", f"/channels/{town.channel.id}/messages/{heard.id}")

    assert await town.get(read.body["attachments"][0]["url"]) == (200, PICTURE)
    assert read.body["sticker_items"] == [{"id": str(sticker.id), "name": "den", "format_type": 1}]
