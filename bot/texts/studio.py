"""What a studio's trouble means for the person who waits; `studio` is the studio's own name."""

from collections.abc import Sequence

from bot.texts import Translator


def thread_busy(t: Translator, *, studio: str) -> str:
    """Tell that the studio still works on an earlier request of this conversation."""
    return t(
        "{studio} is still busy with an earlier request in this conversation. Yours waits its turn and starts by"
        " itself; a conversation begun with /new does not have to wait."
    ).format(studio=studio)


def rate_limited(t: Translator, *, studio: str, seconds: float) -> str:
    """Tell that requests came too fast, and when the next one goes."""
    return t(
        "{studio} asks us to slow down. Your request is safe and goes on in {pause}, by itself; Stop takes it back."
    ).format(studio=studio, pause=t.duration(seconds))


def held_back(t: Translator, *, studio: str, seconds: float) -> str:
    """Tell that we wait by ourselves, so as not to go beyond what the account may ask, and when the next one goes."""
    return t(
        "As many requests have gone to {studio} as this account may send for now. Yours is safe and goes on in {pause},"
        " by itself."
    ).format(studio=studio, pause=t.duration(seconds))


def account_full(t: Translator, *, studio: str, count: int) -> str:
    """Tell that the account has all its hands full, and what the request waits for."""
    return t.plural(
        "{studio} is working on {count} request; yours starts when it ends.",
        "{studio} is working on {count} requests; yours starts when one of them ends.",
        count,
    ).format(studio=studio, count=t.number(count))


def concurrent_limit(t: Translator, *, studio: str) -> str:
    """Tell that the account has as many works in hand as it may."""
    return t(
        "{studio} already has as many works in hand as this account may. Yours starts by itself as soon as one ends;"
        " Stop takes it back."
    ).format(studio=studio)


def bad_keys(t: Translator, *, studio: str) -> str:
    """Tell that only the operator can help."""
    return t(
        "{studio} does not accept this bot's keys. Nothing was spent. Please tell whoever runs the bot: the keys need"
        " another look."
    ).format(studio=studio)


def project_gone(t: Translator, *, studio: str, project: str) -> str:
    """Name a project that is no longer there."""
    return t(
        "The project {project} no longer exists at {studio}. Nothing was spent; Run again begins in a new one."
    ).format(studio=studio, project=project)


def thread_gone(t: Translator, *, studio: str) -> str:
    """Tell that the studio has forgotten the conversation."""
    return t("This conversation no longer exists at {studio}. Nothing was spent; Run again begins a new one.").format(
        studio=studio
    )


def unreachable(t: Translator, *, studio: str) -> str:
    """Tell that the studio cannot be reached now."""
    return t(
        "{studio} cannot be reached at the moment. Your request is kept and tried again by itself; Stop takes it back."
    ).format(studio=studio)


def cut_off(t: Translator, *, studio: str) -> str:
    """Tell that a reply broke off."""
    return t(
        "{studio} broke off in the middle of its answer. Your request is kept and tried again by itself; Stop takes it"
        " back."
    ).format(studio=studio)


def silent(t: Translator, *, studio: str) -> str:
    """Tell that no reply came."""
    return t(
        "{studio} does not answer at the moment. Your request is kept and tried again by itself; Stop takes it back."
    ).format(studio=studio)


def troubled(t: Translator, *, studio: str, status: int) -> str:
    """Tell that the studio is there, and broken."""
    return t(
        "{studio} has trouble of its own (it answered with error {status}). Your request is kept and tried again by"
        " itself; Stop takes it back."
    ).format(studio=studio, status=status)


def unreadable(t: Translator, *, studio: str) -> str:
    """Tell that the studio answered something that makes no sense."""
    return t(
        "{studio} gave an answer that makes no sense right now. Your request is kept and tried again by itself; Stop"
        " takes it back."
    ).format(studio=studio)


def refused(t: Translator, *, studio: str, status: int) -> str:
    """Tell of a refusal that came without words."""
    return t(
        "{studio} refused the request without a reason (code {status}). Nothing was spent; please try again with other"
        " words, or ask whoever runs the bot."
    ).format(studio=studio, status=status)


def refused_saying(t: Translator, *, words: str) -> str:
    """Tell of a refusal in the studio's own words."""
    return t("{words}\n\nNothing was spent; please try again with other words, or ask whoever runs the bot.").format(
        words=words
    )


def no_credits(t: Translator, *, words: str) -> str:
    """Tell of an empty account in the studio's own words."""
    return t("{words}\n\nNothing was spent, and it can be tried again as soon as there are credits.").format(
        words=words
    )


def unregistered(t: Translator, *, studio: str, link: str) -> str:
    """Tell that a free account is used up, and the way on that keeps the work."""
    told = t("The free credits at {studio} are used up. Registering on its site gives new ones and keeps this work.")
    return f"{told.format(studio=studio)}\n{link}".rstrip()


def top_up(t: Translator, *, studio: str, link: str) -> str:
    """Tell that the account is empty, and where it is filled up."""
    told = t("{studio}'s account has no credits left for this. They can be topped up on its site.")
    return f"{told.format(studio=studio)}\n{link}".rstrip()


