#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/context.hpp"
#include "gpu/pipeline.hpp"

#include <plumb/error.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

namespace plumb::gpu {

/// The push constants of shaders/add_numbers.comp.
struct AddNumbersPush {
    VkDeviceAddress first = 0;
    VkDeviceAddress second = 0;
    VkDeviceAddress sums = 0;
    VkDeviceAddress products = 0;
    VkDeviceAddress smallest = 0;
    std::uint32_t count = 0;
    std::uint32_t padding = 0;
};

/// Opens the default device for each test and checks that the validation layer stays silent and nothing leaks.
class GpuTest : public ::testing::Test {
protected:
    void SetUp() override { context_ = open_context(options()); }
    void TearDown() override {
        if (context_) {
            EXPECT_NO_THROW(context_->check_messages());
            EXPECT_EQ(context_->live_object_count(), 0);
            EXPECT_EQ(context_->allocation_count(), 0);
        }
    }
    [[nodiscard]] virtual DeviceOptions options() const { return {}; }

    std::shared_ptr<Context> context_;
};

/// The message of the Error that `action` throws, with its code in `code`; fails the test if it throws none.
template <typename Action>
std::string error_of(Action&& action, ErrorCode code) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code) << error.what();
        return error.what();
    }
    ADD_FAILURE() << "no plumb::Error was thrown";
    return {};
}

}  // namespace plumb::gpu
