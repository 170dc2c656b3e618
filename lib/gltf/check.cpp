#include "gltf/check.hpp"

#include "gltf/geometry_checks.hpp"
#include "gltf/load.hpp"
#include "gltf/schema.hpp"

#include <new>

namespace plumb::gltf {

void check_contents(const Document& document, Resources& resources, const LoadOptions& options, Findings& findings) {
    check_resources(document, resources, findings);
    // Bytes are missing after an error, so that nothing more can be said about what is in them.
    if (!findings.has_errors()) check_geometry(document, resources, options, findings);
}

std::vector<Finding> check_file(const std::filesystem::path& path, const LoadOptions& options) {
    Findings findings(options.is_strict);
    try {
        const Document document = read_document(path, options, findings);
        if (!findings.has_errors()) check_document(document, options, findings);
        if (!findings.has_errors()) {
            Resources resources(document, options, findings);
            check_contents(document, resources, options, findings);
            if (!findings.has_errors()) check_filling(document, resources, options, findings);
        }
    } catch (const std::bad_alloc&) {
        findings.error_at_file("memory", path, "the file needs more memory than there is", ErrorCode::out_of_memory);
    }
    return findings.all();
}

}  // namespace plumb::gltf
