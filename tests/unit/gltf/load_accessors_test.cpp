#include "gltf_builder.hpp"

#include <limits>

namespace plumb::test {
namespace {

constexpr std::size_t vertex_count = 3;

enum class ColorLayout { tight, interleaved, sparse, sparse_alone };

/// The colours that a triangle gets from a COLOR_0 accessor of `components` values of type Value in every way that an
/// accessor can be stored: tight, interleaved behind other data, with sparse replacements, and sparse alone.
template <typename Value>
class ColorLayouts : public testing::Test {
public:
    static std::vector<Value> values(std::size_t components) {
        constexpr bool is_float = std::is_floating_point_v<Value>;
        std::vector<Value> result;
        for (std::size_t i = 0; i < vertex_count * components; ++i)
            result.push_back(is_float ? static_cast<Value>(static_cast<double>(i) / 16)
                                      : static_cast<Value>(std::numeric_limits<Value>::max() / 13 * i));
        return result;
    }

    static float expected(Value value) {
        if constexpr (std::is_floating_point_v<Value>)
            return value;
        else
            return static_cast<float>(value) / static_cast<float>(std::numeric_limits<Value>::max());
    }

    static Json accessor(GltfBuilder& builder, const std::vector<Value>& values, std::size_t components,
                         ColorLayout layout) {
        const char* type = components == 3 ? "VEC3" : "VEC4";
        constexpr bool is_normalized = !std::is_floating_point_v<Value>;
        // Vertex attributes start at multiples of four bytes.
        const std::size_t tight = components * sizeof(Value);
        const std::size_t aligned = (tight + 3) / 4 * 4;
        const std::size_t stride = layout == ColorLayout::interleaved ? aligned + 8 : aligned;
        const std::size_t offset = layout == ColorLayout::interleaved ? 4 : 0;
        Json result = {{"componentType", component_type<Value>()}, {"type", type}, {"count", vertex_count}};
        if (is_normalized) result["normalized"] = true;
        if (layout != ColorLayout::sparse_alone) {
            std::vector<std::byte> bytes(stride * vertex_count, std::byte{0xA5});
            for (std::size_t i = 0; i < vertex_count; ++i)
                std::memcpy(bytes.data() + i * stride + offset, values.data() + i * components, tight);
            if (layout == ColorLayout::sparse) std::memset(bytes.data() + stride, 0, tight);
            result["bufferView"] = builder.add_view(bytes.data(), bytes.size(), static_cast<std::uint32_t>(stride));
            if (offset != 0) result["byteOffset"] = offset;
        }
        if (layout == ColorLayout::sparse || layout == ColorLayout::sparse_alone) {
            const std::vector<std::uint16_t> indices{1};
            result["sparse"] = {
                {"count", 1},
                {"indices", {{"bufferView", builder.add_view(indices.data(), 2)}, {"componentType", 5123}}},
                {"values", {{"bufferView", builder.add_view(values.data() + components, tight)}}}};
        }
        return result;
    }
};

using ColorTypes = testing::Types<std::uint8_t, std::uint16_t, float>;
TYPED_TEST_SUITE(ColorLayouts, ColorTypes);

TYPED_TEST(ColorLayouts, AreRead) {
    for (const std::size_t components : {3U, 4U}) {
        for (const ColorLayout layout :
             {ColorLayout::tight, ColorLayout::interleaved, ColorLayout::sparse, ColorLayout::sparse_alone}) {
            GltfBuilder builder;
            const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
            const std::vector<TypeParam> values = TestFixture::values(components);
            const std::uint32_t colors =
                builder.add("accessors", TestFixture::accessor(builder, values, components, layout));
            builder.add_mesh({{"attributes", {{"POSITION", positions}, {"COLOR_0", colors}}}});
            const auto data = builder.load();
            const std::vector<glm::vec4>& found = data->meshes.at(0).primitives.at(0).colors;
            ASSERT_EQ(found.size(), vertex_count);
            for (std::size_t i = 0; i < vertex_count; ++i) {
                for (std::size_t k = 0; k < 4; ++k) {
                    const bool is_zero = layout == ColorLayout::sparse_alone && i != 1;
                    const float expected = k >= components ? 1.0F
                                           : is_zero       ? 0.0F
                                                           : TestFixture::expected(values[i * components + k]);
                    EXPECT_FLOAT_EQ(found[i][static_cast<int>(k)], expected)
                        << "layout " << static_cast<int>(layout) << ", " << components << " components, vertex " << i;
                }
            }
        }
    }
}

/// Texture coordinates of KHR_mesh_quantization take all small integer types, normalized or not.
template <typename Value>
class QuantizedUvs : public testing::Test {};
using SmallIntegers = testing::Types<std::int8_t, std::uint8_t, std::int16_t, std::uint16_t>;
TYPED_TEST_SUITE(QuantizedUvs, SmallIntegers);

TYPED_TEST(QuantizedUvs, AreRead) {
    using Limits = std::numeric_limits<TypeParam>;
    for (const bool is_normalized : {false, true}) {
        GltfBuilder builder;
        builder.use("KHR_mesh_quantization", true);
        const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
        const std::vector<TypeParam> values{0, Limits::max(), Limits::min(), 1, 5, 100};
        std::vector<std::byte> bytes(3 * 4);
        for (std::size_t i = 0; i < 3; ++i)
            std::memcpy(bytes.data() + i * 4, values.data() + i * 2, 2 * sizeof(TypeParam));
        const std::uint32_t view = builder.add_view(bytes.data(), bytes.size(), 4);
        const std::uint32_t uvs =
            builder.add_accessor_of_view(view, component_type<TypeParam>(), "VEC2", 3, is_normalized);
        builder.add_mesh({{"attributes", {{"POSITION", positions}, {"TEXCOORD_0", uvs}}}});
        const auto data = builder.load();
        const std::vector<glm::vec2>& found = data->meshes.at(0).primitives.at(0).uvs[0];
        ASSERT_EQ(found.size(), 3U);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const float value = values[i];
            const float expected = is_normalized ? std::max(value / static_cast<float>(Limits::max()), -1.0F) : value;
            EXPECT_FLOAT_EQ(found[i / 2][static_cast<int>(i % 2)], expected) << "normalized " << is_normalized;
        }
    }
}

TEST(Quantization, PositionsNormalsAndTangentsOfIntegers) {
    GltfBuilder builder;
    builder.use("KHR_mesh_quantization", true);
    const std::vector<std::int16_t> positions{-100, 0, 7, 0, 300, 0, 7, 0, 0, 200, 7, 0};
    const std::uint32_t view = builder.add_view(positions.data(), positions.size() * 2, 8);
    const std::uint32_t position = builder.add_accessor_of_view(view, 5122, "VEC3", 3);
    builder.set_bounds(position, {{-100, 0, 7}, {300, 200, 7}});
    const std::vector<std::int8_t> normals{0, 0, 127, 0, 0, 0, 127, 0, 0, 0, 127, 0};
    const std::uint32_t normal =
        builder.add_accessor_of_view(builder.add_view(normals.data(), 12, 4), 5120, "VEC3", 3, true);
    const std::vector<std::int8_t> tangents{127, 0, 0, -127, 127, 0, 0, -127, 127, 0, 0, -127};
    const std::uint32_t tangent =
        builder.add_accessor_of_view(builder.add_view(tangents.data(), 12, 4), 5120, "VEC4", 3, true);
    builder.add_mesh({{"attributes", {{"POSITION", position}, {"NORMAL", normal}, {"TANGENT", tangent}}}});
    const auto data = builder.load();
    const scene::Primitive& primitive = data->meshes.at(0).primitives.at(0);
    EXPECT_EQ(primitive.positions, (std::vector<glm::vec3>{{-100, 0, 7}, {300, 0, 7}, {0, 200, 7}}));
    EXPECT_EQ(primitive.normals, std::vector<glm::vec3>(3, {0, 0, 1}));
    EXPECT_EQ(primitive.tangents, std::vector<glm::vec4>(3, {1, 0, 0, -1}));
}

template <typename Value>
class IndexTypes : public testing::Test {};
using UnsignedTypes = testing::Types<std::uint8_t, std::uint16_t, std::uint32_t>;
TYPED_TEST_SUITE(IndexTypes, UnsignedTypes);

TYPED_TEST(IndexTypes, AreRead) {
    GltfBuilder builder;
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}});
    const std::uint32_t indices = builder.add_accessor(std::vector<TypeParam>{3, 0, 1, 1, 2, 3}, "SCALAR");
    builder.add_mesh({{"attributes", {{"POSITION", positions}}}, {"indices", indices}});
    const auto data = builder.load();
    EXPECT_EQ(data->meshes.at(0).primitives.at(0).indices, (std::vector<std::uint32_t>{3, 0, 1, 1, 2, 3}));
}

