"""Credits survive: read from EXIF, IPTC-IIM and XMP, and written back into every size in all three."""

from __future__ import annotations

import io
from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, IptcImagePlugin

from headwater.images import credits, decode, marks
from headwater.pictures import Embedded, Made, Order
from images import making
from support import costs

WHOLE = Embedded(
    creator="Ana Voß; Tomás Verdú", creator_title="Staff <photographer>", credit="Harbour & Sons", copyright="© 2026 Ana Voß",
    description="The gate at dawn, “shut”", source="Harbour Courier", instructions="MANDATORY CREDIT", usage_terms="Only with the gate's name",
    web_statement="https://harbour.example/terms?a=1&b=2", licence="https://creativecommons.org/licenses/by/4.0/",
    licensor="Harbour Licensing", licensor_url="https://harbour.example/buy", owner="Ana Voß", supplier="Harbour Pictures",
    constraints="Not for tattoos", data_mining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED",
    source_type="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
)  # fmt: skip


def made(body: bytes, order: Order | None = None) -> Made:
    found = decode.make(body, order or Order())
    assert isinstance(found, Made), found
    return found


def opened(body: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(body))
    picture.load()
    return picture


def with_exif(**given: str) -> bytes:
    exif = Image.Exif()
    for name, tag in (("creator", 0x013B), ("copyright", 0x8298), ("description", 0x010E)):
        if name in given:
            exif[tag] = given[name].encode()
    return making.encoded(exif=exif)


def with_iim(embedded: Embedded) -> bytes:
    return making.encoded(extra=marks.iim(embedded))


def packet(inner: str) -> bytes:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in credits.NAMESPACES.items())
    return (f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description rdf:about="" {spaces}>{inner}</rdf:Description></rdf:RDF></x:xmpmeta>').encode()


def with_xmp(inner: str) -> bytes:
    return making.encoded(xmp=packet(inner))


# ---- read back from every size, in all three ---------------------------------------------------------------


@pytest.mark.parametrize("source", ["exif", "iim", "xmp"])
def test_credit_creator_and_copyright_survive_in_all_three_whichever_they_came_in(source: str) -> None:
    body = {
        "exif": with_exif(creator="Ana Voß", copyright="© Ana Voß 2026"),
        "iim": with_iim(Embedded(creator="Ana Voß", copyright="© Ana Voß 2026", credit="Harbour Courier")),
        "xmp": with_xmp('<dc:creator><rdf:Seq><rdf:li>Ana Voß</rdf:li></rdf:Seq></dc:creator><dc:rights><rdf:Alt>'
                        '<rdf:li xml:lang="x-default">© Ana Voß 2026</rdf:li></rdf:Alt></dc:rights>'),
    }[source]  # fmt: skip
    found = made(body)
    assert len(found.renditions) == 2
    for one in found.renditions:
        shown = opened(one.body)
        exif = shown.getexif()
        assert exif[0x013B].encode("latin-1").decode() == "Ana Voß"
        assert exif[0x8298].encode("latin-1").decode() == "© Ana Voß 2026"
        iim = IptcImagePlugin.getiptcinfo(shown)  # pyright: ignore[reportArgumentType]
        assert iim and iim[2, 80] == "Ana Voß".encode() and iim[2, 116] == "© Ana Voß 2026".encode()
        xmp = shown.getxmp()["xmpmeta"]["RDF"]["Description"]
        assert xmp["creator"]["Seq"]["li"] == "Ana Voß"
        assert xmp["rights"]["Alt"]["li"]["text"] == "© Ana Voß 2026"


def test_every_field_comes_back_from_xmp_as_it_was() -> None:
    body = making.encoded(xmp=marks.xmp(WHOLE))
    assert credits.read(opened(body)) == WHOLE
    for one in made(body).renditions:
        assert credits.read(opened(one.body)) == WHOLE


def test_a_size_in_webp_keeps_what_exif_and_xmp_carry() -> None:
    clear = making.scene().convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    body = making.encoded(clear, "WEBP", xmp=marks.xmp(WHOLE))
    for one in made(body).renditions:
        assert one.media_type == "image/webp"
        assert credits.read(opened(one.body)) == WHOLE
        assert opened(one.body).getexif()[0x8298].encode("latin-1").decode() == WHOLE.copyright


def test_where_the_file_is_silent_the_pages_own_words_are_written_and_never_over_the_files() -> None:
    order = Order(credit="Lena Marsh", copyright="© The Millrace", licence="https://creativecommons.org/licenses/by/4.0/")
    silent = credits.read(opened(made(making.encoded(), order).renditions[0].body))
    assert (silent.credit, silent.copyright, silent.web_statement) == ("Lena Marsh", "© The Millrace", order.licence)
    found = made(with_iim(Embedded(credit="Ana Voß")), order)
    assert found.embedded == Embedded(credit="Ana Voß")  # what the file says stays apart from what the page says
    assert credits.read(opened(found.renditions[0].body)).credit == "Ana Voß"


def test_iim_is_as_the_standard_has_it() -> None:
    sets = dict(credits.datasets(marks.iim(WHOLE).split(b"8BIM\x04\x04\x00\x00", 1)[1][4:]))
    assert sets[1, 90] == b"\x1b%G"
    assert sets[2, 80] == "Tomás Verdú".encode()  # two names are two data sets
    assert len(marks.iim(Embedded(credit="ß" * 40)).decode("latin-1").encode("latin-1")) < 120
    long = marks.iim(Embedded(credit="ß" * 40)).split(b"8BIM\x04\x04\x00\x00", 1)[1][4:]
    assert dict(credits.datasets(long))[2, 110].decode() == "ß" * 16  # 32 bytes, and no half character


# ---- what files hold ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("inner", "field", "wanted"), [
    ("<photoshop:Credit>Ana</photoshop:Credit>", "credit", "Ana"),
    ("<photoshop:Source>Courier</photoshop:Source>", "source", "Courier"),
    ("<photoshop:Instructions>NO ARCHIVE</photoshop:Instructions>", "instructions", "NO ARCHIVE"),
    ("<dc:creator><rdf:Bag><rdf:li>A</rdf:li><rdf:li>B</rdf:li></rdf:Bag></dc:creator>", "creator", "A; B"),
    ('<dc:rights><rdf:Alt><rdf:li xml:lang="de">deutsch</rdf:li><rdf:li xml:lang="x-default">mine</rdf:li></rdf:Alt></dc:rights>', "copyright", "mine"),
    ('<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="en">Ask first</rdf:li></rdf:Alt></xmpRights:UsageTerms>', "usage_terms", "Ask first"),
    ("<plus:Licensor><rdf:Seq><rdf:li rdf:parseType='Resource'><plus:LicensorURL>https://l.example/</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>",
     "licensor_url", "https://l.example/"),
    ("<plus:ImageSupplier><rdf:Seq><rdf:li><rdf:Description><plus:ImageSupplierName>S</plus:ImageSupplierName></rdf:Description></rdf:li></rdf:Seq></plus:ImageSupplier>",
     "supplier", "S"),
    ("<plus:CopyrightOwner><rdf:Seq><rdf:li plus:CopyrightOwnerName='O'/></rdf:Seq></plus:CopyrightOwner>", "owner", "O"),
    ("<plus:DataMining rdf:resource='http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED'/>", "data_mining", "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"),
    ("<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>",
     "source_type", "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"),
    ("<cc:license rdf:resource='https://creativecommons.org/licenses/by/4.0/'/>", "licence", "https://creativecommons.org/licenses/by/4.0/"),
])  # fmt: skip
def test_xmp_is_read_in_all_its_spellings(inner: str, field: str, wanted: str) -> None:
    assert getattr(credits.read(opened(with_xmp(inner))), field) == wanted


