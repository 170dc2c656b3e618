#pragma once

#include "gpu/context.hpp"
#include "gpu/cuda_side.hpp"

#include <chrono>
#include <memory>

namespace plumb::gpu {

/// Proves that CUDA sees what the device writes: a shader fills exported memory with known words, as shaders fill
/// frames; CUDA waits for it and reads it as it would frames, every byte of sizes from one page to several large ones,
/// twice in the same memory; and Vulkan reads it back.
///
/// @param patience  how long CUDA may wait for a submission that has ended
/// @throws Error    internal with the first byte that differs, or if CUDA waits longer, whereupon nothing of
///                  `side.device` is freed any more; as Vulkan's and CUDA's calls
void check_cuda(const std::shared_ptr<Context>& context, const CudaSide& side,
                std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace plumb::gpu
