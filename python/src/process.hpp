#pragma once

#include <unistd.h>

#include <string>
#include <utility>

namespace plumb::python {

/// Something that a fork does not carry over: what it refers to lives on the device's threads, which the child lacks.
/// In a child it is neither used nor freed.
template <class T>
class OfOneProcess {
public:
    explicit OfOneProcess(T value) : value_(new T(std::move(value))), process_(getpid()) {}
    ~OfOneProcess() {
        if (is_here()) delete value_;
    }
    OfOneProcess(OfOneProcess&& other) noexcept
        : value_(std::exchange(other.value_, nullptr)), process_(other.process_) {}
    OfOneProcess& operator=(OfOneProcess&&) = delete;

    /// Host memory is copied by a fork, so that what only reads may go on.
    [[nodiscard]] const T& read() const noexcept { return *value_; }
    /// @param what    for the message: "rendering with a Renderer"
    /// @throws Error  unsupported in a fork of the process that made it
    [[nodiscard]] T& use(const char* what) const {
        if (!is_here()) refuse(what, process_);
        return *value_;
    }
    [[nodiscard]] bool is_here() const noexcept { return process_ == getpid(); }
    /// Something that was made of this, and belongs to the same process wherever that happens.
    template <class U>
    [[nodiscard]] OfOneProcess<U> of_same(U value) const {
        return OfOneProcess<U>(std::move(value), process_);
    }

private:
    template <class U>
    friend class OfOneProcess;
    OfOneProcess(T value, pid_t process) : value_(new T(std::move(value))), process_(process) {}

    T* value_;
    pid_t process_;
    [[noreturn]] static void refuse(const char* what, pid_t maker);
};

[[noreturn]] void refuse_fork(const char* what, pid_t maker);

template <class T>
void OfOneProcess<T>::refuse(const char* what, pid_t maker) {
    refuse_fork(what, maker);
}

}  // namespace plumb::python
