#include <plumb/error.hpp>
#include <plumb/packing.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <vector>

namespace plumb {

namespace {

/// The ways in which a row of the table can be packed.
std::vector<Packing> packings_of(const PassInfo& row) {
    if (row.name == "rgb") return {Packing::rgb8};
    if (row.name == "hdr" || row.name == "flow_forward" || row.name == "flow_backward") return {Packing::f16};
    if (row.name == "depth" || row.name == "range") return {Packing::f16, Packing::u16_mm};
    if (row.name == "instance" || row.name == "semantic" || row.name == "material") return {Packing::u16, Packing::u8};
    return {};
}

PassInfo packed_row(const PassInfo& pass, Packing packing) {
    PassInfo packed = pass;
    packed.row = &row_of(pass);
    switch (packing) {
        case Packing::none:
            break;
        case Packing::rgb8:
            packed.channels = 3;
            packed.unit = "sRGB";
            break;
        case Packing::f16:
            packed.type = ComponentType::f16;
            break;
        case Packing::u16_mm:
            packed.type = ComponentType::u16;
            packed.unit = "mm";
            packed.background = "0";
            break;
        case Packing::u16:
            packed.type = ComponentType::u16;
            break;
        case Packing::u8:
            packed.type = ComponentType::u8;
            break;
    }
    return packed;
}

struct Row {
    Packing packing = Packing::none;
    PassInfo info;
};

const std::vector<Row>& packed_table() {
    static const std::vector<Row> table = [] {
        std::vector<Row> rows;
        for (const auto& list : {passes(), through_passes()})
            for (const PassInfo& pass : list)
                for (const Packing packing : packings_of(row_of(pass)))
                    rows.push_back({packing, packed_row(pass, packing)});
        return rows;
    }();
    return table;
}

}  // namespace

std::string_view to_string(Packing packing) noexcept {
    constexpr std::array names{"none", "rgb8", "f16", "u16_mm", "u16", "u8"};
    const auto index = static_cast<std::size_t>(packing);
    return index < names.size() ? names[index] : "unknown";
}

const PassInfo& packed_pass(std::string_view name, Packing packing) {
    const PassInfo& pass = find_pass(name);
    if (packing == Packing::none) return pass;
    std::string possible;
    for (const Row& row : packed_table()) {
        if (row.info.name != name) continue;
        if (row.packing == packing) return row.info;
        possible += (possible.empty() ? "" : ", ") + std::string(to_string(row.packing));
    }
    throw Error(ErrorCode::invalid_argument, "packing pass '" + std::string(name) + "' as " +
                                                 std::string(to_string(packing)) + "; " +
                                                 (possible.empty() ? "it cannot be packed" : "possible: " + possible));
}

bool is_packed(const PassInfo& pass) noexcept {
    const std::vector<Row>& table = packed_table();
    return !std::less<>()(&pass, &table.front().info) && !std::less<>()(&table.back().info, &pass);
}

}  // namespace plumb
