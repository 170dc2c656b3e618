#pragma once

#include <plumb/export.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace plumb {

/// What kind of thing went wrong; decides what a caller can do about it.
enum class ErrorCode {
    invalid_argument,  ///< the caller asked for something that cannot be
    not_found,         ///< a file, name or device does not exist
    bad_asset,         ///< a file breaks its own format
    unsupported,       ///< valid, but plumb or the device cannot do it
    out_of_memory,     ///< host or device memory, or a stated limit on it
    device_lost,       ///< the device stopped answering
    io,                ///< reading or writing a file failed
    internal,          ///< a fault of plumb itself
};

/// The name of `code` as written above, for messages and machines.
PLUMB_API std::string_view to_string(ErrorCode code) noexcept;

/// The one exception type of plumb. `what()` says what was attempted, the value met, and the limit or what is allowed.
class PLUMB_API Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
    ~Error() override;

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }

private:
    ErrorCode code_;
};

}  // namespace plumb
