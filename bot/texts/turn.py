"""What a turn's card, its questions and its endings say."""

from collections.abc import Sequence

from bot.texts import Translator


def queued(t: Translator, *, ahead: int) -> str:
    """Say the place in the lane."""
    if not ahead:
        return t("Next in line")
    return t.plural(
        "Waiting: {ahead} request before this one", "Waiting: {ahead} requests before this one", ahead
    ).format(ahead=t.number(ahead))


def queued_at_door(t: Translator, *, ahead: int) -> str:
    """Say the place in the lane while the studio account's mode is being changed."""
    why = t("The studio's mode is being changed; nothing new begins until then. This request goes on by itself.")
    return f"{queued(t, ahead=ahead)} · {why}"


def preparing(t: Translator) -> str:
    """Say that files are on their way to the studio."""
    return t("Getting everything ready")


def asked(t: Translator, *, name: str, prompt: str) -> str:
    """Tell a request's words and who gave them, where they do not stand in the channel."""
    return t("{name}: “{prompt}”").format(name=name, prompt=prompt)


def working(t: Translator, *, studio: str) -> str:
    """Say who is at work."""
    return t("{studio} is at work").format(studio=studio)


def still_following(t: Translator, *, files: int) -> str:
    """Say how much has arrived while more may come."""
    return t.plural("{files} file so far", "{files} files so far", files).format(files=t.number(files))


def asking(t: Translator) -> str:
    """Say that an answer is needed."""
    return t("Waiting for your answer: nothing is spent until you approve")


def new_thread(t: Translator) -> str:
    """Say that the request went to a conversation of its own."""
    return t("The earlier conversation still waits for an answer, so this request starts a fresh one")


def new_thread_button(t: Translator) -> str:
    """Label the way out of a busy conversation."""
    return t("New thread")


def branched_off(t: Translator) -> str:
    """Say that a request left its busy conversation."""
    return t("This request has left the busy conversation and starts a new one")


def on_its_way(t: Translator) -> str:
    """Answer a wish to leave a conversation that comes too late."""
    return t("This request is on its way already, so it stays in its conversation.")


def question(t: Translator, *, cost: float | None) -> str:
    """Ask before credits are spent."""
    if cost is None:
        return t("This will cost credits; the studio does not say how many. Shall I go on?")
    return t.plural(
        "This will cost about {cost} credit. Shall I go on?",
        "This will cost about {cost} credits. Shall I go on?",
        cost,
    ).format(cost=t.number(cost))


def approve(t: Translator) -> str:
    """Label the yes."""
    return t("Approve")


def decline(t: Translator) -> str:
    """Label the no."""
    return t("Decline")


def stop(t: Translator) -> str:
    """Label the end of a turn."""
    return t("Stop")


def approved(t: Translator) -> str:
    """Close a question that got its yes."""
    return t("Approved.")


def declined(t: Translator) -> str:
    """Close a question that got its no."""
    return t("Declined: this step was not approved, and nothing was spent on it.")


def expired(t: Translator) -> str:
    """Explain a press that came too late."""
    return t("This question has expired, so nothing was spent. Send the request again to be asked anew.")


def asked_again(t: Translator) -> str:
    """Explain why a question stands there a second time."""
    return t("I was interrupted before your answer reached the studio, so nothing was spent. Please answer again.")


def question_changed(t: Translator) -> str:
    """Explain that an answer no longer fits."""
    return t("The studio is asking something else by now, so nothing was approved. Here is where it stands.")


def answered_already(t: Translator) -> str:
    """Answer a second press."""
    return t("This has already been answered.")


def not_yours(t: Translator) -> str:
    """Answer somebody who may not press."""
    return t("Only the person who asked, or a moderator, can press this.")


def unknown_button(t: Translator) -> str:
    """Answer a press on a button nobody remembers."""
    return t("I no longer know this button. /status shows what is going on, /show brings the results back.")


def over_already(t: Translator) -> str:
    """Answer a stop that came after the end."""
    return t("This has already ended.")


def done(t: Translator, *, files: int, seconds: float) -> str:
    """Close the card of a turn that brought something."""
    count = t.plural("{files} file", "{files} files", files).format(files=t.number(files))
    return t("Done · {files} · {time}").format(files=count, time=t.duration(seconds))


def done_at_once(t: Translator, *, seconds: float) -> str:
    """Close the card of a turn that did what was asked and brings its file later."""
    return t("Done · {time}").format(time=t.duration(seconds))


def measured(t: Translator, *, cost: float) -> str:
    """Tell what a turn took from the account."""
    return t.plural("{cost} credit used", "{cost} credits used", cost).format(cost=t.number(cost))


def still_working(t: Translator, *, busy: float, quiet: float) -> str:
    """Tell how long the studio has been at work, and when it last gave a sign of life, unless that is just now."""
    if quiet < 1:
        return t("still working after {time}").format(time=t.duration(busy))
    return t("still working after {time}, last sign of life {ago} ago").format(
        time=t.duration(busy), ago=t.duration(quiet)
    )


