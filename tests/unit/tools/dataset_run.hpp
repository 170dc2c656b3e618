#pragma once
// What the tests of plumb render's folders start from.

#include "program.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace plumb::test {

using Files = std::map<std::string, std::string>;

/// Frames of a clip in two formats, which take a while.
inline std::vector<std::string> render_command(const std::string& out, const std::vector<std::string>& more,
                                               const std::string& formats = "png,exr") {
    std::vector<std::string> command{PLUMB_PROGRAM, "render",   "sail.gltf",
                                     "--out",       out,        "--size",
                                     "24x18",       "--passes", "rgb,depth,instance,flow_forward",
                                     "--format",    formats};
    command.insert(command.end(), more.begin(), more.end());
    return command;
}

class DatasetRun : public ::testing::Test {
protected:
    Outcome render(const std::string& out, const std::vector<std::string>& more) const {
        return place.run(render_command(out, more));
    }
    Files rendered(const std::string& out, const std::vector<std::string>& more) const {
        const Outcome run = render(out, more);
        EXPECT_EQ(run.exit_code, 0) << run.error;
        return place.files(out);
    }
    [[nodiscard]] std::uint64_t done_count(const std::string& out) const {
        const std::filesystem::path journal = std::filesystem::path(out) / "journal.jsonl";
        if (!std::filesystem::exists(place.path() / journal)) return 0;
        std::istringstream lines(place.text(journal));
        std::uint64_t count = 0;
        for (std::string line; std::getline(lines, line);) count += line.starts_with("{\"index\"") ? 1 : 0;
        return count;
    }
    Workplace place;
};

inline std::vector<std::string> names_of(const Files& files) {
    std::vector<std::string> names;
    for (const auto& [name, text] : files) names.push_back(name);
    return names;
}

}  // namespace plumb::test
