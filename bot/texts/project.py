"""What is said about projects and conversations."""

from collections.abc import Sequence

from bot.texts import Translator


def project_summary(t: Translator) -> str:
    """Describe /project."""
    return t("The projects we work in here: list, new, use, switch, rename, remove, link")


def project_action(t: Translator) -> str:
    """Describe what to do with a project."""
    return t("list, new, use, switch, rename, remove or link")


def project_which(t: Translator) -> str:
    """Describe which project is meant, or the name of a new one."""
    return t("Its number in the list, its name, its id or the address of its page; for new: its name")


def project_name(t: Translator) -> str:
    """Describe a project's other name."""
    return t("The new name, for rename")


def no_projects(t: Translator, *, studio: str) -> str:
    """Tell that a studio has none."""
    return t("{studio} has no projects: there is nothing to list or switch.").format(studio=studio)


def not_there(t: Translator, *, studio: str, project: str) -> str:
    """Tell that the studio knows no such project."""
    return t(
        "{studio} knows no project {project} on this account. Copy the id or the address from the project's page, or"
        " make one with /project new."
    ).format(studio=studio, project=project)


def none_yet(t: Translator) -> str:
    """Answer /project where nobody has worked yet."""
    return t("There is no project here yet: your first request makes one, or /project use takes an existing one.")


def list_head(t: Translator) -> str:
    """Head the list of projects."""
    return t("Projects used here; new conversations begin in the first one:")


def list_line(t: Translator, *, number: int, name: str, id: str) -> str:  # noqa: A002 (it is the id)
    """Show one project of the list."""
    return t("{number}. {name} ({id})").format(number=t.number(number), name=name or untitled(t), id=id)


def untitled(t: Translator) -> str:
    """Stand in for a name."""
    return t("untitled")


def which_project(t: Translator) -> str:
    """Ask for the project that is meant."""
    return t("Which project? Give its number in /project list, its name or its id.")


def name_missing(t: Translator) -> str:
    """Ask for a name."""
    return t("What shall it be called? Write the new name at the end.")


def made(t: Translator, *, name: str) -> str:
    """Confirm a new project."""
    if not name:
        return t("A new project is ready. It takes its name from your next request.")
    return t("The new project “{name}” is ready. Your next request begins in it.").format(name=name)


def switched(t: Translator, *, name: str) -> str:
    """Confirm the change to a project."""
    return t("We work in the project “{name}” from now on.").format(name=name or untitled(t))


def renamed(t: Translator, *, name: str) -> str:
    """Confirm another name."""
    return t("It is called “{name}” now.").format(name=name)


def removed(t: Translator, *, name: str) -> str:
    """Confirm that a project is no longer listed."""
    return t("“{name}” is no longer listed here. At the studio it is still there; /project use brings it back.").format(
        name=name or untitled(t)
    )


def link(t: Translator, *, name: str) -> str:
    """Introduce the way to a project."""
    return t("The project “{name}”:").format(name=name or untitled(t))


def unknown_action(t: Translator, *, action: str, known: str) -> str:
    """Refuse a word that is no action."""
    return t("“{action}” is not something I can do here. Try one of: {known}.").format(action=action, known=known)


def threads_summary(t: Translator) -> str:
    """Describe /threads."""
    return t("The conversations of this channel: list, switch, rename, forget")


def threads_action(t: Translator) -> str:
    """Describe what to do with a conversation."""
    return t("list, switch, rename or forget")


def threads_which(t: Translator) -> str:
    """Describe which conversation is meant."""
    return t("Its number in the list, or the beginning of its topic")


def threads_name(t: Translator) -> str:
    """Describe a conversation's other topic."""
    return t("The new topic, for rename")


def no_threads(t: Translator) -> str:
    """Answer /threads where nobody has asked for anything yet."""
    return t("There is no conversation here yet. Write what you would like to see.")


def threads_head(t: Translator) -> str:
    """Head the list of conversations."""
    return t("Conversations of this channel, the latest first:")


def threads_line(t: Translator, *, number: int, topic: str, requests: int) -> str:
    """Show one conversation of the list."""
    asked = t.plural("{requests} request", "{requests} requests", requests).format(requests=t.number(requests))
    return t("{number}. {topic} ({asked})").format(number=t.number(number), topic=topic, asked=asked)


def threads_here(t: Translator) -> str:
    """Mark the conversation that the channel is in."""
    return t("we are here")


def which_thread(t: Translator) -> str:
    """Ask for the conversation that is meant."""
    return t("Which conversation? Give its number in /threads, or the beginning of its topic.")


def thread_switched(t: Translator, *, topic: str) -> str:
    """Confirm the change to a conversation."""
    return t("We go on with “{topic}”.").format(topic=topic)


def thread_forgotten(t: Translator, *, topic: str) -> str:
    """Confirm that a conversation is no longer listed."""
    return t("“{topic}” is no longer listed. Its results stay; a reply to one of them still goes on there.").format(
        topic=topic
    )


def studio(t: Translator) -> str:
    """Name the setting that chooses the studio account."""
    return t("Studio account")


def studio_about(t: Translator) -> str:
    """Say what it does."""
    return t(
        "Which studio account works here. Each account keeps its own conversations and projects, so a change back"
        " finds the earlier ones again."
    )


def no_such_studio(t: Translator, *, studio: str, known: Sequence[str]) -> str:
    """Refuse a studio account that there is not."""
    return t("There is no studio account “{studio}” here. There is: {known}.").format(
        studio=studio, known=t.series(known)
    )


def studio_summary(t: Translator) -> str:
    """Describe /studio."""
    return t("Which studio account works in this channel; change to another one")


def studio_name(t: Translator) -> str:
    """Describe the account to change to."""
    return t("The account's name; leave it out to see what there is")


def studio_here(t: Translator, *, account: str, studio: str) -> str:
    """Tell which account works in a channel."""
    return t("This channel works with the account “{account}” of {studio}.").format(account=account, studio=studio)


def studio_others(t: Translator, *, accounts: Sequence[str]) -> str:
    """Tell which accounts there are besides."""
    return t("Others: {accounts}. /studio NAME changes to one; the conversations with both are kept.").format(
        accounts=t.series(accounts)
    )


def studio_changed(t: Translator, *, account: str) -> str:
    """Confirm the change to another account."""
    return t("From now on this channel works with the account “{account}”. The conversations so far are kept.").format(
        account=account
    )
