#include "socketio/recovery/packet_log.hpp"

#include <algorithm>
#include <utility>

namespace chatter::socketio::recovery {

namespace {

constexpr std::string_view digits = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t offset_characters = 11;  // of six bits each
constexpr std::size_t entry_overhead_bytes = 128;

std::size_t bytes_of(const EncodedPacket& packet) noexcept {
    std::size_t bytes = entry_overhead_bytes + packet.text->bytes().size();
    for (const auto& attachment : packet.attachments) bytes += attachment->bytes().size();
    return bytes;
}

std::size_t bytes_of(const Audience& audience) noexcept {
    std::size_t bytes = 0;
    for (const auto& room : audience.rooms) bytes += sizeof(room) + room.size();
    for (const auto& room : audience.except) bytes += sizeof(room) + room.size();
    return bytes;
}

}  // namespace

std::string to_text(Offset offset) {
    std::string text(offset_characters, digits.front());
    for (auto at = text.rbegin(); at != text.rend(); ++at, offset >>= 6) *at = digits[offset & 63];
    return text;
}

std::optional<Offset> parse_offset(std::string_view text) noexcept {
    if (text.size() != offset_characters) return std::nullopt;
    Offset offset = 0;
    for (const char character : text) {
        const auto digit = digits.find(character);
        if (digit == std::string_view::npos || offset >> 58 != 0) return std::nullopt;
        offset = offset << 6 | digit;
    }
    if (offset == 0) return std::nullopt;
    return offset;
}

std::uint64_t BroadcastLog::append(SharedBroadcasted broadcasted, TimePoint now) {
    const auto bytes = bytes_of(broadcasted->packet) + bytes_of(broadcasted->audience);
    entries_.push_back({.broadcasted = std::move(broadcasted), .at = now, .charge = {budget_, bytes}});
    const auto position = last_position();
    expire(now);
    while (budget_.is_exceeded() && !entries_.empty()) drop_first();
    return position;
}

void BroadcastLog::expire(TimePoint now) {
    while (!entries_.empty() && entries_.front().at + keep_ < now) drop_first();
}

void BroadcastLog::drop_first() {
    entries_.pop_front();
    ++first_;
}

std::optional<std::uint64_t> BroadcastLog::find(Offset offset, std::uint64_t after,
                                                std::uint64_t up_to) const {
    const auto oldest = std::max(after + 1, first_);
    for (auto position = std::min(up_to, last_position()); position >= oldest; --position)
        if (entries_[position - first_].broadcasted->packet.offset == offset) return position;
    return std::nullopt;
}

std::vector<SharedBroadcasted> BroadcastLog::between(std::uint64_t after, std::uint64_t up_to) const {
    std::vector<SharedBroadcasted> found;
    const auto newest = std::min(up_to, last_position());
    for (auto position = std::max(after + 1, first_); position <= newest; ++position)
        found.push_back(entries_[position - first_].broadcasted);
    return found;
}

DirectLog::Link DirectLog::append(Direct packet, Link previous, TimePoint now) {
    Charge charge(budget_, bytes_of(packet.packet));
    entries_.push_back(
        {.packet = std::move(packet), .previous = previous, .at = now, .charge = std::move(charge)});
    const auto link = first_ + entries_.size() - 1;
    expire(now);
    while (budget_.is_exceeded() && !entries_.empty()) drop_first();
    return link;
}

DirectLog::Taken DirectLog::take(Link last) {
    Taken taken;
    auto link = last;
    while (link >= first_) {
        auto& entry = entries_[link - first_];
        taken.charge.merge(std::exchange(entry.charge, {}));
        taken.packets.push_back(std::move(entry.packet));
        link = entry.previous;
    }
    if (link != 0) taken.lost_up_to = lost_up_to_;
    std::ranges::reverse(taken.packets);
    return taken;
}

void DirectLog::expire(TimePoint now) {
    while (!entries_.empty() && entries_.front().at + keep_ < now) drop_first();
}

void DirectLog::drop_first() {
    const auto& first = entries_.front();
    if (!first.charge.is_empty()) lost_up_to_ = std::max(lost_up_to_, first.packet.after);
    entries_.pop_front();
    ++first_;
}

}  // namespace chatter::socketio::recovery
