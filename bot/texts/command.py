"""What the commands are called, and what they answer."""

from collections.abc import Sequence

from bot.texts import Translator


def help_summary(t: Translator) -> str:
    """Describe /help."""
    return t("What I can do, with examples to try")


def create_summary(t: Translator) -> str:
    """Describe /create."""
    return t("Make a picture, a film, music or a 3D model from words")


def new_summary(t: Translator) -> str:
    """Describe /new."""
    return t("Begin a new conversation; the earlier one is kept")


def status_summary(t: Translator) -> str:
    """Describe /status."""
    return t("What is running and waiting here")


def stop_summary(t: Translator) -> str:
    """Describe /stop."""
    return t("Stop your latest request here")


def show_summary(t: Translator) -> str:
    """Describe /show."""
    return t("Show results again: the latest, those of the message you reply to, or earlier ones by number")


def which_option(t: Translator) -> str:
    """Describe the choice of /show."""
    return t("1 for the latest results, 2 for the ones before; or the id of a conversation at the studio")


def show_how(t: Translator) -> str:
    """Explain what /show can choose by."""
    return t(
        "/show brings the latest results, /show 2 those before, and so on. To see those of one message, reply to it "
        "with /show. /show ID follows a conversation of the studio by its id."
    )


def sent_twice(t: Translator, *, repeats: int) -> str:
    """Tell operators of posts that were sent again after an interruption."""
    return t.plural(
        "{repeats} message may stand in a chat twice, because I was interrupted while sending it.",
        "{repeats} messages may stand in a chat twice, because I was interrupted while sending them.",
        repeats,
    ).format(repeats=t.number(repeats))


def about_summary(t: Translator) -> str:
    """Describe /about."""
    return t("What this is and who makes the art")


def prompt_option(t: Translator) -> str:
    """Describe the words of a request."""
    return t("What you would like to see")


def help_make(t: Translator, *, called: bool = False) -> str:
    """Show requests that work as they are, or with our name before them where we are to be called."""
    examples = (
        t("four variations of a red fox, watercolour"),
        t("a poster for a jazz evening, with Midjourney"),
        t("a video of waves at dawn"),
        t("a 3D model of a teapot"),
    )
    return _listed(_head(t, called=called), examples)


def help_rework(t: Translator) -> str:
    """Show what can be said about a picture that is there."""
    examples = (t("upscale it"), t("make the background a beach"), t("make it a short film"))
    return _listed(t("With a picture attached, or as a reply to a result:"), examples)


def help_say(t: Translator) -> str:
    """Show phrases that are understood like commands."""
    examples = (
        t("what projects do we have"),
        t("switch to fast mode"),
        t("new topic"),
        t("how many credits did I use"),
    )
    return _listed(t("Some things can be said in plain words:"), examples)


def help_text(
    t: Translator,
    *,
    commands: Sequence[tuple[str, str]],
    others: Sequence[tuple[str, str]],
    called: bool = False,
    greeting: str = "",
    menu: Sequence[str] = (),
) -> str:
    """Introduce everything at once: what somebody may do, also from the `menu` of a message, then what takes rights.

    What the studio says of itself, its `greeting`, stands in for the usual examples.
    """
    examples = [_head(t, called=called), greeting] if greeting else [help_make(t, called=called), "", help_rework(t)]
    parts = ["\n".join(examples), help_say(t), _commands(t, t("Or use a command:"), commands)]
    if menu:
        parts.append(_menu(t, menu))
    if others:
        parts.append(_commands(t, t("Only for those with more rights here:"), others))
    return "\n\n".join(parts)


def _menu(t: Translator, labels: Sequence[str]) -> str:
    return t("Or in the menu of a message, under Apps: {labels}.").format(labels=t.series(labels))


def _head(t: Translator, *, called: bool) -> str:
    return t("Mention me with what you would like to see:") if called else t("Just write what you would like to see:")


def _listed(head: str, examples: Sequence[str]) -> str:
    return "\n".join([head, *(f"· {example}" for example in examples)])


def _commands(t: Translator, head: str, commands: Sequence[tuple[str, str]]) -> str:
    return "\n".join([head, *(command_line(t, name=name, summary=summary) for name, summary in commands)])


def command_line(t: Translator, *, name: str, summary: str) -> str:
    """List one command."""
    return t("/{name}: {summary}").format(name=name, summary=summary)


def about_text(t: Translator, *, version: str, studios: Sequence[str]) -> str:
    """Say what this is."""
    return t(
        "Atelier{version} puts hosted art agents into chat. Here the art is made by {studios}. "
        "Your words go to the studio as you write them, with what you attach; "
        "nothing that costs extra begins without a yes."
    ).format(version=f" {version}" if version else "", studios=t.series(studios))


def new_begun(t: Translator) -> str:
    """Confirm a new conversation."""
    return t("A new conversation begins with your next message. Reply to an earlier result to go on with that one.")


def nothing_running(t: Translator) -> str:
    """Answer /status or /stop when all is quiet."""
    return t("Nothing is running or waiting here.")


def status_line(t: Translator, *, prompt: str, state: str) -> str:
    """Tell of one turn."""
    return t("“{prompt}”: {state}").format(prompt=prompt, state=state)


