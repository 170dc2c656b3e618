#include "dataset/formats/cryptomatte.hpp"

#include <plumb/error.hpp>

#include <murmurhash.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>

namespace plumb::dataset {

namespace {

constexpr std::size_t key_digits = 7;
constexpr std::size_t least_layers = 3;  ///< the usual six ranks

std::string hex(std::uint32_t value) {
    std::array<char, 9> text{};
    std::snprintf(text.data(), text.size(), "%08x", value);
    return text.data();
}

/// Up to the first '/', which joins names to a path.
std::string top_of(const std::string& path) {
    return path.substr(0, path.find('/'));
}

}  // namespace

std::uint32_t cryptomatte_id(std::string_view name) {
    std::uint32_t hash = 0;
    lmmh_x86_32(name.data(), static_cast<unsigned>(name.size()), 0, &hash);
    const std::uint32_t exponent = hash >> 23 & 255;
    return exponent == 0 || exponent == 255 ? hash ^ 1U << 23 : hash;
}

MatteNames::MatteNames(std::string_view id_pass, std::vector<std::string> all) : pass(id_pass), names(std::move(all)) {
    std::map<std::uint32_t, std::string> names_by_id;
    for (std::size_t i = 1; i < names.size(); ++i) {
        const std::uint32_t id = cryptomatte_id(names[i]);
        ids.emplace(names[i], id);
        const auto [other, is_new] = names_by_id.emplace(id, names[i]);
        if (is_new || other->second == names[i]) continue;
        throw Error(ErrorCode::unsupported, "writing Cryptomatte: the names '" + other->second + "' and '" + names[i] +
                                                "' have the same hash " + hex(id) + "; rename one of them");
    }
}

MatteNames object_names(const Scene& scene) {
    std::map<std::string, int> counts;
    for (const InstanceInfo& info : scene.instances()) ++counts[info.path];
    std::vector<std::string> names{""};
    for (const InstanceInfo& info : scene.instances()) {
        names.push_back(counts[info.path] == 1 ? info.path : info.path + "@" + std::to_string(info.id));
    }
    return {"instance", std::move(names)};
}

MatteNames material_names(const Scene& scene) {
    std::vector<std::string> names{""};
    names.insert(names.end(), scene.materials().begin(), scene.materials().end());
    names.emplace_back("default");
    return {"material", std::move(names)};
}

MatteNames asset_names(const Scene& scene) {
    std::vector<std::string> names{""};
    for (const InstanceInfo& info : scene.instances()) names.push_back(top_of(info.path));
    return {"instance", std::move(names)};
}

PixelShares shares_of_centers(const PassView& ids) {
    PixelShares shares;
    for (const std::uint32_t id : ids.as<std::uint32_t>()) shares.shares.push_back({id, id == 0 ? 0.0F : 1.0F});
    return shares;
}

PixelShares shares_of_coverage(const PassView& ids, const PassView& shares) {
    PixelShares result;
    result.ranks = ids.info->channels;
    const std::span<const std::uint32_t> all_ids = ids.as<std::uint32_t>();
    const std::span<const float> all_shares = shares.as<float>();
    result.shares.reserve(all_ids.size());
    for (std::size_t i = 0; i < all_ids.size(); ++i) result.shares.push_back({all_ids[i], all_shares[i]});
    return result;
}

MatteChannels::MatteChannels(std::string layer, const MatteNames& names, const PixelShares& shares)
    : layer_(std::move(layer)) {
    nlohmann::json manifest = nlohmann::json::object();
    for (const auto& [name, id] : names.ids) manifest[name] = hex(id);
    manifest_ = manifest.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);

    std::vector<std::uint32_t> hashes(names.names.size());
    for (std::size_t id = 1; id < hashes.size(); ++id) hashes[id] = names.ids.at(names.names[id]);
    const std::size_t pixels = shares.shares.size() / shares.ranks;
    layers_.assign(std::max(least_layers, (shares.ranks + 1) / 2), std::vector<float>(4 * pixels));
    std::vector<IdShare> ranks;  // by hash
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        ranks.clear();
        for (const IdShare& share : std::span(shares.shares).subspan(pixel * shares.ranks, shares.ranks)) {
            if (share.id == 0 || !(share.share > 0)) continue;
            const std::uint32_t hash = hashes.at(share.id);
            const auto same = std::find_if(ranks.begin(), ranks.end(), [&](const auto& r) { return r.id == hash; });
            if (same == ranks.end()) {
                ranks.push_back({hash, share.share});
            } else {
                same->share += share.share;
            }
        }
        std::stable_sort(ranks.begin(), ranks.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
        for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
            float* const place = &layers_[rank / 2][4 * pixel + 2 * (rank % 2)];
            place[0] = std::bit_cast<float>(ranks[rank].id);
            place[1] = ranks[rank].share;
        }
    }
}

void MatteChannels::add_to(ExrImage& image) const {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const std::string name = layer_ + "0" + std::to_string(i) + ".";
        for (std::size_t c = 0; c < 4; ++c) {
            image.channels.push_back({name + "rgba"[c], ExrType::f32, layers_[i].data() + c, 4});
        }
    }
    const std::string key = "cryptomatte/" + hex(cryptomatte_id(layer_)).substr(0, key_digits) + "/";
    image.texts.emplace_back(key + "name", layer_);
    image.texts.emplace_back(key + "hash", "MurmurHash3_32");
    image.texts.emplace_back(key + "conversion", "uint32_to_float32");
    image.texts.emplace_back(key + "manifest", manifest_);
}

}  // namespace plumb::dataset
