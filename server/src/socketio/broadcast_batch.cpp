#include "socketio/broadcast_batch.hpp"

namespace chatter::socketio {

void BroadcastBatch::add(const EncodedPacket& packet, const Audience& audience) {
    if (is_empty()) audience_ = audience;
    starts_.push_back(frames_.size());
    packets_.push_back(packet);
    frames_.push_back(packet.text);
    frames_.insert(frames_.end(), packet.attachments.begin(), packet.attachments.end());
    for (auto frame = starts_.back(); frame < frames_.size(); ++frame)
        bytes_ += frames_[frame]->bytes().size();
}

std::span<const SharedFrame> BroadcastBatch::frames(std::uint32_t first) const noexcept {
    const auto start = first < starts_.size() ? starts_[first] : frames_.size();
    return std::span(frames_).subspan(start);
}

void BroadcastBatch::clear() noexcept {
    packets_.clear();
    frames_.clear();
    starts_.clear();
    bytes_ = 0;
    if (++number_ == 0) number_ = 1;
}

}  // namespace chatter::socketio
