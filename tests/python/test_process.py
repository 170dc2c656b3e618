"""Threads, forks and key presses."""
import os
import pathlib
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import plumb

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(code, timeout=60, **options):
    """Runs a program of its own, so that what kills it kills no test."""
    code = f"import plumb, numpy as np\nROOT = {str(ROOT)!r}\n" + textwrap.dedent(code)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=timeout, **options)


def test_importing_loads_no_vulkan():
    done = run("""
        plumb.Scene.load(ROOT + "/assets/small/quad.glb")
        print("libvulkan" in open("/proc/self/maps").read())
        plumb.Device.create()
        print("libvulkan" in open("/proc/self/maps").read())
    """)
    assert done.stdout.split() == ["False", "True"], done.stderr


def test_without_vulkan_the_error_says_so():
    done = run("""
        try:
            plumb.Device.create()
        except plumb.NotFoundError as error:
            print("told:", error)
    """, env=os.environ | {"VK_DRIVER_FILES": "/nonexistent.json", "VK_ICD_FILENAMES": "/nonexistent.json"})
    assert "told:" in done.stdout, done.stderr


def test_the_lock_is_released_while_rendering(device, boxes):
    renderer = plumb.Renderer(device, boxes, size=(512, 512), passes=["rgb", "normal"])
    shots = [boxes.default_shot()] * 32
    renderer.render_batch(shots)
    pending = threading.Thread(target=renderer.render_batch, args=(shots,))
    ticks = 0
    pending.start()
    while pending.is_alive():
        ticks += 1
        time.sleep(0.001)
    assert ticks > 3


def test_threads_may_share_a_renderer(renderer, boxes):
    shots = [boxes.default_shot(time=0.1 * i) for i in range(4)]
    expected = [np.array(renderer.render(shot)["depth"]) for shot in shots]
    wrong = []

    def work(offset):
        for k in range(12):
            i = (k + offset) % 4
            frame = renderer.render(shots[i]) if k % 2 else renderer.render_batch([shots[i]])[0]
            if not np.array_equal(np.asarray(frame["depth"]), expected[i]):
                wrong.append((offset, k))

    threads = [threading.Thread(target=work, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_fork_is_told_to_make_its_own(renderer):
    done = run("""
        import os, sys
        scene = plumb.Scene.load(ROOT + "/assets/small/quad.glb")
        device = plumb.Device.create()
        renderer = plumb.Renderer(device, scene, size=(8, 8), passes=["depth"])
        frame = renderer.render(scene.default_shot())
        pending = renderer.render_async([scene.default_shot()])
        expected = float(np.asarray(frame["depth"])[4, 4])
        child = os.fork()
        if child == 0:
            told = 0
            for attempt in (lambda: renderer.render(scene.default_shot()),
                            lambda: renderer.render_batch([scene.default_shot()]),
                            lambda: pending.result(),
                            lambda: plumb.Renderer(device, scene, size=(8, 8), passes=["depth"])):
                try:
                    attempt()
                except plumb.UnsupportedError as error:
                    told += "spawn" in str(error) and str(os.getppid()) in str(error)
            read = float(np.asarray(frame["depth"])[4, 4])
            print(told, read == expected, flush=True)
            sys.exit(0)  # frees what it can
        status = os.waitpid(child, 0)[1]
        print(status, renderer.render(scene.default_shot())["depth"][4, 4] == expected, len(pending.result()))
    """)
    assert done.stdout.split("\n")[:2] == ["4 True", "0 True 1"], done.stdout + done.stderr


def test_a_key_press_ends_a_long_batch():
    code = """
        import signal, time
        scene = plumb.Scene.load(ROOT + "/assets/small/moving_boxes.glb")
        renderer = plumb.Renderer(plumb.Device.create(), scene, size=(1024, 1024), passes=["rgb", "normal"])
        renderer.render(scene.default_shot())
        print("ready", flush=True)
        try:
            while True:
                renderer.render_batch([scene.default_shot()] * 32)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """
    code = f"import plumb\nROOT = {str(ROOT)!r}\n" + textwrap.dedent(code)
    program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert program.stdout.readline() == "ready\n"
        time.sleep(0.3)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=30)
        assert out == "interrupted\n", err
        assert program.returncode == 0
    finally:
        program.kill()


def test_a_key_press_ends_the_wait_for_one_long_frame():
    done = run("""
        import os, signal, threading, time
        scene = plumb.Scene.load(ROOT + "/assets/small/moving_boxes.glb")
        color = plumb.ColorOptions(mode=plumb.ColorOptions.Mode.path, path_samples=1024)
        renderer = plumb.Renderer(plumb.Device.create(), scene, size=(128, 128), passes=["rgb"], color=color)
        shot = scene.default_shot()
        renderer.render(shot)
        start = time.monotonic()
        renderer.render(shot)
        whole = time.monotonic() - start
        threading.Timer(0.05 * whole, os.kill, (os.getpid(), signal.SIGINT)).start()
        start = time.monotonic()
        try:
            renderer.render(shot)
        except KeyboardInterrupt:
            print(whole > 0.2, time.monotonic() - start < 0.5 * whole)
        assert renderer.render(shot).size == (128, 128)  # it goes on
    """, timeout=200)
    assert done.stdout == "True True\n", done.stdout + done.stderr


def test_exiting_in_the_middle_of_a_batch_is_clean():
    done = run("""
        scene = plumb.Scene.load(ROOT + "/assets/small/moving_boxes.glb")
        renderer = plumb.Renderer(plumb.Device.create(), scene, size=(256, 256), passes=["rgb"])
        pending = [renderer.render_async([scene.default_shot()] * 8) for _ in range(5)]
    """)
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_scenes_and_recipes_survive_a_fork(boxes):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, str(len(boxes.default_shot().now.world_from_instance)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(read, 100)) == len(boxes.instances)
