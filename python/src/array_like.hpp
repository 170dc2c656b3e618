#pragma once

#include <plumb/error.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <vector>

namespace plumb::python {

namespace nb = nanobind;

inline bool is_any_object(PyObject* /*object*/) {
    return true;
}

/// Whatever NumPy makes an array of.
class ArrayLike : public nb::object {
    NB_OBJECT_DEFAULT(ArrayLike, nb::object, "numpy.typing.ArrayLike", is_any_object)
};

/// Name of NumPy's type for T.
template <class T>
constexpr const char* numpy_name() {
    if constexpr (std::is_same_v<T, double>) return "float64";
    if constexpr (std::is_same_v<T, float>) return "float32";
    if constexpr (std::is_same_v<T, std::uint8_t>) return "uint8";
    if constexpr (std::is_same_v<T, std::uint64_t>) return "uint64";
}

template <class T>
using Values = nb::ndarray<const T, nb::c_contig, nb::device::cpu>;

/// `value` as an array of exactly this shape.
/// @throws Error  invalid_argument with `what`, the shape met and the one wanted
template <class T>
Values<T> values_of(const std::string& what, const ArrayLike& value, const std::vector<std::size_t>& shape) {
    const nb::object array = nb::module_::import_("numpy").attr("ascontiguousarray")(value, numpy_name<T>());
    auto values = nb::cast<Values<T>>(array);
    bool is_same = values.ndim() == shape.size();
    for (std::size_t i = 0; is_same && i < shape.size(); ++i) is_same = values.shape(i) == shape[i];
    if (is_same) return values;
    std::string wanted;
    for (const std::size_t edge : shape) wanted += (wanted.empty() ? "" : ", ") + std::to_string(edge);
    const nb::object shape_met = array.attr("shape");
    const std::string met = nb::str(nb::handle(shape_met)).c_str();
    throw Error(ErrorCode::invalid_argument, "setting " + what + " from an array of shape " + met + "; it is (" +
                                                 wanted + (shape.size() == 1 ? ",)" : ")"));
}

/// A GLM vector of what Python gave.
template <class V>
V vector_of(const std::string& what, const ArrayLike& value) {
    using T = typename V::value_type;
    const Values<T> values = values_of<T>(what, value, {static_cast<std::size_t>(V::length())});
    V result;
    for (int i = 0; i < V::length(); ++i) result[i] = values.data()[i];
    return result;
}

/// A square GLM matrix of rows.
template <class M>
M matrix_of(const std::string& what, const ArrayLike& value) {
    using T = typename M::value_type;
    constexpr auto edge = static_cast<std::size_t>(M::length());
    const Values<T> values = values_of<T>(what, value, {edge, edge});
    M result;
    for (int row = 0; row < M::length(); ++row)
        for (int column = 0; column < M::length(); ++column)
            result[column][row] = values.data()[row * M::length() + column];
    return result;
}

template <class V, class T = typename V::value_type>
using VectorView = nb::ndarray<nb::numpy, T, nb::shape<V::length()>>;
template <class M, class T = typename M::value_type>
using MatrixView = nb::ndarray<nb::numpy, T, nb::shape<M::length(), M::length()>>;

/// The vector as an array that keeps `owner`, the object it lies in, alive.
template <class V, class T = typename V::value_type>
VectorView<V, T> view_of_vector(T* first, nb::handle owner) {
    return {first, {static_cast<std::size_t>(V::length())}, owner};
}
/// The matrix, which GLM stores by columns, as an array of rows.
template <class M, class T = typename M::value_type>
MatrixView<M, T> view_of_matrix(T* first, nb::handle owner) {
    constexpr auto edge = static_cast<std::size_t>(M::length());
    return {first, {edge, edge}, owner, {1, static_cast<std::int64_t>(edge)}};
}

/// Attributes that are arrays into the object: edited in place, or assigned as a whole.
template <class C, class V>
void def_vector(nb::class_<C>& bound, const char* name, V C::*member, const char* doc) {
    bound.def_prop_rw(
        name, [member](nb::handle_t<C> self) { return view_of_vector<V>(&(nb::cast<C&>(self).*member)[0], self); },
        [member, name](C& self, const ArrayLike& value) { self.*member = vector_of<V>(name, value); }, doc);
}
template <class C, class M>
void def_matrix(nb::class_<C>& bound, const char* name, M C::*member, const char* doc) {
    bound.def_prop_rw(
        name, [member](nb::handle_t<C> self) { return view_of_matrix<M>(&(nb::cast<C&>(self).*member)[0][0], self); },
        [member, name](C& self, const ArrayLike& value) { self.*member = matrix_of<M>(name, value); }, doc);
}

/// The same, to be read only.
template <class C, class V>
void def_constant_vector(nb::class_<C>& bound, const char* name, V C::*member, const char* doc) {
    using T = typename V::value_type;
    bound.def_prop_ro(
        name,
        [member](nb::handle_t<C> self) {
            return view_of_vector<V, const T>(&(nb::cast<const C&>(self).*member)[0], self);
        },
        doc);
}
template <class C, class M>
void def_constant_matrix(nb::class_<C>& bound, const char* name, M C::*member, const char* doc) {
    using T = typename M::value_type;
    bound.def_prop_ro(
        name,
        [member](nb::handle_t<C> self) {
            return view_of_matrix<M, const T>(&(nb::cast<const C&>(self).*member)[0][0], self);
        },
        doc);
}

}  // namespace plumb::python
