#include "render/aces_table.hpp"

#include "shared/view.h"

#include <plumb/error.hpp>

#include <cmath>
#include <cstring>
#include <string>

#ifdef PLUMB_OPENCOLORIO
#include <OpenColorIO/OpenColorIO.h>
#endif

namespace plumb::render {

#ifdef PLUMB_OPENCOLORIO

namespace {

namespace ocio = OCIO_NAMESPACE;

void append(ocio::GroupTransform& group, const char* style, ocio::TransformDirection direction) {
    const ocio::BuiltinTransformRcPtr transform = ocio::BuiltinTransform::Create();
    transform->setStyle(style);
    transform->setDirection(direction);
    group.appendTransform(transform);
}

ocio::ConstCPUProcessorRcPtr aces_processor() {
    const ocio::GroupTransformRcPtr group = ocio::GroupTransform::Create();
    append(*group, "UTILITY - ACES-AP1_to_LINEAR-REC709_BFD", ocio::TRANSFORM_DIR_INVERSE);
    append(*group, "ACEScg_to_ACES2065-1", ocio::TRANSFORM_DIR_FORWARD);
    append(*group, "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-VIDEO_1.0", ocio::TRANSFORM_DIR_FORWARD);
    append(*group, "DISPLAY - CIE-XYZ-D65_to_sRGB", ocio::TRANSFORM_DIR_FORWARD);
    return ocio::Config::CreateRaw()->getProcessor(group)->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
}

}  // namespace

void need_aces() {}

std::vector<glm::vec4> aces_values() {
    constexpr std::size_t edge = shared::ACES_EDGE;
    std::vector<float> inputs(edge);
    for (std::size_t i = 0; i < edge; ++i) {
        const float place = static_cast<float>(i) / static_cast<float>(edge - 1);
        inputs[i] = shared::ACES_OFFSET * (std::exp2(place * shared::ACES_STOPS) - 1);
    }
    std::vector<glm::vec4> table;
    table.reserve(edge * edge * edge);
    for (const float blue : inputs)
        for (const float green : inputs)
            for (const float red : inputs) table.emplace_back(red, green, blue, 0);
    try {
        ocio::PackedImageDesc image(table.data(), static_cast<long>(table.size()), 1, 4);
        aces_processor()->apply(image);
    } catch (const ocio::Exception& error) {
        throw Error(ErrorCode::unsupported, "the view transform 'aces' by OpenColorIO " +
                                                std::string(ocio::GetVersion()) + ": " + error.what());
    }
    return table;
}

#else

void need_aces() {
    throw Error(
        ErrorCode::unsupported,
        "the view transform 'aces': this build of plumb has no OpenColorIO; use 'srgb' or 'pbr_neutral', or build "
        "plumb where OpenColorIO's development files are installed");
}

std::vector<glm::vec4> aces_values() {
    need_aces();
    return {};
}

#endif

std::uint64_t AcesTable::address() {
    if (!values_) {
        const std::vector<glm::vec4> values = aces_values();
        values_ = gpu::Buffer(context_, values.size() * sizeof(glm::vec4), gpu::Memory::upload, "ACES table");
        std::memcpy(values_.mapped(), values.data(), values.size() * sizeof(glm::vec4));
    }
    return values_.address();
}

}  // namespace plumb::render
