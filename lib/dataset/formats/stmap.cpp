#include "dataset/exr_image.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/picture.hpp"
#include "scene/lens.hpp"

#include <utility>

namespace plumb::dataset {

namespace {

/// Red and green: where in another picture of the same size a pixel is taken from, 0 to 1 from the left and from the
/// bottom, as Nuke's STMap reads them; alpha 0 where there is no such place.
struct Map {
    explicit Map(Size size_px) : size(size_px), values(std::size_t{size_px.width} * size_px.height * 4) {}

    void set(std::uint32_t x, std::uint32_t y, const glm::dvec2& place) {
        float* const pixel = &values[(std::size_t{y} * size.width + x) * 4];
        pixel[0] = static_cast<float>(place.x / size.width);
        pixel[1] = static_cast<float>(1 - place.y / size.height);
        pixel[3] = 1;
    }
    [[nodiscard]] std::vector<std::byte> encode(const FrameRecord& record) const {
        ExrImage image{.size = size, .channels = {}, .texts = identity_attributes(record)};
        const char* const names[] = {"R", "G", "B", "A"};
        for (std::size_t c = 0; c < 4; ++c) image.channels.push_back({names[c], ExrType::f32, &values[c], 4});
        image.texts.emplace_back("plumb/stmap",
                                 "R, G: place to take the pixel from, x / width and 1 - y / height; A: 1 "
                                 "where there is one");
        return encode_exr_image(image);
    }

    Size size;
    std::vector<float> values;
};

/// For each pixel that `to` sees, where `from` sees the same direction; both stand at one place.
Map map_between(const Camera& to, const Camera& from, Size size) {
    Map map(size);
    const bool is_orthographic = to.projection == Camera::Projection::orthographic;
    const scene::Projector projector(from, size);
    const shared::Lens lens = scene::lens_of(to, size);
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x) {
            const glm::dvec2 center(x + 0.5, y + 0.5);
            if (is_orthographic) {  // no lens bends it
                map.set(x, y, center);
                continue;
            }
            const shared::LensRay ray = shared::lens_ray(lens, center);
            if (!ray.is_seen) continue;
            if (const std::optional<glm::dvec2> place = projector.place(ray.direction)) map.set(x, y, *place);
        }
    return map;
}

/// The pinhole with the same focal lengths and principal point.
Camera pinhole_of(const CameraAnnotation& annotation) {
    Camera pinhole = annotation.camera;
    if (pinhole.projection == Camera::Projection::orthographic) return pinhole;
    pinhole.projection = Camera::Projection::perspective;
    pinhole.distortion.clear();
    pinhole.field_rad.reset();
    pinhole.intrinsics = annotation.intrinsics;
    return pinhole;
}

class StMap : public Format {
public:
    explicit StMap(std::string root) : root_(std::move(root)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "stmap"; }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override {
        const CameraAnnotation& annotation = record.frame.annotations().camera;
        const Camera pinhole = pinhole_of(annotation);
        const std::string file = index_text(record.index) + ".exr";
        const Size size = record.frame.size();
        EncodedFrame encoded;
        encoded.files.push_back(
            {root_ + "undistort/" + file, map_between(pinhole, annotation.camera, size).encode(record)});
        encoded.files.push_back(
            {root_ + "distort/" + file, map_between(annotation.camera, pinhole, size).encode(record)});
        return encoded;
    }

private:
    std::string root_;
};

}  // namespace

std::unique_ptr<Format> make_stmap(FormatSpec&, std::string root) {
    return std::make_unique<StMap>(std::move(root));
}

}  // namespace plumb::dataset
