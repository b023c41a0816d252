"""The moving picture of the README: the kit's own printed maps, one round of enlargement a frame.

    python data/prepare/animation.py     print its text for those who do not see it

`refresh_package.py` draws it. It plays once and stays on the newest map, so nothing moves beside a
text that somebody reads.
"""

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "notebooks"))

from natokit.describe import headline
from natokit.history import members_on, spoken, stages
from natokit.maps import MapPicture

BETWEEN = ("1991-12-26",)  # the Soviet Union ends: no round, but no later round is clear without it
WIDTH, COLOURS, SECONDS = 600, 48, 1.6
INK, PAPER = "#1A1A1A", "#FFFFFF"
BAND, TYPE = 30, 15  # pixels for the headline, and the size of its type


def days():
    """The days of the frames: the founding, each round, and what lies between."""
    return sorted({*stages("nato", kind="enlargement")["day"], *BETWEEN})


def alt():
    """What the moving picture shows, in words.

    >>> alt().startswith("Maps of Europe, one after another")
    True
    """
    first, *rounds = [d for d in days() if d not in BETWEEN]
    counts = [f"{len(members_on(d))} in {d[:4]}" for d in rounds]
    return (
        f"Maps of Europe, one after another: {len(members_on(first))} NATO members on "
        f"{spoken(first)}, then {', '.join(counts)}. On each map the states that join are yellow."
    )


def _font(name, size=TYPE):
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"  # the same type on every machine
    return ImageFont.truetype(folder / f"{name}.ttf", size)


def _frame(day):
    """One map under its headline and its number of members."""
    picture = Image.open(io.BytesIO(MapPicture(day).png())).convert("RGB")
    height = round(picture.height * WIDTH / picture.width)
    picture = picture.resize((WIDTH, height), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, BAND), fill=PAPER)
    count, plain = f"{len(members_on(day))} members", _font("DejaVuSans")
    pen.text((WIDTH - 6, BAND / 2), count, INK, plain, anchor="rm")
    room, title, size = WIDTH - 24 - plain.getlength(count), headline(day), TYPE
    while _font("DejaVuSans-Bold", size).getlength(title) > room:
        size -= 1
    pen.text((6, BAND / 2), title, INK, _font("DejaVuSans-Bold", size), anchor="lm")
    return picture


def enlargement_gif():
    """The moving picture as bytes, with one palette for all frames."""
    frames = [_frame(day) for day in days()]
    sheet = Image.new("RGB", (WIDTH, sum(f.height for f in frames)))
    for n, frame in enumerate(frames):
        sheet.paste(frame, (0, n * frame.height))
    palette = sheet.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    frames = [f.quantize(palette=palette, dither=Image.Dither.NONE) for f in frames]
    raw, times = io.BytesIO(), [int(SECONDS * 1000)] * len(frames)
    frames[0].save(raw, "gif", save_all=True, append_images=frames[1:], duration=times)
    return raw.getvalue()


if __name__ == "__main__":
    print(alt())
