"""NemoVideo as the sandbox serves it: every endpoint, and the back door's look and orders."""

from pathlib import Path

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from adapters.sandbox.envelope import Json
from adapters.sandbox.nemo.cinema import Cinema
from adapters.sandbox.nemo.desk import Desk
from adapters.sandbox.nemo.events import Ended, Forwarded, Granted
from adapters.sandbox.nemo.guard import Guard
from adapters.sandbox.nemo.projection import Projection
from adapters.sandbox.nemo.reception import Reception
from adapters.sandbox.nemo.screening import Screening
from adapters.sandbox.stage import Stage


class NemoOrder(BaseModel):
    """What a test may order: any of these."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    forward: float = Field(default=0.0, ge=0.0, description="put the calendar of the tokens forward, in seconds")
    credits: int = Field(default=0, description="give everybody so many credits, or take them")
    end_sessions: bool = Field(default=False, description="forget every session")


class Nemo:
    """The whole service."""

    def __init__(self, stage: Stage, token: str, folder: Path, *, remembers: bool) -> None:
        self._cinema = Cinema(stage, token, folder, remembers=remembers)
        self._projection = Projection(self._cinema, folder)
        guard = Guard(self._cinema)
        self._desk = Desk(self._cinema, guard, self._projection)
        self._doors = Reception(self._cinema, guard), self._desk, Screening(self._cinema, guard, self._projection)

    async def open(self) -> None:
        """Make the folders and remember what was accepted before."""
        await self._projection.open()
        await self._cinema.open()

    def routes(self) -> list[web.RouteDef]:
        """Give the endpoints, to be mounted at the root."""
        return [route for door in self._doors for route in door.routes()]

    def hang_up(self) -> None:
        """End every stream."""
        self._desk.hang_up()

    def told(self) -> dict[str, Json]:
        """Tell what was accepted."""
        return self._cinema.told()

    async def obey(self, order: NemoOrder) -> None:
        """Do what a test orders."""
        if order.forward:
            await self._cinema.record(Forwarded(order.forward))
        if order.credits:
            await self._cinema.record(Granted(order.credits))
        if order.end_sessions:
            await self._cinema.record(Ended())
