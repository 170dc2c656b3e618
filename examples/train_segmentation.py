"""Trains a small network from nothing on frames that are rendered while it trains, and measures it on others.

    python examples/train_segmentation.py [--steps N] [--picture FILE.png] [--device NAME]

The frames are those of docs/recipes/clutter.json: tableware in other places, colours and light each time. The network
tells four kinds of pixels apart: tableware, table, chair, anything else. Held-out frames come from another seed. Exit
status 1 if the mean IoU stays below --goal. --picture (needs Pillow) shows held-out frames, their truth and the guess.
"""
import argparse
import time
from pathlib import Path

import torch
from torch import nn

import plumb
import plumb.torch

RECIPE = Path(__file__).resolve().parents[1] / "docs/recipes/clutter.json"
KINDS = ["other", "tableware", "table", "chair"]
TABLEWARE = ("mug", "bottle", "vase", "bowl", "book", "plant")
KIND_OF = {name: 1 for name in TABLEWARE} | {"table": 2, "chair": 3}  # whatever else there is, is other
COLORS = [(40, 40, 48), (240, 180, 40), (60, 120, 220), (200, 70, 90)]
SIZE = (96, 72)
HOME = plumb.torch.home()


def block(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
                         nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


class SmallUNet(nn.Module):
    """Three scales, 3 colours in, one score a kind out."""

    def __init__(self, kinds, width=16):
        super().__init__()
        self.down = nn.ModuleList([block(3, width), block(width, 2 * width), block(2 * width, 4 * width)])
        self.up = nn.ModuleList([block(6 * width, 2 * width), block(3 * width, width)])
        self.last = nn.Conv2d(width, kinds, 1)

    def forward(self, x):
        first = self.down[0](x)
        second = self.down[1](nn.functional.max_pool2d(first, 2))
        x = self.down[2](nn.functional.max_pool2d(second, 2))
        for stage, skipped in zip(self.up, (second, first)):
            x = stage(torch.cat([nn.functional.interpolate(x, scale_factor=2, mode="bilinear"), skipped], 1))
        return self.last(x)


def frames(seed, length, batch_size, device):
    return plumb.torch.FrameStream(None, RECIPE, length=length, batch_size=batch_size, size=SIZE, seed=seed,
                                   passes=["rgb", "semantic"], device=device,
                                   renderer_options={"color": plumb.ColorOptions(shadows=False)})


def prepared(sample, kind_by_class):
    """Colours in -1..1, channels first, and the kind of each pixel."""
    return sample["rgb"][..., :3].permute(0, 3, 1, 2).float() / 127.5 - 1, kind_by_class[sample["semantic"].long()]


def measure(model, stream, kind_by_class):
    """IoU of each kind over all pixels of the held-out frames."""
    model.eval()
    both = torch.zeros(len(KINDS), device=HOME)
    either = torch.zeros(len(KINDS), device=HOME)
    with torch.no_grad():
        for sample in stream:
            picture, target = prepared(sample, kind_by_class)
            guess = model(picture).argmax(1)
            for kind in range(len(KINDS)):
                both[kind] += ((guess == kind) & (target == kind)).sum()
                either[kind] += ((guess == kind) | (target == kind)).sum()
    model.train()
    return (both / either.clamp(min=1)).cpu()


def draw(model, stream, kind_by_class, path):
    """Eight held-out frames a column each: what is seen, the truth, the guess."""
    from PIL import Image

    picture, target = prepared(next(iter(stream)), kind_by_class)
    model.eval()
    with torch.no_grad():
        guess = model(picture).argmax(1)
    colors = torch.tensor(COLORS, dtype=torch.uint8, device=HOME)
    seen = ((picture + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1)
    rows = [torch.cat(list(images[:8]), 1) for images in (seen, colors[target], colors[guess])]
    Image.fromarray(torch.cat(rows, 0).cpu().numpy()).save(path)


def train(arguments):
    torch.manual_seed(0)
    if HOME.type == "cpu":
        torch.set_num_threads(1)  # the renderer keeps the other cores busy; threads that wait for each other lose
    stream = frames(0, arguments.steps * arguments.batch, arguments.batch, arguments.device)
    held_out = frames(1, 64, 16, arguments.device)
    classes = stream.scene().classes
    kind_by_class = torch.tensor([KIND_OF.get(name, 0) for name in classes], device=HOME)
    model = SmallUNet(len(KINDS)).to(HOME)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=arguments.steps)
    # Tableware covers few pixels.
    weights = torch.tensor([1.0, 3.0, 1.0, 1.0], device=HOME)
    start = time.perf_counter()
    for step, sample in enumerate(stream):
        picture, target = prepared(sample, kind_by_class)
        loss = nn.functional.cross_entropy(model(picture), target, weight=weights)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 25 == 24 or step + 1 == arguments.steps:
            rate = (step + 1) * arguments.batch / (time.perf_counter() - start)
            print(f"step {step + 1:4d}  loss {loss.item():.3f}  {rate:.0f} frames/s rendered and learnt", flush=True)
    print(f"{arguments.steps} steps in {time.perf_counter() - start:.0f} s")
    if arguments.picture:
        draw(model, held_out, kind_by_class, arguments.picture)
    return measure(model, held_out, kind_by_class)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--goal", type=float, default=0.6, help="mean IoU that is to be reached")
    parser.add_argument("--picture", metavar="FILE.png", help="draw eight held-out frames with truth and guess")
    parser.add_argument("--device", default="", help="Vulkan device, as plumb.Device.create() takes it")
    arguments = parser.parse_args()
    iou = train(arguments)
    print("IoU on 64 held-out frames: " + ", ".join(f"{kind} {value:.3f}" for kind, value in zip(KINDS, iou.tolist())))
    print(f"mean {iou.mean():.3f}, goal {arguments.goal}")
    return 0 if iou.mean() >= arguments.goal else 1


if __name__ == "__main__":
    raise SystemExit(main())
