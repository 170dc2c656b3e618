// How arrays are packed; the values are those of plumb::Packing.
#ifndef PLUMB_SHARED_PACK_H
#define PLUMB_SHARED_PACK_H
#include "shared/layout.h"
PLUMB_SHARED_BEGIN

const uint PACK_RGB8 = 1u;
const uint PACK_F16 = 2u;
const uint PACK_U16_MM = 3u;
const uint PACK_U16 = 4u;
const uint PACK_U8 = 5u;

/// What did not fit, as bits of the value: whatever order threads come in, the largest is told, or the smallest.
struct Misfit {
    uint over;       // magnitude; 0 if none is above the limit
    uint not_under;  // complement; 0 if none is below the limit
};
const uint MISFIT_BYTES = 8u;

PLUMB_SHARED_END
#endif
