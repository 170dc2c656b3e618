#include "render/exported_batch.hpp"

#include "gpu/commands.hpp"

namespace plumb::render {

ExportedBatch::~ExportedBatch() {
    if (reads_ && copy_ && !is_read_) reads_->expect(false);
}

void ExportedBatch::follow(std::shared_ptr<HostReads> reads) {
    reads_ = std::move(reads);
    if (reads_->are_expected() && memory_->buffer.mapped() == nullptr) copy_ = host_pool_->take(memory_->buffer.size());
}

const std::byte* ExportedBatch::on_host() const {
    const gpu::Buffer& device = memory_->buffer;
    if (device.mapped() != nullptr) return static_cast<const std::byte*>(device.mapped());
    const std::lock_guard lock(mutex_);
    is_read_ = true;
    if (reads_) reads_->expect(true);
    if (!copy_) {
        std::shared_ptr<OutputMemory> copy = host_pool_->take(device.size());
        gpu::Commands commands(context(), "reading exported frames");
        commands.copy(device, copy->buffer, {0, 0, device.size()});
        commands.host_read_barrier();
        context()->run(commands);
        copy_ = std::move(copy);
    }
    return static_cast<const std::byte*>(copy_->buffer.mapped());
}

}  // namespace plumb::render
