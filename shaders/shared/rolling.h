// Rolling shutters: where things are while an image is read out from its upper edge to its lower one. One text for the
// host and for shaders, as shared/lens.h is.
#ifndef PLUMB_SHARED_ROLLING_H
#define PLUMB_SHARED_ROLLING_H
#include "shared/lens.h"
PLUMB_SHARED_BEGIN

// An instant of a read-out is -1 as the upper edge is exposed, 0 in the middle and 1 as the lower edge is.

// Poses that vertices of what is deformed have, one behind the other; in between they go straight in the space of their
// instance.
const uint PHASE_MIDDLE = 0u;
const uint PHASE_TOP = 1u;
const uint PHASE_BOTTOM = 2u;
const uint ROLLING_PHASES = 3u;

/// What happens to something from the middle of a read-out to one of its ends: it stretches and turns evenly about a
/// place that goes straight, its own origin or another one. In the frame of the camera as it is in the middle.
struct Drift {
    double turn[3];     // axis times angle
    double stretch[9];  // 3 rows of 3: added to what it is, before it is turned
    double shift[3];
};

struct RollingPose {
    Drift to_top, to_bottom;
    double arm[3];  // of a matrix: from the place it turns about to its origin, in the space that it takes from
    uint is_moving;
    uint padding;
};
const uint ROLLING_POSE_BYTES = 272u;

struct RollingCamera {
    RollingPose camera;       // of a unit matrix: from the row's camera to that of the middle
    RollingPose environment;  // of CameraMoment::camera_from_environment
};
const uint ROLLING_CAMERA_BYTES = 544u;

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
    if (pose.arm[0] != 0.0 || pose.arm[1] != 0.0 || pose.arm[2] != 0.0)
        for (int i = 0; i < 3; ++i)
            for (int k = 0; k < 3; ++k)
                moved.v[4 * i + 3] += (moved.v[4 * i + k] - middle.v[4 * i + k]) * pose.arm[k];
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
    dvec3 to_top, to_bottom;  // its own way in its space; 0 for what the carrier alone moves
    uint is_infinite;
};

/// In its own space.
PLUMB_SHARED_FUNCTION dvec3 point_at_instant(RollingPoint point, double instant) {
    dvec3 way = point.to_bottom;
    if (instant < 0.0) way = point.to_top;
    double share = instant < 0.0 ? -instant : instant;
    dvec3 r;
    r.x = point.point.x + share * way.x;
    r.y = point.point.y + share * way.y;
    r.z = point.point.z + share * way.z;
    return r;
}

PLUMB_SHARED_FUNCTION bool is_zero(dvec3 v) {
    return v.x == 0.0 && v.y == 0.0 && v.z == 0.0;
}

PLUMB_SHARED_FUNCTION bool stands_still(RollingPoint point) {
    return point.camera.is_moving == 0u && point.carrier.is_moving == 0u && is_zero(point.to_top) &&
           is_zero(point.to_bottom);
}

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
        sight.seen = point_by(row_from_middle, point_by(carried, point_at_instant(point, instant)));
    sight.place = lens_place(lens, sight.seen);
    return sight;
}

/// The instant at which a point is exposed: that of the row in which the camera sees it then.
struct Exposed {
    double instant;
    bool is_known;
};

const int ROLLING_MOST_LOOKS = 64;  // of one step
const double ROLLING_ACCURACY = 4398046511104.0;  // 2^42: one over what may be left, in heights of the image

/// How far below its row a point is seen at an instant, px.
struct RowGap {
    double instant, gap;
    double y;  // where it is seen, px
    bool is_seen;
};

