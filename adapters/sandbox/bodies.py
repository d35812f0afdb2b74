"""The JSON bodies that Lovart's endpoints take, strictly: what is not listed here is refused."""

from typing import Annotated, Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from adapters.sandbox.envelope import Refusal
from adapters.sandbox.journal import Tools

Text = Annotated[str, StringConstraints(min_length=1)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+/\S*$")]


class Body(BaseModel):
    """A body takes what it names and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ToolConfig(Body):
    """Preferred, included and excluded tools; their names are opaque."""

    prefer_tool_categories: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)
    include_tools: tuple[Text, ...] = ()
    exclude_tools: tuple[Text, ...] = ()

    def tools(self) -> Tools:
        """Give them as the journal keeps them."""
        return Tools(self.prefer_tool_categories, self.include_tools, self.exclude_tools)


class Chat(Body):
    """POST /chat."""

    prompt: Text
    project_id: Text
    attachments: tuple[Url, ...] = ()
    thread_id: Text = ""
    mode: Literal["thinking", "fast"] = "fast"
    tool_config: ToolConfig = Field(default_factory=ToolConfig)


class Confirm(Body):
    """POST /chat/confirm."""

    thread_id: Text


class Save(Body):
    """POST /project/save: create, update or, with `action`, rename."""

    project_id: str = ""
    project_name: Text = ""
    action: Literal["", "rename"] = ""
    canvas: str = ""
    project_cover_list: tuple[str, ...] = ()
    pic_count: int = 0
    project_type: int = 3


class SetMode(Body):
    """POST /mode/set."""

    unlimited: bool


class Nothing(Body):
    """The body `{}`."""


class UploadArtifact(Body):
    """POST /artifact/upload."""

    project_id: Text
    artifact_type: Literal["image", "video"]
    artifact_content: Url


B = TypeVar("B", bound=Body)


async def read(request: web.Request, body: type[B]) -> B:
    """Read a body.

    Raises:
        Refusal: 400, naming the field and what is wrong with it.
    """
    if request.content_type != "application/json":
        raise Refusal(400, "The body must be application/json")
    try:
        return body.model_validate_json(await request.read())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refusal(400, f"{where}: {first['msg']}" if where else first["msg"]) from None
