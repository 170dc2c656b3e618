#include "dataset/license.hpp"

#include "dataset/assets.hpp"
#include "gltf/asset_files.hpp"
#include "made_frame.hpp"

namespace plumb::dataset::license_test {
namespace {

using test::error_of;
using test::ScratchFolder;

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

TEST(License, IsReadWhereItIsCertain) {
    const std::vector<std::pair<std::string, std::string>> stated{
        {"CC0-1.0", "CC0-1.0"},
        {"cc-by-4.0", "CC-BY-4.0"},
        {"MIT", "MIT"},
        {"CC-BY-4.0 (http://creativecommons.org/licenses/by/4.0/)", "CC-BY-4.0"},
        {"https://creativecommons.org/licenses/by-nc-sa/3.0/legalcode", "CC-BY-NC-SA-3.0"},
        {"http://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"},
        {"2017 Somebody, CC BY 4.0 International", "CC-BY-4.0"},
        {"CC BY-NC 4.0", "CC-BY-NC-4.0"},
        {"Licensed under CC0.", "CC0-1.0"},
        {"(c) 2020, Apache-2.0.", "Apache-2.0"},
    };
    for (const auto& [text, license] : stated) EXPECT_EQ(spdx_license(text).value_or("none"), license) << text;
    for (const char* const text :
         {"", "Copyright 2017 Somebody", "made at MIT", "CC", "CC BY", "all rights reserved", "ACC0RD", "Zlib and more",
          "https://creativecommons.org/licenses/by/9.9/", "CC BY 4.01"}) {
        EXPECT_FALSE(spdx_license(text)) << text << ": " << spdx_license(text).value_or("");
    }
}

TEST(License, AFileBesideStatesIt) {
    const ScratchFolder folder;
    EXPECT_FALSE(read_sidecar(folder.path() / "sky.hdr"));
    write(folder.path() / "sky.hdr.license",
          "SPDX-FileCopyrightText: 2020 Somebody\n# SPDX-License-Identifier:  CC0-1.0 \r\n");
    const SidecarRights rights = *read_sidecar(folder.path() / "sky.hdr");
    EXPECT_EQ(rights.license, "CC0-1.0");
    EXPECT_EQ(rights.copyright, "2020 Somebody");
}

TEST(License, AFilesOwnStatementsAreFound) {
    const ScratchFolder folder;
    const auto path = folder.path() / "scene.gltf";
    const auto listed = [&](const std::string& text) {
        write(path, text);
        return gltf::list_asset_files(path);
    };
    const gltf::AssetList plain = listed(R"--({"asset":{"version":"2.0","copyright":"2019 A, CC BY 4.0"}})--");
    EXPECT_EQ(plain.files[0].rights.license, "2019 A, CC BY 4.0");
    EXPECT_EQ(plain.files[0].rights.source, "/asset/copyright");
    const gltf::AssetList extras =
        listed(R"--({"asset":{"version":"2.0","copyright":"A","extras":{"license":"CC-BY-4.0 (address)"}}})--");
    EXPECT_EQ(extras.files[0].rights.license, "CC-BY-4.0 (address)");
    EXPECT_EQ(extras.files[0].rights.copyright, "A");
    EXPECT_EQ(extras.files[0].rights.source, "/asset/extras/license");
}

TEST(License, StatementsOfAPictureGoBeforeThoseOfTheScene) {
    const ScratchFolder folder;
    write(folder.path() / "scene.gltf", R"--({
        "asset":{"version":"2.0","extensions":{"KHR_xmp_json_ld":{"packet":1}}},
        "extensionsUsed":["KHR_xmp_json_ld"],
        "extensions":{"KHR_xmp_json_ld":{"packets":[
            {"dc:rights":{"@type":"rdf:Alt","rdf:_1":{"@language":"en","@value":"rights of B"}},
             "xmpRights:WebStatement":"https://creativecommons.org/licenses/by-sa/4.0/"},
            {"dc:rights":{"@list":["rights of the whole"]}}]}},
        "buffers":[{"byteLength":1,"uri":"a%20b.bin"},{"byteLength":1,"uri":"data:,x"}],
        "images":[{"uri":"wood.png","extensions":{"KHR_xmp_json_ld":{"packet":0}}},{"uri":"stone.png"},
                  {"bufferView":0,"mimeType":"image/png","extras":{"license":"MIT"}}]})--");
    const gltf::AssetList list = gltf::list_asset_files(folder.path() / "scene.gltf");
    EXPECT_EQ(list.files[0].rights.copyright, "rights of the whole");
    std::vector<std::string> names;
    for (const gltf::AssetFile& file : list.files) names.push_back(file.role + " " + file.name);
    EXPECT_EQ(names,
              (std::vector<std::string>{"scene scene.gltf", "buffer a b.bin", "image stone.png", "image wood.png"}));
    EXPECT_EQ(list.files[3].rights.license, "https://creativecommons.org/licenses/by-sa/4.0/");
    EXPECT_EQ(list.files[3].rights.copyright, "rights of B");
    ASSERT_EQ(list.embedded.size(), 1U);
    EXPECT_EQ(list.embedded[0].name, "/images/2");
    EXPECT_EQ(list.embedded[0].rights.license, "MIT");
}

Asset asset_of(const char* role, const char* name, const char* license) {
    Asset asset;
    asset.role = role;
    asset.name = name;
    asset.license = license;
    return asset;
}

TEST(License, WhatIsNotAllowedIsRefusedByName) {
    std::vector<Asset> assets{asset_of("scene", "a.gltf", "CC-BY-4.0"),
                              asset_of("environment", "sky.hdr", no_assertion),
                              asset_of("recipe", "recipe.json", no_assertion)};
    const std::vector<std::string> allowed{"CC0-1.0", "CC-BY-4.0"};
    const Error error = error_of([&] { require_licenses(assets, allowed); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    const std::string message = error.what();
    EXPECT_NE(message.find("environment sky.hdr: NOASSERTION"), std::string::npos) << message;
    EXPECT_EQ(message.find("a.gltf"), std::string::npos) << message;
    EXPECT_EQ(message.find("recipe.json"), std::string::npos) << message;
    assets[1].license = "CC0-1.0";
    EXPECT_NO_THROW(require_licenses(assets, allowed));
    assets[0].license = no_assertion;
    EXPECT_NO_THROW(require_licenses(assets, {})) << "nothing was asked for";
}

}  // namespace
}  // namespace plumb::dataset::license_test
