#include "gpu_fixture.hpp"

#include "shaders/all_of_plumb_objects.hpp"
#include "shaders/test_add_numbers.hpp"
#include "shaders/test_set_groups.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <thread>
#include <vector>

namespace plumb::gpu {
namespace {

constexpr std::uint32_t group_size = 64;

/// The buffers of one run of add_numbers, which the host can read and write.
struct AddNumbers {
    AddNumbers(const std::shared_ptr<Context>& context, std::uint32_t count, std::uint32_t scale)
        : first(context, count * sizeof(float), Memory::upload, "first"),
          second(context, count * sizeof(float), Memory::upload, "second"),
          sums(context, count * sizeof(float), Memory::readback, "sums"),
          products(context, count * sizeof(double), Memory::readback, "products"),
          smallest(context, sizeof(std::uint64_t), Memory::readback, "smallest"),
          pipeline(context, shaders::test_add_numbers, "add_numbers", {&scale, 1}, sizeof(AddNumbersPush)),
          push{first.address(), second.address(), sums.address(), products.address(), smallest.address(), count} {
        for (std::uint32_t i = 0; i < count; ++i) {
            first.mapped_as<float>()[i] = 1.0F + static_cast<float>(i) * 0x1p-20F;
            second.mapped_as<float>()[i] = 3.0F - static_cast<float>(i) * 0x1p-21F;
        }
        smallest.mapped_as<std::uint64_t>()[0] = std::numeric_limits<std::uint64_t>::max();
    }

    void expect_results(std::uint32_t scale) const {
        const auto offset = static_cast<float>(scale);
        for (std::uint32_t i = 0; i < push.count; ++i) {
            const float a = first.mapped_as<float>()[i];
            const float b = second.mapped_as<float>()[i];
            const float product = a * b;  // rounded before the addition, as the shader must do
            ASSERT_EQ(sums.mapped_as<float>()[i], product + offset) << i;
            ASSERT_EQ(products.mapped_as<double>()[i], static_cast<double>(a) * b + offset) << i;
        }
        const std::uint64_t last = push.count - 1;
        EXPECT_EQ(smallest.mapped_as<std::uint64_t>()[0], (0xFFFFFFFFULL - last) << 32U | last);
    }

