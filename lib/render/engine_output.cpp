// Where what an engine draws lies, and how it gets to its place in a batch.
#include "base/parallel.hpp"
#include "render/jpeg_loss.hpp"
#include "render/submission.hpp"

#include <algorithm>

namespace plumb::render {

void Engine::place_output(Submission& submission) {
    if (packer_) {
        submission.misfits = Packer::place(plan_, ring_);
        const std::uint64_t bytes = plan_.source_offset(plan_.sources.size(), submission.view_count);
        make_room(sources_, context_, bytes, gpu::Memory::device, "arrays to pack");
    }
    const OutputLayout& layout = submission.batch->layout;
    bool is_together = layout.count_bytes == count_bytes();
    for (std::uint32_t v = 1; v < submission.view_count; ++v)
        is_together = is_together && submission.slot(v) == submission.slot(v - 1) + 1;
    const bool is_reached = context_->is_unified_memory() || submission.batch->exported;
    if (is_reached && is_together) {
        submission.target = {layout, submission.slot(0), submission.batch->output->address(), true};
        return;
    }
    const OutputLayout own{&plan_, submission.view_count, count_bytes()};
    make_room(device_output_, context_, own.bytes(), gpu::Memory::device, "device output");
    submission.target = {own, 0, device_output_.address(), false};
}

std::uint64_t Engine::resolved(const Submission& submission, std::uint32_t row, Policy policy) const {
    for (std::size_t i = 0; i < plan_.arrays.size(); ++i) {
        const Plan::Array& array = plan_.arrays[i];
        if (array.row == row && array.policy == policy && array.packing == Packing::none)
            return submission.target.array(i);
    }
    for (std::size_t i = 0; i < plan_.sources.size(); ++i)
        if (plan_.sources[i].row == row && plan_.sources[i].policy == policy)
            return sources_.address() + plan_.source_offset(i, submission.view_count);
    return 0;
}

void Engine::record_packing(const Submission& submission) {
    if (!packer_) return;
    commands_.compute_barrier();
    for (std::size_t i = 0; i < plan_.arrays.size(); ++i) {
        const Plan::Array& array = plan_.arrays[i];
        if (array.packing == Packing::none) continue;
        packer_->record(commands_, plan_,
                        {i, resolved(submission, array.row, array.policy), submission.target.array(i),
                         submission.misfits.address + i * sizeof(shared::Misfit), submission.view_count});
    }
}

/// The end of the views from `first` on whose places in the batch follow each other.
std::uint32_t Engine::end_of_run(const Submission& submission, std::uint32_t first) {
    std::uint32_t end = first + 1;
    while (end < submission.view_count && submission.slot(end) == submission.slot(end - 1) + 1) ++end;
    return end;
}

/// Copies what the shaders wrote to its place in the batch.
void Engine::record_readback(const Submission& submission) {
    const OutputLayout &from = submission.target.layout, &to = submission.batch->layout;
    const gpu::Buffer& output = *submission.batch->output;
    commands_.compute_barrier();
    for (std::uint32_t first = 0, end = 0; first < submission.view_count; first = end) {
        end = end_of_run(submission, first);
        for (std::size_t i = 0; i < plan_.arrays.size(); ++i)
            commands_.copy(device_output_, output,
                           {from.array(i, first), to.array(i, submission.slot(first)),
                            plan_.arrays[i].bytes_per_view * (end - first)});
        const std::uint32_t step = from.count_bytes == to.count_bytes ? end - first : 1;  // views that lie together
        for (std::uint32_t v = first; v < end; v += step)
            commands_.copy(device_output_, output,
                           {from.counts(v), to.counts(submission.slot(v)), from.count_bytes * step});
    }
}

/// Copies frames that others look into to where the host does, if it is expected to.
void Engine::record_host_copy(const Submission& submission) {
    const PendingBatch& batch = *submission.batch;
    if (!batch.exported || batch.exported->copy() == nullptr) return;
    commands_.compute_barrier();
    for (std::uint32_t first = 0, end = 0; first < submission.view_count; first = end) {
        end = end_of_run(submission, first);
        for (std::size_t i = 0; i < plan_.arrays.size(); ++i) {
            const std::uint64_t place = batch.layout.array(i, submission.slot(first));
            commands_.copy(*batch.output, *batch.exported->copy(),
                           {place, place, plan_.arrays[i].bytes_per_view * (end - first)});
        }
    }
}

/// Copies the counted pixels to where the host sees them, if it does not where they are.
void Engine::record_counts_readback(const Submission& submission, const gpu::Buffer& target) {
    const PendingBatch& batch = *submission.batch;
    if (!batch.counts) return;
    const OutputLayout& from = submission.target.layout;
    commands_.compute_barrier();
    for (std::uint32_t v = 0; v < submission.view_count; ++v)
        commands_.copy(target, *batch.counts,
                       {from.counts(submission.target.first_view + v), submission.slot(v) * batch.layout.count_bytes,
                        count_bytes()});
}

/// Puts the JPEG loss that shots ask for into their pictures.
void Engine::compress(ShotSpan shots, const Submission& submission) const {
    if (std::ranges::none_of(shots, [](const Shot& shot) { return shot.sensor.jpeg_quality.has_value(); })) return;
    const auto rgb_row = static_cast<std::uint32_t>(&find_pass("rgb") - pass_table);
    for (std::size_t i = 0; i < plan_.arrays.size(); ++i) {
        const std::uint64_t view_bytes = plan_.arrays[i].bytes_per_view;
        if (plan_.arrays[i].row != rgb_row) continue;
        const PendingBatch& batch = *submission.batch;
        auto* const bytes = static_cast<std::uint8_t*>(batch.output->mapped());
        in_parallel(shots.size(), [&](std::size_t v) {
            const std::optional<std::uint32_t>& quality = shots[v].sensor.jpeg_quality;
            const std::uint64_t offset = batch.layout.array(i, submission.slot(static_cast<std::uint32_t>(v)));
            if (quality) lose_to_jpeg({bytes + offset, view_bytes}, plan_.size, *quality);
        });
    }
}

}  // namespace plumb::render
