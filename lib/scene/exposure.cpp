#include <plumb/error.hpp>
#include <plumb/shot.hpp>

#include <cmath>
#include <string>
#include <utility>

namespace plumb {

float exposure_ev(float f_number, float shutter_s, float iso) {
    for (const auto& [name, value] :
         {std::pair("f_number", f_number), std::pair("shutter_s", shutter_s), std::pair("iso", iso)})
        if (!(value > 0 && std::isfinite(value)))
            throw Error(ErrorCode::invalid_argument, std::string("an exposure with ") + name + " " +
                                                         std::to_string(value) + "; it must be finite and above 0");
    // A sensor of speed S saturates at 78 / S lx s, which a lens of transmittance q = 0.65 gives for a luminance of
    // 78 / (q S) N^2 / t: 1.2 cd/m2 at EV 0 of ISO 100.
    const double ev100 = std::log2(double{f_number} * double{f_number} / double{shutter_s} * 100 / double{iso});
    return static_cast<float>(-std::log2(1.2) - ev100);
}

}  // namespace plumb
