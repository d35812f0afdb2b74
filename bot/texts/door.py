"""What the web page says to who may not come in, or not yet."""

from bot.texts import Translator


def unknown_host(t: Translator) -> str:
    """Refuse a name by which this page does not go."""
    return t("This page does not go by that name. Open it by the address it printed, or add the name to its `hosts`.")


def foreign_page(t: Translator) -> str:
    """Refuse a request made by another site."""
    return t("This request came from another site, so nothing was done.")


def sign_in(t: Translator) -> str:
    """Head the sign-in page."""
    return t("Come in")


def sign_in_explanation(t: Translator) -> str:
    """Say what is asked for."""
    return t("This studio is private. Enter the token you were given, or open the link that contains it.")


def sign_in_first(t: Translator) -> str:
    """Refuse somebody without the token."""
    return t("Sign in first: open the page and enter the token.")


def token(t: Translator) -> str:
    """Label the field for the token."""
    return t("Token")


def enter(t: Translator) -> str:
    """Label the way in."""
    return t("Enter")


def wrong_token(t: Translator) -> str:
    """Refuse a wrong token."""
    return t("That is not the token. Please check it and try again.")