    Buffer first;
    Buffer second;
    Buffer sums;
    Buffer products;
    Buffer smallest;
    ComputePipeline pipeline;
    AddNumbersPush push;
};

class Dispatch : public GpuTest {};

TEST_F(Dispatch, ComputesFloatsDoublesAndAtomicMinimum) {
    constexpr std::uint32_t count = 1000;
    AddNumbers numbers(context_, count, 7);
    Commands commands(context_);
    commands.dispatch(numbers.pipeline, numbers.push, {(count + group_size - 1) / group_size});
    commands.host_read_barrier();
    context_->run(commands);
    numbers.expect_results(7);
}

TEST_F(Dispatch, SpecializationChangesTheConstant) {
    constexpr std::uint32_t count = 130;
    for (const std::uint32_t scale : {0U, 1U, 1000U}) {
        AddNumbers numbers(context_, count, scale);
        Commands commands(context_);
        commands.dispatch(numbers.pipeline, numbers.push, {3});
        commands.host_read_barrier();
        context_->run(commands);
        numbers.expect_results(scale);
    }
}

TEST_F(Dispatch, TakesItsSizeFromTheDevice) {
    constexpr std::uint32_t count = 777;
    AddNumbers numbers(context_, count, 2);
    struct SetGroupsPush {
        VkDeviceAddress arguments = 0;
        std::uint32_t count = 0;
        std::uint32_t padding = 0;
    };
    const ComputePipeline set_groups(context_, shaders::test_set_groups, "set_groups", {}, sizeof(SetGroupsPush));
    const Buffer arguments(context_, 16 + sizeof(VkDispatchIndirectCommand), Memory::device, "arguments");
    Commands commands(context_);
    commands.fill(arguments, 0);
    commands.compute_barrier();
    commands.dispatch(set_groups, SetGroupsPush{arguments.address() + 16, count}, {});
    commands.compute_barrier();
    commands.dispatch_indirect(numbers.pipeline, numbers.push, arguments, 16);
    commands.host_read_barrier();
    context_->run(commands);
    numbers.expect_results(2);
}

TEST_F(Dispatch, ARecordingRunsAgainAndResetOpensANewOne) {
    constexpr std::uint32_t count = 64;
    AddNumbers numbers(context_, count, 1);
    Commands commands(context_);
    commands.dispatch(numbers.pipeline, numbers.push, {1});
    commands.host_read_barrier();
    for (int round = 0; round < 3; ++round) {
        std::memset(numbers.sums.mapped(), 0, numbers.sums.size());
        context_->submit(commands);
        context_->run(commands);
        numbers.expect_results(1);
    }
    commands.reset();
    commands.fill(numbers.sums, 0x3F800000U);
    commands.host_read_barrier();
    context_->run(commands);
    EXPECT_EQ(numbers.sums.mapped_as<float>()[count - 1], 1.0F);
    const std::string message = error_of([&] { commands.compute_barrier(); }, ErrorCode::internal);
    EXPECT_NE(message.find("reset()"), std::string::npos) << message;
}

TEST_F(Dispatch, NoWorkgroupsIsNoWork) {
    AddNumbers numbers(context_, 64, 1);
    std::memset(numbers.sums.mapped(), 0, numbers.sums.size());
    Commands commands(context_);
    commands.dispatch(numbers.pipeline, numbers.push, {0});
    commands.host_read_barrier();
    context_->run(commands);
    EXPECT_EQ(numbers.sums.mapped_as<float>()[0], 0.0F);
}

TEST_F(Dispatch, RefusesWhatExceedsALimit) {
    AddNumbers numbers(context_, 64, 1);
    Commands commands(context_, "too much");
    const std::uint32_t limit = context_->limits().max_group_count[1];
    if (limit < std::numeric_limits<std::uint32_t>::max()) {
        const std::string message = error_of(
            [&] {
                commands.dispatch(numbers.pipeline, numbers.push, {1, limit + 1});
            },
            ErrorCode::internal);
        EXPECT_NE(message.find(std::to_string(limit)), std::string::npos) << message;
        EXPECT_NE(message.find("add_numbers"), std::string::npos) << message;
    }
    struct LargePush {
        std::byte bytes[132];
    };
    error_of([&] { commands.dispatch(numbers.pipeline, LargePush{}, {}); }, ErrorCode::internal);
    error_of([&] { commands.dispatch_indirect(numbers.pipeline, numbers.push, numbers.smallest); },
             ErrorCode::internal);
    error_of([&] { commands.dispatch_indirect(numbers.pipeline, numbers.push, numbers.sums, 2); }, ErrorCode::internal);
    error_of([&] { ComputePipeline(context_, {}, "empty"); }, ErrorCode::internal);
    error_of([&] { ComputePipeline(context_, shaders::test_add_numbers, "large push", {}, 1U << 20U); },
             ErrorCode::internal);
}

TEST_F(Dispatch, EveryShaderOfTheLibraryMakesAPipeline) {
    for (const auto& [name, words] : shaders::all_of_plumb_objects()) {
        EXPECT_TRUE(ComputePipeline(context_, words, name)) << name;
    }
}

TEST_F(Dispatch, EqualShadersAreCompiledOnce) {
    const auto make = [&](std::uint32_t constant, std::uint32_t push_bytes = sizeof(AddNumbersPush)) {
        return ComputePipeline(context_, shaders::test_add_numbers, "add_numbers", std::span(&constant, 1), push_bytes);
    };
    const ComputePipeline first = make(1), other_constant = make(2), other_push = make(1, 128);
    EXPECT_EQ(context_->pipelines().size(), 3U);
    const std::vector<std::uint32_t> copy(shaders::test_add_numbers.begin(), shaders::test_add_numbers.end());
    const std::uint32_t one = 1;
    const ComputePipeline same(context_, copy, "of another place", std::span(&one, 1), sizeof(AddNumbersPush));
    EXPECT_EQ(same.handle(), first.handle());
    EXPECT_NE(other_constant.handle(), first.handle());
    EXPECT_NE(other_push.handle(), first.handle());
    EXPECT_EQ(context_->pipelines().size(), 3U);
}

TEST_F(Dispatch, CompiledShadersThatNobodyUsesAreDroppedWhenThereAreMany) {
    const std::uint32_t kept_constant = 0;
    AddNumbers kept(context_, 130, kept_constant);
    for (std::uint32_t constant = 1; constant <= PipelineStore::most_kept; ++constant) {
        const ComputePipeline used_once(context_, shaders::test_add_numbers, "add_numbers", std::span(&constant, 1),
                                        sizeof(AddNumbersPush));
        ASSERT_LE(context_->pipelines().size(), PipelineStore::most_kept);
    }
    EXPECT_EQ(context_->pipelines().size(), 2U) << "the one in use, and the one that had no room";
    Commands commands(context_);
    commands.dispatch(kept.pipeline, kept.push, {3});
    commands.host_read_barrier();
    context_->run(commands);
    kept.expect_results(kept_constant);
}

TEST_F(Dispatch, CommandsOfAnotherDeviceAreRefused) {
    const auto other = open_context();
    Commands commands(other);
    error_of([&] { context_->submit(commands); }, ErrorCode::internal);
}

TEST_F(Dispatch, TwoThreadsShareADevice) {
    auto work = [&] {
        for (int round = 0; round < 10; ++round) {
            AddNumbers numbers(context_, 256, 3);
            Commands commands(context_);
            commands.dispatch(numbers.pipeline, numbers.push, {4});
            commands.host_read_barrier();
            context_->run(commands);
            numbers.expect_results(3);
        }
    };
    std::thread first(work);
    std::thread second(work);
    first.join();
    second.join();
}

TEST(Contexts, TwoThreadsWithADeviceEach) {
    auto work = [] {
        const auto context = open_context();
        for (int round = 0; round < 5; ++round) {
            AddNumbers numbers(context, 256, 3);
            Commands commands(context);
            commands.dispatch(numbers.pipeline, numbers.push, {4});
            commands.host_read_barrier();
            context->run(commands);
            numbers.expect_results(3);
        }
        EXPECT_NO_THROW(context->check_messages());
        EXPECT_EQ(context.use_count(), 1);
    };
    std::thread first(work);
    std::thread second(work);
    first.join();
    second.join();
}

TEST_F(Dispatch, TimestampsGrowAndUnwrittenOnesAreNotNumbers) {
    if (context_->limits().timestamp_valid_bits == 0) {
        GTEST_SKIP() << "the queue has no timestamps";
    }
    AddNumbers numbers(context_, 64, 1);
    const Timestamps timestamps(context_, 4, "times");
    EXPECT_TRUE(std::isnan(timestamps.seconds()[0]));
    Commands commands(context_);
    commands.reset_timestamps(timestamps);
    commands.timestamp(timestamps, 0);
    commands.dispatch(numbers.pipeline, numbers.push, {1});
    commands.timestamp(timestamps, 1);
    commands.compute_barrier();
    commands.dispatch(numbers.pipeline, numbers.push, {1});
    commands.timestamp(timestamps, 2);
    for (int round = 0; round < 2; ++round) {
        context_->run(commands);
        const std::vector<double> seconds = timestamps.seconds();
        EXPECT_EQ(seconds[0], 0.0);
        EXPECT_GT(seconds[1], 0.0);
        EXPECT_GT(seconds[2], seconds[1]);
        EXPECT_LT(seconds[2], 30.0);
        EXPECT_TRUE(std::isnan(seconds[3]));
    }
    commands.reset();
    error_of([&] { commands.timestamp(timestamps, 4); }, ErrorCode::internal);
}

}  // namespace
}  // namespace plumb::gpu
