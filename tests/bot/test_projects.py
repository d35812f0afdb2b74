"""Projects and conversations: found again, changed, named, for those who may."""

from bot.chat import ChannelId, ChannelRef, CommunityId, Level, Person, PersonId
from bot.errors import RetryLater
from bot.studio import Finished, PlaceId, StudioThreadId
from bot.texts import as_written
from tests.harness import ANN, GARDEN, ROOM, SCRIPTED, WEB, Scene, Talk
from tests.scripted import ScriptedStudio, picture

MOD = Person(PersonId("mod"), "Mo", Level.MODERATE)
DIRECT = ChannelRef(WEB, None, ChannelId("ann"))
ELSEWHERE = ChannelRef(WEB, CommunityId("other"), ChannelId("lobby"))


class Homeless(ScriptedStudio):
    """A studio whose work lies nowhere."""

    find = None  # type: ignore[assignment]  # so it is no `HasProjects`


async def finishes(talk: Talk, words: str, channel: ChannelRef = ROOM) -> StudioThreadId:
    """Ask for something and get it; gives the thread it was made in."""
    await talk.says(words, channel=channel)
    studio = talk.scene.studio
    await talk.sees(lambda: words in [job.prompt.text for job in studio.jobs])
    job = studio.job(words)
    job.tells(picture(words), Finished())
    states = [turn.state.value for turn in await talk.turns()]
    await talk.reaches(*["finished" for _ in states])
    return job.ref.thread


def places(scene: Scene) -> list[PlaceId]:
    """Where each job was done, in order."""
    return [job.ref.place.id for job in scene.studio.jobs]


async def test_an_untitled_project_is_named_after_the_first_request(scene: Scene) -> None:
    """The project bears the first thirty characters of what was asked first, and keeps that name."""
    async with scene.core() as talk:
        await finishes(talk, "a very long description of a red fox in the snow")
        await talk.sees(lambda: scene.studio.names == {"place-1": "a very long description of a…"})
        await finishes(talk, "another")

    assert scene.studio.names == {"place-1": "a very long description of a…"}
    assert scene.studio.count("rename") == 1


async def test_a_name_that_cannot_be_given_now_is_given_later(scene: Scene) -> None:
    """A studio in trouble while a project is named changes nothing for the request; the next one names it."""
    scene.studio.refuses("rename", RetryLater(1, as_written("later")))
    async with scene.core() as talk:
        await finishes(talk, "foxes")
        await talk.sees(lambda: scene.studio.count("rename") == 1)
        await finishes(talk, "wolves")
        await talk.sees(lambda: scene.studio.names == {"place-1": "wolves"})


async def test_a_community_works_in_one_project(scene: Scene) -> None:
    """All channels of a community share a project; a direct message and another community have their own."""
    async with scene.core() as talk:
        for number, channel in enumerate([ROOM, GARDEN, DIRECT, ELSEWHERE]):
            await finishes(talk, f"request {number}", channel)

    assert places(scene) == ["place-1", "place-1", "place-3", "place-4"]


async def test_two_first_requests_at_once_share_the_project(scene: Scene) -> None:
    """The second channel's conversation was begun before the project was known, and still joins it."""
    held = scene.studio.holds("start")
    async with scene.core() as talk:
        await talk.says("one", channel=ROOM)
        await talk.sees(lambda: scene.studio.count("start") == 1)
        await talk.says("two", channel=GARDEN)
        held.set()
        await talk.sees(lambda: len(scene.studio.jobs) == 2)

    assert places(scene) == ["place-1", "place-1"]


async def test_a_switch_leads_every_channel_into_the_other_project(scene: Scene) -> None:
    """After /project switch new requests go to the other project, and coming back goes on where one was."""
    async with scene.core() as talk:
        first = await finishes(talk, "foxes")
        await talk.gives("project", person=MOD, action="new", which="Winter", name="cards")
        await finishes(talk, "snow")
        await finishes(talk, "ice", GARDEN)
        await talk.gives("project", person=MOD, action="switch", which="foxes")
        again = await finishes(talk, "more foxes")

    assert places(scene) == ["place-1", "made-2", "made-2", "place-1"]
    assert scene.studio.names[PlaceId("made-2")] == "Winter cards"
    assert again == first