PLUMB_SHARED_FUNCTION RowGap row_gap(Lens lens, RollingPoint point, double height, double instant) {
    LensPlace place = sight_at(lens, point, instant).place;
    RowGap result;
    result.instant = instant;
    result.gap = place.px.y - 0.5 * height * (instant + 1.0);
    result.y = place.px.y;
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

// What a look is for.
const int LOOK_ONCE = 0;     // at what stands still
const int LOOK_TOP = 1;
const int LOOK_BOTTOM = 2;
const int LOOK_MIDDLE = 3;   // at what neither edge sees
const int LOOK_HALFWAY = 4;  // from an instant at which the point is seen, by halves, until it changes its side
const int LOOK_BETWEEN = 5;  // two instants between which it does: regula falsi (Illinois)
const int LOOK_NO_MORE = 6;

/// A search for the row of a point, which goes on from look to look: shaders have the text of a look once only, as it
/// is long.
struct RowSearch {
    int step;        // LOOK_ of the next look
    int looks;       // of that step so far
    double instant;  // of the next look
    RowGap low, high;
    double unseen;   // LOOK_HALFWAY: the instant towards which halves are taken from `low`
    int side;        // LOOK_BETWEEN: of the last look, 1 for that of `high`
    Exposed found;
};

PLUMB_SHARED_FUNCTION RowSearch search_ended(RowSearch search, Exposed found) {
    search.step = LOOK_NO_MORE;
    search.found = found;
    return search;
}

PLUMB_SHARED_FUNCTION double halfway(RowSearch search) {
    return 0.5 * (search.low.instant + search.unseen);
}

PLUMB_SHARED_FUNCTION double on_chord(RowSearch search) {
    RowGap low = search.low, high = search.high;
    return (low.instant * high.gap - high.instant * low.gap) / (high.gap - low.gap);
}

/// At one end of the read-out the point is on the other side of its row, or not seen.
PLUMB_SHARED_FUNCTION RowSearch search_by_halves(RowSearch search, RowGap seen) {
    search.step = LOOK_HALFWAY;
    search.looks = 0;
    search.low = seen;
    search.unseen = is_below(seen) ? 1.0 : -1.0;
    search.instant = halfway(search);
    return search;
}

PLUMB_SHARED_FUNCTION RowSearch search_between(RowSearch search) {
    search.step = LOOK_BETWEEN;
    search.looks = 0;
    search.side = 0;
    search.instant = on_chord(search);
    return search;
}

/// Once both edges have been looked at: `low` and `high`.
PLUMB_SHARED_FUNCTION RowSearch search_from_edges(RowSearch search) {
    RowGap top = search.low, bottom = search.high;
    if (top.is_seen && bottom.is_seen && is_below(top) != is_below(bottom)) return search_between(search);
    if (top.is_seen && !is_below(top)) return search_ended(search, exposed_then(-1.0));
    if (bottom.is_seen && is_below(bottom)) return search_ended(search, exposed_then(1.0));
    if (top.is_seen) return search_by_halves(search, top);
    if (bottom.is_seen) return search_by_halves(search, bottom);
    search.step = LOOK_MIDDLE;
    search.instant = 0.0;
    return search;
}

PLUMB_SHARED_FUNCTION RowSearch after_halfway(RowSearch search, RowGap here) {
    if (here.is_seen && is_below(here) != is_below(search.low)) {
        search.high = here;
        return search_between(search);
    }
    if (here.is_seen)
        search.low = here;
    else
        search.unseen = here.instant;
    search.instant = halfway(search);
    return search;
}

PLUMB_SHARED_FUNCTION RowSearch after_between(RowSearch search, RowGap here, double height) {
    if (!here.is_seen) return search_ended(search, never_exposed());
    double size = here.gap < 0.0 ? -here.gap : here.gap;
    if (size * ROLLING_ACCURACY <= height) return search_ended(search, exposed_then(here.instant));
    if (is_below(here) == is_below(search.high)) {
        search.high = here;
        if (search.side == 1) search.low.gap *= 0.5;
        search.side = 1;
    } else {
        search.low = here;
        if (search.side == 2) search.high.gap *= 0.5;
        search.side = 2;
    }
    search.instant = on_chord(search);
    return search;
}

PLUMB_SHARED_FUNCTION RowSearch after_look(RowSearch search, RowGap here, double height) {
    ++search.looks;
    if (search.step == LOOK_ONCE) return search_ended(search, exposed_then(instant_of(here.y, height)));
    if (search.step == LOOK_TOP) {
        search.low = here;
        search.step = LOOK_BOTTOM;
        search.instant = 1.0;
        return search;
    }
    if (search.step == LOOK_BOTTOM) {
        search.high = here;
        return search_from_edges(search);
    }
    if (search.step == LOOK_MIDDLE) {
        if (here.is_seen) return search_by_halves(search, here);
        return search_ended(search, never_exposed());
    }
    int step = search.step;
    if (step == LOOK_HALFWAY)
        search = after_halfway(search, here);
    else
        search = after_between(search, here, height);
    if (search.step == step && search.looks == ROLLING_MOST_LOOKS) return search_ended(search, never_exposed());
    return search;
}

/// Finds the row of a point to 2^-42 of the image's height; what is above the image or below it is exposed as that edge
/// is. Within the image a row is found in any case if the camera has the point before it all the while: it is below the
/// first row then, and not below the last one. Where the point outruns the read-out there may be several rows; one of
/// them is told.
/// @param lens  its reach is not looked at, so that what comes into it is followed as well
PLUMB_SHARED_FUNCTION Exposed exposed_at(Lens lens, RollingPoint point, double height) {
    lens.reach = LENS_SQUARED_ROUNDING;
    bool is_still = stands_still(point);
    RowGap unknown;
    unknown.instant = 0.0;
    unknown.gap = 0.0;
    unknown.y = 0.0;
    unknown.is_seen = false;
    RowSearch search;
    search.step = is_still ? LOOK_ONCE : LOOK_TOP;
    search.looks = 0;
    search.instant = is_still ? 0.0 : -1.0;
    search.low = unknown;
    search.high = unknown;
    search.unseen = 0.0;
    search.side = 0;
    search.found = never_exposed();
    while (search.step != LOOK_NO_MORE)
        search = after_look(search, row_gap(lens, point, height, search.instant), height);
    return search.found;
}

PLUMB_SHARED_END
#endif