def test_xmp_as_attributes_is_read_too() -> None:
    body = packet("").replace(b'rdf:about=""', b'rdf:about="" photoshop:Credit="Ana" xmpRights:WebStatement="https://w.example/"', 1)
    spaces = body.replace(b"<rdf:Description", b"<rdf:Description", 1)
    found = credits.read(opened(making.encoded(xmp=spaces)))
    assert (found.credit, found.web_statement) == ("Ana", "https://w.example/")


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_other_formats_carry_xmp_as_well(format: str) -> None:
    if format == "PNG":
        from PIL import PngImagePlugin

        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", marks.xmp(WHOLE).decode())
        body = making.encoded(format="PNG", pnginfo=info)
    else:
        body = making.encoded(format="WEBP", xmp=marks.xmp(WHOLE))
    assert made(body).embedded == WHOLE


def test_where_they_disagree_the_richest_wins_and_what_restricts_is_joined() -> None:
    exif = Image.Exif()
    exif[0x013B], exif[0x8298] = b"Someone Else", "© Else".encode()
    body = making.encoded(exif=exif, extra=marks.iim(Embedded(instructions="NO SALES", credit="Wire", copyright="© Wire")),
                          xmp=packet("<photoshop:Credit>Ana</photoshop:Credit><photoshop:Instructions>AUSTRIA OUT</photoshop:Instructions>"))
    found = credits.read(opened(body))
    assert found.credit == "Ana"
    assert found.creator == "Someone Else"
    assert found.instructions == "AUSTRIA OUT | NO SALES"
    assert found.copyright == "© Wire | © Else"


def test_the_two_halves_of_an_exif_copyright_are_two_notices() -> None:
    exif = Image.Exif()
    exif[0x8298] = "© Ana Voß\x00© Harbour Courier".encode()
    assert credits.read(opened(making.encoded(exif=exif))).copyright == "© Ana Voß; © Harbour Courier"


