"""Frames by number, for the data sets of plumb.torch and plumb.jax: which frame a sample is, and what renders it.

Which one it is depends on nothing but the recipe, the seed, the epoch and its place in the epoch: not on workers, ranks
or batches. Renderers do not survive a fork, so each process makes its own when it is first asked for a frame.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import plumb

_BATCHES_AHEAD = 2


class Source:
    """What renders frame after frame in one process, made when it is first needed there."""

    def __init__(self, scene: str | os.PathLike[str] | None, recipe: str | os.PathLike[str], *, length: int,
                 size: tuple[int, int] = (640, 480), passes: Sequence[str] = ("rgb", "depth", "instance"),
                 seed: int = 0, view: int = 0, device: str = "", annotations: bool = False,
                 renderer_options: Mapping[str, Any] | None = None) -> None:
        if length < 1:
            raise plumb.InvalidArgumentError(f"a data set of {length} frames an epoch; at least 1 is needed")
        self._scene_path = None if scene is None else Path(scene).absolute()
        self._recipe_path = Path(recipe).absolute()
        self._size = size
        self._passes = list(passes)
        self._length = length
        self._seed = seed
        self._view = view
        self._device = device
        self._renderer_options: dict[str, Any] = {"annotations": annotations} | dict(renderer_options or {})
        self._epoch: Any = [0]
        self._process = 0

    def __getstate__(self) -> dict[str, Any]:
        made_here = ("_scene", "_recipe", "_renderer", "_keeper")
        return {key: value for key, value in self.__dict__.items() if key not in made_here} | {"_process": 0}

    def __len__(self) -> int:
        return self._length

    @property
    def epoch(self) -> int:
        """Which epoch is drawn; each has frames of its own."""
        return int(self._epoch[0])

    def set_epoch(self, epoch: int) -> None:
        """Chooses the epoch, for workers as well, from their next frame on: call it before iterating."""
        if epoch < 0:
            raise plumb.InvalidArgumentError(f"epoch {epoch}; the first one is 0")
        self._epoch[0] = epoch

    def scene(self) -> plumb.Scene:
        """The scene that is rendered, as the recipe prepares it."""
        self._make()
        return self._scene

    def renderer(self) -> plumb.Renderer:
        """The renderer of this process."""
        self._make()
        return self._renderer

    def shots(self, places: Sequence[int]) -> list[plumb.Shot]:
        """The shots at places 0 .. length - 1 of the epoch."""
        self._make()
        for place in places:
            if not 0 <= place < self._length:
                raise IndexError(f"frame {place} of an epoch of {self._length}")
        indices = [self._first() + place for place in places]
        if self._keeper is not None:
            return self._keeper.shots(self._seed, indices)
        return [self._recipe.shot(self._scene, self._seed, index, view=self._view) for index in indices]

    def _memory(self) -> plumb.FrameMemory:
        """Where frames lie in this process unless the options say so; of a GPU only where samples lie there too."""
        return plumb.FrameMemory.host

    def _first(self) -> int:
        return self.epoch * self._length

    def _make(self) -> None:
        if self._process == os.getpid():
            return
        self._recipe = plumb.Recipe.load(self._recipe_path)
        path = self._scene_path or self._recipe.scene_path
        if path is None:
            raise plumb.InvalidArgumentError(f"{self._recipe_path} names no scene; give one beside the recipe")
        if self._recipe.has_conditions and self._view != 0:
            raise plumb.UnsupportedError("keep_if is judged in the left view; a data set of the right one is not made")
        self._scene = self._recipe.prepare(plumb.Scene.load(path))
        device = plumb.Device.create(self._device)
        options = {"memory": self._memory()} | self._renderer_options
        self._renderer = plumb.Renderer(device, self._scene, self._size, self._passes, **options)
        self._keeper = (plumb.ShotKeeper(device, self._scene, self._recipe, self._size)
                        if self._recipe.has_conditions else None)
        self._process = os.getpid()


class Stream(Source):
    """Whole batches, one after the other. Those of an epoch are dealt out to ranks, and those of a rank to its workers."""

    def __init__(self, scene: str | os.PathLike[str] | None, recipe: str | os.PathLike[str], *, length: int,
                 batch_size: int, rank: int, world_size: int, **options: Any) -> None:
        super().__init__(scene, recipe, length=length, **options)
        if not 0 <= rank < world_size:
            raise plumb.InvalidArgumentError(f"rank {rank} of {world_size}; ranks count from 0")
        if not 1 <= batch_size <= length // world_size:
            raise plumb.InvalidArgumentError(f"batches of {batch_size} frames; 1 to {length // world_size} fit into an "
                                             f"epoch of {length} frames for {world_size} ranks")
        self._rank, self._world_size, self._batch_size = rank, world_size, batch_size

    def __len__(self) -> int:
        """Batches an epoch, of this rank; every rank has as many."""
        return self._length // self._batch_size // self._world_size

    def _batches(self, worker: int = 0, workers: int = 1) -> Iterator[tuple[range, plumb.Batch]]:
        """The batches of this rank and worker with the numbers of their frames; the next ones are rendered meanwhile.
        Who asks the workers in turn gets the order that one alone has."""
        renderer, first = self.renderer(), self._first()
        ahead: deque[tuple[range, plumb.PendingBatch]] = deque()
        for turn in range(worker, len(self), workers):
            start = (turn * self._world_size + self._rank) * self._batch_size
            places = range(start, start + self._batch_size)
            ahead.append((range(first + places.start, first + places.stop), renderer.render_async(self.shots(places))))
            if len(ahead) > _BATCHES_AHEAD:
                indices, pending = ahead.popleft()
                yield indices, pending.result()
        for indices, pending in ahead:
            yield indices, pending.result()
