#include "draw_statistics.hpp"
#include "text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace plumb::program {

namespace {

constexpr double tile_width = 300, tile_height = 130, margin = 14, bar_top = 44, bar_bottom = 104;
constexpr std::size_t column_count = 3, part_count = 24;

/// Text for XML 1.0: control characters are not allowed there in any form.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char character : printable(text)) {
        switch (character) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += character;
        }
    }
    return result;
}

std::string number(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f", value);
    return text.data();
}

std::string label(double x, double y, const char* style, const std::string& text) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" class=\"" + style + "\">" + escaped(text) +
           "</text>\n";
}

std::string tile(double x, double y, const DrawColumn& column) {
    const Histogram histogram = column.histogram(part_count);
    const double largest = static_cast<double>(*std::max_element(histogram.counts.begin(), histogram.counts.end()));
    const double width = (tile_width - 2 * margin) / static_cast<double>(histogram.counts.size());
    std::string svg = "<g><title>" + escaped(column.name() + " " + column.definition) + "</title>\n";
    svg += label(x + margin, y + 18, "key", shortened(column.name(), 40));
    svg += label(x + margin, y + 34, "definition", shortened(column.definition, 48));
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        const double height = static_cast<double>(histogram.counts[i]) / largest * (bar_bottom - bar_top);
        if (height == 0) continue;
        svg += "<rect x=\"" + number(x + margin + static_cast<double>(i) * width) + "\" y=\"" +
               number(y + bar_bottom - height) + "\" width=\"" + number(std::max(width - 1, 0.5)) + "\" height=\"" +
               number(height) + "\"/>\n";
    }
    svg += "<path d=\"M" + number(x + margin) + " " + number(y + bar_bottom) + "h" + number(tile_width - 2 * margin) +
           "\"/>\n";
    svg += label(x + margin, y + bar_bottom + 14, "low", short_number(histogram.min));
    svg += label(x + tile_width / 2, y + bar_bottom + 14, "middle", "mean " + short_number(column.mean()));
    svg += label(x + tile_width - margin, y + bar_bottom + 14, "high", short_number(histogram.max));
    return svg + "</g>\n";
}

}  // namespace

std::string plan_svg(const std::string& title, const std::vector<DrawColumn>& columns) {
    constexpr double head = 40;
    const std::size_t rows = (columns.size() + column_count - 1) / column_count;
    const double width = tile_width * column_count, height = head + tile_height * static_cast<double>(rows);
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width) + "\" height=\"" +
                      number(height) + "\" viewBox=\"0 0 " + number(width) + " " + number(height) + "\">\n";
    svg +=
        "<style>text{font:11px sans-serif;fill:#333}.head{font-size:15px}.key{font-weight:bold}.definition{fill:#777}"
        ".middle{text-anchor:middle;fill:#777}.high{text-anchor:end}rect{fill:#3b7ea1}path{stroke:#333}</style>\n"
        "<rect width=\"100%\" height=\"100%\" style=\"fill:#fff\"/>\n";
    svg += label(margin, 26, "head", title);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        svg += tile(tile_width * static_cast<double>(i % column_count),
                    head + tile_height * static_cast<double>(i / column_count), columns[i]);
    }
    return svg + "</svg>\n";
}

}  // namespace plumb::program
