"""An analytic clear sky with sun glow, haze and ground, as a Radiance RGBE file (equirectangular, run-length coded)."""
import numpy as np

from meshes import unit


def _field(seed, x, y, octaves):
    """Fractal value noise in [0, 1] at any place of a plane."""
    table = np.random.default_rng(seed).random((64, 64))
    total, weight = 0.0, 0.0
    for k in range(octaves):
        u, v = x * 2 ** k + 17 * k, y * 2 ** k + 31 * k
        i, j = np.floor(u).astype(int), np.floor(v).astype(int)
        f, g = u - i, v - j
        f, g = f * f * (3 - 2 * f), g * g * (3 - 2 * g)
        at = lambda di, dj: table[(j + dj) % 64, (i + di) % 64]
        row = lambda dj: at(0, dj) * (1 - f) + at(1, dj) * f
        total = total + 0.5 ** k * (row(0) * (1 - g) + row(1) * g)
        weight += 0.5 ** k
    return total / weight


def sky_radiance(width, height, sun_direction):
    """(height, width, 3) linear radiance, rows from +Y to -Y, the centre column is -Z, columns turn to the right."""
    theta = (np.arange(height) + 0.5) / height * np.pi
    phi = ((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi
    d = np.stack(np.broadcast_arrays(np.sin(theta)[:, None] * np.sin(phi), np.cos(theta)[:, None],
                                     -np.sin(theta)[:, None] * np.cos(phi)), 2)
    angle = np.degrees(np.arccos((d @ unit(sun_direction)).clip(-1, 1)))[..., None]
    picture = _air(d, angle)
    elevation = np.broadcast_to(np.pi / 2 - theta[:, None], picture.shape[:2])
    for seed, level, swing, color in ((1, 0.060, 0.075, (0.38, 0.49, 0.60)), (2, 0.028, 0.060, (0.23, 0.33, 0.34)),
                                      (3, 0.006, 0.040, (0.13, 0.21, 0.13))):
        # The noise is taken along a circle, so that the ridge closes.
        ridge = level + swing * (_field(seed, 4 + 3 * np.sin(phi), 4 + 3 * np.cos(phi), 6) - 0.5)
        edge = ((ridge - elevation) / (np.pi / height) + 0.5).clip(0, 1)[..., None]
        picture = picture * (1 - edge) + np.array(color) * edge
    edge = ((-0.012 - elevation) / (np.pi / height) + 0.5).clip(0, 1)[..., None]
    return picture * (1 - edge) + _meadow(d) * edge


def _air(d, sun_angle_deg):
    up = d[..., 1:2]
    zenith, horizon = np.array([0.10, 0.25, 0.62]), np.array([0.62, 0.74, 0.86])
    haze = np.exp(-5.0 * up.clip(0, 1))
    sky = zenith * (1 - haze) + horizon * haze
    plane = d / (up.clip(0, 1) + 0.12)
    cover = _field(7, plane[..., 0] * 0.9 + 9, plane[..., 2] * 0.9 + 9, 6)[..., None]
    cloud = ((cover - 0.52) / 0.16).clip(0, 1)
    cloud = cloud * cloud * (3 - 2 * cloud) * 0.85 * (1 - np.exp(-12 * up.clip(0, 1)))
    sky = sky * (1 - cloud) + cloud * (0.95 - 0.35 * ((cover - 0.62) / 0.2).clip(0, 1)) * np.array([0.98, 0.98, 1.0])
    glow = 0.22 * np.exp(-sun_angle_deg / 22) + 1.6 * np.exp(-(sun_angle_deg / 5.5) ** 2)
    return sky + np.array([1.0, 0.86, 0.62]) * (glow + 7.0 * np.exp(-(sun_angle_deg / 1.6) ** 2))


def _meadow(d):
    down = (-d[..., 1:2]).clip(0.012, 1)
    place = d / down
    patches = _field(11, place[..., 0] * 0.6, place[..., 2] * 0.6, 4)[..., None]
    dark, light = np.array([0.085, 0.17, 0.045]), np.array([0.24, 0.29, 0.09])
    patches = ((patches - 0.3) / 0.4).clip(0, 1)
    field = dark * (1 - patches) + light * patches
    # Nearer the feet it is bare earth: bounced light stays neutral on the ceiling.
    earth = ((down - 0.25) / 0.3).clip(0, 1)
    field = field * (1 - earth) + np.array([0.21, 0.20, 0.15]) * earth
    far = np.exp(-down / 0.05)
    return field * (1 - 0.7 * far) + np.array([0.22, 0.26, 0.20]) * 0.7 * far


def rgbe(radiance):
    """Shared-exponent bytes of (..., 3) positive floats (Ward 1991)."""
    peak = radiance.max(-1)
    mantissa, exponent = np.frexp(peak)
    scale = np.where(peak > 1e-32, mantissa * 256 / np.maximum(peak, 1e-32), 0)
    out = np.zeros((*radiance.shape[:-1], 4), np.uint8)
    out[..., :3] = (radiance * scale[..., None]).clip(0, 255).astype(np.uint8)
    out[..., 3] = np.where(peak > 1e-32, exponent + 128, 0)
    return out


def run_lengths(row):
    """Radiance's run-length code of one channel of one line."""
    out, literal, k = bytearray(), bytearray(), 0
    def flush():
        if literal:
            out.append(len(literal))
            out.extend(literal)
            literal.clear()
    while k < len(row):
        n = 1
        while n < 127 and k + n < len(row) and row[k + n] == row[k]:
            n += 1
        if n >= 4:
            flush()
            out += bytes((128 + n, row[k]))
            k += n
        else:
            literal.append(row[k])
            k += 1
            if len(literal) == 128:
                flush()
    flush()
    return bytes(out)


def write_hdr(path, radiance):
    height, width, _ = radiance.shape
    code = rgbe(radiance)
    with open(path, "wb") as file:
        file.write(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n" + f"-Y {height} +X {width}\n".encode())
        for line in code:
            file.write(bytes((2, 2, width >> 8, width & 255)))
            for channel in range(4):
                file.write(run_lengths(line[:, channel].tobytes()))
