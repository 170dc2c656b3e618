// Rolling shutters: where things are while an image is read out from its upper edge to its lower one. One text for the
// host and for shaders, as shared/lens.h is.
#ifndef PLUMB_SHARED_ROLLING_H
#define PLUMB_SHARED_ROLLING_H
#include "shared/lens.h"
PLUMB_SHARED_BEGIN

// An instant of a read-out is -1 as the upper edge is exposed, 0 in the middle and 1 as the lower edge is.

/// What happens to something from the middle of a read-out to one of its ends: it stretches and turns evenly about its
/// own origin, which goes straight. In the frame of the camera as it is in the middle.
struct Drift {
    double turn[3];     // axis times angle
    double stretch[9];  // 3 rows of 3: added to what it is, before it is turned
    double shift[3];
};

struct RollingPose {
    Drift to_top, to_bottom;
    uint is_moving;
    uint padding;
};
const uint ROLLING_POSE_BYTES = 248u;

struct RollingCamera {
    RollingPose camera;       // of a unit matrix: from the row's camera to that of the middle
    RollingPose environment;  // of CameraMoment::camera_from_environment
};
const uint ROLLING_CAMERA_BYTES = 496u;

/// 3 rows of 4.
struct Rows {
    double v[12];
};

/// Instant at which a place at height `y` of an image is exposed, px; beyond the image that of its edge.
PLUMB_SHARED_FUNCTION double instant_of(double y, double height) {
    double instant = 2.0 * y / height - 1.0;
    return instant < -1.0 ? -1.0 : (instant > 1.0 ? 1.0 : instant);
}

/// Rotation by a share of a turn (Rodrigues).
PLUMB_SHARED_FUNCTION Rows turned_by(dvec3 turn, double share) {
    double angle = sqrt(turn.x * turn.x + turn.y * turn.y + turn.z * turn.z);
    SineCosine a = sine_cosine(angle * share);
    double x = turn.x / angle, y = turn.y / angle, z = turn.z / angle, rest = 1.0 - a.cosine;
    Rows r;
    r.v[0] = a.cosine + rest * x * x;
    r.v[1] = rest * x * y - a.sine * z;
    r.v[2] = rest * x * z + a.sine * y;
    r.v[3] = 0.0;
    r.v[4] = rest * x * y + a.sine * z;
    r.v[5] = a.cosine + rest * y * y;
    r.v[6] = rest * y * z - a.sine * x;
    r.v[7] = 0.0;
    r.v[8] = rest * x * z - a.sine * y;
    r.v[9] = rest * y * z + a.sine * x;
    r.v[10] = a.cosine + rest * z * z;
    r.v[11] = 0.0;
    return r;
}

/// a * b of affine matrices.
PLUMB_SHARED_FUNCTION Rows product_of(Rows a, Rows b) {
    Rows r;
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 4; ++k)
            r.v[4 * i + k] = a.v[4 * i] * b.v[k] + a.v[4 * i + 1] * b.v[4 + k] + a.v[4 * i + 2] * b.v[8 + k] +
                             (k == 3 ? a.v[4 * i + 3] : 0.0);
    return r;
}

/// The inverse of a matrix that only turns and shifts.
PLUMB_SHARED_FUNCTION Rows inverse_of_rigid(Rows m) {
    Rows r;
    for (int i = 0; i < 3; ++i) {
        for (int k = 0; k < 3; ++k) r.v[4 * i + k] = m.v[4 * k + i];
        r.v[4 * i + 3] = -(m.v[i] * m.v[3] + m.v[4 + i] * m.v[7] + m.v[8 + i] * m.v[11]);
    }
    return r;
}

