"""Trains a small network of JAX to guess depth from colour, on frames that are rendered while it trains.

    python examples/train_jax.py [--steps N] [--device NAME]

The frames are those of docs/recipes/clutter.json, small; held-out ones come from another seed. The error is how far the
guess is off, as a share of the depth, averaged over pixels; beside it stands that of the best constant guess. Exit
status 1 if the network has not brought it below --goal of that.
"""
import argparse
import time
from pathlib import Path

import jax
import jax.numpy as jnp
from jax.example_libraries import optimizers, stax

import plumb
import plumb.jax

RECIPE = Path(__file__).resolve().parents[1] / "docs/recipes/clutter.json"
SIZE, BATCH = (64, 48), 16


def frames(seed, count, device):
    return plumb.jax.FrameStream(None, RECIPE, length=count, batch_size=BATCH, size=SIZE, seed=seed,
                                 passes=["rgb", "depth"], device=device,
                                 renderer_options={"color": plumb.ColorOptions(shadows=False)})


def network():
    """Colours -1..1 in, the logarithm of depth out; strides see wide, each guess is for 8 x 8 pixels."""
    layers = [stax.Conv(width, (3, 3), (stride, stride), "SAME") for width, stride in ((16, 2), (32, 2), (64, 2), (64, 1))]
    return stax.serial(*(part for layer in layers for part in (layer, stax.Relu)), stax.Conv(1, (1, 1)))


def prepared(sample):
    """Colours, depth as the network tells it (an eighth of the size), and which of these pixels see a surface."""
    depth = sample["depth"][:, 4::8, 4::8]
    is_seen = jnp.isfinite(depth)
    return sample["rgb"][..., :3].astype(jnp.float32) / 127.5 - 1, jnp.where(is_seen, depth, 1), is_seen


def share_off(guess, depth, is_seen):
    """Mean of |guess - depth| / depth where a surface is seen."""
    return (jnp.abs(jnp.exp(guess) - depth) / depth * is_seen).sum() / is_seen.sum()


def train(arguments):
    start, apply = network()
    _, parameters = start(jax.random.PRNGKey(0), (BATCH, SIZE[1], SIZE[0], 3))
    begin, change, current = optimizers.adam(2e-3)

    def loss(parameters, picture, depth, is_seen):
        distance = jnp.abs(apply(parameters, picture)[..., 0] - jnp.log(depth))
        return (distance * is_seen).sum() / is_seen.sum()

    @jax.jit
    def learn(step, state, sample):
        value, slopes = jax.value_and_grad(loss)(current(state), *prepared(sample))
        return value, change(step, slopes, state)

    @jax.jit
    def judge(parameters, sample):
        picture, depth, is_seen = prepared(sample)
        middle = jnp.log(jnp.nanmedian(jnp.where(is_seen, depth, jnp.nan)))
        return jnp.stack([share_off(apply(parameters, picture)[..., 0], depth, is_seen), share_off(middle, depth, is_seen)])

    state, began = begin(parameters), time.perf_counter()
    for step, sample in enumerate(frames(0, arguments.steps * BATCH, arguments.device)):
        value, state = learn(step, state, {name: sample[name] for name in ("rgb", "depth")})
        if step % 25 == 24 or step + 1 == arguments.steps:
            rate = (step + 1) * BATCH / (time.perf_counter() - began)
            print(f"step {step + 1:4d}  loss {value:.3f}  {rate:.0f} frames/s rendered and learnt", flush=True)
    held_out = frames(1, 64, arguments.device)
    return sum(judge(current(state), {name: sample[name] for name in ("rgb", "depth")}) for sample in held_out) / len(held_out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--goal", type=float, default=0.6, help="share of the error of a constant guess that may be left")
    parser.add_argument("--device", default="", help="Vulkan device, as plumb.Device.create() takes it")
    arguments = parser.parse_args()
    error, constant = train(arguments).tolist()
    print(f"64 held-out frames: depth is off by {100 * error:.1f} %, a constant guess by {100 * constant:.1f} %; "
          f"share {error / constant:.2f}, goal {arguments.goal}")
    return 0 if error <= arguments.goal * constant else 1


if __name__ == "__main__":
    raise SystemExit(main())
