"""Lovart's models: the service's own list, and the one of its documentation for when that cannot be had."""

from adapters.studios.lovart.replies import Json
from bot.studio import Model

IMAGES = (
    ("gpt_image_2", "GPT Image 2 Auto"),
    ("gpt_image_2_low", "GPT Image 2 Low"),
    ("gpt_image_2_medium", "GPT Image 2 Medium"),
    ("gpt_image_2_high", "GPT Image 2 High"),
    ("nano_banana_pro", "Nano Banana Pro"),
    ("nano_banana_2", "Nano Banana 2"),
    ("seedream_v5_pro", "Seedream 5.0 Pro"),
    ("gpt_image_1_5", "GPT Image 1.5"),
    ("seedream_v5", "Seedream 5.0 Lite"),
    ("luma_uni_1", "Luma uni-1"),
    ("luma_uni_1_max", "Luma uni-1-max"),
    ("flux_2_max", "Flux.2 Max"),
    ("flux_2_pro", "Flux.2 Pro"),
    ("seedream_v4_5", "Seedream 4.5"),
    ("nano_banana", "Nano Banana"),
    ("seedream_v4", "Seedream 4"),
    ("midjourney", "Midjourney"),
    ("ideogram_v4", "Ideogram 4"),
    ("qwen_image3", "Qwen Image3"),
    ("qwen_image3_pro", "Qwen Image3 Pro"),
    ("nano_banana_2_lite", "Nano Banana 2 Lite"),
    ("p_image_ideogram", "Ideogram P-Image"),
)
PREMIUM_VIDEOS = (
    ("seedance_v2_5", "Seedance 2.5"),
    ("seedance_v2_0", "Seedance 2.0"),
    ("seedance_v2_0_fast", "Seedance 2.0 Fast"),
    ("seedance_v2_0_mini", "Seedance 2.0 Mini"),
    ("kling_v3", "Kling 3.0"),
    ("kling_v3_omni", "Kling 3.0 Omni"),
    ("minimax_h3", "MiniMax H3"),
    ("kling_v2_6", "Kling 2.6"),
    ("veo3_1", "Veo 3.1"),
    ("veo3_1_fast", "Veo 3.1 Fast"),
    ("kling_omni_v1", "Kling O1"),
    ("veo3", "Veo 3"),
    ("gemini_omni_flash", "Gemini Omni Flash"),
)
VIDEOS = (
    ("seedance_pro_v1_5", "Seedance 1.5 Pro"),
    ("wan_v2_6", "Wan 2.6"),
    ("hailuo_v2_3", "Hailuo 2.3"),
    ("vidu_q2", "Vidu Q2"),
)
DOCUMENTED = (
    *(Model(f"generate_image_{name}", label, "IMAGE", premium=False) for name, label in IMAGES),
    *(Model(f"generate_video_{name}", label, "VIDEO", premium=True) for name, label in PREMIUM_VIDEOS),
    *(Model(f"generate_video_{name}", label, "VIDEO", premium=False) for name, label in VIDEOS),
    Model("generate_3d_tripo", "Tripo", "3D", premium=False),
)


def documented(*names: str) -> tuple[Model, ...]:
    """Give models of the documentation by the names they are asked by."""
    known = {model.name: model for model in DOCUMENTED}
    return tuple(known[name] for name in names)


def models(data: Json) -> tuple[Model, ...]:
    """Read the service's list, in its order; what has no name is left out."""
    tools = data.get("tools")
    entries = [entry for entry in tools if isinstance(entry, dict)] if isinstance(tools, list) else []
    return tuple(model for entry in entries if (model := _model(entry)) is not None)


def _model(entry: Json) -> Model | None:
    name, label, category = (entry.get(key) for key in ("name", "display_name", "category"))
    if not isinstance(name, str) or not name:
        return None
    shown = label if isinstance(label, str) and label else name
    kind = category.upper() if isinstance(category, str) else ""
    return Model(name, shown, kind, premium=entry.get("is_premium") is True)
