// The validator's files against the validator's own reports.
#include "gltf_builder.hpp"
#include "sound_asset.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <set>

namespace plumb::test {
namespace {

constexpr const char* report_ending = ".report.json";

/// Faults of values that a scene can live with: refused in strict mode, warned about otherwise.
const std::set<std::string> value_codes = {
    "EMPTY_ENTITY",
    "ACCESSOR_MIN_MISMATCH",
    "ACCESSOR_MAX_MISMATCH",
    "ACCESSOR_ELEMENT_OUT_OF_MIN_BOUND",
    "ACCESSOR_ELEMENT_OUT_OF_MAX_BOUND",
    "ACCESSOR_VECTOR3_NON_UNIT",
    "ACCESSOR_INVALID_SIGN",
    "ACCESSOR_NON_CLAMPED",
    "ACCESSOR_JOINTS_INDEX_DUPLICATE",
    "ACCESSOR_WEIGHTS_NON_NORMALIZED",
    "ACCESSOR_ANIMATION_SAMPLER_OUTPUT_NON_NORMALIZED_QUATERNION",
    "NODE_ROTATION_NON_UNIT",
    "NODE_MATRIX_NON_TRS",
    "UNDECLARED_EXTENSION",
};

struct Verdict {
    bool is_structural = false;
    bool is_clean = true;
};

Verdict read_report(const std::filesystem::path& path) {
    std::ifstream stream(path);
    const Json report = Json::parse(stream);
    Verdict verdict;
    for (const Json& message : report["issues"]["messages"]) {
        if (message["severity"].get<int>() != 0) continue;
        verdict.is_clean = false;
        verdict.is_structural = verdict.is_structural || !value_codes.contains(message["code"].get<std::string>());
    }
    return verdict;
}

struct Corpus {
    std::vector<std::filesystem::path> files;
    std::string lack;
};

Corpus corpus() {
    Corpus result;
    const char* samples = std::getenv("PLUMB_SAMPLES");
    if (samples == nullptr) {
        result.lack = "PLUMB_SAMPLES is not set; it names a folder with the validator's files in validator/";
        return result;
    }
    const std::filesystem::path root = std::filesystem::path(samples) / "validator";
    if (!std::filesystem::is_directory(root)) {
        result.lack = "there is no folder validator/ in PLUMB_SAMPLES";
        return result;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        std::string name = entry.path().string();
        if (!name.ends_with(report_ending)) continue;
        name.resize(name.size() - std::string_view(report_ending).size());
        result.files.emplace_back(name);
    }
    return result;
}

TEST(ValidatorFiles, AreJudgedAsTheirReportsSay) {
    const Corpus all = corpus();
    if (!all.lack.empty()) GTEST_SKIP() << all.lack;
    ASSERT_GT(all.files.size(), 100U);
    LoadOptions strict;
    strict.is_strict = true;
    for (const std::filesystem::path& file : all.files) {
        const Verdict verdict = read_report(file.string() + report_ending);
        const auto begin = std::chrono::steady_clock::now();
        const std::vector<Finding> findings = gltf::check_file(file, {});
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
        EXPECT_LT(spent.count(), 1) << file;
        const Finding* error = first_error(findings);
        if (verdict.is_structural) {
            ASSERT_NE(error, nullptr) << file << " is accepted";
            // The root's own pointer is the empty text.
            EXPECT_TRUE(error->pointer.empty() || error->pointer.front() == '/' || error->pointer.starts_with("byte "))
                << file << ": " << error->pointer;
            EXPECT_FALSE(error->message.empty()) << file;
        } else if (verdict.is_clean) {
            EXPECT_TRUE(error == nullptr || error->code == ErrorCode::unsupported) << file << "\n" << text_of(findings);
        } else {
            EXPECT_EQ(error, nullptr) << file << "\n" << text_of(findings);
            EXPECT_NE(first_error(gltf::check_file(file, strict)), nullptr) << file << " is accepted in strict mode";
        }
    }
}

TEST(ValidatorFiles, LoadAsTheyAreChecked) {
    const Corpus all = corpus();
    if (!all.lack.empty()) GTEST_SKIP() << all.lack;
    for (const std::filesystem::path& file : all.files) {
        const std::vector<Finding> findings = gltf::check_file(file, {});
        const Finding* error = first_error(findings);
        try {
            static_cast<void>(gltf::load_scene(file, {}));
            EXPECT_EQ(error, nullptr) << file << " was loaded\n" << text_of(findings);
        } catch (const Error& thrown) {
            const Verdict verdict = read_report(file.string() + report_ending);
            EXPECT_NE(thrown.code(), ErrorCode::internal) << thrown.what();
            if (error != nullptr)
                EXPECT_EQ(thrown.code(), error->code) << thrown.what();
            else
                // Decoding of pictures may find what no header shows.
                EXPECT_TRUE(!verdict.is_clean || thrown.code() == ErrorCode::unsupported) << file << "\n"
                                                                                          << thrown.what();
        }
    }
}

}  // namespace
}  // namespace plumb::test
