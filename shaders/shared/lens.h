// Lenses that no matrix draws: from a point to its place in the image, and from a place to its ray. One text for the
// host and for shaders, with + - * / and sqrt alone, so that both have the same bits.
#ifndef PLUMB_SHARED_LENS_H
#define PLUMB_SHARED_LENS_H
#include "shared/angle.h"
#include "shared/layout.h"
PLUMB_SHARED_BEGIN

const uint LENS_BROWN_CONRADY = 0u;  // rays are (x, y, 1): their parameter is depth
const uint LENS_FISHEYE = 1u;        // rays are unit vectors here and below: their parameter is range
const uint LENS_EQUIRECTANGULAR = 2u;

/// Brown-Conrady as OpenCV's projectPoints() has it; fisheye as its fisheye::projectPoints() (Kannala and Brandt 2006);
/// equirectangular: longitude to the right and latitude down, radians times fx and fy.
struct Lens {
    double fx, fy, cx, cy;  // px; fisheye and equirectangular: px per radian
    double radial[6];       // k1..k6; fisheye: k1..k4
    double tangential[2];   // p1, p2
    double aside[2];  // Brown-Conrady: by what x and y of all rays are less, see write_aside() of render/exposures.hpp
    double reach;    // beyond nothing is seen: distance from the axis at z = 1 or, of a fisheye, angle; may be infinite
    double bracket;  // finite, at most `reach`: places beyond it lie outside the picture
    uint model;      // LENS_
    uint padding;
};
const uint LENS_BYTES = 136u;

// One over what the inverses may leave: of the result's size, of its square, and of the square of the focal length.
const double LENS_ROUNDING = 1125899906842624.0;                         // 2^50
const double LENS_SQUARED_ROUNDING = 1267650600228229401496703205376.0;  // 2^100
const double LENS_SQUARED_ACCURACY = 1208925819614629174706176.0;        // 2^80

struct LensPlace {
    dvec2 px;
    bool is_seen;  // false: the lens has no place for it
};

struct LensRay {
    dvec3 direction;  // 0, 0, 0 where nothing is seen
    bool is_seen;
};

/// A function and its derivative.
struct LensValue {
    double value, slope;
};

/// Factor of the radial distortion, by the squared distance from the axis.
PLUMB_SHARED_FUNCTION LensValue lens_radial_factor(Lens lens, double u) {
    double n = 1.0 + u * (lens.radial[0] + u * (lens.radial[1] + u * lens.radial[2]));
    double d = 1.0 + u * (lens.radial[3] + u * (lens.radial[4] + u * lens.radial[5]));
    double n_slope = lens.radial[0] + u * (2.0 * lens.radial[1] + u * 3.0 * lens.radial[2]);
    double d_slope = lens.radial[3] + u * (2.0 * lens.radial[4] + u * 3.0 * lens.radial[5]);
    LensValue result;
    result.value = n / d;
    result.slope = (n_slope - result.value * d_slope) / d;
    return result;
}

/// Distance from the principal point at focal length 1, without tangential distortion, of a distance from the axis at
/// z = 1; of a fisheye of an angle.
PLUMB_SHARED_FUNCTION LensValue lens_bent(Lens lens, double r) {
    double u = r * r;
    LensValue result;
    if (lens.model == LENS_FISHEYE) {
        double k1 = lens.radial[0], k2 = lens.radial[1], k3 = lens.radial[2], k4 = lens.radial[3];
        result.value = r * (1.0 + u * (k1 + u * (k2 + u * (k3 + u * k4))));
        result.slope = 1.0 + u * (3.0 * k1 + u * (5.0 * k2 + u * (7.0 * k3 + u * 9.0 * k4)));
        return result;
    }
    LensValue factor = lens_radial_factor(lens, u);
    result.value = r * factor.value;
    result.slope = factor.value + 2.0 * u * factor.slope;
    return result;
}

