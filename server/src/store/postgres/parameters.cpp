#include "store/postgres/parameters.hpp"

namespace chatter::store::postgres {

namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
constexpr int binary = 1;

template <class Unsigned>
void append_big_endian(std::string& out, Unsigned value) {
    for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
}

}  // namespace

namespace encoding {

void append_int32(std::string& out, std::int32_t value) {
    append_big_endian(out, static_cast<std::uint32_t>(value));
}

void append_int64(std::string& out, std::int64_t value) {
    append_big_endian(out, static_cast<std::uint64_t>(value));
}

}  // namespace encoding

// The array format of PostgreSQL's array_recv: dimensions, whether there may be nulls, the element's type,
// then for each dimension its size and lower bound; then each element with its length before it, -1 for null.
void Parameters::append_array_head(unsigned element_type, std::size_t size) {
    const int dimensions = size == 0 ? 0 : 1;
    encoding::append_int32(bytes_, dimensions);
    encoding::append_int32(bytes_, 1);
    encoding::append_int32(bytes_, static_cast<std::int32_t>(element_type));
    if (dimensions == 0) return;
    encoding::append_int32(bytes_, static_cast<std::int32_t>(size));
    encoding::append_int32(bytes_, 1);
}

void Parameters::put_length(std::size_t length_at) {
    std::string length;
    encoding::append_int32(length,
                           static_cast<std::int32_t>(bytes_.size() - length_at - sizeof(std::int32_t)));
    bytes_.replace(length_at, length.size(), length);
}

void Parameters::note(unsigned type, std::size_t length, const char* outside) {
    types_.push_back(type);
    offsets_.push_back(outside == nullptr ? bytes_.size() - length : nowhere);
    values_.push_back(outside);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(binary);
}

void Parameters::note_null(unsigned type) {
    note(type, 0, nullptr);
    offsets_.back() = nowhere;
}

void Parameters::point_at_values() {
    // Only now, because the text moves while it grows.
    for (std::size_t i = 0; i < values_.size(); ++i)
        if (offsets_[i] != nowhere) values_[i] = bytes_.data() + offsets_[i];
}

}  // namespace chatter::store::postgres
