#include "recipe/place.hpp"

#include "base/nearest_name.hpp"

#include <algorithm>
#include <vector>

namespace plumb::recipe {

std::optional<Place> Place::find(std::string_view key) const {
    if (!has(key) || json_->at(std::string(key)).is_null()) return std::nullopt;
    return (*this)[key];
}

Place Place::operator[](std::string_view key) const {
    Place member = *this;
    member.json_ = &json_->at(std::string(key));
    member.pointer_ = pointer_ / key;
    return member;
}

Place Place::operator[](std::size_t index) const {
    Place entry = *this;
    entry.json_ = &json_->at(index);
    entry.pointer_ = pointer_ / index;
    return entry;
}

std::string Place::text_or(std::string_view key, std::string_view otherwise) const {
    const std::optional<Place> member = find(key);
    return member ? member->text() : std::string(otherwise);
}

bool Place::flag(std::string_view key, bool otherwise) const {
    const std::optional<Place> member = find(key);
    return member ? member->json().get<bool>() : otherwise;
}

double Place::number_or(std::string_view key, double otherwise) const {
    const std::optional<Place> member = find(key);
    return member ? member->number() : otherwise;
}

std::string Place::complaint(const std::string& message) const {
    const std::string& at = pointer_.string();
    return *file_ + ": " + (at.empty() ? "(root)" : at) + ": " + message;
}

void Place::refuse(const std::string& message, ErrorCode code) const {
    throw Error(code, complaint(message));
}

void Place::refuse_name(std::string_view name, std::string_view kind, std::span<const std::string_view> known) const {
    constexpr std::size_t listed_count = 20;
    std::string message = "found " + gltf::quote(name) + ", which no " + std::string(kind) + " is called; ";
    message += suggestion(name, known);
    if (known.empty()) {
        message += "there is none";
    } else {
        message += "allowed: " + join_names(known.first(std::min(known.size(), listed_count)));
        if (known.size() > listed_count) message += " and " + std::to_string(known.size() - listed_count) + " more";
    }
    refuse(message, ErrorCode::not_found);
}

}  // namespace plumb::recipe
