#pragma once

#include <plumb/error.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <string>

namespace plumb::interop_test {

/// Of CUDA: CUDA_ERROR_UNKNOWN.
inline constexpr int unknown_error = 999;

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Files that the process has open.
inline std::size_t descriptor_count() {
    const std::filesystem::directory_iterator descriptors("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

/// What `call` throws, which must be an Error of that code.
template <class Call>
std::string error_of(ErrorCode code, const Call& call) {
    try {
        (void)call();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code) << error.what();
        return error.what();
    }
    ADD_FAILURE() << "no error";
    return {};
}

}  // namespace plumb::interop_test
