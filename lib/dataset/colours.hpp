#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace plumb::dataset {

/// 8-bit sRGB.
struct Rgb {
    std::uint8_t r = 0, g = 0, b = 0;
    friend bool operator==(const Rgb&, const Rgb&) = default;
};

/// Picture to look at; rows from the top.
struct RgbImage {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<Rgb> pixels;

    RgbImage() = default;
    RgbImage(std::uint32_t w, std::uint32_t h) : width(w), height(h), pixels(std::size_t{w} * h) {}
    [[nodiscard]] Rgb& at(std::uint32_t x, std::uint32_t y) { return pixels[std::size_t{y} * width + x]; }
    [[nodiscard]] const Rgb& at(std::uint32_t x, std::uint32_t y) const { return pixels[std::size_t{y} * width + x]; }
};

/// Components 0..1, clamped; NaN is 0.
Rgb from_unit(double r, double g, double b) noexcept;

/// Linear Rec.709 through the sRGB curve, clamped.
Rgb from_linear(double r, double g, double b) noexcept;

/// Colour of `t` in 0..1 on a rainbow of steady brightness: blue, cyan, green, yellow, red.
///
/// Source: the polynomial approximation of the Turbo map (Mikhailov, 2019).
Rgb turbo(double t) noexcept;

/// Colour of an id, far from those of its neighbours; 0 is black.
Rgb id_colour(std::uint32_t id) noexcept;

/// Colour of a motion in units of the largest to be shown: hue is direction, saturation is length; x right, y down.
/// White is still, lengths above 1 are darkened.
///
/// Source: Baker et al., "A Database and Evaluation Methodology for Optical Flow" (2011), the colour wheel of their
/// code.
Rgb flow_colour(double x, double y) noexcept;

}  // namespace plumb::dataset
