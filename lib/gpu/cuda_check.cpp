#include "gpu/cuda_check.hpp"

#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"

#include "shaders/known_words.hpp"
#include "shared/known_words.h"

#include <plumb/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace plumb::gpu {

namespace {

/// Less than a page, some pages, and some of the large pages of 2 MiB, none of them whole.
constexpr std::array<std::uint32_t, 3> word_counts{15, 3077, 1310733};
/// Farther apart than any count: no shift turns the words of one seed into those of the other.
constexpr std::array<std::uint32_t, 2> seeds{0x2545F491, 0x9E6C63D0};

struct KnownWordsPush {
    std::uint64_t target;
    std::uint32_t count, seed;
};

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorCode::internal, "checking what CUDA sees of the device's memory: " + what);
}

/// @param who  has seen the words
void compare(std::span<const std::uint32_t> seen, std::uint32_t seed, const std::string& who) {
    for (std::uint32_t i = 0; i < seen.size(); ++i) {
        const std::uint32_t written = shared::known_word(i, seed);
        if (seen[i] == written) continue;
        refuse("at byte " + std::to_string(i * sizeof written) + " of " + std::to_string(seen.size_bytes()) + " " +
               who + " sees the word " + std::to_string(seen[i]) + " where the device has written " +
               std::to_string(written) + "; both must be equal");
    }
}

/// Memory as frames have it, and what reads it.
class Trial {
public:
    Trial(const std::shared_ptr<Context>& context, const CudaSide& side, std::uint32_t count)
        : context_(context),
          side_(side),
          words_(count),
          memory_(context, words_.size() * sizeof(std::uint32_t), Memory::exported, "check of CUDA"),
          readback_(context, memory_.size(), Memory::readback, "check of CUDA, read back"),
          pipeline_(context, shaders::known_words, "known words", {}, sizeof(KnownWordsPush)),
          imported_(side.device, memory_),
          stream_(side.device) {}

    void run(std::uint32_t seed, std::chrono::milliseconds patience) {
        const std::uint64_t value = write(seed);
        if (side_.ready) side_.ready->wait(value, stream_.handle());
        if (!stream_.ends_within(patience)) {
            side_.device->abandon();
            refuse("it still waits for submission " + std::to_string(value) + ", which has ended, after " +
                   std::to_string(patience.count()) + " ms, which is the limit");
        }
        imported_.read(std::as_writable_bytes(std::span(words_)));
        compare(words_, seed, "CUDA");
        read_back();
        compare(readback_.mapped_as<std::uint32_t>(), seed, "Vulkan");
    }

private:
    /// The submission ends as those of frames do: with nothing that is meant for CUDA.
    std::uint64_t write(std::uint32_t seed) {
        Commands commands(context_, "known words");
        const auto count = static_cast<std::uint32_t>(words_.size());
        commands.dispatch(pipeline_, KnownWordsPush{memory_.address(), count, seed},
                          {(count + shared::KNOWN_WORDS_GROUP - 1) / shared::KNOWN_WORDS_GROUP});
        commands.host_read_barrier();
        const std::uint64_t value = context_->submit(commands);
        context_->wait(value);
        return value;
    }
    void read_back() {
        Commands commands(context_, "known words, read back");
        commands.copy(memory_, readback_);
        commands.host_read_barrier();
        context_->run(commands);
    }

    const std::shared_ptr<Context>& context_;
    const CudaSide& side_;
    std::vector<std::uint32_t> words_;  ///< as CUDA sees them
    Buffer memory_, readback_;
    ComputePipeline pipeline_;
    CudaMemory imported_;
    CudaStream stream_;
};

}  // namespace

void check_cuda(const std::shared_ptr<Context>& context, const CudaSide& side, std::chrono::milliseconds patience) {
    for (const std::uint32_t count : word_counts) {
        Trial trial(context, side, count);
        for (const std::uint32_t seed : seeds) trial.run(seed, patience);
    }
}

}  // namespace plumb::gpu
