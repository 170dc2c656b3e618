#include "base/nearest_name.hpp"

#include <plumb/error.hpp>
#include <plumb/passes.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace plumb {

namespace {

constexpr const char* through_suffix = "_through";

constexpr std::size_t through_count = static_cast<std::size_t>(
    std::count_if(std::begin(pass_table), std::end(pass_table), [](const PassInfo& pass) { return pass.has_through; }));

/// Text that is put together by the compiler.
struct Text {
    std::array<char, 256> letters{};
    std::size_t length = 0;

    constexpr void add(std::string_view text) {
        for (const char letter : text) letters[length++] = letter;
    }
    [[nodiscard]] constexpr std::string_view view() const { return {letters.data(), length}; }
};

struct ThroughTexts {
    Text name, meaning;
};

constexpr std::array<ThroughTexts, through_count> through_texts = [] {
    std::array<ThroughTexts, through_count> texts{};
    std::size_t i = 0;
    for (const PassInfo& pass : pass_table) {
        if (!pass.has_through) continue;
        texts[i].name.add(pass.name);
        texts[i].name.add(through_suffix);
        texts[i].meaning.add(pass.meaning);
        texts[i++].meaning.add("; of the first surface that is neither blended nor transmissive");
    }
    return texts;
}();

constexpr std::array<PassInfo, through_count> through_table = [] {
    std::array<PassInfo, through_count> table{};
    std::size_t i = 0;
    for (const PassInfo& pass : pass_table) {
        if (!pass.has_through) continue;
        table[i] = pass;
        table[i].name = through_texts[i].name.view();
        table[i].meaning = through_texts[i].meaning.view();
        table[i].has_through = false;
        table[i++].row = &pass;
    }
    return table;
}();

constexpr PassInfo coverage_table[] = {
    {"coverage_id", ComponentType::u32, coverage_ranks, "id", "", "0",
     "instances with most area in the pixel, 0 is the background; most first, then by id; 0 where there are no more",
     PassNeeds::none, false},
    {"coverage", ComponentType::f32, coverage_ranks, "1", "", "1 for id 0",
     "share of the pixel's 64 samples that see the instance in coverage_id", PassNeeds::none, false},
    {"material_coverage_id", ComponentType::u32, coverage_ranks, "id", "", "0",
     "materials with most area in the pixel, 0 is the background; most first, then by id; 0 where there are no more",
     PassNeeds::none, false},
    {"material_coverage", ComponentType::f32, coverage_ranks, "1", "", "1 for id 0",
     "share of the pixel's 64 samples that see the material in material_coverage_id", PassNeeds::none, false},
};

}  // namespace

std::string_view to_string(ComponentType type) noexcept {
    switch (type) {
        case ComponentType::u8:
            return "u8";
        case ComponentType::u32:
            return "u32";
        case ComponentType::f32:
            return "f32";
        case ComponentType::u16:
            return "u16";
        case ComponentType::f16:
            return "f16";
    }
    return "unknown";
}

std::span<const PassInfo> passes() noexcept {
    return pass_table;
}

std::span<const PassInfo> through_passes() noexcept {
    return through_table;
}

std::span<const PassInfo> coverage_passes() noexcept {
    return coverage_table;
}

const PassInfo& find_pass(std::string_view name) {
    std::vector<std::string_view> rows;
    std::vector<std::string_view> all;
    std::string without_through;
    for (const PassInfo& pass : pass_table) {
        if (pass.name == name) return pass;
        if (!pass.has_through && name == std::string(pass.name) + through_suffix)
            throw Error(
                ErrorCode::invalid_argument,
                "pass '" + std::string(name) + "': '" + std::string(pass.name) +
                    "' is colour, which shows what is behind blended surfaces by itself; only labels have a pass "
                    "of policy 'through'");
        rows.push_back(pass.name);
        if (!pass.has_through) without_through += (without_through.empty() ? "" : ", ") + std::string(pass.name);
    }
    all = rows;
    for (const PassInfo& pass : through_table) {
        if (pass.name == name) return pass;
        all.push_back(pass.name);
    }
    for (const PassInfo& pass : coverage_table) {
        if (pass.name == name) return pass;
        all.push_back(pass.name);
        rows.push_back(pass.name);
        without_through += ", " + std::string(pass.name);
    }
    throw Error(ErrorCode::invalid_argument, "unknown pass '" + std::string(name) + "'; " + suggestion(name, all) +
                                                 "known passes: " + join_names(rows) + "; and NAME" + through_suffix +
                                                 " of each but " + without_through);
}

}  // namespace plumb
