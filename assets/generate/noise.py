"""Tileable noise and the packing of texture arrays.

Arrays are (height, width[, 3]) floats in [0, 1], rows from the top."""
import numpy as np
from PIL import Image


def lattice(rng, shape, cells):
    """Smooth periodic value noise in [0, 1]; `cells` is (rows, columns) of the lattice."""
    values = rng.random(cells)
    def axis(size, count):
        x = np.arange(size) / size * count
        i = np.floor(x).astype(int)
        f = x - i
        return i % count, (i + 1) % count, f * f * (3 - 2 * f)
    y0, y1, fy = axis(shape[0], cells[0])
    x0, x1, fx = axis(shape[1], cells[1])
    fy = fy[:, None]
    top = values[y0][:, x0] * (1 - fx) + values[y0][:, x1] * fx
    low = values[y1][:, x0] * (1 - fx) + values[y1][:, x1] * fx
    return top * (1 - fy) + low * fy


def fractal(rng, shape, cells, octaves=4, gain=0.5):
    """Sum of `octaves` lattices, each twice as fine, mapped back to about [0, 1]."""
    total, weight, amplitude = 0, 0, 1.0
    for k in range(octaves):
        total = total + amplitude * lattice(rng, shape, (cells[0] << k, cells[1] << k))
        weight += amplitude
        amplitude *= gain
    return total / weight


def smoothstep(low, high, x):
    t = ((x - low) / (high - low)).clip(0, 1)
    return t * t * (3 - 2 * t)


def mix(a, b, t):
    """Blend of two colours or arrays by a (height, width) map."""
    t = np.asarray(t)[..., None]
    return np.asarray(a) * (1 - t) + np.asarray(b) * t


def normal_map(height, strength):
    """Tangent-space normals (x right, y up in the picture) of a tileable height field; strength in texels a unit."""
    right = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) / 2 * strength
    down = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) / 2 * strength
    n = np.stack([-right, down, np.ones_like(height)], 2)
    return n / np.linalg.norm(n, axis=2, keepdims=True) * 0.5 + 0.5


def metal_rough(roughness, metallic=0.0):
    """glTF's packing: roughness in green, metallic in blue."""
    roughness = np.asarray(roughness)
    return np.stack([np.ones_like(roughness), roughness, np.broadcast_to(metallic, roughness.shape)], 2)


def picture(array):
    return Image.fromarray(np.round(np.asarray(array).clip(0, 1) * 255).astype(np.uint8))
