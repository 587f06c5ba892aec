"""Files as people hand them in, good ones and bad ones, made from scratch."""

import io
import zipfile
import zlib

import openpyxl
import pikepdf
from PIL import Image

from documents.leaf import leaf

OFFICE = "application/vnd.openxmlformats-officedocument"
WORD_MAIN = f"{OFFICE}.wordprocessingml.document.main+xml"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def archive(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def docx(*, body="Báo cáo kết quả", main=WORD_MAIN, links="", field="", **more):
    """A Word file of one paragraph; `more` are further parts, `__` standing for a slash and `_` for a dot."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="r"><Relationship Id="1" Type="{RELS}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>{body}</w:t></w:r>{field}</w:p>'
        "</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="r">{links}</Relationships>',
    }
    return archive(parts | {name.replace("__", "/").replace("_", "."): data for name, data in more.items()})


def link(kind, target="http://192.0.2.1/x", mode="External"):
    return f'<Relationship Id="9" Type="{RELS}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def xlsx(*cells):
    book = openpyxl.Workbook()
    book.active.title = "Dự toán"
    for cell in cells:
        book.active.append([cell])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def picture(form, *, size=(640, 480), mode="RGB"):
    stream = io.BytesIO()
    Image.new(mode, size, "navy" if mode == "RGB" else 0).save(stream, form)
    return stream.getvalue()


def altered_pdf(change, **saving):
    """A page to which something was done."""
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(leaf(["Báo cáo"]))) as file:
        change(file)
        file.save(stream, **saving)
    return stream.getvalue()


def flate_bomb(megabytes):
    """A page whose content unpacks, twice, to that many megabytes."""
    twice = [pikepdf.Name.FlateDecode] * 2
    packed = zlib.compress(zlib.compress(bytes(2**20 * megabytes), 1), 9)
    return altered_pdf(
        lambda file: file.pages[0].Contents.write(packed, filter=twice, decode_parms=[None, None]),
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
