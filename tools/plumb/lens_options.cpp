#include "lens_options.hpp"

#include "options.hpp"
#include "text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <numbers>

namespace plumb::program {

namespace {

constexpr const char* lens_help =
    "Lens: brown-conrady:k1,k2,p1,p2[,k3[,k4,k5,k6]] or fisheye[:k1,k2,k3,k4], coefficients as OpenCV has them, or "
    "equirectangular";

[[noreturn]] void refuse(const std::string& text, const std::string& problem) {
    throw CLI::ValidationError("--lens", "'" + text + "' " + problem);
}

std::vector<double> parse_numbers(const std::string& name, const std::string& text) {
    std::vector<double> numbers;
    for (const std::string& part : CLI::detail::split(text, ',')) numbers.push_back(parse_number(name, part));
    return numbers;
}

}  // namespace

void parse_lens(const std::string& text, LensOptions& options) {
    const std::size_t colon = text.find(':');
    const std::string name = text.substr(0, colon);
    options.text = text;
    options.distortion.clear();
    if (colon != std::string::npos) options.distortion = parse_numbers("--lens", text.substr(colon + 1));
    const std::size_t count = options.distortion.size();
    if (name == "brown-conrady") {
        options.projection = Camera::Projection::perspective;
        if (count != 4 && count != 5 && count != 8)
            refuse(text, "has " + counted(count, "coefficient") +
                             "; brown-conrady takes 4 (k1,k2,p1,p2), 5 (and k3) or "
                             "8 (and k4,k5,k6)");
    } else if (name == "fisheye") {
        options.projection = Camera::Projection::fisheye;
        if (count != 0 && count != 4)
            refuse(text, "has " + counted(count, "coefficient") + "; fisheye takes none or 4 (k1,k2,k3,k4)");
    } else if (name == "equirectangular") {
        options.projection = Camera::Projection::equirectangular;
        if (count != 0) refuse(text, "has " + counted(count, "coefficient") + "; equirectangular takes none");
    } else {
        refuse(text, "names no lens; there are brown-conrady, fisheye and equirectangular");
    }
}

void add_lens(CLI::App& command, LensOptions& options) {
    command
        .add_option_function<std::string>(
            "--lens", [&options](const std::string& text) { parse_lens(text, options); }, lens_help)
        ->type_name("MODEL");
    command
        .add_option_function<std::string>(
            "--intrinsics",
            [&options](const std::string& text) {
                options.intrinsics = parse_numbers("--intrinsics", text);
                const bool is_valid =
                    options.intrinsics.size() == 4 && options.intrinsics[0] > 0 && options.intrinsics[1] > 0;
                if (!is_valid)
                    throw CLI::ValidationError("--intrinsics",
                                               "'" + text + "' is not FX,FY,CX,CY, the first two above 0");
            },
            "Focal lengths and principal point in pixels, the first pixel's centre at 0.5; a fisheye and a panorama: "
            "pixels a radian. Else the camera's own")
        ->type_name("FX,FY,CX,CY");
    command
        .add_option_function<std::string>(
            "--lens-field-deg",
            [&options](const std::string& text) {
                options.field_deg = parse_number("--lens-field-deg", text);
                if (!(*options.field_deg > 0 && *options.field_deg <= 360))
                    throw CLI::ValidationError("--lens-field-deg", "'" + text + "' is not above 0 and at most 360");
            },
            "Full angle of the cone that the lens sees, degrees; what lies beyond is black")
        ->type_name("F");
}

void apply_lens(const LensOptions& options, Camera& camera) {
    if (options.projection) {
        if (camera.projection == Camera::Projection::orthographic)
            throw Error(ErrorCode::invalid_argument,
                        "rendering with --lens " + options.text +
                            ": the camera is orthographic; choose a perspective one with --camera or --eye");
        camera.projection = *options.projection;
        camera.distortion = options.distortion;
    }
    if (options.intrinsics.size() == 4)
        camera.intrinsics =
            Intrinsics{options.intrinsics[0], options.intrinsics[1], options.intrinsics[2], options.intrinsics[3]};
    if (options.field_deg) camera.field_rad = *options.field_deg * std::numbers::pi / 180;
}

}  // namespace plumb::program
