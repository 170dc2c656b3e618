// What rays find out of instances that are alone, before anyone knows how large they are in the image.
#ifndef PLUMB_SHARED_ALONE_H
#define PLUMB_SHARED_ALONE_H
#include "shared/layout.h"
PLUMB_SHARED_BEGIN

/// Pixels of the canvas whose rays come to an instance's boxes, counted from the canvas's first column and row. Minima
/// are stored as complements, so that zeroed memory is a neutral start.
struct CanvasReach {
    uint not_x_min, not_y_min;
    uint x_end, y_end;
};
const uint CANVAS_REACH_BYTES = 16u;

/// Edge of the squares of the canvas that are passed over as one where no box is in reach, px.
const uint CANVAS_TILE = 8u;

PLUMB_SHARED_END
#endif
