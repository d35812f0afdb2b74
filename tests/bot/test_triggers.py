"""Phrases mean commands only when they are the whole message (the tables of the skill page, and what is near them)."""

import pytest

from bot.phrases import Trigger
from bot.triggers import command, decision

FAST = Trigger("mode", (("mode", "fast"),))
UNLIMITED = Trigger("mode", (("mode", "unlimited"),))
MODE, PROJECTS, THREADS, NEW = Trigger("mode"), Trigger("project"), Trigger("threads"), Trigger("new")
LINK = Trigger("project", (("action", "link"),))
MAKE = Trigger("project", (("action", "new"),))


EXPORT, TIMELINE, UPLOAD, USAGE = Trigger("export"), Trigger("timeline"), Trigger("upload"), Trigger("usage")
SRT = Trigger("export", (("format", "srt"),))
VTT = Trigger("export", (("format", "vtt"),))


def exported(**options: str) -> Trigger:
    """The wish for a film of some kind."""
    return Trigger("export", tuple(options.items()))


def to_project(name: str) -> Trigger:
    """The change to a project."""
    return Trigger("project", (("action", "switch"), ("which", name)))


ENGLISH = {
    "fast mode": FAST,
    "Fast mode!": FAST,
    "Please switch to fast mode": FAST,
    "skip queue": FAST,
    "Skip the queue, please": FAST,
    "use credits": FAST,
    "unlimited mode": UNLIMITED,
    "switch to the unlimited mode": UNLIMITED,
    "free mode": UNLIMITED,
    "save credits": UNLIMITED,
    "Which mode is active?": MODE,
    "what mode are we in": MODE,
    "What projects do I have?": PROJECTS,
    "list my projects": PROJECTS,
    "Switch to project X": to_project("X"),
    'switch to project "Winter cards"': to_project("Winter cards"),
    "Create a new project": MAKE,
    "create a new project called Foxes": Trigger("project", (("action", "new"), ("which", "Foxes"))),
    "open the canvas": LINK,
    "What conversations?": THREADS,
    "which threads are there": THREADS,
    "switch to conversation 2": Trigger("threads", (("action", "switch"), ("which", "2"))),
    "new topic": NEW,
    "Let's not: start over": None,
    "start a new conversation": NEW,
    "Show my settings": Trigger("settings"),
    "which models are available?": Trigger("models"),
    "list all models": Trigger("models"),
    "is it done yet?": Trigger("status"),
    "stop": Trigger("stop"),
    "cancel the request": Trigger("stop"),
    "show it again": Trigger("show"),
    "again": Trigger("again"),
    "how many credits have I used?": Trigger("usage"),
    "help": Trigger("help"),
    "what can you do?": Trigger("help"),
    "who are you?": Trigger("about"),
    "export": EXPORT,
    "Export, please!": EXPORT,
    "export the final video": EXPORT,
    "Can you export it for me?": EXPORT,
    "how do I export": EXPORT,
    "export 1080p MP4": exported(size="1080p", format="MP4"),
    "export as mp4 in 1080p": exported(format="mp4", size="1080p"),
    "export as MP4 for YouTube": exported(format="MP4"),
    "export it in full HD": exported(size="full HD"),
    "download": EXPORT,
    "download the video": EXPORT,
    "download link": EXPORT,
    "send me the video": EXPORT,
    "Could you send me the finished film now?": EXPORT,
    "show me the video": EXPORT,
    "save": EXPORT,
    "save it as a mov file": exported(format="mov"),
    "render the final video": EXPORT,
    "export 🙏": EXPORT,
    "Export it again, please! ❤️": EXPORT,
    "just export": EXPORT,
    "export captions as SRT": exported(format="SRT"),
    "export subtitles": SRT,
    "export as vtt": VTT,
    "send me the subtitles as vtt": VTT,
    "captions as srt": SRT,
    "show tracks": TIMELINE,
    "show me the timeline": TIMELINE,
    "what's on the timeline?": TIMELINE,
    "what's done?": Trigger("status"),
    "progress": Trigger("status"),
    "upload": UPLOAD,
    "I want to upload a clip": UPLOAD,
    "how do I upload?": UPLOAD,
    "credits": USAGE,
    "balance": USAGE,
    "how many left?": USAGE,
    "how many credits do we have left?": USAGE,
}
CHINESE = {
    "快速模式": FAST,
    "请切换到快速模式": FAST,
    "切换成快速模式。": FAST,
    "跳过排队": FAST,
    "使用积分": FAST,
    "无限模式": UNLIMITED,
    "开启无限模式": UNLIMITED,
    "免费模式": UNLIMITED,
    "节省积分": UNLIMITED,
    "现在是什么模式？": MODE,
    "查询当前模式": MODE,
    "我有哪些项目": PROJECTS,
    "列出所有项目": PROJECTS,
    "切换到项目 冬天": to_project("冬天"),
    "切换到项目「冬天的贺卡」": to_project("冬天的贺卡"),
    "新建项目": MAKE,
    "帮我创建一个新项目，叫狐狸": Trigger("project", (("action", "new"), ("which", "狐狸"))),
    "打开画布": LINK,
    "项目链接": LINK,
    "有哪些对话": THREADS,
    "我们有什么会话？": THREADS,
    "切换到对话 2": Trigger("threads", (("action", "switch"), ("which", "2"))),
    "新话题": NEW,
    "换个话题吧": NEW,
    "重新开始": NEW,
    "我的配置": Trigger("settings"),
    "查看设置": Trigger("settings"),
    "有哪些模型可用？": Trigger("models"),
    "模型列表": Trigger("models"),
    "进度如何？": Trigger("status"),
    "画好了吗？": Trigger("status"),
    "停止": Trigger("stop"),
    "取消任务": Trigger("stop"),
    "再发一次": Trigger("show"),
    "再来一次": Trigger("again"),
    "还剩多少积分？": Trigger("usage"),
    "帮助": Trigger("help"),
    "你能做什么？": Trigger("help"),
    "你是谁？": Trigger("about"),
    "导出": EXPORT,
    "请导出！": EXPORT,
    "帮我导出成片吧": EXPORT,
    "怎么导出？": EXPORT,
    "导出1080p MP4": exported(size="1080p", format="MP4"),
    "导出为mp4格式": exported(format="mp4"),
    "导出高清视频": exported(size="高清"),
    "下载": EXPORT,
    "下载视频": EXPORT,
    "保存": EXPORT,
    "把视频发给我": EXPORT,
    "请把做好的视频发给我": EXPORT,
    "把它导出来": EXPORT,
    "给我视频": EXPORT,
    "发给我": EXPORT,
    "再导出一次": EXPORT,
    "导出～": EXPORT,
    "下载👍🏽": EXPORT,
    "能把视频发给我吗？": EXPORT,
    "你能导出视频吗": EXPORT,
    "导出字幕": SRT,
    "下载vtt字幕": VTT,
    "把字幕发给我": SRT,
    "时间线": TIMELINE,
    "显示所有轨道": TIMELINE,
    "状态": Trigger("status"),
    "上传": UPLOAD,
    "怎么上传视频": UPLOAD,
    "积分": USAGE,
    "余额": USAGE,
    "还有多少积分": USAGE,
    "我有多少积分": USAGE,
}
ENGLISH_PROMPTS = [
    "draw a cat",
    "a poster for a fast mode of transport",
    "draw a fast mode badge",
    "fast mode: draw a cat",
    "in fast mode draw a red fox",
    "unlimited mode but with foxes",
    "an icon that says free mode",
    "use credits roll style typography",
    "a project about foxes",
    "create a new project poster with bold type",
    "what projects did Le Corbusier design, as a collage",
    "switch to a night scene",
    "switch to project mayhem style, but with more blood and much more noise than anybody would ever want",
    "new topic: foxes in space",
    "a new conversation between two robots",
    "show my settings screen as a mockup",
    "models walking on a runway",
    "list models of the Porsche 911 on one poster",
    "status symbols of the 1980s",
    "stop motion film of a clay fox",
    "stop sign in the snow",
    "cancel culture, as a political cartoon",
    "again, but warmer",
    "show the fox again in spring",
    "help wanted poster",
    "a balance scale made of gold",
    "credits roll for a short film",
    "what are you looking at, says the cat",
    "design a brand identity system for a sustainable coffee startup",
    "generate ocean waves video using kling",
    "upscale this image to 4K",
    "four variations of a red fox, watercolour",
    "export the red car to the left side",
    "export business logo",
    "export the video with the title in red",
    "download a picture of a cat",
    "add a download button",
    "send me the video of a cat",
    "show me the video of the waves",
    "save the red car",
    "save the planet, as a poster",
    "render a teapot",
    "render it in blue",
    "give me a video of a fox",
    "get",
    "video",
    "timeline of the Roman empire",
    "put it on the timeline",
    "upload a video of waves to the moon",
    "captions in yellow",
    "add captions as a typewriter",
    "",
]
CHINESE_PROMPTS = [
    "画一只猫",
    "用快速模式画一只猫",
    "快速模式下的赛车海报",
    "画一个写着“无限模式”的图标",
    "无限模式但是要有狐狸",
    "节省积分的漫画",
    "关于狐狸的项目海报",
    "新建项目的海报，要大字",
    "切换到夜景",
    "新话题：太空里的狐狸",
    "两个机器人之间的新对话",
    "我的配置界面效果图",
    "模型走秀",
    "有哪些模型飞机，画成海报",
    "状态栏图标",
    "停止标志在雪中",
    "停车场里的狐狸",
    "再来一次，但是更暖",
    "再画一只更大的狐狸",
    "帮助老人的志愿者海报",
    "天平与余额的插画",
    "你是谁，猫问道",
    "进度条动画",
    "取消文化的讽刺漫画",
    "为可持续咖啡品牌设计一套视觉识别系统",
    "用 Kling 生成海浪视频",
    "把这张图放大到 4K",
    "四种红狐狸的水彩画",
    "生成一段背景音乐",
    "制作一张新年贺卡",
    "打开画布的艺术家",
    "导出一辆红色的车",
    "下载一张猫的图片",
    "保存地球的海报",
    "发给我一只猫",
    "把视频改成蓝色",
    "给我做一个视频",
    "给我一个视频",
    "加上字幕",
    "上传的云彩",
    "时间线上加一段音乐",
]


@pytest.mark.parametrize(("text", "meant"), [*ENGLISH.items(), *CHINESE.items()])
def test_a_phrase_means_its_command(text: str, meant: Trigger | None) -> None:
    """Whoever says a command in their own words gets it, with its options, whatever the courtesies around it."""
    assert command(text) == meant


@pytest.mark.parametrize("text", [*ENGLISH_PROMPTS, *CHINESE_PROMPTS])
def test_anything_more_is_a_prompt(text: str) -> None:
    """Words meant for the studio never vanish into a command, however much they begin like one."""
    assert command(text) is None
    assert decision(text) is None


def test_endless_pauses_end() -> None:
    """Broken outcome: thousands of commas after one word kept the whole program busy."""
    assert command("export" + " ," * 3000 + " a fox") is None


def test_the_tables_are_long_enough() -> None:
    """At least thirty of each kind in each language keep the phrases from being bent to fit a few."""
    for table in (ENGLISH, CHINESE, ENGLISH_PROMPTS, CHINESE_PROMPTS):
        assert len(table) >= 30
