#include "gltf/meshopt_view.hpp"

#include "gltf/json_view.hpp"

#include <meshoptimizer.h>

namespace plumb::gltf {

namespace {

/// Upper bound of output bytes for a byte of input, so that a short stream cannot ask for a large block.
std::uint64_t greatest_ratio(const std::string& mode) {
    // Vertex codec: at least two bits for 16 bytes in each of its 256-vertex blocks; index codecs: a byte a triangle
    // or an index.
    if (mode == "ATTRIBUTES") return 64;
    return mode == "TRIANGLES" ? 12 : 4;
}

int decode(const std::string& mode, std::vector<std::byte>& out, std::size_t count, std::size_t stride,
           std::span<const std::byte> source) {
    const auto* data = reinterpret_cast<const unsigned char*>(source.data());
    if (mode == "ATTRIBUTES") return meshopt_decodeVertexBuffer(out.data(), count, stride, data, source.size());
    if (mode == "TRIANGLES") return meshopt_decodeIndexBuffer(out.data(), count, stride, data, source.size());
    return meshopt_decodeIndexSequence(out.data(), count, stride, data, source.size());
}

}  // namespace

DecompressedView decompress_meshopt(const Json& extension, std::span<const std::byte> source) {
    DecompressedView result;
    const std::uint64_t count = whole_or(extension, "count", 0);
    const std::uint64_t stride = whole_or(extension, "byteStride", 0);
    const std::string mode = string_or(extension, "mode", "");
    const std::string filter = string_or(extension, "filter", "NONE");
    const std::uint64_t allowed = source.size() * greatest_ratio(mode);
    if (stride == 0 || count > allowed / stride) {
        result.reason = "claims " + std::to_string(count) + " elements of " + std::to_string(stride) + " bytes; " +
                        std::to_string(source.size()) + " compressed bytes give at most " + std::to_string(allowed);
        return result;
    }
    result.bytes.resize(count * stride);
    if (const int error = decode(mode, result.bytes, count, stride, source); error != 0) {
        result.bytes.clear();
        result.reason = "is a broken " + mode + " stream (meshoptimizer error " + std::to_string(error) + ")";
        return result;
    }
    if (filter == "OCTAHEDRAL") meshopt_decodeFilterOct(result.bytes.data(), count, stride);
    if (filter == "QUATERNION") meshopt_decodeFilterQuat(result.bytes.data(), count, stride);
    if (filter == "EXPONENTIAL") meshopt_decodeFilterExp(result.bytes.data(), count, stride);
    return result;
}

}  // namespace plumb::gltf
