"""The bare script of the cold start: imports the libraries that Atelier's start imports, and is ready."""

import sys

import aiohttp
import aiohttp.web
import alembic.command
import alembic.config
import babel
import babel.dates
import babel.messages.mofile
import babel.messages.pofile
import babel.numbers
import puremagic
import pydantic
import pydantic_core
import rich.console
import sqlalchemy
import structlog
import tenacity
import typer
import yarl

LIBRARIES = (
    aiohttp,
    alembic,
    babel,
    pydantic,
    pydantic_core,
    puremagic,
    rich,
    sqlalchemy,
    structlog,
    tenacity,
    typer,
    yarl,
)

if __name__ == "__main__":
    sys.stdout.write(f"ready with {len(LIBRARIES)} libraries\n")
    sys.stdout.flush()
