#pragma once

#include "labels.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace plumb::oracle {

/// What was rendered: per pass height x width x channels, whatever its type, in double precision.
struct Arrays {
    int width = 0, height = 0;
    std::map<std::string, std::vector<double>> planes;
};

/// The oracle's own labels as a perfect renderer would hand them out: rounded to the types of the pass table.
Arrays as_rendered(const Labels& labels);

/// How much a comparison may leave out, so that it cannot pass by comparing nothing.
struct Allowance {
    double excluded_share = 0.02;        ///< of the pixels: too near an edge or another surface
    double class_excluded_share = 0.05;  ///< of the pixels, for flow classes: edges of two frames, a wider band
    double surface_share = 0.05;         ///< of the pixels that must show a surface and be compared
};

struct Violation {
    std::string pass;
    std::string message;  ///< pixel, both values, distances
};

struct PassReport {
    std::size_t compared = 0, excluded = 0, violations = 0;
    double worst = 0;  ///< largest difference as a share of what is allowed, of the pixels compared
};

struct Report {
    std::map<std::string, PassReport> passes;
    std::vector<Violation> violations;  ///< the first few of each pass
    std::size_t violation_count = 0;
    std::size_t surface_compared = 0;

    /// All of it in lines of text, each starting with `name`.
    [[nodiscard]] std::string text(const std::string& name) const;
};

/// Holds `rendered` against `expected`: every pass, every pixel that the contract does not exempt.
///
/// Exempt are pixels within 1/256 px of an edge that could change the answer, and pixels with two surfaces within 1e-5
/// of one depth that are not the same triangle; for flow classes besides, places within 1/64 px of an edge in the other
/// frame; for normals, normal maps whose tangents are not in the file. A missing pass, a wrong size, and too much left
/// out are violations, too.
Report compare(const Labels& expected, const Arrays& rendered, const Allowance& allowance = {});

}  // namespace plumb::oracle
