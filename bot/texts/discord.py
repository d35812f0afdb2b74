"""What Discord's people are told that other platforms need not say."""

from collections.abc import Sequence

from bot.texts import Translator


def file_option(t: Translator) -> str:
    """Describe an option that takes a file."""
    return t("A picture, film or sound to work from")


def show_me(t: Translator) -> str:
    """Say that the message that was answered is not shown to us, and how to show it."""
    return t(
        "Discord does not show me the message you replied to, so nothing was started. "
        "Right-click it (or press and hold it) and choose Apps, then “Edit this”; or attach the file to your message."
    )


def held_back(t: Translator) -> str:
    """Stand for words that a server's rules do not let through."""
    return t("(This server's rules hold back the words of this message.)")


def too_late(t: Translator) -> str:
    """Say that a window could not be opened in time."""
    return t("That took too long, so the window could not be opened. Please press once more.")


def in_direct_message(t: Translator) -> str:
    """Say where the answer comes, where we are not a member."""
    return t("I am not a member here, so the answer comes to you as a direct message.")


def not_served(t: Translator) -> str:
    """Refuse a server that is not on the operator's list."""
    return t("Whoever runs this bot has not opened it for this server. Ask them, or write to me directly.")


def may_view(t: Translator) -> str:
    """Name a permission as Discord does."""
    return t("View Channels")


def may_send(t: Translator) -> str:
    """Name a permission as Discord does."""
    return t("Send Messages")


def may_send_in_threads(t: Translator) -> str:
    """Name a permission as Discord does."""
    return t("Send Messages in Threads")


def may_attach(t: Translator) -> str:
    """Name a permission as Discord does."""
    return t("Attach Files")


def may_read_history(t: Translator) -> str:
    """Name a permission as Discord does."""
    return t("Read Message History")


def rights_fine(t: Translator) -> str:
    """Say that everything needed is allowed."""
    return t("I am allowed everything that I need.")


def rights_missing(t: Translator, *, names: Sequence[str]) -> str:
    """Name what is not allowed."""
    return t("I am not allowed: {names}.").format(names=t.series(names))


def rights_why(t: Translator) -> str:
    """Say what that means."""
    return t("Without it, answers or files cannot arrive.")


def rights_mend(t: Translator) -> str:
    """Say how to allow it."""
    return t("Allow it to my role, in the server's settings or in the channel's own permissions.")


def token_fine(t: Translator, *, name: str) -> str:
    """Say that Discord knows us."""
    return t("Discord knows the token; the application is called {name}.").format(name=name)


def token_refused(t: Translator) -> str:
    """Say that Discord does not know us."""
    return t("Discord does not know the token.")


def token_why(t: Translator) -> str:
    """Say what the token is for."""
    return t("Without it nothing can be heard or sent there.")


def token_mend(t: Translator, *, variable: str) -> str:
    """Say where a token comes from."""
    return t("In Discord's developer portal, under Bot, reset the token, and put the new one into {variable}.").format(
        variable=variable
    )


def unreachable(t: Translator, *, said: str) -> str:
    """Say that Discord could not be asked."""
    return t("Discord could not be asked: {said}").format(said=said)


def unreachable_why(t: Translator) -> str:
    """Say what that means."""
    return t("Whether the token is good and the rights are given cannot be told.")


def unreachable_mend(t: Translator) -> str:
    """Say where to look."""
    return t("Look at the network and at discordstatus.com, then check again.")


def intent_unused(t: Translator) -> str:
    """Say what is heard without the intent."""
    return t("Commands, menus, mentions, replies and direct messages are heard; other talk is not, as it is set.")


def intent_fine(t: Translator) -> str:
    """Say that everything can be heard."""
    return t("Message Content Intent is on: channels can be listened to, and what was missed is read back.")


def intent_off(t: Translator) -> str:
    """Say that the intent is wanted and not given."""
    return t("Message Content Intent is switched off for this application.")


def intent_why(t: Translator) -> str:
    """Say what that means."""
    return t("With message_content = true Discord refuses the connection.")


def intent_mend(t: Translator) -> str:
    """Say where the switch is."""
    return t(
        "Switch it on in Discord's developer portal, under Bot, Privileged Gateway Intents; "
        "or set message_content = false."
    )


def invitation(t: Translator, *, link: str) -> str:
    """Give the way onto a server."""
    return t("To add me to a server, open {link}").format(link=link)


def servers(t: Translator, *, count: int) -> str:
    """Tell on how many servers we are at work."""
    return t.plural("I work on {count} server.", "I work on {count} servers.", count).format(count=t.number(count))


def server_absent(t: Translator, *, id: str) -> str:  # noqa: A002  Discord calls it that
    """Say that we are not where we are allowed to be."""
    return t("I am not a member of the server {id}; it can be added with the link above.").format(id=id)


def commands_fine(t: Translator) -> str:
    """Say that the menu is up to date."""
    return t("The commands on Discord are those of this version.")


def commands_to_come(t: Translator) -> str:
    """Say that the menu changes with the next start."""
    return t("The commands on Discord are not yet those of this version; the next start publishes them.")
