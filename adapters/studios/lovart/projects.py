"""How projects are named: what counts as a name, and what counts as an id."""

from urllib.parse import parse_qs, urlsplit

UNTITLED = "untitled"
STUB = 12  # characters: the service first names a project after the beginning of its id


def given_name(name: str, id_: str) -> str:
    """Give the name that somebody chose, empty where the service made one up (lovart.md §7, step 8)."""
    made_up = name.casefold() == UNTITLED or (len(name) <= STUB and id_.startswith(name))
    return "" if made_up else name


def project_id(text: str) -> str:
    """Read a project's id out of the address of its canvas, or out of the id itself."""
    asked = parse_qs(urlsplit(text.strip()).query)
    return next(iter(asked.get("projectId", [])), text.strip())
