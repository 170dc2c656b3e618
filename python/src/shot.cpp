#include "shot_box.hpp"

#include "bindings.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>

namespace plumb::python {

namespace nb = nanobind;

namespace {

template <class T>
nb::list list_of(const std::vector<T>& values) {
    nb::list list;
    for (const T& value : values) list.append(nb::cast(value, nb::rv_policy::copy));
    return list;
}

template <class T>
std::vector<T> values_of_list(const nb::list& list, const char* what, const char* type) {
    std::vector<T> values;
    values.reserve(nb::len(list));
    for (const nb::handle entry : list) {
        if (!nb::isinstance<T>(entry)) {
            const std::string met = nb::type_name(entry.type()).c_str();
            throw nb::type_error((std::string(what) + "[" + std::to_string(values.size()) + "] is of type " + met +
                                  "; plumb." + type + " is wanted")
                                     .c_str());
        }
        values.push_back(nb::cast<const T&>(entry));
    }
    return values;
}

template <class T>
nb::object object_of(const std::optional<T>& value) {
    return value ? nb::cast(*value, nb::rv_policy::copy) : nb::none();
}

template <class T>
std::optional<T> value_of(const nb::object& object) {
    if (object.is_none()) return std::nullopt;
    return nb::cast<const T&>(object);
}

template <class T, class Member>
void def_object(nb::class_<ShotBox>& shot, const char* name, Member member, bool may_be_none, const char* signature,
                const char* doc) {
    shot.def_prop_rw(
        name, [member](ShotBox& self) { return self.parts().*member; },
        [member, name, may_be_none](ShotBox& self, const nb::object& value) {
            if (!nb::isinstance<T>(value) && !(may_be_none && value.is_none()))
                throw nb::type_error(
                    (std::string("Shot.") + name + " cannot be of type " + nb::type_name(value.type()).c_str())
                        .c_str());
            self.parts().*member = value;
        },
        nb::arg("value").none(), nb::for_getter(nb::sig(signature)), doc);
}

template <class Member>
void def_plain(nb::class_<ShotBox>& shot, const char* name, Member member, const char* doc) {
    using T = std::remove_reference_t<decltype(std::declval<ShotBox::Parts&>().*member)>;
    shot.def_prop_rw(
        name, [member](ShotBox& self) { return self.parts().*member; },
        [member](ShotBox& self, const T& value) { self.parts().*member = value; }, nb::arg("value").none(), doc);
}

void bind_record(nb::module_& module) {
    nb::class_<Draw>(module, "Draw", "A random draw that a shot was made with.")
        .def(
            "__init__",
            [](Draw* self, std::string key, std::vector<double> value) {
                new (self) Draw{std::move(key), std::move(value)};
            },
            nb::arg("key"), nb::arg("value"))
        .def_ro("key", &Draw::key, "Target and property, such as 'objects/Mug*/yaw'.")
        .def_prop_ro(
            "value", [](const Draw& self) { return nb::tuple(nb::cast(self.value)); },
            nb::sig("def value(self) -> tuple[float, ...]"),
            "In the recipe's units; a choice is the index of the chosen entry.")
        .def(
            "__eq__", [](const Draw& self, const Draw& other) { return self == other; }, nb::is_operator(),
            nb::sig("def __eq__(self, other: object, /) -> bool"))
        .def("__repr__", [](const Draw& self) {
            return "plumb.Draw('" + self.key + "', " + nb::cast<std::string>(nb::repr(nb::cast(self.value))) + ")";
        });
    nb::class_<ShotAddress>(module, "ShotAddress", "Which shot of a recipe a shot is.")
        .def_ro("seed", &ShotAddress::seed)
        .def_ro("index", &ShotAddress::index, "Of the frame.")
        .def_ro("attempt", &ShotAddress::attempt, "How many tries at this frame failed before.")
        .def_ro("view", &ShotAddress::view, "Of a stereo pair 0 is the left eye, 1 the right.")
        .def(
            "__eq__", [](const ShotAddress& self, const ShotAddress& other) { return self == other; },
            nb::is_operator(), nb::sig("def __eq__(self, other: object, /) -> bool"))
        .def("__repr__", [](const ShotAddress& self) {
            return "<plumb.ShotAddress seed=" + std::to_string(self.seed) + " index=" + std::to_string(self.index) +
                   " attempt=" + std::to_string(self.attempt) + " view=" + std::to_string(self.view) + ">";
        });
}

}  // namespace

ShotBox::Parts& ShotBox::parts() {
    if (parts_) return *parts_;
    const Shot& shot = *original_;
    parts_ = std::make_unique<Parts>();
    parts_->time_s = shot.time_s;
    parts_->dt_s = shot.dt_s;
    parts_->animation = shot.animation;
    parts_->now = nb::cast(shot.now, nb::rv_policy::copy);
    parts_->previous = object_of(shot.previous);
    parts_->next = object_of(shot.next);
    parts_->lights = list_of(shot.lights);
    parts_->environment = nb::cast(shot.environment, nb::rv_policy::copy);
    parts_->sensor = nb::cast(shot.sensor, nb::rv_policy::copy);
    parts_->materials = list_of(shot.materials);
    parts_->variant = shot.variant;
    parts_->aperture = shot.aperture;
    parts_->shutter = shot.shutter;
    parts_->rolling_shutter = object_of(shot.rolling_shutter);
    parts_->draws = shot.draws;
    parts_->address = shot.address;
    original_.reset();
    return *parts_;
}

std::shared_ptr<const Shot> ShotBox::share() const {
    if (original_) return original_;
    return std::make_shared<const Shot>(
        Shot{.time_s = parts_->time_s,
             .dt_s = parts_->dt_s,
             .animation = parts_->animation,
             .now = nb::cast<const Moment&>(parts_->now),
             .previous = value_of<Moment>(parts_->previous),
             .next = value_of<Moment>(parts_->next),
             .lights = values_of_list<Light>(parts_->lights, "Shot.lights", "Light"),
             .environment = nb::cast<const Environment&>(parts_->environment),
             .sensor = nb::cast<const Sensor&>(parts_->sensor),
             .materials = values_of_list<MaterialOverride>(parts_->materials, "Shot.materials", "MaterialOverride"),
             .variant = parts_->variant,
             .aperture = parts_->aperture,
             .shutter = parts_->shutter,
             .rolling_shutter = value_of<RollingShutter>(parts_->rolling_shutter),
             .draws = parts_->draws,
             .address = parts_->address});
}

void bind_shot(nb::module_& module) {
    bind_record(module);
    auto shot = nb::class_<ShotBox>(
        module, "Shot",
        "A plain value that specifies one frame completely. Comes from Scene.shot(), Scene.default_shot(), "
        "Recipe.shot() or plumb.load_shot(); everything in it can be edited in place.");
    using Parts = ShotBox::Parts;
    def_plain(shot, "time_s", &Parts::time_s, "Seconds.");
    def_plain(shot, "dt_s", &Parts::dt_s, "Seconds to the neighbouring frames.");
    def_plain(shot, "animation", &Parts::animation, "Clip that drives the materials at time_s, or None.");
    def_object<Moment>(shot, "now", &Parts::now, false, "def now(self) -> Moment", "The scene at t.");
    def_object<Moment>(shot, "previous", &Parts::previous, true, "def previous(self) -> Moment | None",
                       "At t - dt; without it backward flow is 0 and its class 0.");
    def_object<Moment>(shot, "next", &Parts::next, true, "def next(self) -> Moment | None",
                       "At t + dt; without it forward flow is 0 and its class 0.");
    shot.def_prop_rw(
        "lights", [](ShotBox& self) { return self.parts().lights; },
        [](ShotBox& self, const nb::object& value) { self.parts().lights = nb::list(value); },
        nb::for_getter(nb::sig("def lights(self) -> list[Light]")),
        nb::for_setter(nb::sig("def lights(self, value: collections.abc.Iterable[Light], /) -> None")),
        "A list of Light, to be edited in place or assigned.");
    def_object<Environment>(shot, "environment", &Parts::environment, false, "def environment(self) -> Environment",
                            "What surrounds the scene.");
    def_object<Sensor>(shot, "sensor", &Parts::sensor, false, "def sensor(self) -> Sensor",
                       "From scene-referred to display.");
    shot.def_prop_rw(
        "materials", [](ShotBox& self) { return self.parts().materials; },
        [](ShotBox& self, const nb::object& value) { self.parts().materials = nb::list(value); },
        nb::for_getter(nb::sig("def materials(self) -> list[MaterialOverride]")),
        nb::for_setter(nb::sig("def materials(self, value: collections.abc.Iterable[MaterialOverride], /) -> None")),
        "A list of MaterialOverride, at most one a material, to be edited in place or assigned.");
    def_plain(shot, "variant", &Parts::variant, "Index into Scene.variants, or None.");
    def_plain(shot, "aperture", &Parts::aperture, "Blurs rgb and hdr out of focus; None: a pinhole.");
    def_plain(shot, "shutter", &Parts::shutter, "Blurs rgb and hdr by what moves; None: an instant.");
    def_object<RollingShutter>(shot, "rolling_shutter", &Parts::rolling_shutter, true,
                               "def rolling_shutter(self) -> RollingShutter | None",
                               "Rows are exposed one after the other; None: all at once.");
    shot.def_prop_ro(
        "draws", [](ShotBox& self) { return nb::tuple(nb::cast(self.parts().draws)); },
        nb::sig("def draws(self) -> tuple[Draw, ...]"), "What a recipe drew, for the record.");
    shot.def_prop_ro(
        "address", [](ShotBox& self) { return self.parts().address; },
        "Where in a recipe's run it stands, for the record, or None.");
    shot.def(
            "__copy__", [](const ShotBox& self) { return ShotBox(*self.share()); },
            "As __deepcopy__: nothing is shared.")
        .def(
            "__deepcopy__", [](const ShotBox& self, const nb::handle&) { return ShotBox(*self.share()); },
            nb::arg("memo"))
        .def("__repr__", [](const ShotBox& self) {
            const std::shared_ptr<const Shot> plain = self.share();
            return "<plumb.Shot at " + std::to_string(plain->time_s) + " s, dt " + std::to_string(plain->dt_s) + " s>";
        });
}

}  // namespace plumb::python