def stopping(t: Translator, *, prompt: str) -> str:
    """Confirm a stop."""
    return t("Stopping “{prompt}”.").format(prompt=prompt)


def nothing_to_show(t: Translator) -> str:
    """Answer /show in a channel without results."""
    return t("There are no results here yet. Write what you would like to see.")


def looking_again(t: Translator) -> str:
    """Answer /show for a turn that was no longer followed."""
    return t("Looking at the studio again; whatever has arrived comes here.")


def unknown_command(t: Translator, *, name: str) -> str:
    """Answer a command that is none of ours."""
    return t("I do not know /{name}. /help shows what I can do.").format(name=name)


def usage_summary(t: Translator) -> str:
    """Describe /usage."""
    return t("What you and this channel have used")


def usage_head(t: Translator) -> str:
    """Head the answer to /usage."""
    return t("What was approved and what it came to; where a studio tells no price, the cost is not known.")


def usage_yours(t: Translator) -> str:
    """Name the asker's own share."""
    return t("You")


def usage_channel(t: Translator) -> str:
    """Name the channel's share."""
    return t("This channel")


def usage_account(t: Translator, *, studio: str) -> str:
    """Name everything asked of a studio account."""
    return t("Everybody on {studio}").format(studio=studio)


def usage_span(t: Translator, *, days: int) -> str:
    """Name a span of time that ends now."""
    return t.plural("last 24 hours", "last {days} days", days).format(days=t.number(days))


def usage_figures(t: Translator, *, turns: int, credits: float, unknown: int) -> str:  # noqa: A002 (the word for it)
    """Tell how much was used in a span."""
    asked = t.plural("{turns} request", "{turns} requests", turns).format(turns=t.number(turns))
    spent = t.plural("{credits} credit approved", "{credits} credits approved", credits).format(
        credits=t.number(credits)
    )
    unsure = t.plural("{unknown} of unknown cost", "{unknown} of unknown cost", unknown).format(
        unknown=t.number(unknown)
    )
    return t.series([asked, spent, unsure] if unknown else [asked, spent])


def usage_line(t: Translator, *, span: str, figures: str) -> str:
    """Put a span beside what was used in it."""
    return t("{span}: {figures}").format(span=span, figures=figures)


def mode_summary(t: Translator) -> str:
    """Describe /mode."""
    return t("Show or switch between fast and unlimited")


def mode_option(t: Translator) -> str:
    """Describe the mode to switch to."""
    return t("fast or unlimited; leave it out to see the present one")


def attached(t: Translator, *, thread: str) -> str:
    """Name a request that only looks at a conversation of the studio."""
    return t("Conversation {thread}").format(thread=thread)


def no_such_thread(t: Translator, *, studio: str) -> str:
    """Refuse to look at a conversation that the studio does not know."""
    return t("{studio} knows no conversation with this id. Copy it whole, from the studio's own page.").format(
        studio=studio
    )


def again_summary(t: Translator) -> str:
    """Describe /again."""
    return t("Send your latest request here once more, or the one you reply to")


def nothing_to_repeat(t: Translator) -> str:
    """Answer /again where there is nothing to send once more."""
    return t("There is no request of yours here to send again. Write what you would like to see.")


def not_over_yet(t: Translator) -> str:
    """Answer /again about a request that is not over."""
    return t("That request is still under way. /stop ends it; then /again sends it once more.")


def upscale_summary(t: Translator) -> str:
    """Describe /upscale."""
    return t("Make a picture larger and sharper: attach it, or reply to it")


def upscale_option(t: Translator) -> str:
    """Describe the words of /upscale."""
    return t("What to mind, for example: to 4K")


def upscale_what(t: Translator) -> str:
    """Ask for the picture that is meant."""
    return t("Which picture? Attach it to /upscale, or reply to the picture with /upscale.")


def no_upscaler(t: Translator, *, studio: str) -> str:
    """Tell that a studio has no tool for upscaling."""
    return t("{studio} has no tool that makes pictures larger.").format(studio=studio)


def canvas_summary(t: Translator) -> str:
    """Describe /canvas."""
    return t("Put a picture or film on the project's canvas: its address, attached, or as a reply to it")


def canvas_option(t: Translator) -> str:
    """Describe what is put on the canvas."""
    return t("The address of a picture or film, if none is attached")


def canvas_what(t: Translator) -> str:
    """Ask for what is to be put on the canvas."""
    return t("Which picture? Give its address (https://…), attach it, or reply to it with /canvas.")


def canvas_done(t: Translator, *, count: int) -> str:
    """Confirm that something lies on the canvas."""
    return t.plural(
        "It lies on the project's canvas now.", "{count} files lie on the project's canvas now.", count
    ).format(count=t.number(count))


def no_canvas(t: Translator, *, studio: str) -> str:
    """Tell that a studio has no canvas to put something on."""
    return t("{studio} has no canvas to put something on.").format(studio=studio)


def project_first(t: Translator) -> str:
    """Ask for a project before something is put on its canvas."""
    return t("First choose where it shall lie: /project new NAME makes a project, /project use ID takes one you have.")
