// Sine, cosine and the angle of a point in double precision, which shaders do not have. Numbers are whole, or whole
// over a power of two: GLSL reads them as floats, and as floats they are exact.
#ifndef PLUMB_SHARED_ANGLE_H
#define PLUMB_SHARED_ANGLE_H
#include "shared/layout.h"
#ifdef __cplusplus
#include <cmath>
#endif
PLUMB_SHARED_BEGIN
#ifdef __cplusplus
using std::floor;
using std::sqrt;
#endif

struct SineCosine {
    double sine, cosine;
};

// A right angle in three parts of at most 24 bits.
const double RIGHT_ANGLE_A = 6588397.0 / 4194304.0;
const double RIGHT_ANGLE_B = 5312692.0 / 70368744177664.0;
const double RIGHT_ANGLE_C = 6363746.0 / 1180591620717411303424.0;

PLUMB_SHARED_FUNCTION double right_angle() {
    return RIGHT_ANGLE_A + RIGHT_ANGLE_B + RIGHT_ANGLE_C;
}

/// Both within 4e-16, for angles of a few turns: Taylor's series within half a right angle of the nearest axis.
PLUMB_SHARED_FUNCTION SineCosine sine_cosine(double angle_rad) {
    double quarters = floor(angle_rad / right_angle() + 0.5);
    double r = ((angle_rad - quarters * RIGHT_ANGLE_A) - quarters * RIGHT_ANGLE_B) - quarters * RIGHT_ANGLE_C;
    double u = r * r;
    double s = 1.0 - u / 156.0 * (1.0 - u / 210.0 * (1.0 - u / 272.0));
    s = r * (1.0 - u / 6.0 * (1.0 - u / 20.0 * (1.0 - u / 42.0 * (1.0 - u / 72.0 * (1.0 - u / 110.0 * s)))));
    double c = 1.0 - u / 132.0 * (1.0 - u / 182.0 * (1.0 - u / 240.0));
    c = 1.0 - u / 2.0 * (1.0 - u / 12.0 * (1.0 - u / 30.0 * (1.0 - u / 56.0 * (1.0 - u / 90.0 * c))));
    int quadrant = int(quarters) & 3;
    SineCosine result;
    result.sine = quadrant == 0 ? s : (quadrant == 1 ? c : (quadrant == 2 ? -s : -c));
    result.cosine = quadrant == 0 ? c : (quadrant == 1 ? -s : (quadrant == 2 ? -c : s));
    return result;
}

/// Angle of the point (x, y) from the x axis, -pi to pi, within 4e-16 of its size; 0 for the origin. A rough answer,
/// then Newton's steps, each of which leaves a third of the cube of the error.
PLUMB_SHARED_FUNCTION double angle_of(double y, double x) {
    double high = y < 0.0 ? -y : y, wide = x < 0.0 ? -x : x;
    if (high == 0.0 && wide == 0.0) return 0.0;
    double q = high < wide ? high / wide : wide / high;
    double angle = q * (right_angle() / 2.0 + (1.0 - q) * (0.25 + q / 16.0));
    if (high > wide) angle = right_angle() - angle;
    if (x < 0.0) angle = 2.0 * right_angle() - angle;
    for (int i = 0; i < 2; ++i) {
        SineCosine at = sine_cosine(angle);
        angle += (high * at.cosine - x * at.sine) / (x * at.cosine + high * at.sine);
    }
    return y < 0.0 ? -angle : angle;
}

PLUMB_SHARED_END
#endif
