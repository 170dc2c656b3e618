#pragma once

#include "dataset/exr_image.hpp"
#include "dataset/format.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumb::dataset {

/// MurmurHash3_x86_32 of the UTF-8 bytes with seed 0, changed in one bit where the bits are no usual float.
///
/// Source: Cryptomatte specification 1.2.0.
std::uint32_t cryptomatte_id(std::string_view name);

/// What one kind of matte calls the ids of a pass.
struct MatteNames {
    std::string_view pass;                     ///< instance or material
    std::vector<std::string> names;            ///< by id; [0] is the background and empty
    std::map<std::string, std::uint32_t> ids;  ///< cryptomatte_id() of each name

    /// @throws Error  unsupported if two names have one id, naming both
    MatteNames(std::string_view pass, std::vector<std::string> names);
};

/// Node paths; where several instances have one path, "@ID" follows it.
MatteNames object_names(const Scene& scene);
/// Material names; "default" is the material of primitives without one.
MatteNames material_names(const Scene& scene);
/// Name of the topmost node above each instance.
MatteNames asset_names(const Scene& scene);

/// Share of a pixel that one id covers.
struct IdShare {
    std::uint32_t id = 0;
    float share = 0;
};

/// For every pixel `ranks` shares of falling size; those that are not there have share 0.
struct PixelShares {
    std::size_t ranks = 1;
    std::vector<IdShare> shares;
};

/// Each pixel belongs to what its centre sees.
PixelShares shares_of_centers(const PassView& ids);

/// The shares of the passes coverage_id and coverage.
PixelShares shares_of_coverage(const PassView& ids, const PassView& shares);

/// Channels of one kind of matte: three layers of two ranks each, or as many as the shares need. Ids of one name count
/// together; ranks are by falling share.
class MatteChannels {
public:
    /// @param layer  such as CryptoObject: channels are called LAYER00.r to LAYER02.a
    MatteChannels(std::string layer, const MatteNames& names, const PixelShares& shares);

    /// Views this object's memory.
    void add_to(ExrImage& image) const;

private:
    std::string layer_, manifest_;
    std::vector<std::vector<float>> layers_;  ///< four floats a pixel
};

}  // namespace plumb::dataset
