// A long run in one process that changes its scene again and again: plumb_soak FRAMES STRETCH SCENE.. renders FRAMES
// frames of 64 x 64 into sets, STRETCH at a time of one scene, and loads, uploads and frees the next one in between.
// Prints its own resident memory (that of the software device is shared memory), open files, threads and allocations of
// device memory after the first tenth; exit status 1 where one of them grows.
#include <plumb/plumb.hpp>

#include "gpu/context.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::array names{"own resident kB", "open files", "threads", "device allocations"};

struct Sample {
    double frames = 0;
    std::array<double, names.size()> values{};
};

double status_of(const std::string& key) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double value = 0;
        if (word == key + ":" && status >> value) return value;
    }
    return 0;
}

Sample sample(std::uint64_t frames, const plumb::Device& device) {
    const auto files = std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
    return {static_cast<double>(frames),
            {status_of("RssAnon"), static_cast<double>(files), status_of("Threads"),
             static_cast<double>(device.context()->allocation_count())}};
}

/// Of a least-squares line, over 1000 frames.
double slope(const std::vector<Sample>& samples, std::size_t column) {
    double x = 0, y = 0;
    for (const Sample& s : samples) {
        x += s.frames / static_cast<double>(samples.size());
        y += s.values[column] / static_cast<double>(samples.size());
    }
    double products = 0, squares = 0;
    for (const Sample& s : samples) {
        products += (s.frames - x) * (s.values[column] - y);
        squares += (s.frames - x) * (s.frames - x);
    }
    return squares > 0 ? 1000 * products / squares : 0;
}

/// Frames first .. end - 1 of one scene, in a set of its own; sampled while the renderer is there.
Sample render(const plumb::Device& device, const fs::path& file, const fs::path& folder, std::uint64_t first,
              std::uint64_t end) {
    const plumb::Scene scene = plumb::Scene::load(file);
    plumb::Renderer renderer(device, scene, {.size = {64, 64}, .passes = {"rgb", "depth", "instance"}});
    plumb::Dataset set(folder, scene, {.range = {first, end}});
    plumb::ShotOptions options;
    for (std::uint64_t index = first; index < end; ++index) {
        options.time_s = static_cast<double>(index % 240) / 24;
        set.write(index, renderer.render(scene.shot(options)));
    }
    set.finish();
    return sample(end, device);
}

/// @return whether nothing grows
bool report(const std::vector<Sample>& samples, double frame_count) {
    std::vector<Sample> steady;
    std::copy_if(samples.begin(), samples.end(), std::back_inserter(steady),
                 [&](const Sample& s) { return s.frames >= frame_count / 10; });
    bool is_flat = true;
    for (std::size_t column = 0; column < names.size(); ++column) {
        const double growth = slope(steady, column);
        std::printf("%s: first %.0f, last %.0f, %+.3f per 1000 frames\n", names[column], steady.front().values[column],
                    steady.back().values[column], growth);
        // Pages come and go with the allocator's moods; a leak of a frame or a scene adds up to more.
        const double limit = column == 0 ? 1024 : 0.5;
        is_flat = is_flat && growth * frame_count / 1000 <= limit;
    }
    return is_flat;
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 4) {
        std::fprintf(stderr, "usage: plumb_soak FRAMES STRETCH SCENE..\n");
        return 2;
    }
    try {
        const std::uint64_t frame_count = std::strtoull(arguments[1], nullptr, 10);
        const std::uint64_t stretch = std::max<std::uint64_t>(1, std::strtoull(arguments[2], nullptr, 10));
        const std::vector<std::string> scenes(arguments + 3, arguments + count);
        std::string place = (fs::temp_directory_path() / "plumb-soak-XXXXXX").string();
        if (::mkdtemp(place.data()) == nullptr) throw plumb::Error(plumb::ErrorCode::io, "no folder " + place);
        const plumb::Device device = plumb::Device::create();
        std::vector<Sample> samples;
        for (std::uint64_t first = 0, k = 0; first < frame_count; first += stretch, ++k) {
            const std::string& scene = scenes[k % scenes.size()];
            const fs::path folder = fs::path(place) / std::to_string(k);
            samples.push_back(render(device, scene, folder, first, std::min(first + stretch, frame_count)));
            fs::remove_all(folder);
        }
        fs::remove_all(place);
        std::printf("%llu frames, %zu changes of the scene\n", static_cast<unsigned long long>(frame_count),
                    samples.size() - 1);
        return report(samples, static_cast<double>(frame_count)) ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "plumb_soak: %s\n", error.what());
        return 1;
    }
}