def cut_off(t: Translator, *, studio: str) -> str:
    """Tell that the connection broke and the work left no trace."""
    return t(
        "The connection to {studio} broke, and nothing in the timeline has changed in the minutes since. Nothing was"
        " sent a second time; Run again sends the request once more."
    ).format(studio=studio)


def gone_quiet(t: Translator, *, studio: str) -> str:
    """Tell that the studio took longer than anybody waits."""
    return t(
        "{studio} has been at this for too long without a result, so I have stopped waiting. It may finish there all"
        " the same: /show looks again, and nothing is sent a second time."
    ).format(studio=studio)


def price(t: Translator, *, cost: float) -> str:
    """Tell what was approved."""
    return t.plural("about {cost} credit", "about {cost} credits", cost).format(cost=t.number(cost))


def nothing_made(t: Translator, *, studio: str, others: Sequence[str]) -> str:
    """Tell that the studio ended without a file."""
    if not others:
        return t("{studio} ended without making a file. Try it in simpler words, or name another model.").format(
            studio=studio
        )
    return t(
        "{studio} ended without making a file. Try it in simpler words, or name another model in them: {models}."
    ).format(studio=studio, models=t.choice(others))


def nothing_changed(t: Translator, *, studio: str) -> str:
    """Tell that the studio ended without a word and without a change to the timeline."""
    return t(
        "{studio} ended without changing anything. Say more exactly what you want, one step at a time; Run again tries"
        " the same once more."
    ).format(studio=studio)


def refused(t: Translator, *, studio: str, others: Sequence[str]) -> str:
    """Tell that the studio would not do it; its own words stand above."""
    if not others:
        return t(
            "{studio} declined this request and made no file. Its own words say why: put it in other words, or name"
            " another model."
        ).format(studio=studio)
    return t(
        "{studio} declined this request and made no file. Its own words say why: put it in other words, or name another"
        " model in them: {models}."
    ).format(studio=studio, models=t.choice(others))


def try_with(t: Translator, *, model: str) -> str:
    """Label the same request with another model."""
    return t("Try with {model}").format(model=model)


def aborted(t: Translator, *, studio: str) -> str:
    """Tell that the studio broke off."""
    return t(
        "{studio} stopped before it was done. Nothing more is sent there by itself; Run again sends the request once"
        " more."
    ).format(studio=studio)


def no_credits(t: Translator, *, studio: str) -> str:
    """Tell that the account is empty, when the studio said nothing more."""
    return t("{studio}'s account has no credits left for this. Please ask the operator to add some.").format(
        studio=studio
    )


def studio_broke(t: Translator, *, studio: str) -> str:
    """Tell of a fault at the studio."""
    return t(
        "Something broke at {studio} while it was at work. Nothing more is sent there by itself; Run again tries once"
        " more, now or in a while."
    ).format(studio=studio)


def studio_gone(t: Translator, *, studio: str) -> str:
    """Tell that the account a request was given to is no longer set up."""
    return t(
        "This request was with {studio}, which is no longer set up here, so I cannot follow it. "
        "Send it again and another studio takes it."
    ).format(studio=studio)


def keys_lost(t: Translator, *, studio: str) -> str:
    """Tell that the keys are refused while a request is at work."""
    return t(
        "{studio} no longer accepts this bot's keys, so I cannot see how far this is; it may finish there all the same."
        " Please tell whoever runs the bot. Once the keys work again, /show brings what has arrived."
    ).format(studio=studio)


def clock_lost(t: Translator, *, studio: str) -> str:
    """Tell that the clock of this machine hides a request that is at work."""
    return t(
        "{studio} refuses this bot's signatures because the clock of its machine is wrong, so I cannot see how far this"
        " is; it may finish there all the same. Please tell whoever runs the bot. Once the clock is right, /show brings"
        " what has arrived."
    ).format(studio=studio)


def place_gone(t: Translator, *, studio: str) -> str:
    """Tell that the project is no more."""
    return t("The project no longer exists at {studio}. Run again begins in a new one.").format(studio=studio)


def thread_gone(t: Translator, *, studio: str) -> str:
    """Tell that the studio forgot a conversation while a request was at work in it."""
    return t(
        "This conversation no longer exists at {studio}. What it made may still lie in the project; Run again begins a"
        " new conversation."
    ).format(studio=studio)


def broken(t: Translator, *, failure: str) -> str:
    """Tell of a fault of our own, by its id."""
    return t(
        "Sorry, something broke inside Atelier. Please give the operator the code {failure}: it marks the place in the"
        " log."
    ).format(failure=failure)


def took_too_long(t: Translator) -> str:
    """Tell that nobody looks any more."""
    return t("This has been running for a day, so I stopped looking. /show looks again and brings what has arrived.")


