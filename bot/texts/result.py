"""What the buttons under results are called, and what they answer."""

from bot.texts import Translator


def upscale(t: Translator) -> str:
    """Label the way to a larger picture."""
    return t("Upscale")


def upscale_request(t: Translator) -> str:
    """Ask the studio for a larger picture, in the person's name."""
    return t("Upscale this picture; change nothing else.")


def animate(t: Translator) -> str:
    """Label the way from a picture to a film."""
    return t("Animate")


def animate_request(t: Translator) -> str:
    """Ask the studio for a film, in the person's name."""
    return t("Make a short film of this picture: bring it gently to life.")


def use(t: Translator) -> str:
    """Label the way to go on working with a file."""
    return t("Use as input")


def use_title(t: Translator) -> str:
    """Head the form that asks what to make of a file."""
    return t("Work with this file")


def use_label(t: Translator) -> str:
    """Ask what to make of a file."""
    return t("What shall be made of it?")


def edit(t: Translator) -> str:
    """Label the changing of a request's words."""
    return t("Edit…")


def edit_title(t: Translator) -> str:
    """Head the form with a request's words."""
    return t("Change the request")


def edit_label(t: Translator) -> str:
    """Ask for the other words."""
    return t("It is sent as a new request, with the same files.")


def new_topic(t: Translator) -> str:
    """Label the beginning of another conversation."""
    return t("New topic")


def film(t: Translator) -> str:
    """Label the way into a film."""
    return t("Use in video")


def no_film(t: Translator) -> str:
    """Answer a press for which there is no studio of films any more."""
    return t("No studio that makes films of such a file is set up any more. The file itself is still here.")


def original(t: Translator) -> str:
    """Label the way to the file as the studio made it."""
    return t("Original")


def original_is_here(t: Translator) -> str:
    """Introduce the way to the file as the studio made it."""
    return t("The file as the studio made it, at its own address:")


def delete(t: Translator) -> str:
    """Label the taking away of a result."""
    return t("Delete")


def cannot_delete(t: Translator) -> str:
    """Tell that this platform lets nobody take a message back."""
    return t("I cannot take messages back here. A moderator can delete it by hand.")


def file_gone(t: Translator) -> str:
    """Tell that a result's file can no longer be had."""
    return t("That file is no longer kept, neither here nor at the studio. Attach it to a message to work with it.")
