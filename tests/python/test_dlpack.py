"""Arrays as tensors of others: capsules of both kinds, on the CPU and in CUDA, as the array API standard has them.

CUDA is the stand-in of tests/interop/cuda, whose device is the software device and whose addresses are those of this
process; the last test wants a GPU, and is skipped without one.
"""
import ctypes
import gc
import importlib
import os

import numpy as np
import pytest

import plumb
from capsules import IS_COPIED, READ_ONLY, Capsule

STAND_IN = os.environ.get("PLUMB_CUDA_STAND_IN", "")
PASSES = ["depth", "instance", "flow_forward_class", "normal"]  # no colour: its shader takes seconds to compile
CODES = {"flow_forward_class": (1, 8, 1), "depth": (2, 32, 1), "instance": (1, 32, 1), "normal": (2, 32, 1)}  # kDLUInt 1, kDLFloat 2
KINDS = [None, (1, 0)]


class StandIn:
    def __init__(self):
        self.library = ctypes.CDLL(STAND_IN)
        self.library.plumb_stand_in_complaint.restype = ctypes.c_char_p
        self.library.plumb_stand_in_stream.restype = ctypes.c_size_t
        self.library.plumb_stand_in_reset()

    def calls(self, function):
        return self.library.plumb_stand_in_calls(function.encode())

    def alive(self, kind):
        return self.library.plumb_stand_in_alive(kind.encode())

    def stream(self):
        """Of the last event that was recorded."""
        return self.library.plumb_stand_in_stream(b"record")

    def distort(self, how):
        """What CUDA sees of memory, see stand_in.hpp."""
        self.library.plumb_stand_in_distort(how.encode())

    def complaint(self):
        return self.library.plumb_stand_in_complaint().decode()


def cuda_device():
    return plumb.Device.create("llvmpipe", cuda_library=STAND_IN)


def renderer_of(device, scene, memory=None):
    """Where no memory is given, that of the renderer's own choice."""
    options = {} if memory is None else {"memory": memory}
    return plumb.Renderer(device, scene, size=(33, 20), passes=PASSES, **options)


def batch_of(device, scene, memory=None):
    return renderer_of(device, scene, memory).render_batch([scene.default_shot(time=0.3 * i, dt=0.1) for i in range(2)])


@pytest.fixture(scope="module", params=["host", "exported"])
def on_cpu(request, device, boxes):
    return batch_of(device, boxes, plumb.FrameMemory[request.param])


@pytest.fixture
def stand_in():
    if not STAND_IN:
        pytest.skip("PLUMB_CUDA_STAND_IN does not name the stand-in for CUDA's driver, which ctest builds and names")
    stand_in = StandIn()
    yield stand_in
    gc.collect()
    assert stand_in.complaint() == "" and stand_in.alive("pushed") == 0


@pytest.fixture(scope="module")
def cuda_renderer(boxes):
    return renderer_of(cuda_device(), boxes, plumb.FrameMemory.exported)


@pytest.fixture
def on_cuda(stand_in, cuda_renderer, boxes):
    return cuda_renderer.render_batch([boxes.default_shot(time=0.3 * i, dt=0.1) for i in range(2)])


def test_frames_of_the_software_device_are_on_the_host(boxes):
    device = plumb.Device.create("llvmpipe")
    batch = batch_of(device, boxes)
    for name in PASSES:
        assert batch[name].__dlpack_device__() == (1, 0)
        assert Capsule(batch[name].__dlpack__()).address == np.asarray(batch[name]).ctypes.data
    assert f"{device.info.name}' with CUDA: it is not made by NVIDIA" in device.cuda_problem()
    with pytest.raises(BufferError, match="automatic where frames are not shared with CUDA"):
        batch["depth"].__dlpack__(dl_device=(2, 0))


def test_frames_are_in_cuda_by_themselves(stand_in, boxes):
    device = cuda_device()
    batch = batch_of(device, boxes)
    expected = {name: np.asarray(batch[name]).tobytes() for name in PASSES}
    assert stand_in.calls("cuInit") == 0  # NumPy needs no CUDA
    for name in PASSES:
        assert batch[name].__dlpack_device__() == (2, 0)
        assert Capsule(batch[name].__dlpack__(stream=1)).bytes() == expected[name]
    assert stand_in.calls("cuMemcpyDtoH_v2") > 0 and device.cuda_problem() == ""


@pytest.mark.parametrize("how", ["stale", "shifted", "last byte", "first page", "nothing"])
def test_frames_are_on_the_host_where_cuda_does_not_see_them(stand_in, boxes, how):
    device = cuda_device()
    renderer = renderer_of(device, boxes)
    shots = [boxes.default_shot(time=0.3 * i, dt=0.1) for i in range(2)]
    stand_in.distort(how)
    for batch in (renderer.render_batch(shots), renderer.render_batch(shots)):  # that of the check, and a later one
        for name in PASSES:
            capsule = Capsule(batch[name].__dlpack__())
            assert batch[name].__dlpack_device__() == capsule.device == (1, 0)
            assert capsule.bytes() == np.asarray(batch[name]).tobytes()
    assert "CUDA sees the word" in device.cuda_problem()