def plan_too_small(t: Translator, *, studio: str, link: str) -> str:
    """Tell that an export is refused by the plan and not for want of credits."""
    told = t(
        "{studio} does not export on this account's plan. This is not about credits, and the timeline is safe; another"
        " plan can be chosen on its site."
    )
    return f"{told.format(studio=studio)}\n{link}".rstrip()


def session_gone(t: Translator, *, studio: str) -> str:
    """Tell that the timeline is lost and the request goes on without it."""
    return t(
        "{studio} no longer has this conversation's timeline. Your request goes on in a new one; what was made before"
        " is not in it. Please send clips again that should be."
    ).format(studio=studio)


def session_lost(t: Translator, *, studio: str) -> str:
    """Tell that the timeline went while a request was at work on it."""
    return t(
        "{studio} no longer has this conversation's timeline, so what was being made is lost with it. Nothing is sent"
        " again by itself: Run again begins in a new one. Please send clips again that should be in it."
    ).format(studio=studio)


def wrong_format(t: Translator, *, name: str, formats: Sequence[str]) -> str:
    """Tell which files are taken."""
    return t("{name} cannot be used in a film. Please send one of these instead: {formats}.").format(
        name=name, formats=t.series(formats)
    )


def upload_too_large(t: Translator, *, name: str, limit: int) -> str:
    """Tell how large a file may be, and how it gets there."""
    return t("{name} is too large: at most {limit} are taken. Please compress it, or trim it to what you need.").format(
        name=name, limit=t.size(limit)
    )


def nothing_to_export(t: Translator) -> str:
    """Tell that the timeline is empty."""
    return t("There is nothing on the timeline yet, so there is nothing to export. Ask for a clip first.")


def only_mp4(t: Translator, *, format: str) -> str:  # noqa: A002 (it is the format)
    """Tell that films are MP4."""
    return t("A film cannot be exported as {format}; write “export” and it comes as an MP4.").format(format=format)


def too_busy(t: Translator, *, studio: str) -> str:
    """Tell that waiting once was not enough."""
    return t("{studio} is taking no more requests for now. Nothing was spent; please try again in a while.").format(
        studio=studio
    )


def no_free_account(t: Translator, *, studio: str) -> str:
    """Tell that no free account is given now, and who can help."""
    return t(
        "{studio} gives out only so many free accounts a week, and this bot has had them. Nothing was spent. Whoever"
        " runs the bot can set a token of their own."
    ).format(studio=studio)


def no_exports(t: Translator, *, studio: str) -> str:
    """Tell that this studio has no timeline to export."""
    return t("{studio} has no timeline, so there is nothing to export: its files arrive finished.").format(
        studio=studio
    )


def mode_refused(t: Translator, *, studio: str) -> str:
    """Tell that the account stayed in its mode."""
    return t(
        "{studio} kept the mode as it was: this account is not entitled to the other one. Its plan can be changed on"
        " {studio}'s own site."
    ).format(studio=studio)


def attachment_gone(t: Translator, *, name: str) -> str:
    """Name an attachment that is no longer kept."""
    return t("The file {name} is no longer here. Please attach it again.").format(name=name)


def file_gone(t: Translator, *, host: str) -> str:
    """Tell that a finished file is not where it should lie."""
    return t("It is not to be found at {host}, but may still lie in the project: the link leads there.").format(
        host=host
    )


def file_denied(t: Translator, *, host: str, status: int) -> str:
    """Tell that a finished file is not handed out."""
    return t(
        "{host} does not hand it out (error {status}), but it may still lie in the project: the link leads there."
    ).format(host=host, status=status)


def file_is_page(t: Translator, *, host: str) -> str:
    """Tell that something else came in the place of a file."""
    return t("{host} sent a web page in its place; the project may show the file, and the link leads there.").format(
        host=host
    )


def file_too_large(t: Translator, *, limit: int) -> str:
    """Tell how large a file may be."""
    return t("It is larger than {limit}, the most that is fetched here; the link lets you get it yourself.").format(
        limit=t.size(limit)
    )


def file_delayed(t: Translator, *, host: str) -> str:
    """Tell that a file will be fetched again."""
    return t("{host} did not send all of it, although it was asked several times.").format(host=host)


def address_refused(t: Translator, *, host: str) -> str:
    """Tell that a file lies where this bot does not go."""
    return t("It lies at {host}, where this bot may not go; look for it in the project.").format(host=host)


def file_blank(t: Translator) -> str:
    """Tell that a finished file had no bytes."""
    return t("It came without a single byte; the project may show it, and the link leads there.")


def file_no_room(t: Translator) -> str:
    """Tell that a finished file found no room on the machine's disk."""
    return t("There is no room left for it on this bot's disk: please tell whoever runs the bot.")


def mode_fast(t: Translator) -> str:
    """Name the mode that costs."""
    return t("fast (costs credits)")


def mode_unlimited(t: Translator) -> str:
    """Name the mode that waits."""
    return t("unlimited (no credits, waits in a queue)")


