"""A figure with its sentence: what every printed map and chart of the kit is."""

import base64
import html
import io
from pathlib import Path

DPI = 100


class Picture:
    """A figure with its sentence: shows itself in a notebook with caption and alternative text.

    ``figure`` is the matplotlib figure, ``alt`` the sentence, ``save("map.png")`` writes png, svg
    or pdf.
    """

    alt = caption = title = ""

    @property
    def figure(self):
        raise NotImplementedError

    @property
    def screen_figure(self):
        """The figure as a page shows it, with the caption beside it and not inside."""
        return self.figure

    def png(self, dpi=DPI):
        """The picture as small PNG bytes (a palette of 256 colours)."""
        from PIL import Image

        raw, small = io.BytesIO(), io.BytesIO()
        self.screen_figure.savefig(raw, format="png", dpi=dpi, metadata={"Software": None})
        picture = Image.open(raw).convert("RGB")
        picture = picture.quantize(
            256, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE
        )
        picture.save(small, "png", optimize=True)
        return small.getvalue()

    def save(self, path):
        """Write the picture to a file, the same bytes every time; returns its path."""
        import matplotlib

        with matplotlib.rc_context({"svg.hashsalt": "natokit"}):
            date = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(Path(path).suffix)
            self.figure.savefig(path, dpi=200, metadata=date)
        return path

    def __repr__(self):
        return f"{self.title}. {self.alt}"

    def _repr_html_(self):
        data = base64.b64encode(self.png()).decode()
        alt = html.escape(self.alt, quote=True)
        return (
            f'<figure style="margin:0"><img style="max-width:100%" alt="{alt}" '
            f'src="data:image/png;base64,{data}"><figcaption>{html.escape(self.caption)}</figcaption></figure>'
        )
