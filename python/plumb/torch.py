"""Rendered frames as data sets of PyTorch, with no file in between.

A sample is a dict of tensors, one a pass, and "index". Arrays are shared with the renderer, not copied; ids, which are
unsigned in plumb, come as int32 with the same bits. Which frame a sample is depends on nothing but the recipe, the seed,
the epoch and its place in the epoch: not on workers, ranks or batches.

Renderers do not survive a fork, so each process makes its own when it is first asked for a frame.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.distributed
import torch.utils.data

import plumb

Sample = dict[str, Any]
Transform = Callable[[Sample, plumb.Frame], Any]

__all__ = ["FrameDataset", "FrameStream", "tensor", "tensors"]

_BATCHES_AHEAD = 2


def tensor(array: plumb.Array) -> torch.Tensor:
    """The memory of an array as a tensor on the CPU, without a copy; uint32 as int32. Not to be written."""
    shared: torch.Tensor = torch.from_dlpack(array)
    return shared.view(torch.int32) if shared.dtype == torch.uint32 else shared


def tensors(frames: plumb.Frame | plumb.Batch) -> Sample:
    """Every pass of a frame, or of a batch, as a tensor; see tensor()."""
    return {name: tensor(frames[name]) for name in frames.pass_names}


class _Source:
    """What renders frame after frame in one process, made when it is first needed there."""

    def __init__(self, scene: str | os.PathLike[str] | None, recipe: str | os.PathLike[str], *, size: tuple[int, int],
                 passes: Sequence[str], length: int, seed: int, view: int, device: str, annotations: bool) -> None:
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
        self._annotations = annotations
        # Shared with the workers, persistent ones too: they see what set_epoch() says.
        self._epoch = torch.zeros(1, dtype=torch.int64).share_memory_()
        self._process = 0

    def __getstate__(self) -> dict[str, Any]:
        made_here = ("_scene", "_recipe", "_renderer", "_keeper")
        return {key: value for key, value in self.__dict__.items() if key not in made_here} | {"_process": 0}

    def __len__(self) -> int:
        return self._length

    @property
    def epoch(self) -> int:
        """Which epoch is drawn; each has frames of its own."""
        return int(self._epoch.item())

    def set_epoch(self, epoch: int) -> None:
        """Chooses the epoch, for workers as well, from their next frame on: call it before iterating."""
        if epoch < 0:
            raise plumb.InvalidArgumentError(f"epoch {epoch}; the first one is 0")
        self._epoch.fill_(epoch)

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
        self._renderer = plumb.Renderer(device, self._scene, self._size, self._passes, self._annotations)
        self._keeper = (plumb.ShotKeeper(device, self._scene, self._recipe, self._size)
                        if self._recipe.has_conditions else None)
        self._process = os.getpid()


class FrameDataset(_Source, torch.utils.data.Dataset[Any]):
    """Frames by number, for samplers: shuffled, distributed, or weighted. A DataLoader's batch is rendered together.

    scene:       path of the scene; None for the one that the recipe names
    recipe:      path of the recipe
    length:      frames an epoch; frame i of epoch e is frame e * length + i of the recipe
    size:        (width, height), pixels
    passes:      names of plumb.passes()
    seed:        of the recipe
    view:        of a stereo recipe 0 is the left eye, 1 the right
    device:      as plumb.Device.create() takes it
    annotations: count pixels and boxes, for transforms that look at Frame.annotations
    transform:   called with each sample and its frame; what it returns takes the sample's place
    """

    def __init__(self, scene: str | os.PathLike[str] | None, recipe: str | os.PathLike[str], *, length: int,
                 size: tuple[int, int] = (640, 480), passes: Sequence[str] = ("rgb", "depth", "instance"),
                 seed: int = 0, view: int = 0, device: str = "", annotations: bool = False,
                 transform: Transform | None = None) -> None:
        super().__init__(scene, recipe, size=size, passes=passes, length=length, seed=seed, view=view, device=device,
                         annotations=annotations)
        self._transform = transform

    def __getitem__(self, place: int) -> Any:
        if -self._length <= place < 0:
            place += self._length
        return self.__getitems__([place])[0]

    def __getitems__(self, places: Sequence[int]) -> list[Any]:
        batch = self.renderer().render_batch(self.shots(places))
        whole = tensors(batch)
        samples: list[Any] = []
        for i, place in enumerate(places):
            sample: Sample = {name: values[i] for name, values in whole.items()}
            sample["index"] = self._first() + place
            samples.append(sample if self._transform is None else self._transform(sample, batch[i]))
        return samples


class FrameStream(_Source, torch.utils.data.IterableDataset[Any]):
    """Whole batches, one after the other, for DataLoader(stream, batch_size=None) or a plain loop: the next batches are
    rendered while one is used, and none is copied. Ranks and workers share the batches of an epoch among them.

    batch_size: frames a batch; what does not fill one at the end of an epoch is left out
    rank, world_size: which share of the batches; those of torch.distributed where it is initialized, else all
    transform:  called with each batch of tensors and its plumb.Batch
    The rest is as for FrameDataset.
    """

    def __init__(self, scene: str | os.PathLike[str] | None, recipe: str | os.PathLike[str], *, length: int,
                 batch_size: int, size: tuple[int, int] = (640, 480),
                 passes: Sequence[str] = ("rgb", "depth", "instance"), seed: int = 0, view: int = 0, device: str = "",
                 annotations: bool = False, rank: int | None = None, world_size: int | None = None,
                 transform: Callable[[Sample, plumb.Batch], Any] | None = None) -> None:
        super().__init__(scene, recipe, size=size, passes=passes, length=length, seed=seed, view=view, device=device,
                         annotations=annotations)
        is_distributed = torch.distributed.is_available() and torch.distributed.is_initialized()
        self._rank = rank if rank is not None else torch.distributed.get_rank() if is_distributed else 0
        self._world_size = (world_size if world_size is not None
                            else torch.distributed.get_world_size() if is_distributed else 1)
        if not 0 <= self._rank < self._world_size:
            raise plumb.InvalidArgumentError(f"rank {self._rank} of {self._world_size}; ranks count from 0")
        if not 1 <= batch_size <= length // self._world_size:
            raise plumb.InvalidArgumentError(f"batches of {batch_size} frames; 1 to {length // self._world_size} fit "
                                             f"into an epoch of {length} frames for {self._world_size} ranks")
        self._batch_size = batch_size
        self._transform = transform

    def __len__(self) -> int:
        """Batches an epoch, of this rank; every rank has as many."""
        return self._length // self._batch_size // self._world_size

    def _share(self) -> Iterator[int]:
        """First places of the batches of this rank and worker. A DataLoader asks its workers in turn, so that batches
        arrive in the order that they have without workers."""
        worker = torch.utils.data.get_worker_info()
        first, step = (worker.id, worker.num_workers) if worker else (0, 1)
        for turn in range(first, len(self), step):
            yield (turn * self._world_size + self._rank) * self._batch_size

    def __iter__(self) -> Iterator[Any]:
        renderer, first_index = self.renderer(), self._first()
        ahead: deque[tuple[int, plumb.PendingBatch]] = deque()
        for place in self._share():
            ahead.append((place, renderer.render_async(self.shots(range(place, place + self._batch_size)))))
            if len(ahead) > _BATCHES_AHEAD:
                yield self._finish(*ahead.popleft(), first_index)
        while ahead:
            yield self._finish(*ahead.popleft(), first_index)

    def _finish(self, place: int, pending: plumb.PendingBatch, first_index: int) -> Any:
        batch = pending.result()
        sample = tensors(batch)
        sample["index"] = torch.arange(first_index + place, first_index + place + self._batch_size)
        return sample if self._transform is None else self._transform(sample, batch)
