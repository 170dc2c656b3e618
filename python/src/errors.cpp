#include "bindings.hpp"
#include "process.hpp"

#include <plumb/error.hpp>

#include <nanobind/nanobind.h>

namespace plumb::python {

namespace nb = nanobind;

namespace {

const char* class_name(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::invalid_argument:
            return "InvalidArgumentError";
        case ErrorCode::not_found:
            return "NotFoundError";
        case ErrorCode::bad_asset:
            return "BadAssetError";
        case ErrorCode::unsupported:
            return "UnsupportedError";
        case ErrorCode::out_of_memory:
            return "OutOfMemoryError";
        case ErrorCode::device_lost:
            return "DeviceLostError";
        case ErrorCode::io:
            return "IoError";
        case ErrorCode::internal:
            break;
    }
    return "InternalError";
}

}  // namespace

void refuse_fork(const char* what, pid_t maker) {
    throw Error(ErrorCode::unsupported,
                std::string(what) + " in process " + std::to_string(getpid()) + " that was made in process " +
                    std::to_string(maker) +
                    ": a device does not survive a fork. Make it in this process, or start this process with the "
                    "multiprocessing method 'spawn' or 'forkserver'");
}

void bind_errors(nb::module_& /*module*/) {
    nb::register_exception_translator([](const std::exception_ptr& thrown, void* /*payload*/) {
        try {
            std::rethrow_exception(thrown);
        } catch (const Error& error) {
            const nb::object type = nb::module_::import_("plumb._errors").attr(class_name(error.code()));
            PyErr_SetString(type.ptr(), error.what());
        }
    });
}

}  // namespace plumb::python