@pytest.mark.parametrize(("inner", "field", "wanted"), [
    ("<xmpRights:Owner><rdf:Bag><rdf:li>O</rdf:li></rdf:Bag></xmpRights:Owner>", "owner", "O"), ("<cc:attributionName>Ana</cc:attributionName>", "credit", "Ana"),
    ("<plus:ImageCreator><rdf:Seq><rdf:li><rdf:Description><plus:ImageCreatorName>A</plus:ImageCreatorName></rdf:Description></rdf:li></rdf:Seq></plus:ImageCreator>", "creator", "A"),
    ('<tiff:Artist xmlns:tiff="http://ns.adobe.com/tiff/1.0/">Ana</tiff:Artist>', "creator", "Ana"),
    ('<tiff:Artist xmlns:tiff="http://ns.adobe.com/tiff/1.0/">Else</tiff:Artist><dc:creator><rdf:Seq><rdf:li>Ana</rdf:li></rdf:Seq></dc:creator>', "creator", "Ana"),
])  # fmt: skip
def test_other_properties_are_read_where_the_fields_own_is_silent(inner: str, field: str, wanted: str) -> None:
    assert getattr(credits.read(opened(with_xmp(inner))), field) == wanted


def test_the_text_of_a_png_names_its_author_last_of_all() -> None:
    from PIL import PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ana Voß")
    info.add_itxt("Copyright", "© Ana Voß")
    assert credits.read(opened(making.encoded(format="PNG", pnginfo=info))) == Embedded(creator="Ana Voß", copyright="© Ana Voß")
    info.add_itxt("XML:com.adobe.xmp", packet("<dc:creator><rdf:Seq><rdf:li>Tomás</rdf:li></rdf:Seq></dc:creator>").decode())
    assert credits.read(opened(making.encoded(format="PNG", pnginfo=info))).creator == "Tomás"


def test_a_mangled_or_shortened_repetition_adds_nothing() -> None:
    exif = Image.Exif()
    exif[0x8298] = b"? Tom?s Verd?"
    body = making.encoded(exif=exif, xmp=packet("<dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>© Tomás Verdú, 2026</rdf:li></rdf:Alt></dc:rights>"))
    assert credits.read(opened(body)).copyright == "© Tomás Verdú, 2026"


def test_addresses_of_persons_are_left_out() -> None:
    found = credits.read(opened(with_exif(creator="Ana Voß ana.voss@mail.example, +44 20 7946 0000")))
    assert found.creator == "Ana Voß"


# ---- hostile ones ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("xmp", [
    b"<!DOCTYPE a [<!ENTITY b '" + b"x" * 1000 + b"'>]><a>&b;</a>",
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    b"<a><b></a>", b"\x00" * 500, b"\xff\xfe<\x00a\x00", b"", b"<a/>" * 3,
    b"<?xml version='1.0' encoding='no-such'?><a/>",
])  # fmt: skip
def test_hostile_xmp_gives_nothing_and_no_error(xmp: bytes) -> None:
    picture = making.scene()
    picture.info["xmp"] = xmp
    assert credits.read(picture) == Embedded()


def test_deep_or_large_xmp_costs_little() -> None:
    picture = making.scene()
    for xmp in (b"<a>" * 60_000 + b"</a>" * 60_000, packet("<dc:creator>" + "<rdf:li>x</rdf:li>" * 12_000 + "</dc:creator>"), b"<a>" + b"x" * 2_000_000):
        picture.info["xmp"] = xmp
        found = credits.read(picture)
        assert costs.cpu(lambda: credits.read(picture), below=1) < 1
        assert len(found.creator) <= credits.MOST


def test_no_field_breaks_out_of_the_packet() -> None:
    evil = "</rdf:li>]]><script>alert(1)</script>&\"'\x00\u202e" * 3
    embedded = Embedded(**{field.name: evil for field in fields(Embedded)})
    found = credits.read(opened(making.encoded(xmp=marks.xmp(Embedded(**{name: value.replace("\x00", "") for name, value in asdict(embedded).items()})))))
    assert "<script>alert(1)</script>" in found.credit
    for one in made(making.encoded(xmp=marks.xmp(found))).renditions:
        assert credits.read(opened(one.body)) == found
        assert b"&lt;script&gt;" in opened(one.body).info["xmp"]
        assert b"<script>" not in opened(one.body).info["xmp"]


@given(st.binary(max_size=200))
def test_any_iim_block_is_read_without_an_error(noise: bytes) -> None:
    picture = making.scene(1, (80, 60))
    picture.info["photoshop"] = {0x0404: b"\x1c\x02\x50\x00\x04" + noise}
    credits.read(picture)
    picture.info["photoshop"] = {0x0404: noise}
    credits.read(picture)