/// What is `middle` in the middle of a read-out, at an instant of it.
PLUMB_SHARED_FUNCTION Rows pose_at(Rows middle, RollingPose pose, double instant) {
    if (pose.is_moving == 0u || instant == 0.0) return middle;
    Drift drift = pose.to_bottom;
    if (instant < 0.0) drift = pose.to_top;
    double share = instant < 0.0 ? -instant : instant;
    Rows moved = middle;
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k) moved.v[4 * i + k] = middle.v[4 * i + k] + share * drift.stretch[3 * i + k];
    for (int i = 0; i < 3; ++i) moved.v[4 * i + 3] = 0.0;
    dvec3 turn = dvec3(drift.turn[0], drift.turn[1], drift.turn[2]);
    if (turn.x != 0.0 || turn.y != 0.0 || turn.z != 0.0) moved = product_of(turned_by(turn, share), moved);
    for (int i = 0; i < 3; ++i) moved.v[4 * i + 3] = middle.v[4 * i + 3] + share * drift.shift[i];
    return moved;
}

/// middle_from_row of a camera.
PLUMB_SHARED_FUNCTION Rows row_pose(RollingPose camera, double instant) {
    Rows unit;
    for (int i = 0; i < 12; ++i) unit.v[i] = i % 5 == 0 ? 1.0 : 0.0;
    return pose_at(unit, camera, instant);
}

PLUMB_SHARED_FUNCTION dvec3 point_by(Rows m, dvec3 p) {
    dvec3 r;
    r.x = m.v[0] * p.x + m.v[1] * p.y + m.v[2] * p.z + m.v[3];
    r.y = m.v[4] * p.x + m.v[5] * p.y + m.v[6] * p.z + m.v[7];
    r.z = m.v[8] * p.x + m.v[9] * p.y + m.v[10] * p.z + m.v[11];
    return r;
}

PLUMB_SHARED_FUNCTION dvec3 direction_by(Rows m, dvec3 d) {
    dvec3 r;
    r.x = m.v[0] * d.x + m.v[1] * d.y + m.v[2] * d.z;
    r.y = m.v[4] * d.x + m.v[5] * d.y + m.v[6] * d.z;
    r.z = m.v[8] * d.x + m.v[9] * d.y + m.v[10] * d.z;
    return r;
}

/// A point of something that moves, before a camera that moves as well.
struct RollingPoint {
    RollingPose camera, carrier;
    Rows middle;  // of the carrier: from the point's space to the camera of the middle
    dvec3 point;  // or a direction, of what is infinitely far away
    uint is_infinite;
};

/// Where it is seen by the camera of a row.
struct RowSight {
    dvec3 seen;  // in the frame of the row's camera
    LensPlace place;
};

PLUMB_SHARED_FUNCTION RowSight sight_at(Lens lens, RollingPoint point, double instant) {
    Rows row_from_middle = inverse_of_rigid(row_pose(point.camera, instant));
    Rows carried = pose_at(point.middle, point.carrier, instant);
    RowSight sight;
    if (point.is_infinite != 0u)
        sight.seen = direction_by(row_from_middle, direction_by(carried, point.point));
    else
        sight.seen = point_by(row_from_middle, point_by(carried, point.point));
    sight.place = lens_place(lens, sight.seen);
    return sight;
}

/// The instant at which a point is exposed: that of the row in which the camera sees it then.
struct Exposed {
    double instant;
    bool is_known;
};

const int ROLLING_MOST_STEPS = 64;
const double ROLLING_ACCURACY = 4398046511104.0;  // 2^42: one over what may be left, in heights of the image

/// How far below its row a point is seen at an instant, px.
struct RowGap {
    double instant, gap;
    bool is_seen;
};

PLUMB_SHARED_FUNCTION RowGap row_gap(Lens lens, RollingPoint point, double height, double instant) {
    LensPlace place = sight_at(lens, point, instant).place;
    RowGap result;
    result.instant = instant;
    result.gap = place.px.y - 0.5 * height * (instant + 1.0);
    result.is_seen = place.is_seen;
    return result;
}

PLUMB_SHARED_FUNCTION bool is_below(RowGap gap) {
    return gap.gap > 0.0;
}

