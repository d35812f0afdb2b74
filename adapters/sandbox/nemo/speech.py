"""What the editor says, in the language of the message."""

from dataclasses import dataclass

from adapters.sandbox.lines import is_chinese
from adapters.sandbox.nemo.timeline import Change, Kind, Music, Play, Remove, Title, Trim, Volume

NOISE = "I encountered a temporary issue. Please try again later."
BROKEN = "The model is overloaded. Please try again later."
POOR = "2001: insufficient credits"


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything the editor can say, in one language; the GUI lines hold every phrase of the tables once."""

    hello: str
    thinking: str
    will_make: str
    will_edit: str
    clip_ready: str
    polished: str
    edited: str
    gui: tuple[str, ...]
    edits: dict[type[Change], str]
    tracks: dict[Kind, str]


def speech_for(text: str) -> Speech:
    """Answer in Chinese where the message has Chinese in it, else in English."""
    return CHINESE if is_chinese(text) else ENGLISH


def report(speech: Speech, changes: tuple[Change, ...]) -> str:
    """Say what was changed."""
    return " ".join([*(_told(speech, change) for change in changes), speech.edited])


def _told(speech: Speech, change: Change) -> str:
    line = speech.edits[type(change)]
    match change:
        case Play(segments):
            return line.format(", ".join(segment.name for segment in segments))
        case Title(text, start, end):
            return line.format(text, f"{start / 1000:g}", f"{end / 1000:g}")
        case Music(name, volume):
            return line.format(name, f"{volume:.0%}")
        case Volume(volume):
            return line.format(f"{volume:.0%}")
        case Trim(length):
            return line.format(f"{length / 1000:g}")
        case Remove(kind):
            return line.format(speech.tracks[kind])


ENGLISH = Speech(
    hello="Tell me what your video should show, or upload clips and tell me what to do with them.",
    thinking="The user wants a change to the timeline; I will call a tool.",
    will_make="I'll film that for you.",
    will_edit="I'll change the timeline.",
    clip_ready="The clip is ready.",
    polished="I added music and a title to round it off.",
    edited="Tell me what to change next.",
    gui=(
        "Done: the timeline shows your fox by the sea.",
        "Click the Export button to save it.",
        "Open the Media panel to see your clips.",
        "Drag and drop the title to move it.",
        "Preview in timeline before you go on.",
        "Check your account dashboard for your credits.",
    ),
    edits={
        Play: "The timeline now plays: {}.",
        Title: "Title added: “{}” ({}–{} s).",
        Music: "Music added: {} at {}.",
        Volume: "The music now plays at {}.",
        Trim: "The film now ends after {} s.",
        Remove: "I took the {} away.",
    },
    tracks={Kind.VIDEO: "clips", Kind.AUDIO: "music", Kind.TEXT: "titles"},
)
CHINESE = Speech(
    hello="告诉我视频要展示什么，或者上传素材再说明怎么剪。",
    thinking="用户想修改时间线，我来调用工具。",
    will_make="好的，我来生成这段视频。",
    will_edit="好的，我来修改时间线。",
    clip_ready="片段已生成。",
    polished="我还加上了配乐和标题。",
    edited="接下来想改哪里，请告诉我。",
    gui=(
        "完成：时间线上是海边的狐狸。",
        "点击“导出”按钮保存视频。",
        "打开素材面板查看片段。",
        "拖拽标题可以移动它。",
        "请先在时间线中预览。",
        "请到账户页面查看积分。",
    ),
    edits={
        Play: "时间线现在依次播放：{}。",
        Title: "已添加标题“{}”（{}–{} 秒）。",
        Music: "已添加配乐：{}，音量 {}。",
        Volume: "配乐音量现在是 {}。",
        Trim: "影片现在到 {} 秒结束。",
        Remove: "已删除{}。",
    },
    tracks={Kind.VIDEO: "片段", Kind.AUDIO: "配乐", Kind.TEXT: "标题"},
)
