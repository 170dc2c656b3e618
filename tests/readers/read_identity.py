"""Every PNG and EXR says of which frame of which set it is: text chunks, attributes."""
import sys
import zlib
from pathlib import Path

from written import check, check_equal, need

[OpenEXR] = need("OpenEXR")


def texts_of(path):
    """tEXt chunks of a PNG, each with its checksum."""
    data = path.read_bytes()
    check_equal(data[:8], b"\x89PNG\r\n\x1a\n", f"{path}: signature")
    at, texts = 8, {}
    while at < len(data):
        length, kind = int.from_bytes(data[at:at + 4]), data[at + 4:at + 8]
        body = data[at + 8:at + 8 + length]
        check_equal(zlib.crc32(kind + body), int.from_bytes(data[at + 8 + length:at + 12 + length]), f"{path}: checksum")
        if kind == b"tEXt":
            key, text = body.split(b"\0", 1)
            texts[key.decode("latin-1")] = text.decode("latin-1")
        at += 12 + length
    return texts


def attributes_of(path):
    with OpenEXR.File(str(path), header_only=True) as file:
        return {key.replace("/", ":"): value for key, value in file.header().items() if key.startswith("plumb/")}


sets = Path(sys.argv[1])
counts = {".png": 0, ".exr": 0}
for path in sorted(sets.rglob("*.*")):
    if path.suffix not in counts:
        continue
    texts = texts_of(path) if path.suffix == ".png" else attributes_of(path)
    counts[path.suffix] += 1
    check_equal(texts.get("plumb:dataset"), "0123abcd", f"{path}: id of the set")
    check("plumb:index" in texts, f"{path}: index")
    if path.is_relative_to(sets / "vector"):
        check_equal((texts["plumb:index"], texts.get("plumb:seed")), ("42", "77"), f"{path}: index and seed")
check(min(counts.values()) > 0, f"files of both kinds: {counts}")
print(f"{counts['.png']} PNG and {counts['.exr']} EXR files tell set, index and seed")