@pytest.mark.parametrize("name", ["torch", "jax"])
def test_a_framework_without_cuda_gets_copies(on_cuda, name):
    framework = pytest.importorskip(name, reason=f"{name} is not installed")
    if name == "torch" and framework.cuda.is_available() or name == "jax" and framework.default_backend() != "cpu":
        pytest.skip(f"{name} has a GPU")
    module = importlib.import_module(f"plumb.{name}")
    take = module.tensor if name == "torch" else module.array
    assert np.asarray(take(on_cuda["depth"])).tobytes() == np.asarray(on_cuda["depth"]).tobytes()


@pytest.mark.parametrize("max_version", KINDS)
@pytest.mark.parametrize("name", PASSES)
def test_capsules_on_the_cpu(on_cpu, name, max_version):
    array = on_cpu[name]
    capsule = Capsule(array.__dlpack__(max_version=max_version))
    assert array.__dlpack_device__() == capsule.device == (1, 0)
    assert capsule.shape == array.shape and capsule.dtype == CODES[name]
    assert capsule.address == np.asarray(array).ctypes.data
    assert capsule.strides == tuple(stride // np.asarray(array).itemsize for stride in np.asarray(array).strides)
    assert capsule.flags == (READ_ONLY if max_version else None)


def test_frameworks_look_into_memory_of_the_cpu(on_cpu):
    for some in (on_cpu, on_cpu[1]):
        depth = np.asarray(some["depth"])
        assert np.from_dlpack(some["depth"]).ctypes.data == depth.ctypes.data


@pytest.mark.parametrize("name", ["torch", "jax"])
def test_frameworks_have_the_same_bytes(on_cpu, name):
    framework = pytest.importorskip(name, reason=f"{name} is not installed")
    take = framework.from_dlpack if name == "torch" else framework.dlpack.from_dlpack
    for some in (on_cpu, on_cpu[1]):
        for each in ("flow_forward_class", "depth"):
            assert np.array_equal(np.asarray(take(some[each])), np.asarray(some[each]))
    if name == "torch":
        assert take(on_cpu["depth"]).data_ptr() == np.asarray(on_cpu["depth"]).ctypes.data


def test_a_copy_says_that_it_is_one(on_cpu):
    array = on_cpu["depth"]
    for max_version in KINDS:
        capsule = Capsule(array.__dlpack__(max_version=max_version, copy=True))
        assert capsule.address != np.asarray(array).ctypes.data and capsule.bytes() == np.asarray(array).tobytes()
        if capsule.is_versioned:
            assert capsule.flags == IS_COPIED
    assert Capsule(array.__dlpack__(copy=False)).address == np.asarray(array).ctypes.data


def test_what_cannot_be_had_on_the_cpu(on_cpu):
    array = on_cpu["depth"]
    for stream in (1, 2, 0x1234):
        with pytest.raises(BufferError, match=f"stream = {stream}; there are no streams"):
            array.__dlpack__(stream=stream)
    assert Capsule(array.__dlpack__(stream=-1, dl_device=(1, 0))).device == (1, 0)
    with pytest.raises(BufferError, match=r"\(2, 0\); it lies on \(1, 0\).*(memory = host|libcuda.so.1|devices of CUDA)"):
        array.__dlpack__(dl_device=(2, 0))
    with pytest.raises(BufferError, match=r"\(7, 3\)"):
        array.__dlpack__(dl_device=(7, 3))


@pytest.mark.parametrize("max_version", KINDS)
@pytest.mark.parametrize("name", PASSES)
def test_capsules_in_cuda(on_cuda, name, max_version):
    for some in (on_cuda, on_cuda[1]):
        array = some[name]
        capsule = Capsule(array.__dlpack__(stream=1, max_version=max_version))
        assert array.__dlpack_device__() == capsule.device == (2, 0)
        assert capsule.is_versioned == (max_version is not None) and capsule.flags in (None, READ_ONLY)
        assert capsule.shape == array.shape and capsule.dtype == CODES[name]
        assert capsule.address != np.asarray(array).ctypes.data
        assert capsule.bytes() == np.asarray(array).tobytes()


@pytest.mark.parametrize("max_version", KINDS)
def test_a_capsule_frees_what_it_holds_once(on_cuda, stand_in, max_version):
    capsule = on_cuda["depth"].__dlpack__(max_version=max_version)
    assert stand_in.calls("cuEventRecord") == 0
    del capsule  # nobody has taken it
    assert stand_in.calls("cuEventRecord") == 1

    taken = Capsule(on_cuda["depth"].__dlpack__(max_version=max_version)).take()
    gc.collect()
    assert stand_in.calls("cuEventRecord") == 1  # the capsule has gone, the tensor has not
    taken.free()
    assert stand_in.calls("cuEventRecord") == 2


@pytest.mark.parametrize("stream,recorded", [(None, 1), (1, 1), (2, 2), (-1, 1), (0x7000, 0x7000)])
def test_streams(on_cuda, stand_in, stream, recorded):
    array = on_cuda["depth"]
    capsule = array.__dlpack__(stream=stream)
    del capsule
    assert stand_in.stream() == recorded


def test_what_cannot_be_had_in_cuda(on_cuda):
    array = on_cuda["depth"]
    for stream in (0, -2):
        with pytest.raises(plumb.InvalidArgumentError, match=f"stream {stream};"):
            array.__dlpack__(stream=stream)
    with pytest.raises(TypeError):
        array.__dlpack__(stream="default")
    with pytest.raises(BufferError, match="copy = True"):
        array.__dlpack__(copy=True)
    with pytest.raises(BufferError, match=r"\(2, 1\); it lies on \(2, 0\)"):
        array.__dlpack__(dl_device=(2, 1))
    with pytest.raises(BufferError, match="copy is False"):
        array.__dlpack__(dl_device=(1, 0), copy=False)
    on_host = Capsule(array.__dlpack__(dl_device=(1, 0), max_version=(1, 0)))
    assert on_host.device == (1, 0) and on_host.bytes() == np.asarray(array).tobytes()
    assert Capsule(array.__dlpack__(dl_device=(2, 0), copy=False)).device == (2, 0)


def test_a_tensor_outlives_frames_renderer_and_device(stand_in, boxes):
    kinds = ("memory", "mapping", "event", "context")
    before = [stand_in.alive(kind) for kind in kinds]
    batch = batch_of(cuda_device(), boxes, plumb.FrameMemory.exported)
    expected = np.asarray(batch["normal"]).tobytes()
    taken = Capsule(batch["normal"].__dlpack__(max_version=(1, 0))).take()
    del batch
    gc.collect()
    assert stand_in.alive("memory") == before[0] + 1
    assert taken.bytes() == expected
    taken.free()
    gc.collect()
    assert [stand_in.alive(kind) for kind in kinds] == before


def test_a_loop_keeps_nothing(stand_in, cuda_renderer, boxes):
    shots = [boxes.default_shot()]

    def turn():
        batch = cuda_renderer.render_batch(shots)
        for name in batch.pass_names:
            Capsule(batch[name].__dlpack__(max_version=(1, 0))).take().free()
            batch[name].__dlpack__()

    def in_use():
        return len(os.listdir("/proc/self/fd")), stand_in.alive("memory"), stand_in.alive("event")

    for _ in range(20):
        turn()
    before = in_use()
    for _ in range(60):
        turn()
    assert in_use() == before and before[1] <= 4


def test_a_driver_that_is_missing_is_told_where_it_is_asked_for(boxes):
    batch = batch_of(plumb.Device.create(cuda_library="no_such_cuda.so.1"), boxes, plumb.FrameMemory.exported)
    assert batch["depth"].__dlpack_device__() == (1, 0)
    with pytest.raises(BufferError, match="no_such_cuda.so.1.*cuda_library"):
        batch["depth"].__dlpack__(dl_device=(2, 0))


def test_a_fork_reads_no_exported_frames(device, boxes):
    batch = batch_of(device, boxes, plumb.FrameMemory.exported)
    child = os.fork()
    if child == 0:
        try:
            np.asarray(batch["depth"])
        except plumb.UnsupportedError:
            os._exit(0 if batch["depth"].__dlpack_device__() == (1, 0) else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_tensors_on_a_gpu(device, boxes):
    torch = pytest.importorskip("torch", reason="torch is not installed")
    if not torch.cuda.is_available():
        pytest.skip("there is no GPU that PyTorch's CUDA has")
    renderer = renderer_of(device, boxes)
    shots = [[boxes.default_shot(time=0.05 * i, dt=0.1)] for i in range(40)]
    expected = [np.array(renderer.render_batch(batch)["depth"]) for batch in shots]
    if renderer.render_batch(shots[0])["depth"].__dlpack_device__()[0] != 2:
        pytest.skip(f"PyTorch gets no frame of the Vulkan device: {device.cuda_problem()}")
    for stream in (torch.cuda.default_stream(), torch.cuda.Stream()):
        taken = []
        with torch.cuda.stream(stream):
            for batch in shots:  # memory comes back while the stream may still read it
                depth = torch.from_dlpack(renderer.render_batch(batch)["depth"])
                assert depth.is_cuda
                taken.append(depth.clone())
        stream.synchronize()
        assert all(np.array_equal(one.cpu().numpy(), other) for one, other in zip(taken, expected))
