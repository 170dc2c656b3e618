#!/usr/bin/env python3
"""Generates the project's own scenes: workshop.glb, its sky.hdr, and small single-purpose scenes.

Needs NumPy and Pillow. The same versions of these write the same bytes on each run.
"""
import argparse
import pathlib
import sys
import time

import numpy as np

import sky
import small_scenes
import workshop

COPYRIGHT = "plumb contributors, CC0-1.0"
GENERATOR = "plumb assets/generate"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--out", type=pathlib.Path, default=here / "workshop", metavar="DIR",
                        help="folder for workshop.glb and sky.hdr (default: workshop beside this package)")
    parser.add_argument("--small", type=pathlib.Path, metavar="DIR",
                        help="also write the small scenes into this folder")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    options = parser.parse_args()
    start = time.monotonic()

    def report(line):
        if not options.quiet:
            print(f"[{time.monotonic() - start:5.1f} s] {line}", flush=True)

    try:
        options.out.mkdir(parents=True, exist_ok=True)
        size = workshop.build(COPYRIGHT, GENERATOR, report).write(options.out / "workshop.glb")
        report(f"workshop.glb: {size / 1e6:.2f} MB")
        sun = -np.asarray(workshop.SUN_DIRECTION)
        sky.write_hdr(options.out / "sky.hdr", sky.sky_radiance(768, 384, sun))
        report(f"sky.hdr: {(options.out / 'sky.hdr').stat().st_size / 1e6:.2f} MB")
        if options.small:
            options.small.mkdir(parents=True, exist_ok=True)
            for name, size in small_scenes.write_all(options.small, COPYRIGHT, GENERATOR):
                report(f"{name}: {size} bytes")
    except OSError as error:
        print(f"generate.py: cannot write below {options.out}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
