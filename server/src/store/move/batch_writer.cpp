#include "store/move/batch_writer.hpp"

#include <utility>

namespace chatter::store::move {

namespace {

constexpr std::size_t bytes_max = std::size_t{4} * 1024 * 1024;

std::size_t bytes_of(const Row& row) {
    std::size_t bytes = 0;
    for (const auto& value : row) {
        const auto* const text = std::get_if<std::string>(&value);
        bytes += sizeof value + (text != nullptr ? text->size() : 0);
    }
    return bytes;
}

}  // namespace

bool BatchWriter::add(Row row) {
    bytes_ += bytes_of(row);
    rows_.push_back(std::move(row));
    return rows_.size() >= batch_rows_max || bytes_ >= bytes_max;
}

Result<void> BatchWriter::write() {
    if (rows_.empty()) return {};
    if (auto written = target_.write(table_, rows_); !written) return written;
    written_count_ += static_cast<std::int64_t>(rows_.size());
    rows_.clear();
    bytes_ = 0;
    return {};
}

}  // namespace chatter::store::move
