#include "dlpack.hpp"

#include <plumb/error.hpp>
#include <plumb/interop.hpp>

#include <string>

namespace plumb::python {

namespace nb = nanobind;

namespace {

constexpr DlDevice cpu{nb::device::cpu::value, 0};

[[noreturn]] void refuse(const std::string& why) {
    PyErr_SetString(PyExc_BufferError, why.c_str());
    throw nb::python_error();
}

std::string text_of(DlDevice device) {
    return "(" + std::to_string(device.first) + ", " + std::to_string(device.second) + ")";
}

interop::SharedFrames shared(const PassArray& array) {
    return std::visit([](const auto& frames) { return interop::SharedFrames(frames); },
                      array.frames.use("sharing frames"));
}

/// `view` is an array of nanobind's.
nb::object capsule_of(const nb::object& view, const nb::object& max_version) {
    return view.attr("__dlpack__")(nb::arg("max_version") = max_version);
}

/// A copy on the host that says so, where NumPy is new enough to.
nb::object copied_capsule(nb::handle self, const nb::object& max_version) {
    const nb::object view = self.attr("to_numpy")();
    try {
        return view.attr("__dlpack__")(nb::arg("max_version") = max_version, nb::arg("copy") = true);
    } catch (const nb::python_error& error) {
        if (!error.matches(PyExc_TypeError)) throw;
    }
    return view.attr("copy")().attr("__dlpack__")();
}

nb::object cpu_capsule(nb::handle self, const PassArray& array, DlDevice own, const DlpackRequest& request) {
    if (request.stream && *request.stream != interop::cuda_no_stream)
        refuse("pass '" + array.pass + "' on the CPU with stream = " + std::to_string(*request.stream) +
               "; there are no streams, only None is allowed");
    if (own != cpu && request.copy == false)
        refuse("pass '" + array.pass + "' lies on the device " + text_of(own) +
               ", and copy is False: to the CPU it is copied");
    if (request.copy == true) return copied_capsule(self, request.max_version);
    const nb::ndarray<nb::array_api, nb::ro> view(array.on_host(), array.shape.size(), array.shape.data(), self,
                                                  nullptr, dtype_of(array.info->type), cpu.first);
    return capsule_of(nb::cast(view), request.max_version);
}

/// The consumer's stream waits for the frames, and the frames wait for what it has been given when the capsule, or the
/// tensor that was made of it, goes.
nb::object cuda_capsule(const PassArray& array, DlDevice own, const DlpackRequest& request) {
    if (request.copy == true)
        refuse("pass '" + array.pass + "' on the device " + text_of(own) +
               " with copy = True: it is shared or not at all; copy the tensor that is made of it");
    using Reader = OfOneProcess<interop::CudaFrames>;
    auto* const reader =
        new Reader(interop::CudaFrames(shared(array), request.stream.value_or(interop::cuda_legacy_stream)));
    const nb::capsule owner(reader, [](void* kept) noexcept { delete static_cast<Reader*>(kept); });
    const auto* const data = reinterpret_cast<const void*>(reader->read().address(array.pass));
    const nb::ndarray<nb::array_api, nb::ro> view(data, array.shape.size(), array.shape.data(), owner, nullptr,
                                                  dtype_of(array.info->type), own.first, own.second);
    return capsule_of(nb::cast(view), request.max_version);
}

/// Why the array does not lie on a device that was asked for.
[[noreturn]] void refuse_device(const PassArray& array, DlDevice own, DlDevice wanted) {
    std::string reason = "; it lies on " + text_of(own) + ", and can be had on the CPU, (1, 0)";
    if (wanted.first == nb::device::cuda::value && own == cpu) {
        try {
            reason += ": " + std::to_string(shared(array).cuda_device()) + " is its CUDA device";
        } catch (const Error& error) {
            reason += std::string(": ") + error.what();
        }
    }
    refuse("pass '" + array.pass + "' on the device " + text_of(wanted) + reason);
}

}  // namespace

nb::dlpack::dtype dtype_of(ComponentType type) {
    switch (type) {
        case ComponentType::u8:
            return nb::dtype<std::uint8_t>();
        case ComponentType::u32:
            return nb::dtype<std::uint32_t>();
        case ComponentType::u16:
            return nb::dtype<std::uint16_t>();
        case ComponentType::f16:
            return {static_cast<std::uint8_t>(nb::dlpack::dtype_code::Float), 16, 1};
        case ComponentType::f32:
            break;
    }
    return nb::dtype<float>();
}

DlDevice dlpack_device_of(const PassArray& array) {
    if (!array.is_exported() || !array.frames.is_here()) return cpu;
    try {
        const interop::SharedFrames frames = shared(array);
        const nb::gil_scoped_release release;  // the first of a device takes its time
        return {nb::device::cuda::value, frames.cuda_device()};
    } catch (const Error&) {
        return cpu;  // refuse_device() tells why
    }
}

nb::object dlpack_of(nb::handle self, const PassArray& array, const DlpackRequest& request) {
    // Who wants a capsule of the CPU in any case does not care for CUDA, and perhaps has none.
    const bool is_for_cpu = request.dl_device == cpu && request.copy != false;
    const DlDevice own = is_for_cpu ? cpu : dlpack_device_of(array);
    const DlDevice wanted = request.dl_device.value_or(own);
    if (wanted == cpu) return cpu_capsule(self, array, own, request);
    if (wanted == own) return cuda_capsule(array, own, request);
    refuse_device(array, own, wanted);
}

}  // namespace plumb::python
