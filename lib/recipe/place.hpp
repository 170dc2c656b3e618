#pragma once

#include "gltf/findings.hpp"

#include <nlohmann/json.hpp>

#include <plumb/error.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plumb::recipe {

using Json = nlohmann::json;

/// A value of a recipe and where it stands. The document must outlive it and has passed check_schema(), so that types
/// are as the schema says.
class Place {
public:
    Place(const Json& root, const std::string& file) : json_(&root), file_(&file) {}

    [[nodiscard]] const Json& json() const noexcept { return *json_; }
    [[nodiscard]] const gltf::Pointer& pointer() const noexcept { return pointer_; }
    [[nodiscard]] bool has(std::string_view key) const { return json_->is_object() && json_->contains(key); }
    /// None if the member is absent or null.
    [[nodiscard]] std::optional<Place> find(std::string_view key) const;
    [[nodiscard]] Place operator[](std::string_view key) const;
    [[nodiscard]] std::size_t size() const noexcept { return json_->size(); }
    [[nodiscard]] Place operator[](std::size_t index) const;

    [[nodiscard]] double number() const { return json_->get<double>(); }
    [[nodiscard]] const std::string& text() const { return json_->get_ref<const std::string&>(); }
    [[nodiscard]] std::string text_or(std::string_view key, std::string_view otherwise) const;
    [[nodiscard]] bool flag(std::string_view key, bool otherwise) const;
    [[nodiscard]] double number_or(std::string_view key, double otherwise) const;

    /// "file: pointer: " and `message`.
    [[nodiscard]] std::string complaint(const std::string& message) const;
    /// Throws the complaint.
    [[noreturn]] void refuse(const std::string& message, ErrorCode code = ErrorCode::bad_asset) const;
    /// Names the value as one that no `kind` of the scene has, with what is like it.
    [[noreturn]] void refuse_name(std::string_view name, std::string_view kind,
                                  std::span<const std::string_view> known) const;

private:
    const Json* json_;
    const std::string* file_;
    gltf::Pointer pointer_;
};

}  // namespace plumb::recipe