def mode_now(t: Translator, *, studio: str, mode: str) -> str:
    """Tell an account's mode."""
    return t("{studio} works in this mode: {mode}.").format(studio=studio, mode=mode)


def mode_is(t: Translator, *, mode: str) -> str:
    """Add the present mode to what was said."""
    return t("The mode is now: {mode}.").format(mode=mode)


def mode_already(t: Translator, *, studio: str, mode: str) -> str:
    """Tell that there is nothing to change."""
    return t("{studio} is in this mode already: {mode}.").format(studio=studio, mode=mode)


def no_modes(t: Translator, *, studio: str) -> str:
    """Tell that a studio has no modes."""
    return t("{studio} has only one mode, so there is nothing to switch.").format(studio=studio)


def unknown_mode(t: Translator) -> str:
    """Tell which modes there are."""
    return t("Please write /mode fast or /mode unlimited.")


def switch_question(t: Translator, *, studio: str, mode: str) -> str:
    """Ask before a shared setting is changed."""
    return t("Switch {studio} to this mode: {mode}? It changes for everybody on this account, and stays so.").format(
        studio=studio, mode=mode
    )


def switch_affects(t: Translator, *, turns: int, people: int, channels: int) -> str:
    """Tell whom a switch meets at present."""
    if not turns:
        return t("Nobody else has anything running or waiting on it at present.")
    asked = t.plural("{turns} request", "{turns} requests", turns).format(turns=t.number(turns))
    who = t.plural("{people} other person", "{people} other people", people).format(people=t.number(people))
    where = t.plural("{channels} channel", "{channels} channels", channels).format(channels=t.number(channels))
    return t("Running or waiting on it: {requests} of {people} in {channels}.").format(
        requests=asked, people=who, channels=where
    )


def switch_choices(t: Translator) -> str:
    """Explain the buttons."""
    return t(
        "Nothing new begins until what runs is done, then the mode changes. If that takes more than 10 minutes, you can"
        " have it changed under what still runs."
    )


def mode_is_operators(t: Translator, *, studio: str) -> str:
    """Refuse a change of mode where only operators make it."""
    return t(
        "Only whoever runs this bot may change the mode of {studio}, because it counts for everybody on the account. "
        "They can give that right to a server's moderators with the setting owner in the configuration."
    ).format(studio=studio)


def mode_is_owners(t: Translator, *, studio: str) -> str:
    """Refuse a change of mode where a community owns the account."""
    return t(
        "Only the moderators of the server that owns {studio}, and whoever runs this bot, may change its mode, because "
        "it counts for everybody on the account."
    ).format(studio=studio)


def switch_when_idle(t: Translator) -> str:
    """Label the patient switch."""
    return t("Switch when idle")


def switch_now(t: Translator) -> str:
    """Label the switch at once."""
    return t("Now")


def switch_leave(t: Translator) -> str:
    """Label the way back."""
    return t("Leave it")


def switch_waiting(t: Translator) -> str:
    """Tell that the door is closed until the account is idle."""
    return t("The mode changes as soon as what runs is done. Until then nothing new begins; new requests wait.")


def switch_waits_long(t: Translator) -> str:
    """Offer not to wait any longer."""
    return t(
        "Something still runs, and nothing new begins. Keep waiting, or press Now to change the mode under what runs."
    )


def switch_not_yours(t: Translator) -> str:
    """Refuse a change at once to anybody but whoever asked for the switch."""
    return t("Only whoever began this switch can have it now. You can press Leave it and ask with /mode yourself.")


def switch_left(t: Translator) -> str:
    """Tell that nothing was changed."""
    return t("The mode stays as it is.")


def switch_done(t: Translator, *, studio: str) -> str:
    """Tell that the mode was changed."""
    return t("{studio} was switched.").format(studio=studio)


def switch_dropped(t: Translator) -> str:
    """Tell that a restart came before the switch."""
    return t("There was a restart before the switch, so the mode was left as it was. Ask with /mode once more.")


def switch_unsure(t: Translator) -> str:
    """Tell that nobody knows whether the switch came through."""
    return t("I could not tell whether the mode was changed. /mode shows what it is now.")


def switch_under_way(t: Translator) -> str:
    """Refuse a second switch beside one under way."""
    return t("A switch of this account is under way already. Use the buttons under it, or wait until it is done.")


def switch_too_old(t: Translator) -> str:
    """Refuse a button whose warning is no longer true."""
    return t("This question is too old: others may be affected by now. Ask with /mode once more.")


def clock_off(t: Translator, *, studio: str, seconds: float) -> str:
    """Tell that signatures fail because of the time on this machine, which only the operator can set right."""
    return t(
        "{studio} refuses this bot's signatures because the clock of its machine is {span} off. Please tell whoever"
        " runs the bot: the clock needs setting, and then the request can be sent again."
    ).format(studio=studio, span=t.duration(seconds))


def canvas_takes(t: Translator) -> str:
    """Tell what a canvas takes."""
    return t("A canvas takes pictures and films; this is neither.")
