"""Checks that flow and pixels line up, first by hand and then by a network that must learn the one from the other.

    python examples/train_flow.py [SCENE] [--steps N] [--picture FILE.png] [--device NAME]

By hand: the next picture, looked up where forward flow says that each pixel goes, must look like this picture wherever
the flow's class says "visible"; flow that is turned round or half a pixel off must do worse. By learning: a small network
sees two pictures and overfits the flow between them; the end-point error is measured on the frames that it has seen.
Exit status 1 if either fails. --picture (needs Pillow) shows the pictures, their flow and the guess.
"""
import argparse
from pathlib import Path

import torch
from torch import nn

import plumb
import plumb.torch

BUNDLED = Path(__file__).resolve().parents[1] / "assets/workshop/workshop.glb"
SIZE, STEP_S = (96, 72), 1 / 12


def pairs(scene, device, count):
    """Pictures at t and t + dt, flow in pixels, and where the point is seen in both; all (count, channels, h, w)."""
    renderer = plumb.Renderer(device, scene, SIZE, ["rgb", "flow_forward", "flow_forward_class"])
    camera = next((i for i, one in enumerate(scene.cameras) if one.name == "moving"), None)
    shots = [scene.shot(i * STEP_S, STEP_S, camera=camera) for i in range(count + 1)]
    whole = plumb.torch.tensors(renderer.render_batch(shots))
    pictures = whole["rgb"][..., :3].permute(0, 3, 1, 2).float() / 255
    flow = whole["flow_forward"].permute(0, 3, 1, 2)[:-1]
    return pictures[:-1], pictures[1:], flow.contiguous(), whole["flow_forward_class"][:-1, None] == 1


def looked_up(picture, flow):
    """`picture` at the places where flow leads from each pixel."""
    width, height = SIZE
    rows, columns = torch.meshgrid(torch.arange(height) + 0.5, torch.arange(width) + 0.5, indexing="ij")
    places = torch.stack([2 * (columns + flow[:, 0]) / width - 1, 2 * (rows + flow[:, 1]) / height - 1], -1)
    return nn.functional.grid_sample(picture, places, align_corners=False, padding_mode="border")


def check_by_hand(now, later, flow, is_visible):
    """Mean absolute difference of colour under the flow as it is, and under flows that are wrong."""
    moving = is_visible & (flow.norm(dim=1, keepdim=True) > 1)
    if not moving.any():
        raise SystemExit("nothing moves by more than a pixel; choose another scene")
    half = torch.tensor([0.5, 0.5]).view(1, 2, 1, 1)
    kinds = {"as it is": flow, "none": 0 * flow, "turned round": -flow, "half a pixel off": flow + half}
    errors = {}
    for name, candidate in kinds.items():
        difference = (looked_up(later, candidate) - now).abs().mean(1, keepdim=True)
        errors[name] = difference[moving].mean().item()
        print(f"  flow {name:17} mean difference {255 * errors[name]:6.2f} of 255")
    return all(errors["as it is"] < errors[name] for name in kinds if name != "as it is")


def colors_of(flow, longest):
    """Direction as hue, length as saturation; white stands still. (h, w, 3), 0 to 255."""
    turn = torch.atan2(flow[1], flow[0]).unsqueeze(-1) + torch.tensor([0.0, 2.0, -2.0]) * torch.pi / 3
    length = (flow.norm(dim=0) / longest).clamp(max=1).unsqueeze(-1)
    return (255 * (1 - length * (0.5 - 0.5 * turn.cos()))).round().to(torch.uint8)


def draw(now, flow, guess, path):
    """A column for each pair: what is seen, the truth, the guess."""
    from PIL import Image

    longest = flow.norm(dim=1).quantile(0.98)
    seen = (255 * now).round().to(torch.uint8).permute(0, 2, 3, 1)
    rows = [list(seen), [colors_of(one, longest) for one in flow], [colors_of(one, longest) for one in guess]]
    Image.fromarray(torch.cat([torch.cat(row, 1) for row in rows], 0).numpy()).save(path)


def learn(now, later, flow, is_visible, steps):
    """The flow that the network gives in the end; end-point error of no flow and of this one, px."""
    torch.manual_seed(0)
    width = 32
    layers = [nn.Conv2d(6, width, 5, padding=2), nn.ReLU()]
    for dilation in (1, 2, 4, 8, 4, 2, 1):
        layers += [nn.Conv2d(width, width, 3, padding=dilation, dilation=dilation), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Conv2d(width, 2, 3, padding=1))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=4e-3, total_steps=steps)
    both = torch.cat([now, later], 1) * 2 - 1
    scale = flow.abs().mean()
    error = lambda guess: (guess - flow).norm(dim=1, keepdim=True)[is_visible].mean()
    before = error(0 * flow).item()
    for step in range(steps):
        distance = error(model(both) * scale)
        optimizer.zero_grad()
        distance.backward()
        optimizer.step()
        schedule.step()
        if step % 50 == 49 or step + 1 == steps:
            print(f"  step {step + 1:4d}  end-point error {distance.item():.3f} px", flush=True)
    with torch.no_grad():
        guess = model(both) * scale
        return guess, before, error(guess).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scene", nargs="?", default=BUNDLED)
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--goal", type=float, default=0.25, help="share of the error of no flow that may be left")
    parser.add_argument("--picture", metavar="FILE.png", help="draw the pictures with their flow and the guess")
    parser.add_argument("--device", default="", help="Vulkan device, as plumb.Device.create() takes it")
    arguments = parser.parse_args()
    data = pairs(plumb.Scene.load(arguments.scene), plumb.Device.create(arguments.device), arguments.pairs)
    print("by hand, where a point moves by more than a pixel and stays in sight:")
    lines_up = check_by_hand(*data)
    print(f"by learning, {arguments.pairs} pairs of pictures:")
    guess, before, after = learn(*data, arguments.steps)
    if arguments.picture:
        draw(data[0], data[2], guess, arguments.picture)
    print(f"end-point error {after:.3f} px; of no flow {before:.3f} px; share {after / before:.3f}, goal {arguments.goal}")
    return 0 if lines_up and after <= arguments.goal * before else 1


if __name__ == "__main__":
    raise SystemExit(main())
