#include "array_like.hpp"
#include "bindings.hpp"

#include <plumb/shot.hpp>

#include <nanobind/nanobind.h>

#include <algorithm>
#include <vector>

namespace plumb::python {

namespace {

using MatrixList = nb::ndarray<nb::numpy, double, nb::shape<-1, 4, 4>>;

/// A list of matrices as an array into the moment. Setting it keeps the list where it is, as arrays may look into it.
void def_matrices(nb::class_<Moment>& bound, const char* name, std::vector<glm::dmat4> Moment::*member,
                  const char* doc) {
    bound.def_prop_rw(
        name,
        [member](nb::handle_t<Moment> self) {
            std::vector<glm::dmat4>& list = nb::cast<Moment&>(self).*member;
            return MatrixList(reinterpret_cast<double*>(list.data()), {list.size(), 4, 4}, self, {16, 1, 4});
        },
        [member, name](Moment& self, const ArrayLike& value) {
            std::vector<glm::dmat4>& list = self.*member;
            const Values<double> values = values_of<double>(name, value, {list.size(), 4, 4});
            for (std::size_t i = 0; i < list.size(); ++i)
                for (int row = 0; row < 4; ++row)
                    for (int column = 0; column < 4; ++column)
                        list[i][column][row] = values.data()[i * 16 + static_cast<std::size_t>(row * 4 + column)];
        },
        doc);
}

template <class T>
void def_list(nb::class_<Moment>& bound, const char* name, std::vector<T> Moment::*member, const char* doc) {
    bound.def_prop_rw(
        name,
        [member](nb::handle_t<Moment> self) {
            std::vector<T>& list = nb::cast<Moment&>(self).*member;
            return nb::ndarray<nb::numpy, T, nb::shape<-1>>(list.data(), {list.size()}, self);
        },
        [member, name](Moment& self, const ArrayLike& value) {
            std::vector<T>& list = self.*member;
            const Values<T> values = values_of<T>(name, value, {list.size()});
            std::copy_n(values.data(), list.size(), list.begin());
        },
        doc);
}

}  // namespace

void bind_moment(nb::module_& module) {
    auto moment = nb::class_<Moment>(
        module, "Moment",
        "The scene at one instant. Arrays run over Scene.instances, joints and morph weights over the ranges that "
        "InstanceInfo names; they are views that can be edited in place, and keep their lengths.");
    moment.def_rw("time_s", &Moment::time_s)
        .def_rw("camera", &Moment::camera)
        .def("__copy__", [](const Moment& self) { return Moment(self); })
        .def(
            "__deepcopy__", [](const Moment& self, const nb::handle&) { return Moment(self); }, nb::arg("memo"));
    def_matrix(moment, "world_from_environment", &Moment::world_from_environment,
               "(3, 3) float64, rotation of the environment map.");
    def_matrices(moment, "world_from_instance", &Moment::world_from_instance,
                 "(instances, 4, 4) float64, object to world, metres.");
    def_list(moment, "visible", &Moment::visible, "(instances,) uint8; 0: the instance is absent at this instant.");
    def_matrices(moment, "world_from_joint", &Moment::world_from_joint,
                 "(joints, 4, 4) float64, joint times inverse bind matrix, of all skinned instances.");
    def_list(moment, "morph_weights", &Moment::morph_weights, "(weights,) float32, of all morphed instances.");
}

}  // namespace plumb::python
