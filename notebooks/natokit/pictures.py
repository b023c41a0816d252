"""A figure with its sentence: what every printed map and chart of the kit is."""

import base64
import html
import io

from .mywork import place, save_table, write

DPI = 100


class Picture:
    """A figure with its sentence: shows itself in a notebook with caption and alternative text.

    ``figure`` is the matplotlib figure, ``alt`` the sentence, ``save("map.png")`` writes a file.
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
        """The picture as small PNG bytes (a palette of 96 colours)."""
        from PIL import Image

        raw, small = io.BytesIO(), io.BytesIO()
        self.screen_figure.savefig(raw, format="png", dpi=dpi, metadata={"Software": None})
        picture = Image.open(raw).convert("RGB")
        picture = picture.quantize(
            96, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE
        )
        picture.save(small, "png", optimize=True)
        return small.getvalue()

    def save(self, path, overwrite=False):
        """Write the picture as .png, .svg or .pdf with title, sentence and caption inside, the same
        bytes every time, or the numbers of a chart as .csv. A bare name goes to
        ``notebooks/my-work/``. Returns the path.

        Raises ValueError as ``mywork.write`` does, and for another ending.
        """
        path = place(path, "map.png")
        form = path.suffix[1:].lower()
        if form == "csv" and hasattr(self, "table"):
            return save_table(self, path, overwrite)
        if form not in ("png", "svg", "pdf"):
            raise ValueError(
                f"the ending '{path.suffix}' of {path.name} is no form of a picture; end the name "
                "in .png, .svg or .pdf"
            )
        return write(path, getattr(self, f"_{form}")(), overwrite)

    def _drawing(self, form, metadata):
        import matplotlib

        out = io.BytesIO()
        with matplotlib.rc_context({"svg.hashsalt": "natokit"}):
            self.figure.savefig(out, format=form, dpi=200, metadata=metadata)
        return out.getvalue()

    def _png(self):
        from PIL import Image, PngImagePlugin

        words = PngImagePlugin.PngInfo()
        said = {"Title": self.title, "Description": self.alt, "Comment": self.caption}
        for key, text in said.items():
            words.add_itxt(key, text)
        out = io.BytesIO()
        picture = Image.open(io.BytesIO(self._drawing("png", {"Software": None}))).convert("RGB")
        picture.save(out, "png", optimize=True, pnginfo=words, dpi=(200, 200))
        return out.getvalue()

    def _pdf(self):
        words = {"Title": self.title, "Subject": f"{self.alt} {self.caption}"}
        return self._drawing("pdf", {**words, "CreationDate": None})

    def _svg(self):
        text = self._drawing("svg", {"Date": None}).decode()
        start = text.index(">", text.index("<svg")) + 1
        title, words = html.escape(self.title), html.escape(f"{self.alt} {self.caption}")
        said = f'<title id="map-title">{title}</title><desc id="map-words">{words}</desc>'
        head = f'{text[: start - 1]} role="img" aria-labelledby="map-title map-words">'
        return f"{head}\n {said}{text[start:]}".encode()

    def __repr__(self):
        return f"{self.title}. {self.alt}"

    def _repr_html_(self):
        data = base64.b64encode(self.png()).decode()
        alt = html.escape(self.alt, quote=True)
        return (
            f'<figure style="margin:0"><img style="max-width:100%" alt="{alt}" '
            f'src="data:image/png;base64,{data}"><figcaption>{html.escape(self.caption)}</figcaption></figure>'
        )
