"""What the web page says. Texts of `PAGE` go to the browser whole; a {word} in braces is filled in there."""

from bot.texts import Say, Translator
from bot.texts.phase import PHASES


def atelier(t: Translator) -> str:
    """Name ourselves."""
    return t("Atelier")


def tagline(t: Translator) -> str:
    """Say in a few words what this place is."""
    return t("A studio that listens")


def you(t: Translator) -> str:
    """Name the reader."""
    return t("You")


def guest(t: Translator, *, number: int) -> str:
    """Name somebody by the order in which people came."""
    return t("Guest {number}").format(number=t.number(number))


def language(t: Translator) -> str:
    """Label the choice of language."""
    return t("Language")


def skip(t: Translator) -> str:
    """Label the way past the channels, for those who go by keys."""
    return t("Skip to the message field")


def notify_me(t: Translator) -> str:
    """Offer notifications of the system."""
    return t("Notify me when I am called")


# ---------------------------------------------------------------------------------------------------------- channels


def channels(t: Translator) -> str:
    """Head the list of channels."""
    return t("Channels")


def first_channel(t: Translator) -> str:
    """Name the channel that is always there."""
    return t("Studio")


def new_channel(t: Translator) -> str:
    """Label the way to one more channel."""
    return t("New channel")


def channel_name(t: Translator) -> str:
    """Ask what a new channel is called."""
    return t("Name of the channel")


def create(t: Translator) -> str:
    """Label the making of something."""
    return t("Create")


def cancel(t: Translator) -> str:
    """Label the way back."""
    return t("Cancel")


def close(t: Translator) -> str:
    """Label the way out of a panel."""
    return t("Close")


# ---------------------------------------------------------------------------------------------------------- greeting


def greeting(t: Translator) -> str:
    """Welcome somebody to an empty channel."""
    return t("What shall we make?")


def greeting_more(t: Translator) -> str:
    """Explain in two sentences what can be asked for."""
    return t("Describe it in your own words. Pictures, films, music and 3D models come back right here, as files.")


def example_pictures(t: Translator) -> str:
    """Give an example of pictures."""
    return t("Four variations of a red fox, watercolour")


def example_pictures_about(t: Translator) -> str:
    """Say what that example shows."""
    return t("A set of pictures")


def example_video(t: Translator) -> str:
    """Give an example that asks before it costs."""
    return t("A video of waves, costly")


def example_video_about(t: Translator) -> str:
    """Say what that example shows."""
    return t("A film, with its price first")


def example_film(t: Translator) -> str:
    """Give an example of a film where a real studio makes it."""
    return t("A short video of waves at dusk")


def example_film_about(t: Translator) -> str:
    """Say what that example shows."""
    return t("A film, made from words")


def example_upscale(t: Translator) -> str:
    """Give an example that needs an attachment."""
    return t("Upscale the attached picture")


def example_upscale_about(t: Translator) -> str:
    """Say what that example shows."""
    return t("Work on your own file")


# ---------------------------------------------------------------------------------------------------------- composer


def message(t: Translator) -> str:
    """Label the field for words."""
    return t("Message")


def write_here(t: Translator) -> str:
    """Invite words."""
    return t("Describe what you would like to see…")


def keys_hint(t: Translator) -> str:
    """Name the keys of the composer."""
    return t("Enter sends · Shift + Enter starts a line · / shows commands")


def send(t: Translator) -> str:
    """Label sending."""
    return t("Send")


def attach(t: Translator) -> str:
    """Label attaching."""
    return t("Attach files")


def remove(t: Translator) -> str:
    """Label taking a file off."""
    return t("Remove {name}")


def drop_here(t: Translator) -> str:
    """Invite files that are being dragged."""
    return t("Drop to attach")


def drop_more(t: Translator) -> str:
    """Say what may be dropped."""
    return t("Pictures, video, sound: anything the studio should work with")


def commands(t: Translator) -> str:
    """Head the menu of commands."""
    return t("Commands")


def reply(t: Translator) -> str:
    """Label answering one message."""
    return t("Reply")


def replying_to(t: Translator) -> str:
    """Head the quoted message in the composer."""
    return t("Replying to {name}")


# ---------------------------------------------------------------------------------------------------------- messages


