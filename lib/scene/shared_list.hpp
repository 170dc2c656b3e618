#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace plumb::scene {

/// A vector of large values whose copies share them: copying the list copies pointers. Value semantics all the same: an
/// element that is reached through a list that is not const is copied first if another list holds it, too. Whoever only
/// reads a list that may be shared reads it as const.
///
/// Safe to read from several threads; different elements may be changed by different threads.
template <class T>
class SharedList {
    using Pointers = std::vector<std::shared_ptr<T>>;

    /// Iterator over const elements or over elements that may be changed.
    template <bool is_const>
    class Iterator {
    public:
        using iterator_category = std::random_access_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using reference = std::conditional_t<is_const, const T&, T&>;
        using pointer = std::conditional_t<is_const, const T*, T*>;
        using List = std::conditional_t<is_const, const SharedList, SharedList>;

        Iterator() = default;
        Iterator(List& list, std::size_t index) : list_(&list), index_(index) {}
        reference operator*() const { return (*list_)[index_]; }
        pointer operator->() const { return &(*list_)[index_]; }
        reference operator[](difference_type n) const { return *(*this + n); }
        Iterator& operator++() { return *this += 1; }
        Iterator operator++(int) { return std::exchange(*this, *this + 1); }
        Iterator& operator--() { return *this += -1; }
        Iterator operator--(int) { return std::exchange(*this, *this + -1); }
        Iterator& operator+=(difference_type n) {
            index_ = static_cast<std::size_t>(static_cast<difference_type>(index_) + n);
            return *this;
        }
        Iterator& operator-=(difference_type n) { return *this += -n; }
        friend Iterator operator+(Iterator it, difference_type n) { return it += n; }
        friend Iterator operator+(difference_type n, Iterator it) { return it += n; }
        friend Iterator operator-(Iterator it, difference_type n) { return it -= n; }
        friend difference_type operator-(const Iterator& a, const Iterator& b) {
            return static_cast<difference_type>(a.index_) - static_cast<difference_type>(b.index_);
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.index_ == b.index_; }
        friend auto operator<=>(const Iterator& a, const Iterator& b) { return a.index_ <=> b.index_; }

    private:
        List* list_ = nullptr;
        std::size_t index_ = 0;
    };

public:
    [[nodiscard]] std::size_t size() const noexcept { return pointers_.size(); }
    [[nodiscard]] bool empty() const noexcept { return pointers_.empty(); }
    [[nodiscard]] const T& operator[](std::size_t index) const { return *pointers_[index]; }
    [[nodiscard]] T& operator[](std::size_t index) {
        std::shared_ptr<T>& element = pointers_[index];
        if (element.use_count() > 1) element = std::make_shared<T>(*element);
        return *element;
    }
    [[nodiscard]] const T& at(std::size_t index) const { return *pointers_.at(index); }
    [[nodiscard]] T& at(std::size_t index) { return pointers_.at(index), (*this)[index]; }
    [[nodiscard]] const T& front() const { return (*this)[0]; }
    [[nodiscard]] T& front() { return (*this)[0]; }
    [[nodiscard]] const T& back() const { return (*this)[size() - 1]; }
    [[nodiscard]] T& back() { return (*this)[size() - 1]; }
    [[nodiscard]] auto begin() const { return Iterator<true>(*this, 0); }
    [[nodiscard]] auto end() const { return Iterator<true>(*this, size()); }
    [[nodiscard]] auto begin() { return Iterator<false>(*this, 0); }
    [[nodiscard]] auto end() { return Iterator<false>(*this, size()); }

    template <class... Arguments>
    T& emplace_back(Arguments&&... arguments) {
        return *pointers_.emplace_back(std::make_shared<T>(std::forward<Arguments>(arguments)...));
    }
    void push_back(T value) { emplace_back(std::move(value)); }
    void reserve(std::size_t count) { pointers_.reserve(count); }
    void resize(std::size_t count) {
        const std::size_t old = size();
        pointers_.resize(count);
        for (std::size_t index = old; index < count; ++index) pointers_[index] = std::make_shared<T>();
    }
    void clear() noexcept { pointers_.clear(); }

private:
    Pointers pointers_;
};

}  // namespace plumb::scene
