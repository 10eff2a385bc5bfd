// Values on their way to PostgreSQL: binary, each with its type said, so that the server parses no text and
// guesses nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/time.hpp"
#include "base/uuid.hpp"

namespace chatter::store::postgres {

/// Bytes that stay where they are until the statement has been sent, so that they are not copied.
struct BlobView {
    std::string_view bytes;
};

/// What PostgreSQL calls a type (pg_type.oid), alone and as the element of an array. Fixed for ever.
struct TypeIds {
    unsigned scalar;
    unsigned array;
};
inline constexpr TypeIds bool_type{16, 1000};
inline constexpr TypeIds bytea_type{17, 1001};
inline constexpr TypeIds int8_type{20, 1016};
inline constexpr TypeIds text_type{25, 1009};
inline constexpr TypeIds uuid_type{2950, 2951};

namespace encoding {

void append_int32(std::string& out, std::int32_t value);
void append_int64(std::string& out, std::int64_t value);

inline TypeIds append(std::string& out, bool value) {
    out.push_back(value ? '\1' : '\0');
    return bool_type;
}
inline TypeIds append(std::string& out, std::int64_t value) {
    append_int64(out, value);
    return int8_type;
}
inline TypeIds append(std::string& out, std::string_view value) {
    out.append(value);
    return text_type;
}
inline TypeIds append(std::string& out, const std::string& value) {
    return append(out, std::string_view(value));
}
inline TypeIds append(std::string& out, const char* value) { return append(out, std::string_view(value)); }
inline TypeIds append(std::string& out, const Uuid& value) {
    out.append(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
    return uuid_type;
}
inline TypeIds append(std::string& out, BlobView value) {
    out.append(value.bytes);
    return bytea_type;
}
inline TypeIds append(std::string& out, Time value) {
    return append(out, static_cast<std::int64_t>(value.time_since_epoch().count()));
}
template <class Tag>
TypeIds append(std::string& out, const Id<Tag>& id) {
    return append(out, id.value);
}
template <class E>
    requires std::is_enum_v<E>
TypeIds append(std::string& out, E value) {
    return append(out, static_cast<std::int64_t>(value));
}

/// The type of values of T, for where there is no value.
template <class T>
TypeIds type_of() {
    std::string ignored;
    if constexpr (std::is_same_v<T, const char*>)
        return text_type;
    else
        return append(ignored, T{});
}

}  // namespace encoding

/// The parameters of one statement. Vectors become arrays: int8[], text[], uuid[], bytea[]; an empty optional
/// is null, alone and in an array.
class Parameters {
  public:
    template <class... Values>
    explicit Parameters(const Values&... values) {
        (add(values), ...);
        point_at_values();
    }
    Parameters(const Parameters&) = delete;
    Parameters& operator=(const Parameters&) = delete;

    [[nodiscard]] int count() const { return static_cast<int>(types_.size()); }
    [[nodiscard]] const unsigned* types() const { return types_.data(); }
    [[nodiscard]] const char* const* values() const { return values_.data(); }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }
    [[nodiscard]] const int* formats() const { return formats_.data(); }

  private:
    template <class T>
    void add(const T& value) {
        const auto begin = bytes_.size();
        const auto type = encoding::append(bytes_, value);
        note(type.scalar, bytes_.size() - begin, nullptr);
    }
    void add(BlobView value) { note(bytea_type.scalar, value.bytes.size(), value.bytes.data()); }
    void add(const char* value) { add(std::string_view(value)); }
    template <class T>
    void add(const std::optional<T>& value) {
        if (value)
            add(*value);
        else
            note_null(encoding::type_of<T>().scalar);
    }
    template <class T>
    void add(const std::vector<T>& values) {
        const auto begin = bytes_.size();
        const auto type = begin_array<T>(values.size());
        for (const auto& value : values) append_element(value);
        note(type.array, bytes_.size() - begin, nullptr);
    }

    template <class T>
    struct ElementOf {
        using Type = T;
    };
    template <class T>
    struct ElementOf<std::optional<T>> {
        using Type = T;
    };
    template <class T>
    TypeIds begin_array(std::size_t size) {
        const auto type = encoding::type_of<typename ElementOf<T>::Type>();
        append_array_head(type.scalar, size);
        return type;
    }
    template <class T>
    void append_element(const T& value) {
        const auto length_at = bytes_.size();
        encoding::append_int32(bytes_, 0);
        encoding::append(bytes_, value);
        put_length(length_at);
    }
    template <class T>
    void append_element(const std::optional<T>& value) {
        if (value)
            append_element(*value);
        else
            encoding::append_int32(bytes_, -1);
    }

    void append_array_head(unsigned element_type, std::size_t size);
    void put_length(std::size_t length_at);
    /// `outside` is where the bytes are when they are not the last of `bytes_`.
    void note(unsigned type, std::size_t length, const char* outside);
    void note_null(unsigned type);
    void point_at_values();

    std::string bytes_;
    std::vector<unsigned> types_;
    std::vector<std::size_t> offsets_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

}  // namespace chatter::store::postgres
