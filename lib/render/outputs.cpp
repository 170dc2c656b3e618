#include "render/outputs.hpp"

namespace plumb::render {

namespace {

/// The buffer of memory that it keeps.
std::shared_ptr<const gpu::Buffer> buffer_of(const std::shared_ptr<OutputMemory>& memory) {
    return {memory, &memory->buffer};
}

}  // namespace

Outputs::Outputs(const std::shared_ptr<gpu::Context>& context, FrameMemory kind)
    : host_(std::make_shared<OutputPool>(context,
                                         context->is_unified_memory() ? gpu::Memory::device : gpu::Memory::readback)) {
    if (kind == FrameMemory::host) return;
    context->require_exports();
    exported_ = std::make_shared<OutputPool>(context, gpu::Memory::exported);
    if (context->external().timeline_lack.empty()) context->exported_timeline();  // before there is anything to tell
}

void Outputs::provide(PendingBatch& batch) const {
    const std::uint64_t bytes = batch.layout.bytes();
    if (!exported_) {
        batch.output = buffer_of(host_->take(bytes));
        return;
    }
    const std::shared_ptr<OutputMemory> memory = exported_->take(bytes);
    batch.output = buffer_of(memory);
    batch.exported = std::make_shared<ExportedBatch>(memory, host_);
    if (batch.output->mapped() == nullptr && batch.layout.count_bytes != 0)
        batch.counts = buffer_of(host_->take(batch.layout.count_bytes * batch.layout.view_count));
}

}  // namespace plumb::render
