"""What Telegram's people are told that other platforms need not say."""

from bot.texts import Translator


def not_allowed(t: Translator) -> str:
    """Say that something waits for a permission, and who can give it."""
    return t(
        "There is a finished file for this, but Telegram does not let me post it here. "
        "An administrator can see with /doctor what I lack; the file comes by itself once I may."
    )


def topic_closed(t: Translator) -> str:
    """Say in private why nothing comes in a topic, and how it can."""
    return t(
        "The topic in which you asked is closed, and I may not write there. Once it is open again, or an administrator "
        "has allowed me to manage topics, /show there brings what was made."
    )


def topic_is_closed(t: Translator) -> str:
    """Say that this topic takes nothing."""
    return t("This topic is closed, and I may not write in closed topics.")


def topic_closed_mend(t: Translator) -> str:
    """Say how that is changed."""
    return t("Open the topic, or make me an administrator who may manage topics.")


def topics_open(t: Translator) -> str:
    """Say that open topics take everything, and what closed ones need."""
    return t("I may write in open topics; in closed ones only as an administrator who may manage topics.")


def topics_all(t: Translator) -> str:
    """Say that every topic takes everything."""
    return t("I may write in every topic, also in closed ones.")


def too_large_to_fetch(t: Translator, *, limit: int) -> str:
    """Refuse an attached file that bots may not fetch, and say what to do."""
    return t(
        "Telegram lets bots fetch files of up to {limit} only. Make it smaller, or upload it on the studio's own "
        "page; whoever runs this bot can lift the limit with a Bot API server of their own."
    ).format(limit=t.size(limit))


def told_in_private(t: Translator) -> str:
    """Say where an answer went."""
    return t("I have written it to you in private.")


def hears_all(t: Translator) -> str:
    """Say that everything in groups is heard."""
    return t("Everything said in groups reaches me; I answer what calls me, and the rest where listen is set.")


def hears_calls(t: Translator) -> str:
    """Say what is heard with privacy mode on, and how that is changed."""
    return t(
        "Privacy mode is on: in groups only commands and replies to me reach me, no mentions. To let me hear more, "
        "make me an administrator of the group, or switch it off with /setprivacy at @BotFather and add me anew."
    )


def rights_fine(t: Translator) -> str:
    """Say that everything needed is allowed."""
    return t("I may write and send files here.")


def rights_missing(t: Translator) -> str:
    """Say that nothing can be sent."""
    return t("I may not write here.")


def files_missing(t: Translator) -> str:
    """Say that files cannot all be sent."""
    return t("I may write here, but not send photos, videos, audio and files.")


def rights_why(t: Translator) -> str:
    """Say what that means."""
    return t("Without it, answers or files cannot arrive.")


def rights_mend(t: Translator) -> str:
    """Say how to allow it."""
    return t("An administrator allows it in the group's permissions, or makes me an administrator.")


def token_fine(t: Translator, *, name: str) -> str:
    """Say that Telegram knows us."""
    return t("Telegram knows the token; the bot is called {name}.").format(name=name)


def token_refused(t: Translator) -> str:
    """Say that Telegram does not know us."""
    return t("Telegram does not know the token.")


def token_why(t: Translator) -> str:
    """Say what the token is for."""
    return t("Without it nothing can be heard or sent there.")


def token_mend(t: Translator, *, variable: str) -> str:
    """Say where a token comes from."""
    return t("Put the token that @BotFather gave you into {variable}; /token there shows it again.").format(
        variable=variable
    )


def unreachable(t: Translator, *, said: str) -> str:
    """Say that Telegram could not be asked."""
    return t("Telegram could not be asked ({said}).").format(said=said)


def unreachable_why(t: Translator) -> str:
    """Say what that means."""
    return t("Whether the token is good and the rights are given cannot be told.")


def unreachable_mend(t: Translator) -> str:
    """Say where to look."""
    return t("Look at the network, and at api_url where it is set, then check again.")


def polls(t: Translator) -> str:
    """Say how updates come."""
    return t("I ask Telegram for what happens; no address of mine has to be reachable.")


def hooked(t: Translator) -> str:
    """Say how updates come."""
    return t("Telegram brings what happens to webhook_url.")


def heard_already(t: Translator) -> str:
    """Say that a program is at work for this bot."""
    return t("A program on this machine hears for this bot now; another one that is started stands by until it ends.")


def webhook_elsewhere(t: Translator, *, host: str) -> str:
    """Say that updates go elsewhere."""
    return t("Telegram brings what happens to {host}, as an earlier set-up told it.").format(host=host)


def webhook_elsewhere_why(t: Translator) -> str:
    """Say what that means."""
    return t("Nothing can be asked for while it does; the next start takes that address away.")


def webhook_elsewhere_mend(t: Translator) -> str:
    """Say what to do."""
    return t("If another program answers there, give this one a bot of its own; else simply start.")


def webhook_fails(t: Translator, *, said: str) -> str:
    """Say that updates do not arrive."""
    return t("Telegram could not bring what happened to webhook_url the last time ({said}).").format(said=said)


def webhook_fails_why(t: Translator) -> str:
    """Say what that means."""
    return t("Nobody is heard until it can; Telegram tries again for a day.")


def webhook_fails_mend(t: Translator, *, key: str) -> str:
    """Say where to look."""
    return t(
        "See that the address in {key} is reached from outside over https, and leads to webhook_port. "
        "Or leave it out: then nothing has to be reached."
    ).format(key=key)


def group_absent(t: Translator, *, id: str) -> str:  # noqa: A002 (what Telegram calls it)
    """Say that the bot is not in a group that is set."""
    return t("The bot is not in the group {id}.").format(id=id)


def group_absent_why(t: Translator) -> str:
    """Say what that means."""
    return t("Nothing can be heard or sent there.")


def group_absent_mend(t: Translator, *, link: str) -> str:
    """Say how it gets in."""
    return t("Add it with {link}, or take the id out of the setting.").format(link=link)


def group_moved(t: Translator, *, before: str, after: str) -> str:
    """Say that a group has another number."""
    return t("The group {before} became a supergroup; its id is {after} now.").format(before=before, after=after)


def group_moved_why(t: Translator) -> str:
    """Say what that means."""
    return t("With the old id it is not served.")


def group_moved_mend(t: Translator) -> str:
    """Say what to do."""
    return t("Put the new id into the setting.")


def commands_fine(t: Translator) -> str:
    """Say that the menu is up to date."""
    return t("The commands on Telegram are those of this version.")


def commands_to_come(t: Translator) -> str:
    """Say that the menu changes with the next start."""
    return t("The commands on Telegram are not yet those of this version; the next start publishes them.")
