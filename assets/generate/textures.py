"""Tileable surface textures. Each function returns {"base", "mr", "normal"} arrays, those that it has; base is sRGB."""
import numpy as np

from noise import fractal, lattice, metal_rough, mix, normal_map, smoothstep


def _grain(rng, shape, stretch):
    """Wood grain along u: stretched noise and warped rings."""
    warp = fractal(rng, shape, (4, 2), 3)
    fibre = fractal(rng, shape, (stretch, 4), 4, 0.6)
    v = np.linspace(0, 1, shape[0], endpoint=False)[:, None]
    rings = 0.5 + 0.5 * np.sin(2 * np.pi * (v * 9 + warp * 3.2))
    return 0.55 * fibre + 0.3 * rings * (0.6 + 0.4 * warp) + 0.15 * fractal(rng, shape, (64, 8), 2)


def planks(seed=1, size=1024, rows=12):
    """Floor boards along u, two metres wide as used here, with staggered joints."""
    rng = np.random.default_rng(seed)
    shape = (size, size)
    y, x = np.mgrid[0:size, 0:size] / size
    row = np.floor(y * rows).astype(int)
    joint = rng.random(rows)
    across = y * rows - row
    along = (x + joint[row]) % 1.0 * 1.0
    board = (along * 2).astype(int) % 2 + 2 * row
    tone, shift = rng.random(2 * rows), rng.integers(0, size, 2 * rows)
    grain = _grain(rng, shape, 96)
    k = np.arange(size)
    grain = grain[(k[:, None] + shift[board] // 2) % size, (k[None, :] + shift[board]) % size]
    from_end = np.abs((along * 2) % 1.0 - 0.5) * 2
    gap = np.maximum(smoothstep(0.455, 0.497, np.abs(across - 0.5)), smoothstep(0.994, 0.999, from_end))
    light, dark = np.array([0.74, 0.54, 0.35]), np.array([0.47, 0.30, 0.17])
    base = mix(light, dark, (grain * 0.95 - 0.12 + (tone[board] - 0.5) * 0.42).clip(0, 1))
    base = mix(base, [0.13, 0.085, 0.05], gap * 0.85)
    rough = 0.38 + 0.22 * grain + 0.3 * gap
    height = (1 - gap) + grain * 0.06 + (tone[board] - 0.5) * 0.05
    return {"base": base, "mr": metal_rough(rough), "normal": normal_map(height, 3.0)}


def wood(seed=2, size=512, light=(0.70, 0.48, 0.29), dark=(0.42, 0.25, 0.13)):
    rng = np.random.default_rng(seed)
    grain = _grain(rng, (size, size), 48)
    base = mix(light, dark, smoothstep(0.25, 0.85, grain))
    return {"base": base, "mr": metal_rough(0.36 + 0.26 * grain), "normal": normal_map(grain, 1.2)}


def brick(seed=3, size=1024, rows=24, columns=8):
    """Running bond with irregular, worn edges."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size] / size
    wobble = (fractal(rng, (size, size), (16, 16), 3) - 0.5) * 0.10
    wobble_x = (fractal(rng, (size, size), (16, 16), 3) - 0.5) * 0.05
    v = (y * rows + wobble) % rows
    row = v.astype(int)
    u = (x * columns + 0.5 * (row % 2) + wobble_x) % columns
    column = u.astype(int)
    edge_v = 0.5 - np.abs(v - row - 0.5)
    edge_u = (0.5 - np.abs(u - column - 0.5)) * 3
    body = smoothstep(0.05, 0.14, np.minimum(edge_v, edge_u))
    tone = rng.random((rows, columns))[row, column]
    hue = rng.random((rows, columns))[row, column]
    grit = fractal(rng, (size, size), (64, 64), 4, 0.65)
    stain = fractal(rng, (size, size), (3, 3), 4)
    clay = mix([0.62, 0.33, 0.24], [0.74, 0.47, 0.34], hue)
    clay = mix(clay, [0.36, 0.19, 0.16], (tone * 0.75 - 0.1 + (grit - 0.5) * 0.9).clip(0, 1))
    mortar = mix([0.62, 0.59, 0.54], [0.44, 0.42, 0.39], grit)
    base = mix(mortar, clay, body) * (0.86 + 0.24 * stain[..., None])
    height = body * (0.9 + 0.2 * tone) + grit * 0.22
    return {"base": base, "mr": metal_rough(0.8 + 0.15 * grit), "normal": normal_map(height, 4.0)}


def plaster(seed=4, size=512):
    rng = np.random.default_rng(seed)
    broad, fine = fractal(rng, (size, size), (4, 4), 5, 0.55), fractal(rng, (size, size), (48, 48), 3)
    base = mix([0.90, 0.87, 0.80], [0.80, 0.76, 0.68], smoothstep(0.25, 0.8, broad) * 0.4 + fine * 0.15)
    return {"base": base, "mr": metal_rough(0.82 + 0.1 * fine), "normal": normal_map(broad * 1.2 + fine * 0.5, 2.6)}


def fabric(seed=5, size=512, threads=64):
    """Neutral basket weave, tinted by the material's base colour factor."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size] / size * threads
    over = (np.floor(x) + np.floor(y)) % 2
    bump_x, bump_y = np.sin(np.pi * (x % 1)), np.sin(np.pi * (y % 1))
    height = np.where(over > 0.5, bump_y * (0.6 + 0.4 * bump_x), bump_x * (0.6 + 0.4 * bump_y))
    slub = 0.5 * lattice(rng, (size, size), (threads, 6)) + 0.5 * lattice(rng, (size, size), (6, threads))
    shade = (0.76 + 0.10 * height + 0.18 * (slub - 0.5)).clip(0, 1)
    return {"base": np.repeat(shade[..., None], 3, 2), "mr": metal_rough(np.full((size, size), 0.92)),
            "normal": normal_map(height, 1.8)}


def brushed_metal(seed=6, size=256):
    rng = np.random.default_rng(seed)
    scratches = fractal(rng, (size, size), (128, 2), 2, 0.7)
    blotch = fractal(rng, (size, size), (4, 4), 3)
    base = mix([0.80, 0.80, 0.81], [0.62, 0.62, 0.64], scratches * 0.6 + blotch * 0.4)
    return {"base": base, "mr": metal_rough(0.28 + 0.22 * scratches + 0.12 * blotch, 1.0),
            "normal": normal_map(scratches, 0.8)}


def rug(seed=7, width=768, height=512):
    """One whole rug: borders, a field of diamonds, a medallion, and pile."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(float)
    px, py = x - (width - 1) / 2, y - (height - 1) / 2
    edge = np.minimum(width / 2 - np.abs(px), height / 2 - np.abs(py))
    red, navy = np.array([0.50, 0.12, 0.11]), np.array([0.10, 0.14, 0.26])
    cream, gold, teal = np.array([0.86, 0.78, 0.62]), np.array([0.76, 0.55, 0.24]), np.array([0.16, 0.36, 0.36])
    diamond = (np.abs((px / 64) % 1 - 0.5) + np.abs((py / 64) % 1 - 0.5))
    base = mix(red, red * 0.72, smoothstep(0.47, 0.53, diamond))
    base = mix(base, gold, smoothstep(0.14, 0.10, diamond))
    medal = np.hypot(px / 1.25, py) / (height / 2)
    petals = medal * (1 + 0.09 * np.cos(12 * np.arctan2(py, px / 1.25)))
    for radius, color in ((0.62, cream), (0.585, navy), (0.44, gold), (0.415, teal), (0.25, cream), (0.225, red),
                          (0.10, gold)):
        base = mix(base, color, petals < radius)
    for inner, color in ((92, cream), (86, navy), (34, gold), (28, red), (12, cream), (6, navy)):
        base = mix(base, color, edge < inner)
    step = (np.where(width / 2 - np.abs(px) < height / 2 - np.abs(py), py, px) / 26) % 1 - 0.5
    flower = np.hypot(step * 26, edge - 60)
    base = mix(base, cream, (flower < 11.5) & (edge > 36))
    base = mix(base, red, flower < 7)
    pile = fractal(rng, (height, width), (128, 192), 2)
    wear = fractal(rng, (height, width), (4, 6), 4)
    knots = 0.5 + 0.5 * np.sin(np.pi * x / 2) * np.sin(np.pi * y / 2)
    base = base * (0.84 + 0.14 * pile + 0.14 * wear)[..., None]
    return {"base": base, "normal": normal_map(pile + 0.2 * knots, 1.6)}
