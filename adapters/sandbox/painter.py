"""Pictures: painted from a prompt, worked over from a picture that was given, or enlarged. Real PNG and JPEG files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps, PngImagePlugin, UnidentifiedImageError

from adapters.sandbox.composition import Motif, compose, flatten
from adapters.sandbox.sheet import PAPER, Sheet

SIDE = 1024
ENLARGEMENT = 2
LARGEST_SIDE = 8192
SIGNATURE = "Atelier sandbox"
_DESCRIPTION_TAG = 0x010E
_SOFTWARE_TAG = 0x0131


@dataclass(frozen=True, slots=True)
class Order:
    """What a file is to show: the motif, the words that were obeyed, and the picture it is made from, if any."""

    motif: Motif
    obeyed: tuple[str, ...] = ()
    source: Path | None = None
    enlarge: bool = False


def paint(order: Order, path: Path) -> None:
    """Paint the order into a file; the suffix says whether PNG or JPEG."""
    given = opened(order.source) if order.source else None
    if given and order.enlarge:
        _save(_enlarged(given), order, path)
        return
    _save(signed(picture(order.motif, (SIDE, SIDE), given), caption(order, given)), order, path)


def picture(motif: Motif, size: tuple[int, int], given: Image.Image | None = None) -> Image.Image:
    """Paint a motif, around the given picture where there is one."""
    sheet, layers = compose(motif, size)
    painted = flatten(sheet, layers)
    if given:
        painted = mounted(painted, given)
    return on_paper(painted, sheet) if motif.watercolour else painted


def opened(path: Path) -> Image.Image | None:
    """Open a picture the right way up; None where the file is no picture."""
    try:
        with Image.open(path) as image:
            if max(image.size) > LARGEST_SIDE:
                return None
            return ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None


def mounted(ground: Image.Image, given: Image.Image) -> Image.Image:
    """Hang the given picture, in a mount with a shadow, before the painted ground."""
    room = round(min(ground.size) * 0.72)
    fitted = ImageOps.contain(given, (room, room), Image.Resampling.LANCZOS)
    mount = ImageOps.expand(fitted, border=max(4, room // 40), fill=PAPER)
    at = ((ground.width - mount.width) // 2, (ground.height - mount.height) // 2)
    shadow = Image.new("L", ground.size, 0)
    shadow.paste(120, (at[0], at[1] + room // 60, at[0] + mount.width, at[1] + room // 60 + mount.height))
    shade = Image.new("RGB", ground.size, (30, 24, 34))
    hung = Image.composite(shade, ground, shadow.filter(ImageFilter.BoxBlur(room // 36)))
    hung.paste(mount, at)
    return _taped(hung, at, mount.size)


def _taped(hung: Image.Image, at: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """Stick the mount to the ground with a strip over each upper corner."""
    tape = Image.new("RGBA", hung.size, (0, 0, 0, 0))
    draw, long, wide = ImageDraw.Draw(tape), round(size[0] * 0.11), round(size[0] * 0.045)
    for x, side in ((at[0], 1), (at[0] + size[0], -1)):
        near, far = (x - side * long // 2, at[1] + long // 2), (x + side * long // 2, at[1] - long // 2)
        strip = (near, far, (far[0] + side * wide, far[1] + wide), (near[0] + side * wide, near[1] + wide))
        draw.polygon(strip, fill=(244, 196, 110, 190))
    result = hung.convert("RGBA")
    result.alpha_composite(tape)
    return result.convert("RGB")


def on_paper(painted: Image.Image, sheet: Sheet) -> Image.Image:
    """Leave a ragged white edge around a watercolour, and let the tooth of the paper show."""
    edge = round(min(painted.size) * 0.028)
    inside = Image.new("L", painted.size, 0)
    inside.paste(255, (edge, edge, painted.width - edge, painted.height - edge))
    grain = sheet.grain(0).crop((sheet.margin, sheet.margin, sheet.margin + sheet.width, sheet.margin + sheet.height))
    torn = ImageChops.add(inside.filter(ImageFilter.BoxBlur(edge / 3)), grain.point(_RAGGED), 2).point(_TORN)
    framed = Image.composite(painted, Image.new("RGB", painted.size, PAPER), torn)
    return ImageChops.multiply(framed, grain.point(_TOOTH).convert("RGB"))


_RAGGED = [96 + level * 64 // 255 for level in range(256)]
_TORN = [min(255, max(0, (level - 122) * 12)) for level in range(256)]
_TOOTH = [245 + level * 10 // 255 for level in range(256)]


def caption(order: Order, given: Image.Image | None = None) -> str:
    """Say who painted this and which words were obeyed, in Latin letters."""
    words = (*order.obeyed, *(("edited",) if given else ()))
    return " · ".join((SIGNATURE, *words))


def signed(painted: Image.Image, text: str) -> Image.Image:
    """Sign a picture in its lower left corner."""
    plate = label(text, painted.height)
    lift = round(painted.height * 0.045)
    result = painted.convert("RGBA")
    result.alpha_composite(plate, (lift, painted.height - lift - plate.height))
    return result.convert("RGB")


def label(text: str, height: int) -> Image.Image:
    """Make a small plate with text on it, for a picture of that height."""
    font = ImageFont.load_default(max(9, round(height * 0.0185)))
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text))
    pad = max(4, round(height * 0.009))
    plate = Image.new("RGBA", (right - left + 3 * pad, bottom - top + 2 * pad), (0, 0, 0, 0))
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle((0, 0, plate.width - 1, plate.height - 1), radius=pad, fill=(24, 22, 34, 120))
    draw.text((1.5 * pad - left, pad - top), text, font=font, fill=(255, 255, 255, 232))
    return plate


def _enlarged(given: Image.Image) -> Image.Image:
    times = min(ENLARGEMENT, LARGEST_SIDE / max(given.size))
    size = (round(given.width * times), round(given.height * times))
    return given.resize(size, Image.Resampling.LANCZOS)


def _save(image: Image.Image, order: Order, path: Path) -> None:
    if path.suffix in {".jpg", ".jpeg"}:
        exif = Image.Exif()
        exif[_DESCRIPTION_TAG], exif[_SOFTWARE_TAG] = order.motif.prompt, SIGNATURE
        image.save(path, "JPEG", quality=90, exif=exif)
        return
    image.save(
        path, "PNG", compress_level=4, pnginfo=_notes((("Description", order.motif.prompt), ("Software", SIGNATURE)))
    )


def _notes(notes: Sequence[tuple[str, str]]) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    for name, text in notes:
        info.add_itxt(name, text)
    return info