async def test_an_existing_project_is_taken_by_its_id(scene: Scene) -> None:
    """/project use takes a project of the account, and refuses one that the studio does not know."""
    scene.studio.names[PlaceId("mine")] = "Our posters"
    async with scene.core() as talk:
        await talk.gives("project", person=MOD, action="use", which="nonsense")
        await talk.gives("project", person=MOD, action="use", which="mine")
        await finishes(talk, "a poster")
        await talk.gives("project")

    refused, taken, listed = talk.whispered()
    assert "knows no project nonsense" in refused
    assert "Our posters" in taken
    assert "1. Our posters (mine)" in listed
    assert places(scene) == ["mine"]
    assert scene.studio.count("rename") == 0


async def test_only_moderators_change_a_community_s_project(scene: Scene) -> None:
    """Whoever may only speak or spend sees the list but changes nothing for the others; alone, everybody decides."""
    async with scene.core() as talk:
        await talk.gives("project", person=ANN, action="new", which="Mine")
        await talk.gives("project", person=ANN, channel=DIRECT, action="new", which="Mine")
        await talk.gives("project", person=ANN)

    refused, made, listed = talk.whispered()
    assert "not allowed" in refused
    assert "Mine" in made
    assert "no project here yet" in listed
    assert scene.studio.count("create") == 1


async def test_projects_are_renamed_removed_and_linked(scene: Scene) -> None:
    """Each has its answer; what was removed is listed no longer, and the one before it is the current one again."""
    async with scene.core() as talk:
        await finishes(talk, "foxes")
        await talk.gives("project", person=MOD, action="new", which="Winter")
        await talk.gives("project", person=MOD, action="rename", which="winter", name="Deep winter")
        await talk.gives("project", person=MOD, action="link", which="1")
        await talk.gives("project", person=MOD, action="remove", which="Deep")
        await finishes(talk, "more")
        await talk.gives("project", person=MOD, action="dance")

    posts = [post for _, post in scene.adapter.whispers]
    assert scene.studio.names[PlaceId("made-2")] == "Deep winter"
    assert [link.url for link in posts[2].links] == ["https://studio.example/made-2"]
    assert "no longer listed" in posts[3].text
    assert places(scene) == ["place-1", "place-1"]
    assert "list, new, use, switch, rename, remove, link" in posts[4].text


async def test_conversations_are_listed_and_changed(scene: Scene) -> None:
    """A channel goes on in the conversation that was chosen, by number or topic, also after a restart."""
    async with scene.core() as talk:
        foxes = await finishes(talk, "red foxes in the snow")
        await talk.gives("new")
        await finishes(talk, "a lighthouse")
        await talk.gives("threads")
        await talk.gives("threads", action="switch", which="red")
    async with scene.core() as later:
        again = await finishes(later, "one more fox")
        await later.gives("threads", action="switch", which="2")
        assert await finishes(later, "another light") != foxes

    assert again == foxes
    listed = talk.whispered()[0]
    assert "1. a lighthouse (1 request) ← we are here" in listed
    assert "2. red foxes in the snow (1 request)" in listed


async def test_conversations_are_renamed_and_forgotten(scene: Scene) -> None:
    """A forgotten conversation is neither listed nor gone on with, but a reply to its result still finds it."""
    async with scene.core() as talk:
        thread = await finishes(talk, "red foxes")
        await talk.gives("threads", action="rename", which="1", name="Foxes")
        await talk.gives("threads", action="forget", which="foxes")
        await talk.gives("threads")
        assert await finishes(talk, "something else") != thread
        result = next(each for each in scene.adapter.shown if each.post.files)
        await talk.says("warmer", reply_to=result.id)
        await talk.sees(lambda: len(scene.studio.jobs) == 3)

    assert "“Foxes”" in talk.whispered()[1]
    assert "no conversation here yet" in talk.whispered()[2]
    assert scene.studio.job("warmer").ref.thread == thread


async def test_a_topic_that_fits_two_is_asked_about(scene: Scene) -> None:
    """Nothing is changed while it is not clear which conversation is meant."""
    async with scene.core() as talk:
        await finishes(talk, "red fox")
        await talk.gives("new")
        await finishes(talk, "red house")
        await talk.gives("threads", action="forget", which="red")

    assert "Which conversation?" in talk.whispered()[-1]


async def test_a_studio_without_projects_says_so(scene: Scene) -> None:
    """A command that the studio cannot serve is answered in words."""
    async with scene.core(studios={SCRIPTED: Homeless(scene.clock)}) as talk:
        await talk.gives("project", person=MOD, action="new")

    assert talk.whispered() == ["Scripted has no projects: there is nothing to list or switch."]
