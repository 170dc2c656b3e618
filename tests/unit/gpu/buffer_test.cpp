#include "gpu_fixture.hpp"

#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace plumb::gpu {
namespace {

class Buffers : public GpuTest {};

TEST_F(Buffers, CopyThroughTheDeviceKeepsTheBytes) {
    constexpr std::uint32_t count = 1000;
    const Buffer upload(context_, count * 4, Memory::upload, "upload");
    const Buffer device(context_, count * 4, Memory::device, "device");
    const Buffer readback(context_, count * 4, Memory::readback, "readback");
    const auto words = upload.mapped_as<std::uint32_t>();
    std::iota(words.begin(), words.end(), 5U);
    Commands commands(context_);
    commands.fill(readback, 0xABCDEF01U);
    commands.copy(upload, device);
    commands.compute_barrier();
    commands.copy(device, readback, {.source_offset = 40, .target_offset = 8, .bytes = 100});
    commands.host_read_barrier();
    context_->run(commands);
    const auto result = readback.mapped_as<std::uint32_t>();
    ASSERT_EQ(result.size(), count);
    EXPECT_EQ(result[1], 0xABCDEF01U);
    for (std::uint32_t i = 0; i < 25; ++i) {
        EXPECT_EQ(result[2 + i], 5 + 10 + i);
    }
    EXPECT_EQ(result[27], 0xABCDEF01U);
    if (context_->is_unified_memory()) {
        ASSERT_NE(device.mapped(), nullptr);
        EXPECT_EQ(device.mapped_as<std::uint32_t>()[count - 1], count + 4);
    } else {
        EXPECT_EQ(device.mapped(), nullptr);
    }
}

TEST_F(Buffers, FillsWhollyAndInPart) {
    const Buffer buffer(context_, 21, Memory::readback, "odd size");
    Commands commands(context_);
    commands.fill(buffer, 0x11111111U);
    commands.compute_barrier();
    commands.fill(buffer, 4, 8, 0x22222222U);
    commands.fill(buffer, 20, 0, 0x33333333U);
    commands.host_read_barrier();
    context_->run(commands);
    const auto bytes = buffer.mapped_as<std::uint8_t>();
    ASSERT_EQ(bytes.size(), 21U);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        EXPECT_EQ(bytes[i], i >= 4 && i < 12 ? 0x22 : 0x11) << i;
    }
}

TEST_F(Buffers, ASubmissionSeesTheOneBefore) {
    const Buffer a(context_, 4096, Memory::device, "a");
    const Buffer b(context_, 4096, Memory::readback, "b");
    Commands first(context_, "first");
    first.fill(a, 42);
    Commands second(context_, "second");
    second.copy(a, b);
    second.host_read_barrier();
    context_->submit(first);
    context_->run(second);
    EXPECT_EQ(b.mapped_as<std::uint32_t>()[1023], 42U);
}

TEST_F(Buffers, EmptyOnesHaveAnAddress) {
    const Buffer buffer(context_, 0, Memory::device, "nothing");
    EXPECT_NE(buffer.address(), 0U);
    EXPECT_EQ(buffer.size(), 0U);
    const Buffer target(context_, 0, Memory::readback, "nothing either");
    Commands commands(context_);
    commands.copy(buffer, target);
    commands.fill(target, 1);
    context_->run(commands);
}

TEST_F(Buffers, AMovedFromBufferIsEmpty) {
    Buffer buffer(context_, 64, Memory::upload, "moved");
    const VkDeviceAddress address = buffer.address();
    Buffer other = std::move(buffer);
    EXPECT_EQ(other.address(), address);
    EXPECT_FALSE(buffer);  // NOLINT(bugprone-use-after-move): this is what is tested
    EXPECT_EQ(buffer.mapped(), nullptr);
    EXPECT_EQ(buffer.size(), 0U);
    EXPECT_EQ(context_->allocation_count(), 1);
    other = Buffer(context_, 128, Memory::device, "new");
    EXPECT_EQ(context_->allocation_count(), 1);
    EXPECT_EQ(context_->live_object_count(), 2);
}

TEST_F(Buffers, RangesOutsideAreRefused) {
    const Buffer small(context_, 64, Memory::device, "small");
    const Buffer large(context_, 128, Memory::device, "large");
    Commands commands(context_);
    error_of([&] { commands.copy(large, small); }, ErrorCode::internal);
    error_of([&] { commands.copy(small, large, {.source_offset = 65}); }, ErrorCode::internal);
    error_of([&] { commands.copy(small, large, {.target_offset = 128, .bytes = 1}); }, ErrorCode::internal);
    error_of([&] { commands.fill(small, 60, 8, 0); }, ErrorCode::internal);
    error_of([&] { commands.fill(small, 2, 4, 0); }, ErrorCode::internal);
}

TEST_F(Buffers, TooLargeIsAnErrorWithNameSizeAndLimit) {
    const VkDeviceSize huge = (VkDeviceSize{4} << 30) + 1;
    const std::string message =
        error_of([&] { Buffer(context_, huge, Memory::device, "every triangle"); }, ErrorCode::out_of_memory);
    EXPECT_NE(message.find("every triangle"), std::string::npos) << message;
    EXPECT_NE(message.find(std::to_string(huge)), std::string::npos) << message;
    EXPECT_NE(message.find(std::to_string(huge - 1)), std::string::npos) << message;
}

TEST(AllocationLimits, EachIsNamed) {
    DeviceLimits limits;
    limits.max_allocation_bytes = 1U << 30U;
    limits.max_allocation_count = 100;
    EXPECT_NO_THROW(check_allocation(limits, 99, 1U << 30U, "fits"));
    std::string message =
        error_of([&] { check_allocation(limits, 0, (1U << 30U) + 1, "long"); }, ErrorCode::out_of_memory);
    EXPECT_NE(message.find("1073741824"), std::string::npos) << message;
    message = error_of([&] { check_allocation(limits, 100, 4, "one more"); }, ErrorCode::out_of_memory);
    EXPECT_NE(message.find("allows 100 allocations"), std::string::npos) << message;
}

TEST_F(Buffers, LiveObjectsAreCounted) {
    EXPECT_EQ(context_->live_object_count(), 0);
    {
        const Buffer buffer(context_, 64, Memory::device, "counted");
        const Commands commands(context_);
        const Timestamps timestamps(context_, 1, "counted");
        EXPECT_EQ(context_->live_object_count(), 4);
        EXPECT_EQ(context_->allocation_count(), 1);
    }
    EXPECT_EQ(context_->live_object_count(), 0);
    EXPECT_EQ(context_.use_count(), 1);
}

}  // namespace
}  // namespace plumb::gpu
