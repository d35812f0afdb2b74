"""The tools Lovart lists, in its curated order (catalog of August 2026)."""

from adapters.sandbox.envelope import Json

_IMAGE = """
gpt_image_2 = GPT Image 2 Auto
gpt_image_2_low = GPT Image 2 Low
gpt_image_2_medium = GPT Image 2 Medium
gpt_image_2_high = GPT Image 2 High
nano_banana_pro = Nano Banana Pro
nano_banana_2 = Nano Banana 2
seedream_v5_pro = Seedream 5.0 Pro
gpt_image_1_5 = GPT Image 1.5
seedream_v5 = Seedream 5.0 Lite
luma_uni_1 = Luma uni-1
luma_uni_1_max = Luma uni-1-max
flux_2_max = Flux.2 Max
flux_2_pro = Flux.2 Pro
seedream_v4_5 = Seedream 4.5
nano_banana = Nano Banana
seedream_v4 = Seedream 4
midjourney = Midjourney
ideogram_v4 = Ideogram 4
qwen_image3 = Qwen Image3
qwen_image3_pro = Qwen Image3 Pro
nano_banana_2_lite = Nano Banana 2 Lite
p_image_ideogram = Ideogram P-Image
"""
_VIDEO = """
seedance_v2_5* = Seedance 2.5
seedance_v2_0* = Seedance 2.0
seedance_v2_0_fast* = Seedance 2.0 Fast
seedance_v2_0_mini* = Seedance 2.0 Mini
kling_v3* = Kling 3.0
kling_v3_omni* = Kling 3.0 Omni
minimax_h3* = MiniMax H3
seedance_pro_v1_5 = Seedance 1.5 Pro
kling_v2_6* = Kling 2.6
wan_v2_6 = Wan 2.6
veo3_1* = Veo 3.1
veo3_1_fast* = Veo 3.1 Fast
kling_omni_v1* = Kling O1
hailuo_v2_3 = Hailuo 2.3
veo3* = Veo 3
vidu_q2 = Vidu Q2
gemini_omni_flash* = Gemini Omni Flash
"""
_SOLID = "tripo = Tripo"
_CATEGORIES = (
    ("IMAGE", "generate_image_", _IMAGE),
    ("VIDEO", "generate_video_", _VIDEO),
    ("3D", "generate_3d_", _SOLID),
)
_FREE = ("nano_banana_2", "gpt_image_2_low", "seedream_v4_5", "kling_v2_6", "wan_v2_6")


def tools() -> list[dict[str, Json]]:
    """List the tools as GET /tools/catalog does."""
    return [
        {
            "name": prefix + name.rstrip("*"),
            "display_name": title,
            "category": category,
            "is_premium": name.endswith("*"),
        }
        for category, prefix, table in _CATEGORIES
        for name, title in (line.split(" = ") for line in table.strip().splitlines())
    ]


def unlimited() -> list[Json]:
    """List what is free in unlimited mode, as POST /mode/query does."""
    names = {str(tool["name"]) for tool in tools()}
    free = (next(name for name in sorted(names) if name.endswith(end)) for end in _FREE)
    return [{"alias_list": [_vertex(name), name], "status": 1} for name in free]


def _vertex(name: str) -> str:
    """Give the other spelling under which the service lists a tool."""
    return "vertex/" + name.split("_", 2)[2].replace("_", "-")