PLUMB_SHARED_FUNCTION Exposed exposed_then(double instant) {
    Exposed result;
    result.instant = instant;
    result.is_known = true;
    return result;
}

/// Of a point that no row sees: told of as in the middle.
PLUMB_SHARED_FUNCTION Exposed never_exposed() {
    Exposed result;
    result.instant = 0.0;
    result.is_known = false;
    return result;
}

/// Between two instants at one of which the point is below its row and at the other not: regula falsi (Illinois).
PLUMB_SHARED_FUNCTION Exposed row_between(Lens lens, RollingPoint point, double height, RowGap low, RowGap high) {
    int side = 0;
    for (int i = 0; i < ROLLING_MOST_STEPS; ++i) {
        double instant = (low.instant * high.gap - high.instant * low.gap) / (high.gap - low.gap);
        RowGap here = row_gap(lens, point, height, instant);
        if (!here.is_seen) break;
        double size = here.gap < 0.0 ? -here.gap : here.gap;
        if (size * ROLLING_ACCURACY <= height) return exposed_then(instant);
        if (is_below(here) == is_below(high)) {
            high = here;
            if (side == 1) low.gap *= 0.5;
            side = 1;
        } else {
            low = here;
            if (side == 2) high.gap *= 0.5;
            side = 2;
        }
    }
    return never_exposed();
}

/// Two instants between which a point changes the side of its row.
struct RowBracket {
    RowGap low, high;
    bool is_known;
};

/// From an instant at which a point is seen towards one at which it is not: by halves, until it changes its side.
PLUMB_SHARED_FUNCTION RowBracket row_before(Lens lens, RollingPoint point, double height, RowGap seen, double unseen) {
    RowBracket bracket;
    bracket.is_known = false;
    for (int i = 0; i < ROLLING_MOST_STEPS && !bracket.is_known; ++i) {
        RowGap here = row_gap(lens, point, height, 0.5 * (seen.instant + unseen));
        bracket.low = seen;
        bracket.high = here;
        bracket.is_known = here.is_seen && is_below(here) != is_below(seen);
        if (here.is_seen)
            seen = here;
        else
            unseen = here.instant;
    }
    return bracket;
}

/// Finds the row of a point to 2^-42 of the image's height; what is above the image or below it is exposed as that edge
/// is. Within the image a row is found in any case if the camera has the point before it all the while: it is below the
/// first row then, and not below the last one. Where the point outruns the read-out there may be several rows; one of
/// them is told.
/// @param lens  its reach is not looked at, so that what comes into it is followed as well
PLUMB_SHARED_FUNCTION Exposed exposed_at(Lens lens, RollingPoint point, double height) {
    lens.reach = LENS_SQUARED_ROUNDING;
    if (point.camera.is_moving == 0u && point.carrier.is_moving == 0u)
        return exposed_then(instant_of(sight_at(lens, point, 0.0).place.px.y, height));
    RowGap top = row_gap(lens, point, height, -1.0), bottom = row_gap(lens, point, height, 1.0);
    RowBracket bracket;
    bracket.low = top;
    bracket.high = bottom;
    bracket.is_known = top.is_seen && bottom.is_seen && is_below(top) != is_below(bottom);
    if (!bracket.is_known) {
        if (top.is_seen && !is_below(top)) return exposed_then(-1.0);
        if (bottom.is_seen && is_below(bottom)) return exposed_then(1.0);
        RowGap seen = top;
        if (!top.is_seen) seen = bottom;
        if (!seen.is_seen) seen = row_gap(lens, point, height, 0.0);
        if (!seen.is_seen) return never_exposed();
        // At either end the point is on the other side of its row, or not seen.
        bracket = row_before(lens, point, height, seen, is_below(seen) ? 1.0 : -1.0);
    }
    if (!bracket.is_known) return never_exposed();
    return row_between(lens, point, height, bracket.low, bracket.high);
}

PLUMB_SHARED_END
#endif
