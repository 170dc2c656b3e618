#include "array_like.hpp"
#include "bindings.hpp"

#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>

#include <limits>
#include <memory>
#include <optional>
#include <string>

namespace plumb::python {

namespace {

constexpr float endless = std::numeric_limits<float>::infinity();
// What a shot adopts must not be changed behind its back: such objects are read only and made anew.
constexpr const char* made_anew = " Not to be changed; make another one.";

void bind_light(nb::module_& module) {
    auto light = nb::class_<Light>(module, "Light", "A light at the shot's own time.");
    nb::enum_<Light::Kind>(light, "Kind")
        .value("directional", Light::Kind::directional)
        .value("point", Light::Kind::point)
        .value("spot", Light::Kind::spot)
        .value("rectangle", Light::Kind::rectangle);
    const Light usual;
    light
        .def(
            "__init__",
            [](Light* self, Light::Kind kind, std::string name, const ArrayLike& position, const ArrayLike& direction,
               const ArrayLike& color, float intensity, float range_m, float inner_cone_rad, float outer_cone_rad,
               float radius_m, float angular_radius_rad, const ArrayLike& across, float width_m, float height_m) {
                new (self) Light();
                self->kind = kind;
                self->name = std::move(name);
                self->position = vector_of<glm::dvec3>("position", position);
                self->direction = vector_of<glm::dvec3>("direction", direction);
                self->color = vector_of<glm::vec3>("color", color);
                self->intensity = intensity;
                self->range_m = range_m;
                self->inner_cone_rad = inner_cone_rad;
                self->outer_cone_rad = outer_cone_rad;
                self->radius_m = radius_m;
                self->angular_radius_rad = angular_radius_rad;
                self->across = vector_of<glm::dvec3>("across", across);
                self->width_m = width_m;
                self->height_m = height_m;
            },
            nb::arg("kind") = Light::Kind::point, nb::kw_only(), nb::arg("name") = "",
            nb::arg("position") = nb::make_tuple(0.0, 0.0, 0.0), nb::arg("direction") = nb::make_tuple(0.0, 0.0, -1.0),
            nb::arg("color") = nb::make_tuple(1.0, 1.0, 1.0), nb::arg("intensity") = usual.intensity,
            nb::arg("range_m") = usual.range_m, nb::arg("inner_cone_rad") = usual.inner_cone_rad,
            nb::arg("outer_cone_rad") = usual.outer_cone_rad, nb::arg("radius_m") = usual.radius_m,
            nb::arg("angular_radius_rad") = usual.angular_radius_rad, nb::arg("across") = nb::make_tuple(1.0, 0.0, 0.0),
            nb::arg("width_m") = usual.width_m, nb::arg("height_m") = usual.height_m)
        .def_rw("kind", &Light::kind)
        .def_rw("name", &Light::name)
        .def_rw("intensity", &Light::intensity,
                "Candela (point, spot, rectangle along its normal) or lux (directional).")
        .def_rw("range_m", &Light::range_m)
        .def_rw("inner_cone_rad", &Light::inner_cone_rad)
        .def_rw("outer_cone_rad", &Light::outer_cone_rad)
        .def_rw("radius_m", &Light::radius_m, "Of the shining sphere (point, spot); 0 for a point.")
        .def_rw("angular_radius_rad", &Light::angular_radius_rad, "Directional: half of the angle of its disc.")
        .def_rw("width_m", &Light::width_m, "Rectangle.")
        .def_rw("height_m", &Light::height_m, "Rectangle.")
        .def("__copy__", [](const Light& self) { return Light(self); })
        .def(
            "__deepcopy__", [](const Light& self, const nb::handle&) { return Light(self); }, nb::arg("memo"));
    def_vector(light, "position", &Light::position, "(3,) float64, world, metres.");
    def_vector(light, "direction", &Light::direction, "(3,) float64, world, unit; the way the light travels.");
    def_vector(light, "across", &Light::across, "(3,) float64, rectangle: world direction of its width.");
    def_vector(light, "color", &Light::color, "(3,) float32, linear Rec.709.");
}

void bind_materials(nb::module_& module) {
    auto override_ = nb::class_<MaterialOverride>(
        module, "MaterialOverride",
        "What a shot changes about a material; None stays as the file, or the clip, has it.");
    using Uv = MaterialOverride::UvTransform;
    auto uv = nb::class_<Uv>(override_, "UvTransform", "As KHR_texture_transform, after the file's own.");
    uv.def(
          "__init__",
          [](Uv* self, const ArrayLike& offset, float rotation_rad, const ArrayLike& scale) {
              new (self) Uv{vector_of<glm::vec2>("offset", offset), rotation_rad, vector_of<glm::vec2>("scale", scale)};
          },
          nb::arg("offset") = nb::make_tuple(0.0, 0.0), nb::arg("rotation_rad") = 0.0F,
          nb::arg("scale") = nb::make_tuple(1.0, 1.0))
        .def_ro("rotation_rad", &Uv::rotation_rad);
    def_constant_vector(uv, "offset", &Uv::offset, "(2,) float32.");
    def_constant_vector(uv, "scale", &Uv::scale, "(2,) float32.");

    const auto color_of = [](const auto& value) -> nb::object {
        if (!value) return nb::none();
        nb::list list;
        for (int i = 0; i < value->length(); ++i) list.append((*value)[i]);
        return nb::tuple(list);
    };
    override_
        .def(
            "__init__",
            [](MaterialOverride* self, std::uint32_t material) {
                new (self) MaterialOverride();
                self->material = material;
            },
            nb::arg("material"))
        .def_rw("material", &MaterialOverride::material, "Index into Scene.materials.")
        .def_prop_rw(
            "base_color", [color_of](const MaterialOverride& self) { return color_of(self.base_color); },
            [](MaterialOverride& self, const std::optional<ArrayLike>& value) {
                self.base_color.reset();
                if (value) self.base_color = vector_of<glm::vec4>("base_color", *value);
            },
            nb::arg("value").none(), "Linear factor and alpha: 4 numbers, or None.")
        .def_prop_rw(
            "emission", [color_of](const MaterialOverride& self) { return color_of(self.emission); },
            [](MaterialOverride& self, const std::optional<ArrayLike>& value) {
                self.emission.reset();
                if (value) self.emission = vector_of<glm::vec3>("emission", *value);
            },
            nb::arg("value").none(), "Linear factor times strength: 3 numbers, or None.")
        .def_rw("metallic", &MaterialOverride::metallic, nb::arg("value").none(), "Factor, 0..1, or None.")
        .def_rw("roughness", &MaterialOverride::roughness, nb::arg("value").none(), "Factor, 0..1, or None.")
        .def_rw("normal_scale", &MaterialOverride::normal_scale, nb::arg("value").none(),
                "Of the normal map's x and y, or None.")
        .def_rw("base_color_texture", &MaterialOverride::base_color_texture, nb::arg("value").none(),
                "Index into Scene.textures, or None.")
        .def_prop_rw(
            "uv_transform", [](const MaterialOverride& self) { return self.uv_transform; },
            [](MaterialOverride& self, const std::optional<Uv>& value) { self.uv_transform = value; },
            nb::arg("value").none(), "Of all its textures, or None.");
}

void bind_surroundings(nb::module_& module) {
    auto sky_class =
        nb::class_<Sky>(module, "Sky",
                        (std::string("Clear sky without the sun's disc (Preetham, Shirley and Smits 1999), in "
                                     "cd/m2.") +
                         made_anew)
                            .c_str());
    sky_class
        .def(
            "__init__",
            [](Sky* self, const ArrayLike& to_sun, float turbidity, const ArrayLike& ground_albedo) {
                new (self) Sky{vector_of<glm::dvec3>("to_sun", to_sun), turbidity,
                               vector_of<glm::vec3>("ground_albedo", ground_albedo)};
            },
            nb::arg("to_sun") = nb::make_tuple(0.0, 1.0, 0.0), nb::arg("turbidity") = 3.0F,
            nb::arg("ground_albedo") = nb::make_tuple(0.2, 0.2, 0.2))
        .def_ro("turbidity", &Sky::turbidity, "1.9 (clear) to 10 (haze).");
    def_constant_vector(sky_class, "to_sun", &Sky::to_sun, "(3,) float64, world, unit, above the horizon (y > 0).");
    def_constant_vector(sky_class, "ground_albedo", &Sky::ground_albedo, "(3,) float32, linear.");

    auto fog_class =
        nb::class_<Fog>(module, "Fog",
                        (std::string("Haze of density density_per_m * exp(-(y - base_height_m) / falloff_m); in "
                                     "rgb and hdr only.") +
                         made_anew)
                            .c_str());
    fog_class
        .def(
            "__init__",
            [](Fog* self, const ArrayLike& color, float density_per_m, float base_height_m, float falloff_m) {
                new (self) Fog{vector_of<glm::vec3>("color", color), density_per_m, base_height_m, falloff_m};
            },
            nb::arg("color") = nb::make_tuple(0.7, 0.7, 0.7), nb::arg("density_per_m") = 0.0F,
            nb::arg("base_height_m") = 0.0F, nb::arg("falloff_m") = endless)
        .def_ro("density_per_m", &Fog::density_per_m, "Extinction at base_height_m.")
        .def_ro("base_height_m", &Fog::base_height_m, "World y.")
        .def_ro("falloff_m", &Fog::falloff_m, "Height over which density falls by e.");
    def_constant_vector(fog_class, "color", &Fog::color, "(3,) float32, linear radiance.");

    nb::class_<EnvironmentMap>(module, "EnvironmentMap",
                               "Equirectangular linear Rec.709 radiance; see plumb.load_environment().")
        .def_ro("width", &EnvironmentMap::width)
        .def_ro("height", &EnvironmentMap::height)
        .def_ro("name", &EnvironmentMap::name)
        .def_ro("source", &EnvironmentMap::source, "The file it was read from.")
        .def_prop_ro(
            "rgb",
            [](nb::handle_t<EnvironmentMap> self) {
                const auto& map = nb::cast<const EnvironmentMap&>(self);
                return nb::ndarray<nb::numpy, const float, nb::shape<-1, -1, 3>>(map.rgb.data(),
                                                                                 {map.height, map.width, 3}, self);
            },
            "(height, width, 3) float32, rows from +Y down to -Y; the centre column is -Z.");
    module.def(
        "load_environment",
        [](const std::filesystem::path& path) {
            return std::const_pointer_cast<EnvironmentMap>(load_environment(path));
        },
        nb::arg("path"), nb::call_guard<nb::gil_scoped_release>(), "Reads an equirectangular Radiance .hdr file.");

    auto environment = nb::class_<Environment>(
        module, "Environment",
        "What surrounds the scene: map times intensity if there is one, else sky times intensity, else color "
        "everywhere.");
    environment
        .def(
            "__init__",
            [](Environment* self, const ArrayLike& color, float intensity, const std::shared_ptr<EnvironmentMap>& map,
               const std::optional<Sky>& sky, const std::optional<Fog>& fog) {
                new (self) Environment{vector_of<glm::vec3>("color", color), intensity, map, sky, fog};
            },
            nb::kw_only(), nb::arg("color") = nb::make_tuple(0.5, 0.5, 0.5), nb::arg("intensity") = 1.0F,
            nb::arg("map") = nb::none(), nb::arg("sky") = nb::none(), nb::arg("fog") = nb::none())
        .def_rw("intensity", &Environment::intensity)
        .def_prop_rw(
            "map", [](const Environment& self) { return std::const_pointer_cast<EnvironmentMap>(self.map); },
            [](Environment& self, const std::shared_ptr<EnvironmentMap>& map) { self.map = map; },
            nb::arg("value").none())
        .def_prop_rw(
            "sky", [](const Environment& self) { return self.sky; },
            [](Environment& self, const std::optional<Sky>& value) { self.sky = value; }, nb::arg("value").none())
        .def_prop_rw(
            "fog", [](const Environment& self) { return self.fog; },
            [](Environment& self, const std::optional<Fog>& value) { self.fog = value; }, nb::arg("value").none());
    def_vector(environment, "color", &Environment::color, "(3,) float32, linear radiance.");
}

void bind_sensor(nb::module_& module) {
    auto sensor = nb::class_<Sensor>(module, "Sensor",
                                     "From scene-referred to display; acts on rgb alone, in this order: white balance "
                                     "and exposure, vignette, noise, view transform, the sRGB curve, JPEG.");
    nb::enum_<Sensor::ViewTransform>(sensor, "ViewTransform")
        .value("srgb", Sensor::ViewTransform::srgb)
        .value("pbr_neutral", Sensor::ViewTransform::pbr_neutral)
        .value("aces", Sensor::ViewTransform::aces);
    sensor
        .def(
            "__init__",
            [](Sensor* self, float exposure_ev, const ArrayLike& white_balance, float vignette,
               float full_well_electrons, float read_noise_electrons, std::uint64_t noise_seed,
               Sensor::ViewTransform view_transform, std::optional<std::uint32_t> jpeg_quality) {
                new (self) Sensor();
                self->exposure_ev = exposure_ev;
                self->white_balance = vector_of<glm::vec3>("white_balance", white_balance);
                self->vignette = vignette;
                self->full_well_electrons = full_well_electrons;
                self->read_noise_electrons = read_noise_electrons;
                self->noise_seed = noise_seed;
                self->view_transform = view_transform;
                self->jpeg_quality = jpeg_quality;
            },
            nb::kw_only(), nb::arg("exposure_ev") = 0.0F, nb::arg("white_balance") = nb::make_tuple(1.0, 1.0, 1.0),
            nb::arg("vignette") = 0.0F, nb::arg("full_well_electrons") = 0.0F, nb::arg("read_noise_electrons") = 0.0F,
            nb::arg("noise_seed") = 0, nb::arg("view_transform") = Sensor::ViewTransform::srgb,
            nb::arg("jpeg_quality") = nb::none())
        .def_rw("exposure_ev", &Sensor::exposure_ev, "hdr is multiplied by 2 ** exposure_ev.")
        .def_rw("vignette", &Sensor::vignette, "0..1: share of the light that is missing in the corners.")
        .def_rw("full_well_electrons", &Sensor::full_well_electrons,
                "Electrons at display white: shot noise; 0 for none.")
        .def_rw("read_noise_electrons", &Sensor::read_noise_electrons, "Standard deviation; needs full_well_electrons.")
        .def_rw("noise_seed", &Sensor::noise_seed, "Which noise.")
        .def_rw("view_transform", &Sensor::view_transform)
        .def_rw("jpeg_quality", &Sensor::jpeg_quality, nb::arg("value").none(), "1..100: compression loss, or None.");
    module.def("exposure_ev", &exposure_ev, nb::arg("f_number"), nb::arg("shutter_s"), nb::arg("iso"),
               "Sensor.exposure_ev of a camera that is set by hand, for scenes lit in lux and candela.");
    def_vector(sensor, "white_balance", &Sensor::white_balance, "(3,) float32, gains of red, green and blue.");
}

void bind_exposure(nb::module_& module) {
    const Aperture usual;
    nb::class_<Aperture>(
        module, "Aperture",
        (std::string("The opening of a thin lens; blurs rgb and hdr, and no label.") + made_anew).c_str())
        .def(
            "__init__",
            [](Aperture* self, double f_number, double focus_distance_m, double sensor_height_mm, std::uint32_t blades,
               double rotation_rad) {
                new (self) Aperture{f_number, focus_distance_m, sensor_height_mm, blades, rotation_rad};
            },
            nb::arg("f_number") = usual.f_number, nb::arg("focus_distance_m") = usual.focus_distance_m, nb::kw_only(),
            nb::arg("sensor_height_mm") = usual.sensor_height_mm, nb::arg("blades") = usual.blades,
            nb::arg("rotation_rad") = usual.rotation_rad)
        .def_ro("f_number", &Aperture::f_number, "Focal length over the opening's diameter.")
        .def_ro("focus_distance_m", &Aperture::focus_distance_m, "Of the plane that is sharp, along +z.")
        .def_ro("sensor_height_mm", &Aperture::sensor_height_mm, "With the camera's fy it tells the focal length.")
        .def_ro("blades", &Aperture::blades, "Edges of the opening, 3 to 16; 0: it is round.")
        .def_ro("rotation_rad", &Aperture::rotation_rad, "Of the opening's edges, from x to y.")
        .def(
            "__eq__", [](const Aperture& self, const Aperture& other) { return self == other; }, nb::is_operator(),
            nb::sig("def __eq__(self, other: object, /) -> bool"));
    nb::class_<Shutter>(
        module, "Shutter",
        (std::string("When light is collected, seconds from the shot's time, within dt_s; blurs rgb and hdr by what "
                     "moves, and no label.") +
         made_anew)
            .c_str())
        .def(nb::init<double, double>(), nb::arg("open_s"), nb::arg("close_s"))
        .def_ro("open_s", &Shutter::open_s)
        .def_ro("close_s", &Shutter::close_s)
        .def(
            "__eq__", [](const Shutter& self, const Shutter& other) { return self == other; }, nb::is_operator(),
            nb::sig("def __eq__(self, other: object, /) -> bool"));
}

}  // namespace

void bind_look(nb::module_& module) {
    bind_light(module);
    bind_materials(module);
    bind_surroundings(module);
    bind_sensor(module);
    bind_exposure(module);
}

}  // namespace plumb::python
