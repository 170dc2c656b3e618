#pragma once

#include <plumb/error.hpp>
#include <plumb/export.hpp>
#include <plumb/shot.hpp>

#include <glm/glm.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb {

namespace scene {
struct SceneData;
}

/// Axis-aligned box; empty while min > max.
struct Box {
    glm::dvec3 min{std::numeric_limits<double>::infinity()};
    glm::dvec3 max{-std::numeric_limits<double>::infinity()};
    [[nodiscard]] bool is_empty() const noexcept { return !(min.x <= max.x); }
};

/// Bounds on what a file may ask for. Exceeding one is an Error{bad_asset} that names it.
struct LoadLimits {
    std::uint64_t file_bytes = 4ULL << 30;
    std::uint64_t resource_bytes = 2ULL << 30;
    std::uint64_t all_resource_bytes = 8ULL << 30;
    std::uint64_t json_bytes = 256ULL << 20;
    std::uint32_t json_nesting = 64;
    std::uint64_t array_entries = 1'000'000;
    std::uint64_t nodes = 1'000'000;
    std::uint32_t node_depth = 1024;
    std::uint64_t meshes = 100'000;
    std::uint64_t materials = 100'000;
    std::uint64_t vertices = 200'000'000;
    std::uint64_t indices = 600'000'000;
    std::uint32_t image_edge = 16'384;
    std::uint64_t image_pixels = 270'000'000;
    std::uint64_t all_image_bytes = 8ULL << 30;
    std::uint32_t joints = 4096;
    std::uint32_t morph_targets = 256;
    std::uint64_t key_frames = 10'000'000;
};

struct LoadOptions {
    std::optional<std::uint32_t> scene;  ///< which of the file's scenes; the file's default otherwise
    bool is_strict = false;              ///< refuse what would otherwise be a warning
    LoadLimits limits;
};

/// One finding of the loader about a file.
struct Finding {
    enum class Severity : std::uint8_t { error, warning };
    Severity severity = Severity::error;
    ErrorCode code = ErrorCode::bad_asset;
    std::string check;    ///< short stable name of the rule, such as "accessor.bounds"
    std::string pointer;  ///< JSON pointer, "byte N" for a broken container, or a file name
    std::string message;  ///< what was found and what is allowed
};

/// Something that gets an id of its own: a drawn node, or one instance of EXT_mesh_gpu_instancing.
struct InstanceInfo {
    std::uint32_t id = 0;                  ///< 1..N, dense, depth-first node order
    std::uint32_t node = 0;                ///< glTF node index
    std::string name;                      ///< of the node, "node_INDEX" if it has none
    std::string path;                      ///< names from the root, joined by '/'
    std::uint32_t mesh = 0;                ///< glTF mesh index
    std::vector<std::uint32_t> materials;  ///< material ids in use: 1 + glTF index; 1 + count for the default
    std::uint32_t semantic = 1;            ///< index into Scene::classes()
    std::uint32_t triangle_count = 0;
    Box rest_box;                    ///< rest pose, object space, metres
    std::uint32_t first_joint = 0;   ///< into Moment::world_from_joint
    std::uint32_t joint_count = 0;   ///< 0 unless skinned
    std::uint32_t first_weight = 0;  ///< into Moment::morph_weights
    std::uint32_t weight_count = 0;  ///< 0 unless morphed
};

struct CameraInfo {
    std::uint32_t node = 0;  ///< glTF node index
    std::string name;        ///< of the node, else of the camera
    Camera::Projection projection = Camera::Projection::perspective;
};

struct AnimationInfo {
    std::string name;
    double duration_s = 0;  ///< latest key time
};

/// Copies of a template that Scene::with() added, in the order of its requests.
struct CopyInfo {
    std::string name;                  ///< of the template's node
    std::uint32_t node = 0;            ///< of the template, glTF node index
    std::uint32_t count = 0;           ///< copies
    std::uint32_t first_number = 1;    ///< copy c is called "name#(first_number + c)"
    std::uint32_t first_instance = 0;  ///< index into Scene::instances()
    std::uint32_t instance_count = 0;  ///< a copy; those of copy c start at first_instance + c * instance_count
};

