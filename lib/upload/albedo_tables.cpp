#include "upload/lobe_table.hpp"

namespace plumb::upload {

namespace {

constexpr float values[] = {
#include "generated/albedo_tables.inc"
};
static_assert(sizeof(values) == sizeof(shared::AlbedoTables));

}  // namespace

std::span<const std::byte> albedo_tables() {
    return std::as_bytes(std::span(values));
}

}  // namespace plumb::upload