TEST(Accessors, IndicesWithoutAViewAreZeros) {
    GltfBuilder builder;
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    const std::uint32_t indices = builder.add("accessors", {{"componentType", 5125}, {"type", "SCALAR"}, {"count", 3}});
    builder.add_mesh({{"attributes", {{"POSITION", positions}}}, {"indices", indices}});
    const auto data = builder.load();
    EXPECT_EQ(data->meshes.at(0).primitives.at(0).indices, (std::vector<std::uint32_t>{0, 0, 0}));
}

TEST(Accessors, BufferWithoutSourceIsUnsupportedAtTheAccessor) {
    GltfBuilder builder;
    const std::uint32_t view = [&] {
        builder.json["buffers"] = {{{"byteLength", 1}}, {{"byteLength", 36}}};
        return builder.add("bufferViews", {{"buffer", 1}, {"byteLength", 36}});
    }();
    const std::uint32_t positions = builder.add_accessor_of_view(view, 5126, "VEC3", 3);
    builder.set_bounds(positions, {{0, 0, 0}, {1, 1, 0}});
    const float unused = 0;
    builder.add_view(&unused, 4);
    builder.add_mesh({{"attributes", {{"POSITION", positions}}}});
    try {
        (void)builder.load();
        FAIL() << "a buffer without bytes was read";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("/"), std::string::npos) << error.what();
    }
}

TEST(Accessors, OneFileInThreeContainers) {
    GltfBuilder builder;
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0.25F}});
    builder.add_mesh({{"attributes", {{"POSITION", positions}}}});
    const TestFolder folder;
    const auto glb = gltf::load_scene(builder.write_glb(folder / "a.glb"), {});
    const auto embedded = gltf::load_scene(builder.write_gltf(folder / "b.gltf", true), {});
    const auto separate = gltf::load_scene(builder.write_gltf(folder / "c.gltf", false), {});
    const std::vector<glm::vec3> expected{{0, 0, 0}, {1, 0, 0}, {0, 1, 0.25F}};
    for (const auto& data : {glb, embedded, separate}) {
        EXPECT_EQ(data->meshes.at(0).primitives.at(0).positions, expected);
        EXPECT_EQ(data->instances.size(), 1U);
        EXPECT_EQ(data->triangle_count, 1U);
        EXPECT_TRUE(data->warnings.empty());
    }
    EXPECT_EQ(glb->path.filename(), "a.glb");
}

}  // namespace
}  // namespace plumb::test