/// The inverse of lens_bent() between 0 and the bracket, to the last bits; the bracket's end for what lies beyond.
PLUMB_SHARED_FUNCTION double lens_unbent(Lens lens, double bent) {
    double low = 0.0, high = lens.bracket;
    double r = bent < high ? bent : high;
    for (int i = 0; i < 100; ++i) {
        LensValue f = lens_bent(lens, r);
        if (f.value > bent)
            high = r;
        else
            low = r;
        double next = r - (f.value - bent) / f.slope;
        if (!(next >= low && next <= high)) next = 0.5 * (low + high);
        double moved = next > r ? next - r : r - next;
        r = next;
        if (moved * LENS_ROUNDING <= r) break;
    }
    return r;
}

/// The whole distortion of Brown and Conrady, and its derivatives.
struct LensBend {
    dvec2 value;
    double x_by_x, x_by_y, y_by_y;  // the matrix is symmetric
};

PLUMB_SHARED_FUNCTION LensBend lens_bend(Lens lens, dvec2 at) {
    double x = at.x, y = at.y, u = x * x + y * y, p1 = lens.tangential[0], p2 = lens.tangential[1];
    LensValue f = lens_radial_factor(lens, u);
    LensBend bend;
    bend.value.x = x * f.value + 2.0 * p1 * x * y + p2 * (u + 2.0 * x * x);
    bend.value.y = y * f.value + p1 * (u + 2.0 * y * y) + 2.0 * p2 * x * y;
    bend.x_by_x = f.value + 2.0 * x * x * f.slope + 2.0 * p1 * y + 6.0 * p2 * x;
    bend.x_by_y = 2.0 * x * y * f.slope + 2.0 * p1 * x + 2.0 * p2 * y;
    bend.y_by_y = f.value + 2.0 * y * y * f.slope + 6.0 * p1 * y + 2.0 * p2 * x;
    return bend;
}

/// Whether places still run with directions: beyond a fold, one place would see several.
PLUMB_SHARED_FUNCTION bool is_unfolded(LensBend bend) {
    return bend.x_by_x > 0.0 && bend.x_by_x * bend.y_by_y - bend.x_by_y * bend.x_by_y > 0.0;
}

/// The inverse of lens_bend(): the radial part first, then Newton's steps for both. What they leave is below 1e-12
/// focal lengths, or there is no answer.
PLUMB_SHARED_FUNCTION LensRay brown_conrady_ray(Lens lens, dvec2 bent) {
    double length = sqrt(bent.x * bent.x + bent.y * bent.y);
    double share = length > 0.0 ? lens_unbent(lens, length) / length : 1.0;
    dvec2 at = bent * share;
    LensRay ray;
    ray.is_seen = false;
    ray.direction = dvec3(0.0, 0.0, 0.0);
    for (int i = 0; i < 20; ++i) {
        LensBend bend = lens_bend(lens, at);
        dvec2 rest = bend.value - bent;
        double determinant = bend.x_by_x * bend.y_by_y - bend.x_by_y * bend.x_by_y;
        double size = at.x * at.x + at.y * at.y;
        ray.is_seen = is_unfolded(bend) && size <= lens.reach * lens.reach &&
                      (rest.x * rest.x + rest.y * rest.y) * LENS_SQUARED_ACCURACY <= 1.0 + length * length;
        dvec2 step;
        step.x = (bend.y_by_y * rest.x - bend.x_by_y * rest.y) / determinant;
        step.y = (bend.x_by_x * rest.y - bend.x_by_y * rest.x) / determinant;
        if (determinant == 0.0 || (step.x * step.x + step.y * step.y) * LENS_SQUARED_ROUNDING <= size) break;
        at = at - step;
    }
    if (ray.is_seen) ray.direction = dvec3(at.x - lens.aside[0], at.y - lens.aside[1], 1.0);
    return ray;
}

