#pragma once

#include "dataset/format.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plumb::dataset {

/// A set as its dataset.json tells it, for finishing it where its scene is not at hand.
class DescribedSet {
public:
    /// @throws Error  bad_asset for a description that lacks a member
    explicit DescribedSet(const nlohmann::ordered_json& description);

    /// Its scene has the classes of the set and nothing else.
    [[nodiscard]] const SetInfo& info() const { return *info_; }
    [[nodiscard]] std::span<const std::unique_ptr<Format>> formats() const { return formats_; }

private:
    std::optional<SetInfo> info_;
    std::vector<std::unique_ptr<Format>> formats_;
};

}  // namespace plumb::dataset
