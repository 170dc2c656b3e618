#pragma once

#include <plumb/export.hpp>
#include <plumb/passes.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace plumb {

/// A smaller type that the device stores a pass in, so that less has to be read back. What does not fit is an error
/// that tells the value; nothing is cut off in silence.
enum class Packing : std::uint8_t {
    none,
    rgb8,  ///< of `rgb`: u8 x3, without alpha
    f16,  ///< of `hdr`, `depth`, `range` and flow: IEEE half precision, to nearest, ties to even. Finite values must be
          ///< below 65520; components of flow below 128 px, from where on rounding exceeds 1/32 px
    u16_mm,  ///< of `depth` and `range`: whole millimetres, to nearest, halves up, 1..65535; 0 where no surface is seen
    u16,     ///< of ids: 0..65535
    u8,      ///< of ids: 0..255
};

/// "none", "rgb8", "f16", "u16_mm", "u16" or "u8".
PLUMB_API std::string_view to_string(Packing packing) noexcept;

/// How one pass is stored.
struct PassFormat {
    std::string pass;  ///< as in RendererOptions::passes; ids are `instance`, `semantic` and `material`
    Packing packing = Packing::none;
};

/// The row of a pass that is so packed: its type, channels, unit and background; all else is that of find_pass(name).
/// @throws Error  invalid_argument if there is no such pass, or if it cannot be packed so, listing how it can
PLUMB_API const PassInfo& packed_pass(std::string_view name, Packing packing);

/// Whether `pass` is a row that packed_pass() gave.
PLUMB_API bool is_packed(const PassInfo& pass) noexcept;

}  // namespace plumb
