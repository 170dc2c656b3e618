#include "gpu_fixture.hpp"

#include "shaders/test_add_numbers.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
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

}  // namespace
}  // namespace plumb::gpu