def conversation(t: Translator) -> str:
    """Label the messages."""
    return t("Conversation")


def earlier(t: Translator) -> str:
    """Label older messages."""
    return t("Show earlier messages")


def newest(t: Translator) -> str:
    """Label the way down."""
    return t("To the newest")


def only_you(t: Translator) -> str:
    """Mark what nobody else sees."""
    return t("Only you can see this")


def sending(t: Translator) -> str:
    """Mark a message on its way."""
    return t("Sending…")


def kept_for_later(t: Translator) -> str:
    """Mark a message that waits for the connection."""
    return t("Waiting for the connection; it will be sent by itself")


def not_sent(t: Translator) -> str:
    """Mark a message that was refused."""
    return t("Not sent")


def try_again(t: Translator) -> str:
    """Label one more try."""
    return t("Try again")


def discard(t: Translator) -> str:
    """Label giving up a message."""
    return t("Discard")


def connection_lost(t: Translator) -> str:
    """Tell that the page is alone."""
    return t("Connection lost. Reconnecting…")


def went_wrong(t: Translator) -> str:
    """Tell of a fault where nothing better is known."""
    return t("That did not get through. Please try again in a moment.")


# ---------------------------------------------------------------------------------------------------------- settings


def settings(t: Translator) -> str:
    """Head the settings and label the way to them."""
    return t("Settings")


def settings_for(t: Translator) -> str:
    """Label the choice of whom something is set for."""
    return t("Set for")


def settings_saved(t: Translator) -> str:
    """Confirm that something was set."""
    return t("Saved.")


def settings_reset(t: Translator) -> str:
    """Label taking back what was set."""
    return t("Take back")


def settings_models(t: Translator) -> str:
    """Explain how models are typed."""
    return t("Names of models, with commas between them")


# ------------------------------------------------------------------------------------------------------------- files


def download(t: Translator) -> str:
    """Label saving a file."""
    return t("Download {name}")


def actions(t: Translator) -> str:
    """Label the menu of what can be done with a file."""
    return t("What to do with {name}")


def original(t: Translator) -> str:
    """Label saving the file that is being looked at."""
    return t("Download original")


def uncover(t: Translator) -> str:
    """Label the cover over a file that not everybody wants to see."""
    return t("Show {name}")


def enlarge(t: Translator) -> str:
    """Label looking at a file."""
    return t("Open {name}")


def viewer(t: Translator) -> str:
    """Label the viewer."""
    return t("Viewer")


def made_from(t: Translator) -> str:
    """Tell which request a file was made from."""
    return t("Made from: {words}")


def previous(t: Translator) -> str:
    """Label the file before."""
    return t("Previous")


def next_one(t: Translator) -> str:
    """Label the file after."""
    return t("Next")


# ---------------------------------------------------------------------------------------------------------- refusals


def nothing_to_send(t: Translator) -> str:
    """Refuse an empty message."""
    return t("There is nothing to send yet: write a few words or attach a file.")


def too_many_files(t: Translator) -> str:
    """Refuse one file more."""
    return t("That is more files than one message takes. Please send some of them with the next one.")


def file_is_too_large(t: Translator) -> str:
    """Refuse a file before it is sent."""
    return t("{name} has {size}; this page takes up to {limit}.")


PAGE: tuple[Say, ...] = (
    atelier,
    tagline,
    you,
    language,
    skip,
    notify_me,
    channels,
    new_channel,
    channel_name,
    create,
    cancel,
    close,
    greeting,
    greeting_more,
    example_pictures,
    example_pictures_about,
    example_video,
    example_video_about,
    example_film,
    example_film_about,
    example_upscale,
    example_upscale_about,
    message,
    write_here,
    keys_hint,
    send,
    attach,
    remove,
    drop_here,
    drop_more,
    commands,
    reply,
    replying_to,
    conversation,
    earlier,
    newest,
    only_you,
    sending,
    kept_for_later,
    not_sent,
    try_again,
    discard,
    connection_lost,
    went_wrong,
    settings,
    settings_for,
    settings_saved,
    settings_reset,
    settings_models,
    download,
    actions,
    original,
    uncover,
    enlarge,
    viewer,
    made_from,
    previous,
    next_one,
    too_many_files,
    file_is_too_large,
    *PHASES,
)
