#include "bench.hpp"

#include <algorithm>
#include <chrono>
#include <future>

namespace plumb::program {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// The smallest types that hold the passes of most scenes.
std::vector<PassFormat> formats_of(const std::vector<std::string>& passes) {
    std::vector<PassFormat> formats;
    for (const std::string& pass : passes) {
        const std::string_view row = row_of(find_pass(pass)).name;
        if (row == "rgb") formats.push_back({pass, Packing::rgb8});
        if (row == "hdr" || row == "depth" || row == "range") formats.push_back({pass, Packing::f16});
        if (row == "instance" || row == "semantic" || row == "material") formats.push_back({pass, Packing::u16});
    }
    return formats;
}

/// Renders the batch and notes how long it took.
class Timed {
public:
    Timed(const Device& device, const Scene& scene, const RendererOptions& options)
        : renderer_(device, scene, options) {}

    void render(std::span<const Shot> shots) {
        const auto start = std::chrono::steady_clock::now();
        const Batch batch = renderer_.render(shots);
        seconds_.push_back(seconds_since(start));
        readbacks_.push_back(renderer_.last_timings().readback_s);
        std::size_t bytes = 0;
        for (const std::string& pass : batch.pass_names()) bytes += batch.front()[pass].bytes.size();
        view_bytes_ = bytes;
    }
    [[nodiscard]] PackedResult::Form result() const { return {median(seconds_), median(readbacks_), view_bytes_}; }

private:
    Renderer renderer_;
    std::vector<double> seconds_, readbacks_;
    std::uint64_t view_bytes_ = 0;
};

}  // namespace

PackedResult measure_packed(const Device& device, const Scene& scene, RendererOptions options,
                            std::span<const Shot> shots, std::uint32_t repetitions) {
    Timed plain(device, scene, options);
    options.formats = formats_of(options.passes);
    Timed packed(device, scene, options);
    for (std::uint32_t k = 0; k <= repetitions; ++k) {  // in turn, so that a drift of the machine's speed meets both
        plain.render(shots);
        packed.render(shots);
    }
    PackedResult result{plain.result(), packed.result(), {}};
    for (const PassFormat& format : options.formats)
        result.formats.push_back(format.pass + "=" + std::string(to_string(format.packing)));
    return result;
}

double measure_ahead(Renderer& renderer, const std::vector<Shot>& shots, std::uint32_t repetitions) {
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::future<Batch>> ahead;
    for (std::uint32_t k = 0; k < repetitions; ++k) {
        ahead.push_back(renderer.render_async(shots));
        if (k >= 2) ahead[k - 2].get();  // as a loop does that asks for the next but one before it takes one
    }
    for (std::future<Batch>& batch : ahead)
        if (batch.valid()) batch.get();
    return seconds_since(start) / repetitions;
}

}  // namespace plumb::program
