#include "socketio/recovery/session_store.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <unordered_set>
#include <utility>

namespace chatter::socketio::recovery {

namespace {

constexpr std::size_t pid_characters = 24;  // of six random bits each

/// A start that no restart and no other node repeats, so that an offset of theirs is unknown here.
Offset random_offset(Random& random) {
    std::array<std::uint8_t, sizeof(Offset)> bytes{};
    random.fill(bytes);
    return std::bit_cast<Offset>(bytes);
}

/// The rooms a socket was in while the log moves on.
class RoomsOverTime {
  public:
    RoomsOverTime(const Session& session, std::uint64_t after)
        : rooms_(session.rooms.begin(), session.rooms.end()), changes_(session.changes) {
        rooms_.insert(session.sid);
        next_ = changes_.size();
        while (next_ > 0 && changes_[next_ - 1].after > after) {
            const auto& change = changes_[--next_];
            change.joined ? void(rooms_.erase(change.room)) : void(rooms_.insert(change.room));
        }
    }

    /// Whether the broadcast at `position` was for it. Positions only grow.
    bool are_reached(const Audience& audience, std::uint64_t position) {
        for (; next_ < changes_.size() && changes_[next_].after < position; ++next_) {
            const auto& change = changes_[next_];
            change.joined ? void(rooms_.insert(change.room)) : void(rooms_.erase(change.room));
        }
        const auto is_in = [this](const std::string& room) { return rooms_.contains(room); };
        return (audience.rooms.empty() || std::ranges::any_of(audience.rooms, is_in)) &&
               std::ranges::none_of(audience.except, is_in);
    }

  private:
    std::unordered_set<std::string> rooms_;
    const std::vector<RoomChange>& changes_;
    std::size_t next_;
};

}  // namespace

SessionStore::SessionStore(const RecoveryOptions& options, std::shared_ptr<ByteBudget> budget,
                           std::chrono::milliseconds notice_delay, Random& random)
    : options_(options),
      packet_age_max_(options.max_disconnection_duration + notice_delay),
      budget_(std::move(budget)),
      random_(random),
      next_offset_(random_offset(random)),
      log_(*budget_, packet_age_max_) {}

SessionStore::~SessionStore() = default;

Offset SessionStore::make_offset() noexcept {
    auto offset = next_offset_.fetch_add(1, std::memory_order_relaxed);
    while (offset == 0) offset = next_offset_.fetch_add(1, std::memory_order_relaxed);
    return offset;
}

std::string SessionStore::make_pid() { return random_token(random_, pid_characters); }

EncodedPacket SessionStore::encode_event(std::string_view nsp, std::string_view event_json,
                                         const Attachments& attachments, bool compress) {
    const auto offset = make_offset();
    std::string with_offset(event_json.substr(0, event_json.find_last_of(']')));
    with_offset += ",\"" + to_text(offset) + "\"]";
    auto packet = encode_packet(PacketType::event, nsp, {}, with_offset, attachments, compress);
    packet.offset = offset;
    return packet;
}

void SessionStore::keep(Session session, TimePoint now) {
    std::vector<Session> dropped;  // outlives the lock: the application's data may do anything when it goes
    const std::lock_guard lock(mutex_);
    insert(std::move(session), now + options_.max_disconnection_duration, dropped);
}

void SessionStore::give_back(Resumption resumption) {
    std::vector<Session> dropped;
    const std::lock_guard lock(mutex_);
    insert(std::move(resumption.session), resumption.expires, dropped);
}

void SessionStore::insert(Session session, TimePoint expires, std::vector<Session>& dropped) {
    auto pid = session.pid;
    const auto [kept, is_new] = sessions_.try_emplace(pid, std::move(session), Expiry::iterator());
    if (!is_new) return dropped.push_back(std::move(session));
    kept->second.expiry = expiry_.emplace(expires, std::move(pid));
    if (sessions_.size() > options_.sessions_max)
        dropped.push_back(remove(sessions_.find(expiry_.begin()->second)));
}

Session SessionStore::remove(Table::iterator kept) {
    auto session = std::move(kept->second.session);
    expiry_.erase(kept->second.expiry);
    sessions_.erase(kept);
    return session;
}

std::optional<Resumption> SessionStore::claim(const std::string& pid, std::string_view offset,
                                              TimePoint now) {
    Resumption resumption;  // both outlive the lock
    std::vector<Session> dropped;
    const std::lock_guard lock(mutex_);
    const auto kept = sessions_.find(pid);
    if (kept == sessions_.end()) return std::nullopt;
    resumption.expires = kept->second.expiry->first;
    resumption.session = remove(kept);
    if (resumption.expires < now) return std::nullopt;
    if (!find_start(offset, resumption)) {
        // As the Node server: it may come again with the right one.
        insert(std::move(resumption.session), resumption.expires, dropped);
        return std::nullopt;
    }
    return std::optional<Resumption>(std::move(resumption));
}

bool SessionStore::find_start(std::string_view text, Resumption& resumption) const {
    const auto offset = parse_offset(text);
    if (!offset) return false;
    resumption.offset = *offset;
    const auto& session = resumption.session;
    const auto& directs = session.direct.packets;
    const auto direct = std::ranges::find_if(
        directs, [&offset](const Direct& sent) { return sent.packet.offset == *offset; });
    if (*offset == session.last_offset) {
        // However long ago that was: nothing else was sent since.
        resumption.after = session.ended_after;
        resumption.first_direct = directs.size();
    } else if (direct != directs.end()) {
        resumption.after = direct->after;
        resumption.first_direct = static_cast<std::size_t>(direct - directs.begin()) + 1;
    } else {
        const auto position = log_.find(*offset, session.began_after, session.ended_after);
        if (!position || session.direct.lost_up_to >= position) return false;
        resumption.after = *position;
        const auto first = std::ranges::lower_bound(directs, *position, {}, &Direct::after);
        resumption.first_direct = static_cast<std::size_t>(first - directs.begin());
    }
    return resumption.after >= session.changes_lost_up_to && log_.is_complete_after(resumption.after);
}

std::optional<std::vector<EncodedPacket>> SessionStore::missed(const Resumption& resumption,
                                                               std::uint64_t up_to) const {
    std::vector<SharedBroadcasted> candidates;
    {
        // Broadcasting waits meanwhile: whom they were for is found out afterwards.
        const std::lock_guard lock(mutex_);
        if (!log_.is_complete_after(resumption.after)) return std::nullopt;
        candidates = log_.between(resumption.after, up_to);
    }
    const auto& session = resumption.session;
    RoomsOverTime rooms(session, resumption.after);
    std::vector<EncodedPacket> packets;
    auto direct = session.direct.packets.begin() + static_cast<std::ptrdiff_t>(resumption.first_direct);
    auto position = resumption.after;
    for (const auto& candidate : candidates) {
        ++position;
        for (; direct != session.direct.packets.end() && direct->after < position; ++direct)
            packets.push_back(direct->packet);
        if (rooms.are_reached(candidate->audience, position)) packets.push_back(candidate->packet);
    }
    for (; direct != session.direct.packets.end(); ++direct) packets.push_back(direct->packet);
    return packets;
}

bool SessionStore::expire(TimePoint now) {
    std::vector<Session> dropped;  // outlives the lock
    const std::lock_guard lock(mutex_);
    log_.expire(now);
    while (!expiry_.empty() && expiry_.begin()->first < now)
        dropped.push_back(remove(sessions_.find(expiry_.begin()->second)));
    return !expiry_.empty() || !log_.is_empty();
}

}  // namespace chatter::socketio::recovery
