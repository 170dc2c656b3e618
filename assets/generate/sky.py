"""An analytic clear sky with sun glow, haze and ground, as a Radiance RGBE file (equirectangular, run-length coded)."""
import numpy as np

from meshes import unit


def sky_radiance(width, height, sun_direction):
    """(height, width, 3) linear radiance, rows from +Y to -Y, the centre column is -Z, columns turn to the right."""
    theta = (np.arange(height) + 0.5) / height * np.pi
    phi = ((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi
    d = np.stack(np.broadcast_arrays(np.sin(theta)[:, None] * np.sin(phi), np.cos(theta)[:, None],
                                     -np.sin(theta)[:, None] * np.cos(phi)), 2)
    up = d[..., 1:2]
    zenith, horizon = np.array([0.10, 0.25, 0.62]), np.array([0.62, 0.74, 0.86])
    haze = np.exp(-5.0 * up.clip(0, 1))
    sky = zenith * (1 - haze) + horizon * haze
    cosine = (d @ unit(sun_direction)).clip(-1, 1)[..., None]
    angle = np.degrees(np.arccos(cosine))
    sky = sky + np.array([1.0, 0.86, 0.62]) * (0.22 * np.exp(-angle / 22) + 1.6 * np.exp(-(angle / 5.5) ** 2)
                                               + 7.0 * np.exp(-(angle / 1.6) ** 2))
    hills = 0.035 + 0.03 * np.sin(3 * phi + 0.4) + 0.018 * np.sin(7 * phi + 2.0) + 0.008 * np.sin(17 * phi)
    far = np.array([0.16, 0.24, 0.22]) + 0.12 * haze
    ground = np.array([0.17, 0.19, 0.10]) * (1 + 0.25 * np.sin(5 * phi + 1))[None, :, None]
    fade = np.exp(6 * up.clip(-1, 0))
    ground = ground * (1 - 0.6 * fade) + 0.6 * fade * np.array([0.24, 0.28, 0.20])
    elevation = np.pi / 2 - theta[:, None]
    edge = ((elevation - hills) / 0.012 + 0.5).clip(0, 1)[..., None]
    below = np.where(up > 0, far, ground)
    return sky * edge + below * (1 - edge)


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
