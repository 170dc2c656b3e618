#include "render/output_memory.hpp"

#include "gpu/check.hpp"

#include <plumb/error.hpp>

#include <atomic>

namespace plumb::render {

namespace {

std::uint64_t next_id() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

}  // namespace

OutputMemory::OutputMemory(gpu::Buffer made) : buffer(std::move(made)), id(next_id()) {}

VkSemaphore OutputMemory::release_timeline() {
    const std::lock_guard lock(mutex_);
    make_timeline();
    return timeline_.get();
}

std::uint64_t OutputMemory::release_value() {
    const std::lock_guard lock(mutex_);
    make_timeline();
    if (!is_promised_) ++promised_;
    is_promised_ = true;
    return promised_;
}

void OutputMemory::make_timeline() {
    if (!timeline_) timeline_ = gpu::exported_timeline(buffer.context(), "frames released");
}

gpu::cuda::Address OutputMemory::cuda_address(const std::shared_ptr<const gpu::CudaDevice>& device) {
    const std::lock_guard lock(mutex_);
    if (!cuda_) cuda_ = std::make_unique<gpu::CudaMemory>(device, buffer);
    return cuda_->address();
}

void OutputMemory::add_reader(gpu::CudaMark mark) {
    const std::lock_guard lock(mutex_);
    readers_.push_back(std::move(mark));
}

void OutputMemory::lose() noexcept {
    const std::lock_guard lock(mutex_);
    is_lost_ = true;
}

bool OutputMemory::is_released() {
    const std::lock_guard lock(mutex_);
    is_promised_ = false;
    if (is_lost_) return false;
    try {
        std::erase_if(readers_, [](const gpu::CudaMark& mark) { return mark.is_reached(); });
    } catch (const Error&) {
        is_lost_ = true;  // whoever made CUDA fail is told there
    }
    if (is_lost_ || !readers_.empty()) return false;
    if (!timeline_) return true;
    std::uint64_t told = 0;
    const gpu::Context& context = *timeline_.context();
    gpu::check(context.vk().vkGetSemaphoreCounterValue(context.device(), timeline_.get(), &told),
               "vkGetSemaphoreCounterValue (frames released)");
    return told >= promised_;
}

}  // namespace plumb::render
