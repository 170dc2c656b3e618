// IEEE half precision in integers: packHalf2x16 may round as the driver likes.
#ifndef PLUMB_HALF_GLSL
#define PLUMB_HALF_GLSL

const uint FLOAT_INFINITY = 0x7F800000u;
const uint HALF_OVERFLOW = 0x477FF000u;   // 65520: rounds to infinity from here on
const uint HALF_NORMAL = 0x38800000u;     // 2^-14
const uint HALF_TINIEST = 0x33000000u;    // 2^-25: rounds to 0 up to here

/// The half nearest to a float given by its bits, ties to even; NaN stays one.
uint half_of(uint bits) {
    uint sign = (bits >> 16) & 0x8000u, magnitude = bits & 0x7FFFFFFFu;
    if (magnitude > FLOAT_INFINITY) return sign | 0x7E00u;
    if (magnitude >= HALF_OVERFLOW) return sign | 0x7C00u;
    if (magnitude >= HALF_NORMAL)
        return sign | ((magnitude - 0x38000000u + 0xFFFu + ((magnitude >> 13) & 1u)) >> 13);
    if (magnitude <= HALF_TINIEST) return sign;
    uint shift = 126u - (magnitude >> 23);
    uint whole = (magnitude & 0x7FFFFFu) | 0x800000u;
    uint rounded = whole >> shift, rest = whole & ((1u << shift) - 1u), middle = 1u << (shift - 1u);
    if (rest > middle || (rest == middle && (rounded & 1u) != 0u)) ++rounded;
    return sign | rounded;
}
#endif
