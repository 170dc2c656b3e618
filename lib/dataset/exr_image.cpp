#include "dataset/exr_image.hpp"

#include <ImathMatrix.h>
#include <ImfChannelList.h>
#include <ImfFrameBuffer.h>
#include <ImfFramesPerSecond.h>
#include <ImfHeader.h>
#include <ImfIO.h>
#include <ImfMatrixAttribute.h>
#include <ImfOutputFile.h>
#include <ImfStandardAttributes.h>
#include <ImfStringAttribute.h>
#include <half.h>

#include <cstring>
#include <list>

namespace plumb::dataset {

namespace {

class MemoryStream : public Imf::OStream {
public:
    MemoryStream() : Imf::OStream("memory") {}

    void write(const char bytes[], int count) override {
        const auto end = position_ + static_cast<std::size_t>(count);
        if (bytes_.size() < end) bytes_.resize(end);
        std::memcpy(bytes_.data() + position_, bytes, static_cast<std::size_t>(count));
        position_ = end;
    }
    std::uint64_t tellp() override { return position_; }
    void seekp(std::uint64_t position) override { position_ = position; }
    std::vector<std::byte> take() { return std::move(bytes_); }

private:
    std::vector<std::byte> bytes_;
    std::size_t position_ = 0;
};

/// Row vectors, as EXR has them: what stands in columns here stands in rows there.
Imath::M44f row_vectors(const glm::dmat4& m) {
    Imath::M44f result;
    for (int row = 0; row < 4; ++row) {
        for (int column = 0; column < 4; ++column) result[row][column] = static_cast<float>(m[row][column]);
    }
    return result;
}

/// Source: the OpenEXR documentation of standard attributes: camera space is left-handed, x right, y up, z forward; NDC
/// runs from (0,0) in the upper left to (1,1) in the lower right corner of the display window.
void add_camera(Imf::Header& header, const ExrImage& image) {
    const glm::dmat4 camera_from_world = glm::inverse(*image.world_from_camera);
    glm::dmat4 flip(1);
    flip[1][1] = -1;
    Imf::addWorldToCamera(header, row_vectors(flip * camera_from_world));
    const Intrinsics& k = image.intrinsics;
    glm::dmat4 ndc_from_camera(0);
    ndc_from_camera[0][0] = k.fx / image.size.width;
    ndc_from_camera[2][0] = k.cx / image.size.width;
    ndc_from_camera[1][1] = k.fy / image.size.height;
    ndc_from_camera[2][1] = k.cy / image.size.height;
    // Depth becomes 1 - 1/z, so that the matrix has an inverse.
    ndc_from_camera[2][2] = 1;
    ndc_from_camera[3][2] = -1;
    ndc_from_camera[2][3] = 1;
    Imf::addWorldToNDC(header, row_vectors(ndc_from_camera * camera_from_world));
}

}  // namespace

std::vector<std::byte> encode_exr_image(const ExrImage& image) {
    const int width = static_cast<int>(image.size.width), height = static_cast<int>(image.size.height);
    Imf::Header header(width, height);
    header.compression() = Imf::ZIP_COMPRESSION;
    for (const auto& [name, text] : image.texts) header.insert(name, Imf::StringAttribute(text));
    if (image.has_colour) Imf::addChromaticities(header, Imf::Chromaticities());
    if (image.frames_per_second) Imf::addFramesPerSecond(header, Imf::guessExactFps(*image.frames_per_second));
    if (image.world_from_camera) add_camera(header, image);

    Imf::FrameBuffer buffer;
    std::list<std::vector<half>> halves;
    const std::size_t pixels = std::size_t{image.size.width} * image.size.height;
    for (const ExrChannel& channel : image.channels) {
        Imf::PixelType type = channel.type == ExrType::u32 ? Imf::UINT : Imf::FLOAT;
        // The library takes a mutable pointer for reading and writing alike.
        char* first = const_cast<char*>(static_cast<const char*>(channel.first));
        std::size_t pixel_bytes = 4 * channel.stride;
        if (channel.type == ExrType::f16) {
            std::vector<half>& values = halves.emplace_back(pixels);
            const auto* const floats = static_cast<const float*>(channel.first);
            for (std::size_t i = 0; i < pixels; ++i) values[i] = half(floats[i * channel.stride]);
            type = Imf::HALF;
            first = reinterpret_cast<char*>(values.data());
            pixel_bytes = sizeof(half);
        }
        header.channels().insert(channel.name, Imf::Channel(type));
        buffer.insert(channel.name, Imf::Slice(type, first, pixel_bytes, pixel_bytes * image.size.width));
    }
    MemoryStream stream;
    {
        Imf::OutputFile file(stream, header);
        file.setFrameBuffer(buffer);
        file.writePixels(height);
    }
    return stream.take();
}

}  // namespace plumb::dataset
