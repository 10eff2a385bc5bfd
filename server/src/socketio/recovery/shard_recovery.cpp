#include "socketio/recovery/shard_recovery.hpp"

#include <algorithm>
#include <utility>

namespace chatter::socketio::recovery {

namespace {

constexpr std::size_t changes_max = 128;  // of one socket; then the older half is forgotten

}  // namespace

Trail ShardRecovery::begin() {
    Trail trail;
    trail.pid = store_.make_pid();
    trail.began_after = handled_;
    return trail;
}

void ShardRecovery::note_room(Trail& trail, std::string_view room, bool joined) {
    auto& changes = trail.changes;
    if (changes.size() >= changes_max) {
        const auto kept = changes.begin() + changes_max / 2;
        trail.changes_lost_up_to = std::prev(kept)->after;
        changes.erase(changes.begin(), kept);
    }
    changes.push_back({.after = handled_, .room = std::string(room), .joined = joined});
}

void ShardRecovery::note_direct(Trail& trail, const EncodedPacket& packet, TimePoint now) {
    trail.last_direct = directs_.append({.after = trail.held_after.value_or(handled_), .packet = packet},
                                        trail.last_direct, now);
}

void ShardRecovery::end(Trail trail, std::string sid, std::vector<std::string> rooms, std::any data,
                        TimePoint now) {
    if (trail.last_offset == 0) return;  // it has nothing to tell where it stopped
    Session session;
    session.sid = std::move(sid);
    session.pid = std::move(trail.pid);
    session.rooms = std::move(rooms);
    session.data = std::move(data);
    session.began_after = trail.began_after;
    session.ended_after = trail.held_after.value_or(handled_);
    session.last_offset = trail.last_offset;
    session.changes = std::move(trail.changes);
    session.changes_lost_up_to = trail.changes_lost_up_to;
    session.direct = directs_.take(trail.last_direct);
    session.direct.lost_up_to = std::max(session.direct.lost_up_to, trail.direct_lost_up_to);
    store_.keep(std::move(session), now);
}

Trail ShardRecovery::resume(Resumption resumption, const std::vector<EncodedPacket>& missed, TimePoint now) {
    auto& session = resumption.session;
    Trail trail;
    trail.pid = std::move(session.pid);
    trail.began_after = session.began_after;
    trail.last_offset = missed.empty() ? resumption.offset : missed.back().offset;
    trail.changes = std::move(session.changes);
    trail.changes_lost_up_to = session.changes_lost_up_to;
    // The client may break off again before it has got what it missed.
    trail.direct_lost_up_to = session.direct.lost_up_to;
    for (auto& direct : session.direct.packets)
        trail.last_direct = directs_.append(std::move(direct), trail.last_direct, now);
    return trail;
}

bool ShardRecovery::expire(TimePoint now) {
    directs_.expire(now);
    const bool is_anything_kept = store_.expire(now);
    return is_anything_kept || !directs_.is_empty();
}

}  // namespace chatter::socketio::recovery
