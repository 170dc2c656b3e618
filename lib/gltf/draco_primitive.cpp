#include "gltf/draco_primitive.hpp"

#if defined(PLUMB_DRACO)

#include <plumb/error.hpp>

#include <draco/compression/decode.h>

#include <cmath>
#include <cstring>
#include <exception>
#include <memory>
#include <utility>

namespace plumb::gltf {

namespace {

[[noreturn]] void refuse(const std::string& reason) {
    throw Error(ErrorCode::bad_asset, "Draco: " + reason);
}

std::unique_ptr<draco::Mesh> decode_mesh(std::span<const std::byte> bytes) {
    draco::DecoderBuffer buffer;
    buffer.Init(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    draco::Decoder decoder;
    auto result = decoder.DecodeMeshFromBuffer(&buffer);
    if (!result.ok()) refuse(result.status().error_msg_string());
    return std::move(result).value();
}

std::vector<std::uint32_t> read_faces(const draco::Mesh& mesh) {
    std::vector<std::uint32_t> indices;
    indices.reserve(std::size_t{3} * mesh.num_faces());
    for (std::uint32_t i = 0; i < mesh.num_faces(); ++i) {
        for (const draco::PointIndex& point : mesh.face(draco::FaceIndex(i))) {
            if (point.value() >= mesh.num_points())
                refuse("vertex " + std::to_string(point.value()) + " is not below the vertex count " +
                       std::to_string(mesh.num_points()));
            indices.push_back(point.value());
        }
    }
    return indices;
}

template <typename Value>
void copy_values(const draco::Mesh& mesh, const draco::PointAttribute& source, DracoAttribute& attribute) {
    const std::size_t width = attribute.shape.component_count();
    attribute.bytes.resize(mesh.num_points() * width * sizeof(Value));
    std::vector<Value> values(width);
    for (std::uint32_t i = 0; i < mesh.num_points(); ++i) {
        const draco::AttributeValueIndex index = source.mapped_index(draco::PointIndex(i));
        if (index.value() >= source.size() ||
            !source.ConvertValue<Value>(index, static_cast<std::int8_t>(width), values.data()))
            refuse("a value cannot be converted to its accessor's type");
        if constexpr (std::is_floating_point_v<Value>)
            for (const Value value : values)
                if (!std::isfinite(value)) refuse("a value is not finite");
        std::memcpy(attribute.bytes.data() + i * width * sizeof(Value), values.data(), width * sizeof(Value));
    }
}

DracoAttribute read_attribute(const draco::Mesh& mesh, int unique_id, const AccessorShape& shape) {
    const draco::PointAttribute* source = mesh.GetAttributeByUniqueId(static_cast<std::uint32_t>(unique_id));
    if (source == nullptr) refuse("there is no attribute with the id " + std::to_string(unique_id));
    if (shape.count != mesh.num_points())
        refuse(std::to_string(mesh.num_points()) + " vertices are stored; the accessor has " +
               std::to_string(shape.count));
    DracoAttribute attribute{shape, {}};
    switch (shape.component) {
        case Component::int8:
            copy_values<std::int8_t>(mesh, *source, attribute);
            break;
        case Component::uint8:
            copy_values<std::uint8_t>(mesh, *source, attribute);
            break;
        case Component::int16:
            copy_values<std::int16_t>(mesh, *source, attribute);
            break;
        case Component::uint16:
            copy_values<std::uint16_t>(mesh, *source, attribute);
            break;
        case Component::uint32:
            copy_values<std::uint32_t>(mesh, *source, attribute);
            break;
        case Component::float32:
            copy_values<float>(mesh, *source, attribute);
            break;
    }
    return attribute;
}

DracoPrimitive decode(Filling& filling, const Json& json, const Json& extension) {
    const std::unique_ptr<draco::Mesh> mesh =
        decode_mesh(filling.resources.buffer_view(index_or_none(extension, "bufferView")));
    DracoPrimitive primitive;
    primitive.indices = read_faces(*mesh);
    const Json& accessors = json.at("attributes");
    for (const auto& [name, id] : extension.at("attributes").items()) {
        const std::uint32_t accessor = index_or_none(accessors, name);
        if (accessor == no_index) refuse("the attribute " + name + " has no accessor");
        primitive.attributes.emplace(name,
                                     read_attribute(*mesh, id.get<int>(), accessor_shape(filling.document, accessor)));
    }
    if (const std::uint32_t indices = index_or_none(json, "indices"); indices != no_index)
        if (const AccessorShape shape = accessor_shape(filling.document, indices);
            shape.count != primitive.indices.size())
            refuse(std::to_string(primitive.indices.size()) + " indices are stored; the accessor has " +
                   std::to_string(shape.count));
    return primitive;
}

}  // namespace

std::optional<DracoPrimitive> decode_draco(Filling& filling, const Json& json, const Pointer& at) {
    const Json* extension = find_extension(json, "KHR_draco_mesh_compression");
    if (extension == nullptr) return std::nullopt;
    try {
        return decode(filling, json, *extension);
    } catch (const Error& error) {
        throw Error(error.code(), filling.document.file.string() + ": " + at.string() + ": " + error.what());
    } catch (const std::exception& exception) {
        throw Error(ErrorCode::bad_asset,
                    filling.document.file.string() + ": " + at.string() + ": Draco: " + exception.what());
    }
}

}  // namespace plumb::gltf

#else

namespace plumb::gltf {

std::optional<DracoPrimitive> decode_draco(Filling&, const Json&, const Pointer&) {
    return std::nullopt;
}

}  // namespace plumb::gltf

#endif
