#include "bench.hpp"
#include "text.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>

namespace plumb::program {

namespace {

double per_second(double count, double seconds) {
    return seconds > 0 ? count / seconds : 0;
}

std::string size_text(Size size) {
    return std::to_string(size.width) + "x" + std::to_string(size.height);
}

Json spread_json(const Spread& spread) {
    return {{"median_s", spread.median_s}, {"min_s", spread.min_s}, {"max_s", spread.max_s}};
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}

Json costs_json(const std::vector<PassCost>& costs) {
    Json list = Json::array();
    for (const PassCost& cost : costs) {
        list.push_back({{"pass", cost.pass}, {"cost_s", cost.cost_s}, {"share", cost.cost_s / cost.whole_s}});
    }
    return list;
}

/// @param where, whole  what the passes are added to, and what the shares are of
void print_costs(const std::vector<PassCost>& costs, const std::string& where, const char* whole) {
    if (!costs.empty()) std::printf("what each pass adds to %s (with it minus without it)\n", where.c_str());
    for (const PassCost& cost : costs) {
        std::printf("  %-22s %8.3f ms %6.1f %% of the %s with it\n", cost.pass.c_str(), cost.cost_s * 1e3,
                    100 * cost.cost_s / cost.whole_s, whole);
    }
}

Json writing_json(const WritingResult& writing) {
    Json json{{"frames", writing.frame_count}, {"passes", writing.passes}, {"formats", writing.formats}};
    const auto add = [&](const std::string& name, const Spent& spent) {
        json[name + "_s"] = spent.wall_s;
        json[name + "_processor_s"] = spent.processor_s;
    };
    add("render_only", writing.render);
    add("write_only", writing.encode);
    add("both", writing.both);
    json["bytes"] = writing.byte_count;
    return json;
}

void print_writing(const WritingResult& writing) {
    const double count = writing.frame_count;
    const unsigned int processors = std::max(1U, std::thread::hardware_concurrency());
    std::printf("writing %s of %s as %s, %.2f MB each; ms a frame: render only %.2f, write only %.2f, both %.2f\n",
                counted(writing.frame_count, "frame").c_str(), joined(writing.passes).c_str(),
                joined(writing.formats).c_str(), static_cast<double>(writing.byte_count) / count / 1e6,
                writing.render.wall_s / count * 1e3, writing.encode.wall_s / count * 1e3,
                writing.both.wall_s / count * 1e3);
    std::printf(
        "  ms of processor time a frame: render only %.2f, write only %.2f, both %.2f: %u processors busy to %.1f %%\n",
        writing.render.processor_s / count * 1e3, writing.encode.processor_s / count * 1e3,
        writing.both.processor_s / count * 1e3, processors,
        100 * writing.both.processor_s / (processors * writing.both.wall_s));
}

Json rays_json(const RayResult& rays) {
    return {{"color_s", rays.color_s},
            {"shadowed_s", rays.shadowed_s},
            {"shadow_s", rays.shadow_s},
            {"shadow_rays", rays.shadow_rays},
            {"shadow_rays_per_second", per_second(rays.shadow_rays, rays.shadow_s)},
            {"rasterizer_s", rays.rasterizer_s},
            {"ray_visibility_s", rays.ray_visibility_s},
            {"camera_rays_per_second", per_second(rays.camera_rays, rays.ray_visibility_s)},
            {"camera_rays_that_meet", rays.meeting_rays}};
}

void print_rays(const RayResult& rays) {
    std::printf("rays, medians\n");
    std::printf("  %-14s %10.3f ms without, %.3f with shadows; %.3f for %.0f rays: %.2f million/s\n", "frame with rgb",
                rays.color_s * 1e3, rays.shadowed_s * 1e3, rays.shadow_s * 1e3, rays.shadow_rays,
                per_second(rays.shadow_rays, rays.shadow_s) / 1e6);
    std::printf("  %-14s %10.3f ms by the rasterizer, %.3f by %.0f rays: %.2f million/s; %.0f of them meet a surface\n",
                "visibility", rays.rasterizer_s * 1e3, rays.ray_visibility_s * 1e3, rays.camera_rays,
                per_second(rays.camera_rays, rays.ray_visibility_s) / 1e6, rays.meeting_rays);
}

Json form_json(const PackedResult::Form& form) {
    return {{"seconds", form.seconds}, {"readback_s", form.readback_s}, {"view_bytes", form.view_bytes}};
}

Json packed_json(const PackedResult& result) {
    return {{"formats", result.formats}, {"plain", form_json(result.plain)}, {"packed", form_json(result.packed)}};
}

void print_packed(const PackedResult& result) {
    if (result.formats.empty()) return;
    std::printf("  packed as %s: %llu bytes a view, %.3f ms, %.3f of it copies; as they are: %llu, %.3f, %.3f\n",
                joined(result.formats).c_str(), static_cast<unsigned long long>(result.packed.view_bytes),
                result.packed.seconds * 1e3, result.packed.readback_s * 1e3,
                static_cast<unsigned long long>(result.plain.view_bytes), result.plain.seconds * 1e3,
                result.plain.readback_s * 1e3);
}

double path_count(const BenchArguments& arguments) {
    return static_cast<double>(arguments.path_samples) * arguments.size.width * arguments.size.height;
}

void print_json(const BenchArguments& arguments, const BenchResult& result) {
    Json stages;
    for (const auto& [name, spread] : result.stages) stages[name] = spread_json(spread);
    const double total_s = result.stages.back().second.median_s;
    Json batch = spread_json(result.batch);
    batch["views"] = arguments.batch_views;
    batch["size"] = size_text(arguments.batch_size);
    batch["passes"] = arguments.batch_passes;
    batch["views_per_second"] = per_second(arguments.batch_views, result.batch.median_s);
    batch["ahead_s"] = result.ahead_s;
    batch["packed"] = packed_json(result.packed);
    batch["pass_costs"] = costs_json(result.batch_passes);
    batch["further_costs"] = costs_json(result.batch_further);
    Json report{{"plumb", version()},
                {"scene", arguments.scene.string()},
                {"device", result.device},
                {"triangles", result.triangle_count},
                {"frames", arguments.frame_count},
                {"load_s", result.load_s},
                {"device_s", result.device_s},
                {"upload_s", result.upload_s},
                {"first_frame_s", result.first_frame_s},
                {"single",
                 {{"size", size_text(arguments.size)},
                  {"passes", arguments.passes},
                  {"views_per_second", per_second(1, total_s)},
                  {"stages", std::move(stages)},
                  {"pass_costs", costs_json(result.passes)}}},
                {"rays", rays_json(result.rays)},
                {"writing", writing_json(result.writing)},
                {"batch", std::move(batch)}};
    if (result.paths) {
        Json paths = spread_json(*result.paths);
        paths["samples"] = arguments.path_samples;
        paths["rays"] = result.path_rays;
        paths["paths_per_second"] = per_second(path_count(arguments), result.paths->median_s);
        paths["rays_per_second"] = per_second(static_cast<double>(result.path_rays), result.paths->median_s);
        report["paths"] = std::move(paths);
    }
    std::printf("%s\n", json_text(report).c_str());
}

void print_text(const BenchArguments& arguments, const BenchResult& result) {
    std::printf("%s, %llu triangles, on %s\n", printable(arguments.scene.string()).c_str(),
                static_cast<unsigned long long>(result.triangle_count), result.device.c_str());
    std::printf("once, ms: load %.1f, device %.1f, upload and pipelines %.1f, first frame %.1f\n", result.load_s * 1e3,
                result.device_s * 1e3, result.upload_s * 1e3, result.first_frame_s * 1e3);
    std::printf("single view %s, %s, %s\n", size_text(arguments.size).c_str(), joined(arguments.passes).c_str(),
                counted(arguments.frame_count, "frame").c_str());
    std::printf("  %-14s %10s %10s %10s\n", "stage, ms", "median", "min", "max");
    for (const auto& [name, spread] : result.stages) {
        std::printf("  %-14s %10.3f %10.3f %10.3f\n", name.c_str(), spread.median_s * 1e3, spread.min_s * 1e3,
                    spread.max_s * 1e3);
    }
    const double total_s = result.stages.back().second.median_s;
    std::printf("  %.1f views/s\n", per_second(1, total_s));
    print_costs(result.passes, "the others of the frame", "frame");
    print_rays(result.rays);
    print_writing(result.writing);
    std::printf("batch of %s %s, %s: median %.3f ms, min %.3f, max %.3f, %.1f views/s\n",
                counted(arguments.batch_views, "view").c_str(), size_text(arguments.batch_size).c_str(),
                joined(arguments.batch_passes).c_str(), result.batch.median_s * 1e3, result.batch.min_s * 1e3,
                result.batch.max_s * 1e3, per_second(arguments.batch_views, result.batch.median_s));
    std::printf("  rendered ahead, so that preparing, drawing and taking in overlap: %.3f ms, %.1f views/s\n",
                result.ahead_s * 1e3, per_second(arguments.batch_views, result.ahead_s));
    print_packed(result.packed);
    print_costs(result.batch_passes, "a batch of all the others", "batch");
    print_costs(result.batch_further, "a batch of " + joined(arguments.batch_passes) + " alone", "batch");
    if (!result.paths) return;
    std::printf("colour by %s a pixel: median %.3f ms, min %.3f, max %.3f, %.3f million paths/s, %.3f million rays/s\n",
                counted(arguments.path_samples, "path").c_str(), result.paths->median_s * 1e3,
                result.paths->min_s * 1e3, result.paths->max_s * 1e3,
                per_second(path_count(arguments), result.paths->median_s) / 1e6,
                per_second(static_cast<double>(result.path_rays), result.paths->median_s) / 1e6);
}

}  // namespace

void print_bench(const BenchArguments& arguments, const BenchResult& result) {
    if (arguments.is_json) {
        print_json(arguments, result);
    } else {
        print_text(arguments, result);
    }
}

}  // namespace plumb::program
