#!/usr/bin/env python3
"""Frames 0 to 3 side by side, a row for each picture: strip.py STRIP.png FOLDER/PICTURE.png ..

FOLDER holds `frames`; PICTURE is rgb or the preview of a label. Needs Pillow."""
import sys
from pathlib import Path

from PIL import Image

COLUMNS = 4
GAP_PX = 4


def row_of(name):
    pictures = [Image.open(Path(name).parent / f"frames/{frame:06d}" / Path(name).name).convert("RGB")
                for frame in range(COLUMNS)]
    width, height = pictures[0].size
    row = Image.new("RGB", (COLUMNS * (width + GAP_PX) - GAP_PX, height + GAP_PX), "white")
    for column, picture in enumerate(pictures):
        row.paste(picture, (column * (width + GAP_PX), 0))
    return row


def with_palette(row, size):
    """The row in at most `size` colours: as it is if it has no more, else dithered."""
    few = row.getcolors(size)
    if few is None:
        chosen = row.quantize(size, kmeans=2).getpalette()[:3 * size]
        filled = Image.new("P", (1, 1))  # Pillow dithers to all 256 entries of a palette
        filled.putpalette((chosen * 256)[:768])
        dithered = row.quantize(palette=filled, dither=Image.Dither.FLOYDSTEINBERG)
        return bytes(index % size for index in dithered.tobytes()), chosen
    place = {colour: index for index, (_, colour) in enumerate(few)}
    return bytes(place[colour] for colour in row.getdata()), [part for colour in place for part in colour]


def main(target, names):
    """A row gets the colours that the rows with few colours leave over, so that labels stay as they are."""
    rows = {name: row_of(name) for name in names}
    pixels, palette, left = {}, [], 256
    for done, name in enumerate(sorted(names, key=lambda n: len(rows[n].getcolors(1 << 24)))):
        indices, colours = with_palette(rows[name], left // (len(names) - done))
        pixels[name] = bytes(index + len(palette) // 3 for index in indices)
        palette += colours
        left -= len(colours) // 3
    strip = Image.frombytes("P", (rows[names[0]].width, sum(row.height for row in rows.values())),
                            b"".join(pixels[name] for name in names))
    strip.putpalette(palette)
    strip.crop((0, 0, strip.width, strip.height - GAP_PX)).save(target, optimize=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