def outcome_unknown(t: Translator) -> str:
    """Tell that we cannot know."""
    return t(
        "Something failed while I was sending this, so I could not tell whether it started. If it did, the project page"
        " shows it; if not, Run again sends it once more. I never send a request twice by myself."
    )


def stopped_waiting(t: Translator) -> str:
    """Close the card of a turn that had not begun."""
    return t("Stopped before it began: nothing was spent.")


def stopped_running(t: Translator) -> str:
    """Close the card of a turn that was under way."""
    return t("Stopped looking. The studio may still finish it, and it may still cost; /show brings what arrives.")


def made_from(t: Translator, *, prompt: str) -> str:
    """Describe a file to those who cannot see it, when the agent said nothing."""
    return t("Made from: {prompt}").format(prompt=prompt)


def project_link(t: Translator) -> str:
    """Label the way to the studio's page."""
    return t("Open project")


def original(t: Translator, *, name: str) -> str:
    """Label the way to a file that could not be attached."""
    return t("Download {name}").format(name=name)


def too_large_here(t: Translator, *, name: str, size: int, limit: int) -> str:
    """Explain why a file comes as a link."""
    return t("{name} is {size}, more than the {limit} this channel takes, so here is a link to it.").format(
        name=name, size=t.size(size), limit=t.size(limit)
    )


def copy_here(t: Translator, *, name: str, size: int, limit: int) -> str:
    """Explain why a file comes as a smaller copy."""
    return t("{name} is {size}, more than the {limit} this channel takes, so this is a smaller copy of it.").format(
        name=name, size=t.size(size), limit=t.size(limit)
    )


def not_fetched(t: Translator, *, number: int, why: str) -> str:
    """Tell that a finished file could not be brought over, and why."""
    return t("File {number} is finished, but it did not get here. {why} /show tries again.").format(
        number=t.number(number), why=why
    )


def empty_request(t: Translator) -> str:
    """Ask for words."""
    return t("Write what you would like to see, for example: four variations of a red fox, watercolour.")


def words_missing(t: Translator) -> str:
    """Ask what is to be done with a file."""
    return t("Your file needs a few words: attach it again and say what to make of it, for example: as a watercolour.")


def lane_full(t: Translator, *, limit: int) -> str:
    """Refuse one more in a conversation."""
    return t(
        "{limit} requests are already waiting in this conversation. Please try again when one has finished."
    ).format(limit=t.number(limit))


def person_full(t: Translator, *, limit: int) -> str:
    """Refuse one more of a person."""
    return t("You already have {limit} requests waiting here. Please try again when one has begun.").format(
        limit=t.number(limit)
    )


def prompt_too_long(t: Translator, *, length: int, limit: int) -> str:
    """Refuse a prompt the studio would not take."""
    return t("This is {length} characters long, and the studio takes up to {limit}. Please shorten it.").format(
        length=t.number(length), limit=t.number(limit)
    )


def file_empty(t: Translator, *, name: str) -> str:
    """Refuse a file without bytes."""
    return t("{name} is empty. Please attach it again.").format(name=name)


def file_too_large(t: Translator, *, name: str, limit: int) -> str:
    """Refuse a file that is too large to take."""
    return t(
        "{name} is larger than {limit}. Please compress it, or trim it to what you need, and attach it again."
    ).format(name=name, limit=t.size(limit))


def spool_full(t: Translator) -> str:
    """Refuse files while there is no room."""
    return t("There is no room for more files right now. Please try again in a while, or tell the operator.")


def run_again(t: Translator) -> str:
    """Label a new try."""
    return t("Run again")


def dismiss(t: Translator) -> str:
    """Label the putting away of a question nobody can answer."""
    return t("Dismiss")


def sent_again(t: Translator) -> str:
    """Close the card of a turn that was sent again."""
    return t("Sent again as a new request.")


def dismissed(t: Translator) -> str:
    """Close the card of a turn that nobody asks about any more."""
    return t("Put away. If it did start, the project page has its result.")


def expired_unanswered(t: Translator) -> str:
    """Close a question that nobody answered in time."""
    return t("Nobody answered in time, so nothing was approved and nothing was spent on it.")


def file_not_kept(t: Translator, *, name: str) -> str:
    """Tell that an attachment has made room for others."""
    return t("{name} is no longer kept here. Please send the request once more with the file attached.").format(
        name=name
    )


def lost_sight(t: Translator) -> str:
    """Tell that following broke off while the studio goes on."""
    return t("I lost sight of this for a moment; I am looking again")


def disk_full(t: Translator, *, name: str) -> str:
    """Tell that a file found no room on the machine's disk."""
    return t(
        "There is no room left on this bot's disk for {name}, and nothing was spent on it. Please tell whoever runs the"
        " bot, then try again."
    ).format(name=name)
