"""How people say commands in their own words: the tables behind `triggers`.

In a pattern `(a|b)` is one of some words, `[a|b]` the same or nothing, `{which}` a name and `{which:a|b}` one of some;
blanks may be left out. What a command needs of its studio decides whether its phrases are more than words.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trigger:
    """A command with its options that a phrase stands for."""

    command: str
    options: tuple[tuple[str, str], ...] = ()


TO_MODE = "[switch to|change to|go to|turn to|back to|switch back to|set mode to|use|enable|turn on] [the]"
TO_MODE_ZH = "[切换到|切换为|切换成|切到|换成|换到|改成|改为|设为|设置为|使用|用|开启|打开|启用]"
SHOW = "(show|list) [me] [all] [my|our|the] [available]"
SHOW_ZH = "[查看|显示|列出|看看|查询]"
SWITCH = "(switch|change|go) to [the]"
SWITCH_ZH = "(切换到|切到|换到|切换)"
HAVE = "[do i have|do we have|are there|are available|do you have|can i use]"

FORMATS = "mp4|mov|m4v|avi|webm|mkv|gif|mp3|wav"
SIZES = r"\d\d\d\d?p|\d\d?k|full hd|uhd|hd|高清|超清|原画"
CAPTIONS = "srt|vtt"
FILM = "(video|film|movie|clip|reel|result|project|timeline|edit|cut|file|mp4)"
THIS = f"(it|this|that|[the|my|our|this|that|a] [new|final|finished|full|whole|complete|rendered|edited] {FILM})"
I_WANT = "[(i|we) (want|need|would like) to|i'd like to|let me|let us|let's|(can|could|may) (i|we)|how (do|can) (i|we)]"
NOW = "[again|once more] [now|for me|to me|here]"
MEANT_FOR = "[for [my] (youtube|tiktok|instagram|reels|shorts|facebook|social media|wechat|douyin)]"
SIZED = "[(as|to|in|into|at|with) [a|an]] [{size:" + SIZES + "}] [resolution|quality]"
SHAPED = "[(as|to|in|into) [a|an]] [{format:" + FORMATS + "}] [video|film|file|format]"
WRITTEN = "(captions|caption|subtitles|subtitle|subs)"
AS_TEXT = "[(as|to|in|into) [a|an]] [{format:" + CAPTIONS + "}] [file|format]"
FILM_ZH = "(视频|影片|短片|成片|成品|片子|作品|文件|电影|动画|结果)"
THIS_ZH = f"(它|[这个|这部|这段|这条|我的] [最终|最后|完整|做好|剪好|剪辑好] [的] {FILM_ZH})"
CAN_ZH = "[你] [能不能|能|可不可以|可以]"
I_WANT_ZH = f"[我] {CAN_ZH} [帮我] [要|想|想要|需要|怎么|如何|怎样] [再] [重新]"
TAKE_ZH = "(导出|输出|下载|保存)"
SHAPED_ZH = "[成|为|成为|到] [{size:" + SIZES + "}] [的] [{format:" + FORMATS + "}] [格式] [的]"
TO_ME_ZH = "(发给我|发我|发过来|发出来|发送给我|传给我|给我)"
AS_TEXT_ZH = "[成|为|成为] [{format:" + CAPTIONS + "}] [格式] [的] [文件]"
TRACKS = "(tracks|timeline|layers)"
FILES = "(file|files|video|videos|clip|clips|picture|pictures|photo|photos|image|images|music|song|audio|media)"
FILES_ZH = "(文件|视频|图片|照片|素材|音乐|音频)"

PHRASES: Mapping[Trigger, tuple[str, ...]] = {
    Trigger("mode", (("mode", "fast"),)): (
        f"{TO_MODE} fast [generation] mode",
        "skip [the] queue",
        "use credits",
        f"{TO_MODE_ZH} (快速|高速|极速) [生成] 模式",
        "(跳过|不用|不要) 排队",
        "(使用|用|消耗) 积分",
    ),
    Trigger("mode", (("mode", "unlimited"),)): (
        f"{TO_MODE} (unlimited|free) [generation] mode",
        "save credits",
        "stop using credits",
        f"{TO_MODE_ZH} (无限|免费) [生成] 模式",
        "(节省|节约|省) 积分",
    ),
    Trigger("mode"): (
        "(what|which) mode [is active|is on|is it|are we in|am i in|do we use]",
        "(show|query) [the] mode",
        "[现在|当前] [是] (什么|哪个|哪种) 模式",
        f"{SHOW_ZH} 当前 [的] 模式",
    ),
    Trigger("project"): (
        f"(what|which) projects {HAVE}",
        f"{SHOW} projects",
        "[我|我们] [都] 有 (哪些|什么) 项目",
        f"{SHOW_ZH} (我的|所有|全部) 项目 [列表]",
        "项目列表",
    ),
    Trigger("project", (("action", "switch"),)): (
        f"{SWITCH} project {{which}}",
        f"{SWITCH_ZH} 项目 {{which}}",
    ),
    Trigger("project", (("action", "new"),)): (
        "(create|start|make|begin|open) [me] a new project [called {which}|named {which2}]",
        "(新建|创建|建立|开) [一个|个] [新|新的] 项目 [叫 {which}|名为 {which2}]",
    ),
    Trigger("project", (("action", "link"),)): (
        "[show|open|give] [me] [the] (project|canvas) link",
        "(show|open) [me] the (project|canvas)",
        "[给我|打开] (项目|画布) [的] 链接",
        "打开 (项目|画布)",
    ),
    Trigger("threads"): (
        f"(what|which) (conversations|threads) {HAVE}",
        f"{SHOW} (conversations|threads)",
        "[我|我们] [都] 有 (哪些|什么) (对话|会话)",
        f"{SHOW_ZH} [我的|所有|全部] (对话|会话) (列表|记录)",
        f"{SHOW_ZH} (我的|所有|全部) (对话|会话)",
    ),
    Trigger("threads", (("action", "switch"),)): (
        f"{SWITCH} (conversation|thread) {{which}}",
        f"{SWITCH_ZH} (对话|会话) {{which}}",
    ),
    Trigger("new"): (
        "[start|begin|open] [a] new (topic|conversation|thread|chat)",
        "start over",
        "something [completely] different",
        "change [the] (topic|subject)",
        "[开始|新建|开个|换个|换] 新 [的] (话题|对话|会话|主题)",
        "(换个|换一个) (话题|主题)",
        "重新开始",
    ),
    Trigger("settings"): (
        f"{SHOW} (settings|configuration|config)",
        "[my] settings",
        f"{SHOW_ZH} [我的] (配置|设置)",
    ),
    Trigger("models"): (
        f"(what|which) models {HAVE}",
        f"{SHOW} models",
        "[available] models",
        "[都] 有 (哪些|什么) 模型 [可用|可以用]",
        f"{SHOW_ZH} [所有|全部|可用|可用的] 模型 [列表]",
    ),
    Trigger("status"): (
        "[show|check] [me] [the] (status|progress)",
        "is it (done|ready) [yet]",
        "are you done [yet]",
        "how far (is it|are you)",
        "what's running",
        "what is running",
        "(what's|what is) (done|finished)",
        "[查看|看看|查询] (进度|状态|进展) [如何|怎么样]",
        "[做|画|生成|弄] (好|完) (吗|没有|没|了吗|了没)",
        "还要多久",
    ),
    Trigger("stop"): (
        "stop [it|that|this|generating]",
        "(cancel|abort) (it|that|this|the request|request|generation)",
        "(停|停止|停下|停下来|中止|终止) [生成|任务]",
        "取消 (任务|请求|生成)",
    ),
    Trigger("show"): (
        "(show|send) [me] (it|that|them|the result|the results|the file|the files|the picture) (again|once more)",
        "(show|send) [me] the [latest|last] (result|results)",
        "(再|重新) (发|发送|给我看) (一遍|一次|一下) [结果|图片|文件]",
        "(查看|显示|发送) [最新|上次] [的] 结果",
    ),
    Trigger("again"): (
        "[do it|do that|try|run it|once|one more time|the same] again",
        "(once more|one more time)",
        "再 (来|做|画|生成|试) (一次|一遍|一张|一个)",
        "(重做|重试)",
    ),
    Trigger("usage"): (
        "how many credits (have|did) (i|we) (used|use|spent|spend)",
        "how much (have|did) (i|we) (spent|spend)",
        "what did (it|this|that) cost",
        "(show|check) [me] [my|our|the] (usage|credits|balance)",
        "[my] (credits|balance|usage) [left]",
        "[my|the] (remaining credits|credit balance|account balance)",
        "how many [credits] [are|is] left",
        "how many credits (do|have) (i|we) [have|got] [left]",
        "(what's|what is) [my|our|the] [credit|account] balance",
        f"{SHOW_ZH} [我的] (积分|余额|用量|额度) [还剩多少|还有多少]",
        "[我|我们] (还剩|还有|剩|剩下|有|用了|花了) 多少 (积分|钱|额度|余额)",
        "(剩余|账户) (积分|额度|余额)",
        "积分余额",
        "[还] 剩多少",
    ),
    Trigger("export"): (
        f"{I_WANT} (export|download|save) [{THIS}] {SIZED} {SHAPED} {MEANT_FOR} {NOW}",
        f"{I_WANT} (export|download|save) [{THIS}] {SHAPED} {SIZED} {MEANT_FOR} {NOW}",
        f"{I_WANT} render {THIS} {SHAPED} {SIZED} {NOW}",
        f"(send|give|get) [me|us] (it|the [final|finished|rendered|edited] {SIZED} {FILM}) {SHAPED} {NOW}",
        "show [me] the [final|finished|rendered|edited] (video|film|movie|clip)",
        f"{I_WANT} (have|get) the [final|finished|rendered|edited] (video|film|movie|mp4|file) {NOW}",
        "[do|start|begin|make] (the|an|a final) export [now]",
        "[send me|give me|get] [the|a] download link",
        f"{I_WANT_ZH} {TAKE_ZH} [一下|一次] [{THIS_ZH}] {SHAPED_ZH} [{FILM_ZH}] [吗]",
        f"渲染 {THIS_ZH}",
        f"{CAN_ZH} (把|将) {THIS_ZH} ({TAKE_ZH}|{TO_ME_ZH}) [下来|出来|来] {SHAPED_ZH} [吗]",
        f"({TO_ME_ZH}|发) {SHAPED_ZH} [{THIS_ZH}]",
        f"{THIS_ZH} {TO_ME_ZH}",
        "[给我|发我] 下载 (链接|地址)",
    ),
    Trigger("export", (("format", "srt"),)): (
        f"{I_WANT} (export|download|save|get) [the|my|all] [video] {WRITTEN} {AS_TEXT} {NOW}",
        f"{I_WANT} (export|download|save|get) [it|this|that|the] [(as|to|in) [a|an]] {{format:{CAPTIONS}}} [file]",
        f"(send|give|get) me the ({WRITTEN}|{{format:{CAPTIONS}}}) {AS_TEXT.replace('format:', 'format2:')}",
        f"{WRITTEN} (as|to|in) [a|an] {{format:{CAPTIONS}}} [file]",
        f"{I_WANT_ZH} {TAKE_ZH} [一下] [视频|影片] [的] 字幕 {AS_TEXT_ZH}",
        f"{I_WANT_ZH} {TAKE_ZH} [一下] [成|为|成为] {{format:{CAPTIONS}}} [格式] [的] [字幕|文件]",
        f"(把|将) [视频|影片] [的] 字幕 ({TAKE_ZH}|{TO_ME_ZH}) [下来|出来|来] {AS_TEXT_ZH}",
        f"({TO_ME_ZH}|发) 字幕 [文件]",
    ),
    Trigger("timeline"): (
        f"[show|list|view|see|check|describe|preview] [me] [all] [in] [the|my|our] {TRACKS}",
        f"what's (on|in) the {TRACKS}",
        f"what is (on|in) the {TRACKS}",
        f"{SHOW_ZH} [所有|全部|当前|现在] [的] (时间线|时间轴|轨道)",
    ),
    Trigger("upload"): (
        f"{I_WANT} (upload|attach) [a|an|the|my|some] [more] [{FILES}] [here]",
        f"how (do|can) (i|we) (add|send) [a|an|the|my|some] [{FILES}]",
        f"{I_WANT_ZH} (上传|添加) [一个|一段|一张|一些] [{FILES_ZH}]",
        f"(怎么|如何|怎样) (发送|发) {FILES_ZH}",
    ),
    Trigger("help"): (
        "help [me]",
        "what can you do",
        "how does (this|it) work",
        "how do i use (this|you)",
        "帮助",
        "[你] (能|会|可以) (做|干) [些] 什么",
        "(怎么|如何) (使用|用)",
    ),
    Trigger("about"): (
        "(who|what) are you",
        "about",
        "你是 (谁|什么)",
        "关于",
    ),
}

BEFORE = "(please|pls|hey|ok|okay|can you|could you|would you|just|now|then|请|麻烦|帮我|现在|好的|那就)"
AFTER = "(please|pls|thanks|thank you|thx|谢谢|吧|啦|哦|一下)"
