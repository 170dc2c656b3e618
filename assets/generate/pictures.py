"""Textures that show something: painting, book spines, clock face, screen, leaf card, ball."""
import numpy as np
from PIL import Image, ImageDraw

from noise import fractal, mix, normal_map, smoothstep


def painting(seed=11, width=512, height=384):
    """A landscape in layers with a low sun, a lake and brush strokes."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    y, x = y / height, x / width
    base = mix([0.24, 0.38, 0.62], [0.98, 0.80, 0.55], smoothstep(0.0, 0.62, y))
    clouds = smoothstep(0.5, 0.72, fractal(rng, (height, width), (8, 3), 5)) * smoothstep(0.55, 0.1, y)
    base = mix(base, [0.98, 0.88, 0.80], clouds * 0.8)
    sun = np.hypot((x - 0.66) * width / height, y - 0.42)
    base = mix(base, [1.0, 0.93, 0.70], np.exp(-(sun / 0.16) ** 2) * 0.8)
    base = mix(base, [1.0, 0.97, 0.85], smoothstep(0.062, 0.052, sun))
    for k, (level, swing, color) in enumerate([(0.50, 0.16, (0.46, 0.47, 0.62)), (0.57, 0.13, (0.33, 0.38, 0.50)),
                                               (0.63, 0.09, (0.22, 0.32, 0.36))]):
        line = level - swing * (fractal(rng, (1, width), (1, 4 + 2 * k), 5)[0] - 0.35)
        base = mix(base, np.array(color) * (1 + 0.3 * (y[..., None] - level)), smoothstep(-0.003, 0.003, y - line))
    water = smoothstep(0.683, 0.687, y)
    mirror = mix([0.80, 0.68, 0.54], [0.20, 0.30, 0.42], smoothstep(0.69, 0.95, y))
    glint = np.exp(-((x - 0.66) / (0.03 + 0.12 * (y - 0.68).clip(0))) ** 2) * (0.5 + 0.5 * np.sin(y * 420))
    base = mix(base, mix(mirror, [1.0, 0.90, 0.66], glint * 0.75), water)
    shore = 0.86 + 0.09 * np.sin(x * 5 + 0.6) + 0.03 * fractal(rng, (1, width), (1, 12), 4)[0]
    base = mix(base, mix([0.24, 0.30, 0.13], [0.13, 0.17, 0.08], fractal(rng, (height, width), (64, 24), 3)),
               smoothstep(0, 0.004, y - shore))
    strokes = fractal(rng, (height, width), (24, 96), 3)
    trunk = (np.abs(x - 0.17 - 0.02 * np.sin(y * 9)) < 0.009) & (y > 0.34) & (y < 0.88)
    crown = np.minimum.reduce([np.hypot((x - cx) * 1.33, y - cy) / r for cx, cy, r in
                               ((0.17, 0.30, 0.13), (0.11, 0.38, 0.10), (0.235, 0.37, 0.11), (0.17, 0.42, 0.10))])
    base = mix(base, [0.16, 0.10, 0.07], trunk)
    foliage = mix([0.12, 0.20, 0.09], [0.34, 0.40, 0.16], strokes)
    base = mix(base, foliage, smoothstep(1.0, 0.93, crown + 0.35 * (strokes - 0.5)))
    base = base * (0.9 + 0.2 * strokes[..., None])
    return {"base": base, "normal": normal_map(strokes, 2.2)}


def spines(seed=12, width=512, height=256, count=8):
    """Atlas of book covers: `count` columns, the spine in the middle third of each column."""
    rng = np.random.default_rng(seed)
    base = np.zeros((height, width, 3))
    palette = [(0.50, 0.10, 0.10), (0.11, 0.22, 0.40), (0.16, 0.34, 0.22), (0.76, 0.62, 0.34), (0.25, 0.12, 0.28),
               (0.82, 0.78, 0.70), (0.13, 0.13, 0.14), (0.72, 0.36, 0.14)]
    step = width // count
    cloth = fractal(rng, (height, width), (64, 128), 3)
    for k in range(count):
        ink = np.array([0.88, 0.74, 0.38]) if k != 5 and k != 3 else np.array([0.25, 0.12, 0.10])
        cell = np.broadcast_to(np.array(palette[k % len(palette)]), (height, step, 3)).copy()
        for level in (0.06, 0.085, 0.90, 0.93):
            cell[int(level * height):int(level * height) + 3] = ink
        if k % 2:
            cell[int(0.30 * height):int(0.52 * height)] *= 0.55
        for line in range(2 + k % 2):
            start = int((0.33 + 0.075 * line) * height)
            for word in range(5):
                left = int(step * (0.2 + 0.12 * word))
                cell[start:start + 9, left:left + int(rng.integers(3, 7))] = ink
        centre = int(0.72 * height), step // 2
        yy, xx = np.ogrid[0:height, 0:step]
        cell[np.abs(np.hypot(yy - centre[0], xx - centre[1]) - 11 - 2 * (k % 3)) < 1.8] = ink
        base[:, k * step:(k + 1) * step] = cell
    base *= (0.82 + 0.3 * cloth)[..., None]
    return {"base": base}


def clock_face(size=256):
    image = Image.new("RGB", (size * 2, size * 2), (238, 232, 216))
    draw = ImageDraw.Draw(image)
    c = size
    for k in range(60):
        a = k * np.pi / 30
        inner = 0.80 if k % 5 == 0 else 0.88
        ends = [(c + np.sin(a) * c * r, c - np.cos(a) * c * r) for r in (inner, 0.94)]
        draw.line(ends, fill=(30, 26, 22), width=14 if k % 15 == 0 else 9 if k % 5 == 0 else 3)
    draw.ellipse([c * 0.42, c * 0.42, c * 1.58, c * 1.58], outline=(150, 120, 70), width=5)
    return {"base": np.asarray(image.resize((size, size), Image.LANCZOS)) / 255.0}


def screen(seed=13, width=320, height=200):
    """Lines of text-like marks and a plot, for a monitor."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (width, height), (16, 22, 30))
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 0, width, 13], fill=(40, 52, 68))
    colors = [(120, 190, 230), (220, 170, 90), (150, 210, 130), (200, 200, 210), (210, 110, 120)]
    for line in range(20):
        left = 8 + 10 * int(rng.integers(0, 4))
        while left < 150:
            length = int(rng.integers(6, 34))
            if rng.random() < 0.78:
                draw.rectangle([left, 22 + line * 8.6, left + length, 25 + line * 8.6],
                               fill=colors[int(rng.integers(5))])
            left += length + 6
            if rng.random() < 0.22:
                break
    draw.rectangle([176, 24, 310, 190], fill=(24, 32, 42))
    xs = np.arange(180, 307)
    for k, color in enumerate(colors[:3]):
        ys = 110 - 22 * (k - 1) * 1.6 - 26 * np.sin(xs / 18 + 2 * k) * np.exp(-(xs - 180) / 160)
        draw.line(list(zip(xs.tolist(), ys.tolist())), fill=color, width=2)
    return {"emissive": np.asarray(image) / 255.0}


