#include "traffic.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "clock.hpp"
#include "modes.hpp"

namespace chatter::bench {

namespace {

constexpr std::string_view delivery_start = "2[\"message:new\",";
/// Nothing that people write can contain it: in their texts a quotation mark is escaped.
constexpr std::string_view ack_ok = "\"ok\":true";

std::string random_name() {
    std::random_device random;
    std::string name;
    for (int i = 0; i < 12; ++i) name += static_cast<char>('a' + random() % 26);
    return name;
}

/// Text as people write it, as far as bytes are concerned.
void append_filler(std::string& out, std::size_t bytes) {
    constexpr std::string_view words = " the quick brown fox jumps over the lazy dog and then it runs";
    for (std::size_t i = 0; i < bytes; ++i) out += i + 1 == bytes ? '.' : words[i % words.size()];
}

}  // namespace

Traffic::Traffic(const Options& options, const std::vector<Person>& people)
    : options_(options), run_name_(random_name()) {
    // The people's rooms, each once, in the order of their naming.
    for (const auto& person : people)
        if (std::ranges::find(room_names_, person.room) == room_names_.end())
            room_names_.push_back(person.room);
    rooms_.resize(room_names_.size());
}

void Traffic::begin(Crowd& crowd) {
    crowd_ = &crowd;
    const auto senders_max = std::size_t{options_.senders} * rooms_.size();
    // Slower receivers than the sender must not stop it at once, whence the ring is larger than what is in
    // flight.
    const auto wanted =
        options_.rate_per_s > 0 ? 65'536 / senders_max : 4 * (options_.in_flight / senders_max + 1);
    ring_size_ = std::bit_ceil(std::max<std::size_t>(wanted, 64));
    for (auto& client : crowd.clients()) {
        if (has_stalled(client)) {
            crowd.stall(client);
        } else {
            deal_out(client, crowd.person(client).room);
        }
    }
    next_seq_.assign(std::size_t{options_.clients} * options_.senders, 1);
    for (std::uint32_t i = 0; options_.rate_per_s <= 0 && i < options_.in_flight; ++i)
        owe(senders_[i % senders_.size()], 1);
}

void Traffic::deal_out(Client& client, const std::string& room_name) {
    const auto room =
        static_cast<std::uint32_t>(std::ranges::find(room_names_, room_name) - room_names_.begin());
    room_of_.push_back(room);
    auto& plan = rooms_[room];
    ++plan.members;
    if (plan.senders == options_.senders) {
        sender_of_.push_back(-1);
        return;
    }
    sender_of_.push_back(static_cast<std::int32_t>(senders_.size()));
    auto& sender = senders_.emplace_back();
    sender.client = &client;
    sender.room = room;
    sender.slot = plan.senders++;
    sender.flights.resize(ring_size_);
}

void Traffic::resume_stalled() {
    for (auto& client : crowd_->clients())
        if (has_stalled(client)) crowd_->resume(client);
}

void Traffic::clear() {
    counts_ = {};
    deliveries_.clear();
    acks_.clear();
}

void Traffic::run(double seconds) {
    const auto end = now_ns() + to_ns(seconds);
    is_sending_ = true;
    next_send_ns_ = std::max(next_send_ns_, now_ns());
    for (auto now = now_ns(); now < end && problem_.empty(); now = now_ns()) {
        if (options_.rate_per_s > 0) {
            send_by_rate(now);
            crowd_->turn(std::min(end, next_send_ns_));
        } else {
            send_due(now);
            crowd_->turn(end);
        }
    }
    is_sending_ = false;
}

void Traffic::owe(Sender& sender, std::uint32_t messages) {
    sender.due += messages;
    if (sender.is_listed) return;
    sender.is_listed = true;
    due_senders_.push_back(&sender);
}

/// A sender's messages of one turn leave together, as they would from a client that is busy.
void Traffic::send_due(std::uint64_t intended_ns) {
    for (std::size_t i = 0; i < due_senders_.size();) {
        auto& sender = *due_senders_[i];
        while (sender.due > 0 && send_one(sender, intended_ns)) --sender.due;
        crowd_->flush(*sender.client);
        if (sender.due > 0) {
            ++i;
            continue;
        }
        sender.is_listed = false;
        due_senders_[i] = due_senders_.back();
        due_senders_.pop_back();
    }
}

/// Latency counts from when a message should have been sent: a sender that was held up hides nothing.
void Traffic::send_by_rate(std::uint64_t now) {
    for (; next_send_ns_ <= now; next_send_ns_ += next_interval_ns()) {
        auto& sender = senders_[next_by_rate_];
        next_by_rate_ = (next_by_rate_ + 1) % senders_.size();
        if (!send_one(sender, next_send_ns_)) ++counts_.late;
        crowd_->flush(*sender.client);
    }
}

/// People who know nothing of one another send as a Poisson process: sometimes two at once, then nobody.
std::uint64_t Traffic::next_interval_ns() {
    const auto mean_ns = static_cast<double>(ns_per_s) / options_.rate_per_s;
    if (options_.is_even) return static_cast<std::uint64_t>(mean_ns);
    return static_cast<std::uint64_t>(std::exponential_distribution(1 / mean_ns)(random_));
}

bool Traffic::send_one(Sender& sender, std::uint64_t intended_ns) {
    const auto seq = sender.last_seq + 1;
    auto& flight = sender.flight(seq);
    if (flight.deliveries_left > 0 || !flight.is_acked || sender.client->fd < 0) return false;
    sender.last_seq = seq;
    flight = {.sent_ns = intended_ns, .deliveries_left = rooms_[sender.room].members, .is_acked = false};
    ++on_their_way_;
    expected_ += flight.deliveries_left;
    ++counts_.sent;

    const auto number = static_cast<std::uint32_t>(&sender - senders_.data());
    const auto digits = std::to_string(seq);
    packet_ =
        "42" + digits + "[\"message:send\",{\"roomId\":\"" + room_names_[sender.room] + "\",\"content\":\"";
    append_marker(packet_, {.sender = number, .seq = seq, .sent_ns = intended_ns});
    append_filler(packet_, options_.text_bytes - marker_bytes);
    packet_ += "\",\"clientId\":\"" + run_name_ + '-' + std::to_string(number) + '-' + digits + "\"}]";
    crowd_->queue(*sender.client, packet_);
    return true;
}

void Traffic::on_packet(Client& client, std::string_view packet) {
    if (has_stalled(client)) return;  // what it gets in the end proves nothing
    if (packet.starts_with(delivery_start)) {
        on_delivery(client, packet);
    } else if (packet.starts_with('3')) {
        on_ack(client, packet);
    }
    // Other events are the server's own affair: presence, rooms.
}

void Traffic::on_delivery(const Client& client, std::string_view packet) {
    // Nearly every delivery has its text where the one before had it.
    if (packet.size() < marker_at_ + marker_bytes || packet.compare(marker_at_, 2, marker_sign) != 0) {
        marker_at_ = packet.find(marker_sign);
        if (marker_at_ == std::string_view::npos) marker_at_ = 0;
    }
    Marker marker;
    if (!read_marker(packet.substr(marker_at_), marker) || marker.sender >= senders_.size()) {
        ++counts_.unknown;
        return;
    }
    auto& sender = senders_[marker.sender];
    if (room_of_[client.index] != sender.room) {
        ++counts_.foreign;
        return;
    }
    auto& next = next_seq_[std::size_t{client.index} * options_.senders + sender.slot];
    if (marker.seq != next) ++counts_.disordered;
    if (marker.seq < next || marker.seq > sender.last_seq) return;
    next = marker.seq + 1;
    ++counts_.delivered;
    deliveries_.record(crowd_->now() > marker.sent_ns ? crowd_->now() - marker.sent_ns : 0);
    auto& flight = sender.flight(marker.seq);
    if (--flight.deliveries_left == 0) complete(sender, flight, false);
}

void Traffic::on_ack(const Client& client, std::string_view packet) {
    const auto number = sender_of_[client.index];
    std::uint32_t seq = 0;
    const auto [end, error] = std::from_chars(packet.data() + 1, packet.data() + packet.size(), seq);
    if (number < 0 || error != std::errc() || seq == 0) {
        ++counts_.unknown;
        return;
    }
    auto& sender = senders_[static_cast<std::size_t>(number)];
    auto& flight = sender.flight(seq);
    if (seq > sender.last_seq || sender.last_seq - seq >= ring_size_ || flight.is_acked) {
        ++counts_.unknown;
        return;
    }
    flight.is_acked = true;
    ++counts_.acked;
    acks_.record(crowd_->now() > flight.sent_ns ? crowd_->now() - flight.sent_ns : 0);
    const std::string_view answer(end, static_cast<std::size_t>(packet.data() + packet.size() - end));
    if (answer.find(ack_ok) == std::string_view::npos) {
        ++counts_.refused;
        if (problem_.empty()) problem_ = "a message was refused: " + std::string(answer.substr(0, 200));
    }
    complete(sender, flight, true);
}

/// Called at the ack and at the last delivery; the later of the two ends the message.
void Traffic::complete(Sender& sender, const Flight& flight, bool by_ack) {
    const auto is_complete = flight.is_acked && flight.deliveries_left == 0;
    if (is_complete) --on_their_way_;
    const auto is_released = options_.mode == Mode::send ? by_ack : is_complete;
    if (is_released && options_.rate_per_s <= 0) owe(sender, 1);
}

void Traffic::on_gone(Client& client, bool asked, const std::string& reason) {
    if (asked) return;
    if (crowd_ && has_stalled(client)) {
        ++stalled_closed_;
        return;
    }
    ++lost_;
    if (problem_.empty()) problem_ = "connection " + std::to_string(client.index) + " was lost: " + reason;
}

}  // namespace chatter::bench
