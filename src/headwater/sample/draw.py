"""Draw the sample's pictures: ``python -m headwater.sample.draw`` writes every JPEG of images.toml anew.

In come the scenes and the credits; out go files of 800 by 450 pixels whose EXIF and XMP carry creator, credit,
rights and, where there is one, the address of the terms. The same scene and seed give the same picture.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image

from headwater.sample import loader, scenes, scenes_more
from headwater.sample.canvas import Canvas
from headwater.sample.loader import SampleImage

LIMIT = 40_000  # bytes a picture may take
ARTIST, COPYRIGHT, DESCRIPTION = 0x013B, 0x8298, 0x010E  # EXIF tags
assert scenes_more  # imported so that its scenes register themselves

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
<dc:creator><rdf:Seq><rdf:li>{creator}</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{rights}</rdf:li></rdf:Alt></dc:rights>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:description>
<photoshop:Credit>{credit}</photoshop:Credit>
<xmpRights:Marked>True</xmpRights:Marked>{statement}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def jpeg(image: SampleImage) -> bytes:
    """The picture with its credits; the quality gives way until it fits the limit."""
    canvas = Canvas(image.seed)
    scenes.SCENES[image.scene](canvas)
    picture = canvas.finished()
    for quality in (82, 74, 66, 58, 50, 42, 34):
        body = _encoded(picture, image, quality)
        if len(body) < LIMIT:
            return body
    raise loader.ContentError(f"picture {image.name} does not fit into {LIMIT} bytes")


def _encoded(picture: Image.Image, image: SampleImage, quality: int) -> bytes:
    exif = Image.Exif()
    exif[ARTIST], exif[COPYRIGHT], exif[DESCRIPTION] = image.creator, image.rights, image.title
    statement = ""
    if image.statement:
        statement = f"\n<xmpRights:WebStatement>{escape(image.statement)}</xmpRights:WebStatement>"
    xmp = XMP.format(
        creator=escape(image.creator),
        rights=escape(image.rights),
        title=escape(image.title),
        credit=escape(image.credit),
        statement=statement,
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True, exif=exif, xmp=xmp.encode())
    return out.getvalue()


def main() -> int:
    """Write all pictures into the package's folder."""
    folder = Path(__file__).parent / "images"
    folder.mkdir(exist_ok=True)
    for image in loader.images().values():
        body = jpeg(image)
        (folder / f"{image.name}.jpg").write_bytes(body)
        print(f"{image.name}.jpg {len(body)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
