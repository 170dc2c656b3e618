"""Rendered frames as arrays of JAX, with no file in between.

Arrays of JAX cannot be written, like those of plumb, so that on the CPU both are one memory where its alignment allows
it; with an accelerator JAX copies to it. Types stay as they are, ids uint32.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jax
import numpy as np

import plumb
from plumb._source import Stream

__all__ = ["FrameStream", "array", "arrays"]


class _OnCpu:
    """An array for a JAX that has no GPU, whatever the renderer has."""

    def __init__(self, frame_array: plumb.Array) -> None:
        self._array = frame_array

    def __dlpack__(self, **request: Any) -> object:
        return self._array.__dlpack__(**(request | {"dl_device": (1, 0)}))

    def __dlpack_device__(self) -> tuple[int, int]:
        return (1, 0)


def _has_gpu() -> bool:
    return jax.local_devices()[0].platform in ("gpu", "cuda")


def array(frame_array: plumb.Array) -> jax.Array:
    """An array of plumb on JAX's first device, without a copy if it lies there."""
    shared = jax.dlpack.from_dlpack(frame_array if _has_gpu() else _OnCpu(frame_array))
    return jax.device_put(shared, jax.local_devices()[0])


def arrays(frames: plumb.Frame | plumb.Batch) -> dict[str, jax.Array]:
    """Every pass of a frame, or of a batch; see array()."""
    return {name: array(frames[name]) for name in frames.pass_names}


class FrameStream(Stream):
    """Whole batches, one after the other: a dict of arrays, one a pass, and "index". The next batches are rendered while
    one is used. Which frames they are depends on recipe, seed, epoch and place alone, and is what plumb.torch gives.

    scene:      path of the scene; None for the one that the recipe names
    recipe:     path of the recipe
    length:     frames an epoch; frame i of epoch e is frame e * length + i of the recipe
    batch_size: frames a batch; what does not fill one at the end of an epoch is left out
    size:       (width, height), pixels
    passes:     names of plumb.passes()
    seed:       of the recipe
    view:       of a stereo recipe 0 is the left eye, 1 the right
    device:     as plumb.Device.create() takes it
    renderer_options: what else plumb.Renderer takes, such as {"samples": 4, "color": plumb.ColorOptions(shadows=False)}
    rank, world_size: which share of the batches; jax.process_index() and jax.process_count() if not given
    """

    def __init__(self, scene: str | os.PathLike[str] | None, recipe: str | os.PathLike[str], *, length: int,
                 batch_size: int, size: tuple[int, int] = (640, 480),
                 passes: Sequence[str] = ("rgb", "depth", "instance"), seed: int = 0, view: int = 0, device: str = "",
                 renderer_options: Mapping[str, Any] | None = None, rank: int | None = None, world_size: int | None = None) -> None:
        super().__init__(scene, recipe, length=length, batch_size=batch_size,
                         rank=jax.process_index() if rank is None else rank,
                         world_size=jax.process_count() if world_size is None else world_size,
                         size=size, passes=passes, seed=seed, view=view, device=device, renderer_options=renderer_options)

    def _memory(self) -> plumb.FrameMemory:
        return plumb.FrameMemory.automatic if _has_gpu() else plumb.FrameMemory.host

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for indices, batch in self._batches():
            yield arrays(batch) | {"index": np.arange(indices.start, indices.stop)}
