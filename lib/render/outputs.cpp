#include "render/outputs.hpp"

#include "gpu/cuda_side.hpp"

#include <plumb/error.hpp>

#include <algorithm>

namespace plumb::render {

namespace {

/// The buffer of memory that it keeps.
std::shared_ptr<const gpu::Buffer> buffer_of(const std::shared_ptr<OutputMemory>& memory) {
    return {memory, &memory->buffer};
}

}  // namespace

Outputs::Outputs(const std::shared_ptr<gpu::Context>& context, FrameMemory kind)
    : context_(context),
      host_(std::make_shared<OutputPool>(context,
                                         context->is_unified_memory() ? gpu::Memory::device : gpu::Memory::readback)) {
    if (kind == FrameMemory::exported) start_exports();
    if (kind != FrameMemory::automatic || !context->cuda().obstacle(*context).empty()) return;
    try {
        start_exports();
        reads_ = std::make_shared<HostReads>();
    } catch (const Error& error) {
        context->cuda().refuse(error);
    }
}

void Outputs::start_exports() {
    context_->require_exports();
    if (context_->external().timeline_lack.empty()) context_->exported_timeline();  // before there is anything to tell
    exported_ = std::make_shared<OutputPool>(context_, gpu::Memory::exported);
}

bool Outputs::exports(const PendingBatch& batch) const {
    if (!exported_ || !reads_) return exported_ != nullptr;
    const auto is_lossy = [](const Shot& shot) { return shot.sensor.jpeg_quality.has_value(); };
    if (!context_->is_unified_memory() && std::ranges::any_of(ShotSpan(batch.shots), is_lossy)) return false;
    return context_->cuda().obstacle(*context_).empty();  // the check may have failed meanwhile
}

/// None if the frames go to the host.
std::shared_ptr<OutputMemory> Outputs::take_exported(const PendingBatch& batch) const {
    if (!exports(batch)) return nullptr;
    try {
        return exported_->take(batch.layout.bytes());
    } catch (const Error& error) {
        if (!reads_) throw;
        // Who keeps many frames may have filled the device's memory for a while.
        if (error.code() != ErrorCode::out_of_memory) context_->cuda().refuse(error);
        return nullptr;
    }
}

void Outputs::provide(PendingBatch& batch) const {
    const std::shared_ptr<OutputMemory> memory = take_exported(batch);
    if (!memory) {
        batch.output = buffer_of(host_->take(batch.layout.bytes()));
        return;
    }
    batch.output = buffer_of(memory);
    batch.exported = std::make_shared<ExportedBatch>(memory, host_);
    if (reads_) batch.exported->follow(reads_);
    if (batch.output->mapped() == nullptr && batch.layout.count_bytes != 0)
        batch.counts = buffer_of(host_->take(batch.layout.count_bytes * batch.layout.view_count));
}

}  // namespace plumb::render