def leaf(seed=14, size=256):
    """RGBA leaf: colour bled beyond the outline, so that filtering at the cut stays green."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size] / (size - 1)
    t = 1 - y
    half = 0.46 * np.sin(np.pi * t.clip(0, 1) ** 0.75) ** 0.8 * (1 - 0.25 * t)
    off = np.abs(x - 0.5)
    vein = np.abs(((t - off * 0.9) * 9) % 1 - 0.5)
    notch = half * (0.93 + 0.07 * np.cos(2 * np.pi * (t - off * 0.9) * 9))
    inside = smoothstep(0.004, -0.004, off - notch)
    stem = smoothstep(0.016, 0.010, off) * (t < 0.2)
    tone = fractal(rng, (size, size), (6, 6), 4)
    base = mix([0.16, 0.40, 0.12], [0.32, 0.56, 0.18], tone * 0.7 + 0.4 * off)
    base = mix(base, [0.52, 0.70, 0.34], smoothstep(0.06, 0.02, vein) * 0.55 + smoothstep(0.016, 0.006, off) * 0.8)
    alpha = np.maximum(inside * (t > 0.03), stem)
    height = -smoothstep(0.08, 0.0, vein) - smoothstep(0.03, 0.0, off) * 1.5 + 0.3 * tone
    return {"base": np.concatenate([base, alpha[..., None]], 2), "normal": normal_map(height, 3.0)}


def ball(width=256, height=128):
    """Six coloured gores with white caps."""
    y, x = np.mgrid[0:height, 0:width]
    gore = (x * 6 // width) % 6
    colors = np.array([(0.85, 0.12, 0.10), (0.95, 0.93, 0.88), (0.10, 0.25, 0.62), (0.95, 0.93, 0.88),
                       (0.95, 0.72, 0.10), (0.95, 0.93, 0.88)])
    base = colors[gore]
    cap = np.minimum(y, height - 1 - y) < height * 0.11
    base[cap] = (0.95, 0.93, 0.88)
    return {"base": base}
