"""The JSON bodies that NemoVideo's endpoints take, strictly: what is not listed here is refused."""

from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import Field, StringConstraints, ValidationError

from adapters.sandbox.bodies import Body, Text, Url
from adapters.sandbox.envelope import Json

RenderId = Annotated[str, StringConstraints(pattern=r"^render_[A-Za-z0-9-]{1,64}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class OpenSession(Body):
    """POST /api/tasks/me/with-session/nemo_agent."""

    task_name: Text
    language: Language = "en"


class Part(Body):
    """A part of a message."""

    text: Text


class Message(Body):
    """What is said to the agent."""

    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=1)]
    role: Literal["user"] = "user"


class Run(Body):
    """POST /run_sse."""

    app_name: Literal["nemo_agent"]
    user_id: Text
    session_id: Text
    new_message: Message
    streaming: bool = False


class Urls(Body):
    """POST /api/upload-video/nemo_agent/me/<session_id>, by address."""

    urls: Annotated[tuple[Url, ...], Field(min_length=1)]
    source_type: Literal["url"]


class Output(Body):
    """How a film is wanted; the sandbox's are small whatever is asked for."""

    format: Literal["mp4"] = "mp4"
    quality: Text = "high"
    resolution: Annotated[str, StringConstraints(pattern=r"^\d{3,4}p$")] = "1080p"
    fps: Annotated[int, Field(ge=1, le=120)] = 30


class Render(Body):
    """POST /api/render/proxy/lambda."""

    id: RenderId
    sessionId: Text  # noqa: N815 (the one name that the service spells so)
    draft: dict[str, Any]
    output: Output = Field(default_factory=Output)


class Claim(Body):
    """POST /api/auth/claim-token."""

    task_id: Text
    session_id: Text


async def run(request: web.Request) -> Run | web.Response:
    """Read a message to the agent, or refuse it as the kit underneath does: 422 and what is wrong in detail."""
    try:
        return Run.model_validate_json(await request.read())
    except ValidationError as error:
        detail: list[Json] = [
            {"type": each["type"], "loc": ["body", *each["loc"]], "msg": each["msg"]}
            for each in error.errors(include_url=False, include_input=False)
        ]
        return web.json_response({"detail": detail}, status=422)