/// What a file holds as a whole, for reports. Counts run over the file, not over the active scene alone.
struct SceneSummary {
    struct Image {
        std::string name;
        std::uint32_t width = 0;   ///< px
        std::uint32_t height = 0;  ///< px
    };
    struct LightInfo {
        std::string name;
        Light::Kind kind = Light::Kind::point;
    };
    std::vector<std::string> scene_names;       ///< empty where unnamed
    std::optional<std::uint32_t> active_scene;  ///< index into scene_names
    std::size_t node_count = 0;
    std::size_t mesh_count = 0;
    std::size_t primitive_count = 0;
    std::uint64_t vertex_count = 0;         ///< of all primitives
    std::uint64_t mesh_triangle_count = 0;  ///< of all primitives, each mesh once
    std::size_t morph_target_count = 0;     ///< largest number of any primitive
    std::size_t skin_count = 0;
    std::size_t texture_count = 0;
    std::vector<Image> images;
    std::vector<LightInfo> lights;
    std::vector<std::string> variants;  ///< KHR_materials_variants
    std::vector<std::string> extensions_used, extensions_required;
    std::string copyright, generator;  ///< of the file's asset object
};

/// Which camera, clip and instant a shot is taken with.
struct ShotOptions {
    double time_s = 0;
    double dt_s = 0;
    std::optional<std::uint32_t> camera = {};     ///< index into Scene::cameras(); first one, or framed, otherwise
    std::optional<std::uint32_t> animation = {};  ///< index into Scene::animations(); first one otherwise
    bool is_animated = true;                      ///< false: rest pose, no clip
    double framing_aspect = 0.5;                  ///< where the scene is framed: the narrowest image, width over height
    double readout_s = 0;                         ///< RollingShutter::readout_s; 0: all rows at once
};

/// What Scene::with() adds to a scene.
struct SceneAdditions {
    /// A template is a node of the file with everything below it, and with what belongs to it by a skin: the joints of
    /// its skinned meshes, whatever hangs on those, and the meshes that are skinned to its joints. It need not be part
    /// of the active scene.
    struct Copies {
        std::string node;  ///< name or path of the template's node; see Scene::find_node()
        std::uint32_t count = 0;
        bool is_template_hidden = false;  ///< the template's own instances keep their ids and are absent
        bool has_own_materials =
            false;  ///< each copy gets materials of its own, "Cloth#17", which a shot can change alone
    };
    struct Class {
        std::uint32_t instance = 0;  ///< id in the resulting scene
        std::string name;            ///< empty: unlabelled
    };

    std::vector<Copies> copies = {};
    /// Pictures (PNG, JPEG, WebP) that become textures, or folders of them: then every file of those formats in it, in
    /// the order of their names. Read as they are, repeating, with linear filter.
    std::vector<std::filesystem::path> textures = {};
    std::vector<Class> classes = {};  ///< of single instances
    LoadLimits limits = {};           ///< on pictures, nodes and materials
};

/// A glTF scene: values on the CPU, checked, immutable, cheap to copy. Safe to use from several threads.
class PLUMB_API Scene {
public:
    /// Reads a .gltf or .glb file with all it refers to.
    /// @throws Error  not_found, io, bad_asset or unsupported; the message has file, JSON pointer, value and limit
    static Scene load(const std::filesystem::path& path, const LoadOptions& options = {});

    /// Everything the loader has to say about a file, errors first; never throws for a bad asset.
    /// @throws Error  not_found or io if the file itself cannot be read
    static std::vector<Finding> check(const std::filesystem::path& path, const LoadOptions& options = {});