/// A fisheye's ray, or that of an equirectangular image: by the angle off one axis and the place around it.
PLUMB_SHARED_FUNCTION LensRay all_round_ray(Lens lens, dvec2 at) {
    double length = sqrt(at.x * at.x + at.y * at.y);
    bool is_fisheye = lens.model == LENS_FISHEYE;
    LensRay ray;
    ray.is_seen = !is_fisheye || length <= lens_bent(lens, lens.bracket).value;
    ray.direction = dvec3(0.0, 0.0, 0.0);
    if (!ray.is_seen) return ray;
    SineCosine angle = sine_cosine(is_fisheye ? lens_unbent(lens, length) : at.y);
    if (is_fisheye) {
        double share = length > 0.0 ? angle.sine / length : 1.0;
        ray.direction = dvec3(at.x * share, at.y * share, angle.cosine);
        return ray;
    }
    SineCosine longitude = sine_cosine(at.x);
    ray.direction = dvec3(longitude.sine * angle.cosine, angle.sine, longitude.cosine * angle.cosine);
    return ray;
}

/// The ray through a place of the image, camera frame.
PLUMB_SHARED_FUNCTION LensRay lens_ray(Lens lens, dvec2 px) {
    dvec2 at;
    at.x = (px.x - lens.cx) / lens.fx;
    at.y = (px.y - lens.cy) / lens.fy;
    if (lens.model == LENS_BROWN_CONRADY) return brown_conrady_ray(lens, at);
    return all_round_ray(lens, at);
}

/// Width of the whole turn in an equirectangular image, px.
PLUMB_SHARED_FUNCTION double lens_turn_px(Lens lens) {
    return lens.fx * (4.0 * right_angle());
}

/// Where a point of the camera frame is seen. Of a panorama the place right of the left border.
PLUMB_SHARED_FUNCTION LensPlace lens_place(Lens lens, dvec3 p) {
    LensPlace place;
    if (lens.model == LENS_BROWN_CONRADY) {
        p.x += lens.aside[0] * p.z;
        p.y += lens.aside[1] * p.z;
    }
    double off_axis = sqrt(p.x * p.x + p.y * p.y);
    dvec2 at = dvec2(p.x, p.y);
    if (lens.model == LENS_BROWN_CONRADY) {
        place.is_seen = p.z > 0.0 && off_axis <= lens.reach * p.z;
        if (place.is_seen) {
            LensBend bend = lens_bend(lens, at / p.z);
            at = bend.value;
            place.is_seen = is_unfolded(bend);
        }
    } else if (lens.model == LENS_FISHEYE) {
        double angle = angle_of(off_axis, p.z);
        place.is_seen = angle <= lens.reach && (off_axis > 0.0 || p.z > 0.0);
        if (place.is_seen) at = off_axis > 0.0 ? at * (lens_bent(lens, angle).value / off_axis) : at;
    } else {
        place.is_seen = off_axis > 0.0 || p.z != 0.0;
        at.x = angle_of(p.x, p.z);
        at.y = angle_of(p.y, sqrt(p.x * p.x + p.z * p.z));
    }
    place.px.x = at.x * lens.fx + lens.cx;
    place.px.y = at.y * lens.fy + lens.cy;
    if (lens.model == LENS_EQUIRECTANGULAR) place.px.x -= lens_turn_px(lens) * floor(place.px.x / lens_turn_px(lens));
    return place;
}

/// How far along its ray a point of the camera frame lies: what visibility is ordered by.
PLUMB_SHARED_FUNCTION double lens_along(Lens lens, dvec3 p) {
    return lens.model == LENS_BROWN_CONRADY ? p.z : sqrt(p.x * p.x + p.y * p.y + p.z * p.z);
}

/// The way from one place to another; around the seam of a panorama where that is shorter.
PLUMB_SHARED_FUNCTION dvec2 lens_way(Lens lens, dvec2 from_px, dvec2 to_px) {
    dvec2 way = to_px - from_px;
    if (lens.model == LENS_EQUIRECTANGULAR) way.x -= lens_turn_px(lens) * floor(way.x / lens_turn_px(lens) + 0.5);
    return way;
}

PLUMB_SHARED_END
#endif
