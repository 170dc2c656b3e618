"""Rendered frames as data sets of PyTorch, with no file in between.

A sample is a dict of tensors, one a pass, and "index". Arrays are shared with the renderer, not copied, unless they go to
another device; ids, which are unsigned in plumb, come as int32 with the same bits. Which frame a sample is depends on nothing but the recipe, the seed,
the epoch and its place in the epoch: not on workers, ranks or batches.

Renderers do not survive a fork, so each process makes its own when it is first asked for a frame.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
import torch.distributed
import torch.utils.data

import plumb
from plumb._source import Source, Stream

Sample = dict[str, Any]
Transform = Callable[[Sample, plumb.Frame], Any]

__all__ = ["FrameDataset", "FrameStream", "home", "tensor", "tensors"]


def tensor(array: plumb.Array) -> torch.Tensor:
    """The memory of an array as a tensor where it lies, without a copy; uint32 as int32. Not to be written. A PyTorch
    without CUDA gets a copy on the CPU of what lies on a GPU."""
    on_cpu = array.__dlpack__(max_version=(1, 0), dl_device=(1, 0)) if not torch.cuda.is_available() else None
    shared: torch.Tensor = torch.from_dlpack(array if on_cpu is None else on_cpu)
    return shared.view(torch.int32) if shared.dtype == torch.uint32 else shared


def tensors(frames: plumb.Frame | plumb.Batch) -> Sample:
    """Every pass of a frame, or of a batch, as a tensor; see tensor()."""
    return {name: tensor(frames[name]) for name in frames.pass_names}


def home(device: str | torch.device | None = None) -> torch.device:
    """Where samples lie: the device, or if None, CUDA where PyTorch has it, but in workers, which hand on CPU memory alone."""
    if device is None:
        device = "cuda" if torch.cuda.is_available() and torch.utils.data.get_worker_info() is None else "cpu"
    return torch.device(device)


def _memory_for(tensor_device: str | torch.device | None) -> plumb.FrameMemory:
    return plumb.FrameMemory.automatic if home(tensor_device).type == "cuda" else plumb.FrameMemory.host


def _sent(sample: Sample, device: torch.device) -> Sample:
    # What goes to the CPU is read there at once.
    return {name: values.to(device, non_blocking=device.type != "cpu") for name, values in sample.items()}


def _shared_epoch() -> torch.Tensor:
    """Shared with the workers, persistent ones too: they see what set_epoch() says."""
    return torch.zeros(1, dtype=torch.int64).share_memory_()


class FrameDataset(Source, torch.utils.data.Dataset[Any]):
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
    renderer_options: what else plumb.Renderer takes, such as {"samples": 4, "color": plumb.ColorOptions(shadows=False)}
    tensor_device: where the tensors go, see home()
    transform:   called with each sample and its frame; what it returns takes the sample's place
    """

    def __init__(self, scene: str | os.PathLike[str] | None, recipe: str | os.PathLike[str], *, length: int,
                 size: tuple[int, int] = (640, 480), passes: Sequence[str] = ("rgb", "depth", "instance"),
                 seed: int = 0, view: int = 0, device: str = "", annotations: bool = False,
                 renderer_options: Mapping[str, Any] | None = None,
                 tensor_device: str | torch.device | None = None, transform: Transform | None = None) -> None:
        super().__init__(scene, recipe, length=length, size=size, passes=passes, seed=seed, view=view, device=device,
                         annotations=annotations, renderer_options=renderer_options)
        self._epoch = _shared_epoch()
        self._tensor_device = tensor_device
        self._transform = transform

    def _memory(self) -> plumb.FrameMemory:
        return _memory_for(self._tensor_device)

    def __getitem__(self, place: int) -> Any:
        if -self._length <= place < 0:
            place += self._length
        return self.__getitems__([place])[0]

    def __getitems__(self, places: Sequence[int]) -> list[Any]:
        batch = self.renderer().render_batch(self.shots(places))
        whole = _sent(tensors(batch), home(self._tensor_device))
        samples: list[Any] = []
        for i, place in enumerate(places):
            sample: Sample = {name: values[i] for name, values in whole.items()}
            sample["index"] = self._first() + place
            samples.append(sample if self._transform is None else self._transform(sample, batch[i]))
        return samples


class FrameStream(Stream, torch.utils.data.IterableDataset[Any]):
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
                 annotations: bool = False, renderer_options: Mapping[str, Any] | None = None,
                 rank: int | None = None, world_size: int | None = None,
                 tensor_device: str | torch.device | None = None,
                 transform: Callable[[Sample, plumb.Batch], Any] | None = None) -> None:
        is_distributed = torch.distributed.is_available() and torch.distributed.is_initialized()
        if rank is None:
            rank = torch.distributed.get_rank() if is_distributed else 0
        if world_size is None:
            world_size = torch.distributed.get_world_size() if is_distributed else 1
        super().__init__(scene, recipe, length=length, batch_size=batch_size, rank=rank, world_size=world_size,
                         size=size, passes=passes, seed=seed, view=view, device=device, annotations=annotations,
                         renderer_options=renderer_options)
        self._epoch = _shared_epoch()
        self._tensor_device = tensor_device
        self._transform = transform

    def _memory(self) -> plumb.FrameMemory:
        return _memory_for(self._tensor_device)

    def __iter__(self) -> Iterator[Any]:
        worker = torch.utils.data.get_worker_info()
        for indices, batch in self._batches(*(worker.id, worker.num_workers) if worker else (0, 1)):
            sample = _sent(tensors(batch), home(self._tensor_device))
            sample["index"] = torch.arange(indices.start, indices.stop)
            yield sample if self._transform is None else self._transform(sample, batch)