    [[nodiscard]] const std::filesystem::path& path() const noexcept;
    [[nodiscard]] std::span<const InstanceInfo> instances() const noexcept;
    [[nodiscard]] std::span<const CameraInfo> cameras() const noexcept;
    [[nodiscard]] std::span<const AnimationInfo> animations() const noexcept;
    /// Names by semantic id; 0 is "background", 1 "unlabelled".
    [[nodiscard]] std::span<const std::string> classes() const noexcept;
    /// Names by glTF material index.
    [[nodiscard]] std::span<const std::string> materials() const noexcept;
    /// Names by texture index: of the texture, else of its image; pictures that with() added have their file's name.
    [[nodiscard]] std::span<const std::string> textures() const noexcept;
    /// Names of KHR_materials_variants by index.
    [[nodiscard]] std::span<const std::string> variants() const noexcept;
    /// What with() copied.
    [[nodiscard]] std::span<const CopyInfo> copies() const noexcept;
    [[nodiscard]] std::span<const Finding> warnings() const noexcept;
    /// Totals over the active scene, instances counted each.
    [[nodiscard]] std::uint64_t triangle_count() const noexcept;
    /// World box of all visible instances in the rest pose, metres; empty if there are none. Rigid instances count with
    /// the corners of their rest boxes, skinned and morphed ones with their posed vertices.
    [[nodiscard]] Box bounds() const;

    /// Counts and names for reports.
    [[nodiscard]] SceneSummary summary() const;

    /// Index of the camera whose node or camera is called `name`, or whose index is written there.
    /// @throws Error  not_found, listing what there is
    [[nodiscard]] std::uint32_t find_camera(std::string_view name) const;
    /// The same for animations.
    [[nodiscard]] std::uint32_t find_animation(std::string_view name) const;

    /// glTF index of the node whose path (names from the root, joined by '/') or name `name` is.
    /// @throws Error  not_found with the nearest name; invalid_argument, listing the paths, if several nodes have the
    /// name
    [[nodiscard]] std::uint32_t find_node(std::string_view name) const;

    /// This scene with copies of parts of it, further textures and other classes. Geometry and pictures are shared: a
    /// copy costs its nodes alone, here and on the device. Instances, nodes, materials, textures and classes of this
    /// scene keep their indices; what is added follows after them, copy after copy.
    ///
    /// All nodes of copy 17 are called as the template's with "#17" behind (numbers count from 1), also in paths; a
    /// node above the template is copied without what it draws, so that a copy stands and moves as the template does.
    /// Each copy has its own joints and morph weights; meshes, class and materials are the template's; lights come
    /// along, cameras do not. The template stays as it is. shot() shows copies in the rest pose, whatever its clip; see
    /// Figure for placing and posing them.
    /// @throws Error  not_found for a node or file that is not there, bad_asset with the file's name for a broken or
    /// too
    ///                large picture, io, invalid_argument for a template that draws nothing, that is a copy itself or
    ///                for an instance that is not there, out_of_memory beyond `additions.limits`
    [[nodiscard]] Scene with(const SceneAdditions& additions) const;

    /// The scene as its file has it at `time_s`, seen by its first camera, or framed if it has none.
    /// @param dt_s  step to the neighbouring frames, seconds, >= 0
    [[nodiscard]] Shot default_shot(double time_s = 0, double dt_s = 0) const;
    /// @throws Error  invalid_argument for an index out of range or a number that is not finite
    [[nodiscard]] Shot shot(const ShotOptions& options) const;
    /// A camera that sees `bounds()` whole from a raised three-quarter view, in images of at least `narrowest_aspect`
    /// (width over height). The narrower that is, the smaller the scene in a wide image.
    /// @throws Error  invalid_argument unless the aspect is finite and above 0
    [[nodiscard]] Camera framing_camera(double narrowest_aspect = 0.5) const;

    /// For plumb's own parts.
    [[nodiscard]] const scene::SceneData& data() const noexcept { return *data_; }
    explicit Scene(std::shared_ptr<const scene::SceneData> data) : data_(std::move(data)) {}

private:
    std::shared_ptr<const scene::SceneData> data_;
};

/// Reads an equirectangular Radiance .hdr file.
/// @throws Error  not_found, io, bad_asset
PLUMB_API std::shared_ptr<const EnvironmentMap> load_environment(const std::filesystem::path& path);

}  // namespace plumb
