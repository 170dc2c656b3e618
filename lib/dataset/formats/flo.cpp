#include "dataset/formats/flow.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/need.hpp"

#include <bit>
#include <cstring>
#include <utility>

namespace plumb::dataset {

namespace {

static_assert(std::endian::native == std::endian::little, "the .flo writer needs a little-endian machine");

/// Source: the reader of the Middlebury flow benchmark: a tag that is a float, width, height, then x and y by rows;
/// components beyond 1e9 are unknown.
std::vector<std::byte> encode_flo(const FlowField& flow, Size size, std::uint64_t& unknown) {
    constexpr float tag = 202021.25F;
    constexpr float unknown_value = 1e10F;
    constexpr std::size_t header_bytes = 12;
    std::vector<float> values(2 * flow.size());
    for (std::size_t i = 0; i < flow.size(); ++i) {
        const bool is_known = flow.is_known(i);
        if (!is_known) ++unknown;
        values[2 * i] = is_known ? flow.x(i) : unknown_value;
        values[2 * i + 1] = is_known ? flow.y(i) : unknown_value;
    }
    std::vector<std::byte> bytes(header_bytes + 4 * values.size());
    const std::uint32_t edges[2] = {size.width, size.height};
    std::memcpy(bytes.data(), &tag, sizeof(tag));
    std::memcpy(bytes.data() + sizeof(tag), edges, sizeof(edges));
    std::memcpy(bytes.data() + header_bytes, values.data(), 4 * values.size());
    return bytes;
}

class Flo : public Format {
public:
    explicit Flo(std::string root) : root_(std::move(root)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "flo"; }
    [[nodiscard]] std::vector<std::string_view> needed_passes() const override {
        return {"flow_forward", "flow_forward_class"};
    }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override {
        EncodedFrame encoded;
        for (const std::string direction : {"forward", "backward"}) {
            if (!has_pass(record.set, "flow_" + direction) || !has_pass(record.set, "flow_" + direction + "_class")) {
                continue;
            }
            std::uint64_t unknown = 0;
            const FlowField flow(record.frame, direction);
            encoded.files.push_back({root_ + direction + "/" + index_text(record.index) + ".flo",
                                     encode_flo(flow, record.frame.size(), unknown)});
            if (unknown == 0) continue;
            encoded.losses.push_back({"flo: pixels without a place in the other frame (" + direction + ")", unknown});
        }
        return encoded;
    }

private:
    std::string root_;
};

}  // namespace

std::unique_ptr<Format> make_flo(FormatSpec&, std::string root) {
    return std::make_unique<Flo>(std::move(root));
}

}  // namespace plumb::dataset
