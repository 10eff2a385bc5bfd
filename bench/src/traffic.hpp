#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "crowd.hpp"
#include "histogram.hpp"
#include "marker.hpp"

namespace chatter::bench {

/// What came of the messages since the last clear.
struct TrafficCounts {
    std::uint64_t sent = 0;
    std::uint64_t acked = 0;
    std::uint64_t delivered = 0;
    std::uint64_t refused = 0;     // acks that were not `ok`
    std::uint64_t disordered = 0;  // deliveries before or after their turn, of their sender, at one receiver
    std::uint64_t foreign = 0;     // deliveries to a connection that is not in the room
    std::uint64_t unknown = 0;     // packets that are neither a delivery nor an ack expected
    std::uint64_t late = 0;        // sends that the rate asked for while too many were on their way
};

/// Sends messages from some clients of each room, and follows every one to its ack and to every receiver.
///
/// Each sender numbers its messages 1, 2, 3 …; each receiver must see 1, 2, 3 … of each sender of its room.
/// So a delivery is right if it is the next one, and everything has come once and in order when the number of
/// right deliveries is messages × receivers.
class Traffic final : public CrowdEvents {
  public:
    Traffic(const Options& options, const std::vector<Person>& people);

    /// Deals the clients out to rooms, and lets the last `stalled` of them read no more. Before anything is
    /// sent.
    void begin(Crowd& crowd);
    /// Lets those that stalled read again, so that the end of their connections is seen.
    void resume_stalled();
    /// Turns the crowd for `seconds`, sending; then what is on its way is still on its way.
    void run(double seconds);
    /// Whether every message sent was acked and came everywhere.
    [[nodiscard]] bool is_quiet() const noexcept { return on_their_way_ == 0; }
    void clear();

    [[nodiscard]] const TrafficCounts& counts() const noexcept { return counts_; }
    [[nodiscard]] const Histogram& deliveries() const noexcept { return deliveries_; }
    [[nodiscard]] const Histogram& acks() const noexcept { return acks_; }
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }
    /// Of those that stalled: how many the server has closed.
    [[nodiscard]] std::uint64_t stalled_closed() const noexcept { return stalled_closed_; }
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    /// Of all messages ever sent.
    [[nodiscard]] std::uint64_t deliveries_expected() const noexcept { return expected_; }

    void on_packet(Client& client, std::string_view packet) override;
    void on_gone(Client& client, bool asked, const std::string& reason) override;

  private:
    struct Flight {
        std::uint64_t sent_ns = 0;
        std::uint32_t deliveries_left = 0;
        bool is_acked = true;
    };
    struct Sender {
        Client* client = nullptr;
        std::uint32_t room = 0;
        std::uint32_t slot = 0;  // among the room's senders
        std::uint32_t last_seq = 0;
        std::uint32_t due = 0;
        bool is_listed = false;
        std::vector<Flight> flights;  // a ring, by seq

        [[nodiscard]] Flight& flight(std::uint32_t seq) { return flights[seq & (flights.size() - 1)]; }
    };
    struct RoomPlan {
        std::uint32_t members = 0;
        std::uint32_t senders = 0;
    };

    [[nodiscard]] bool has_stalled(const Client& client) const noexcept {
        return client.index >= options_.clients;
    }
    void deal_out(Client& client, const std::string& room_name);
    void owe(Sender& sender, std::uint32_t messages);
    void send_due(std::uint64_t intended_ns);
    void send_by_rate(std::uint64_t now);
    [[nodiscard]] std::uint64_t next_interval_ns();
    [[nodiscard]] bool send_one(Sender& sender, std::uint64_t intended_ns);
    void on_delivery(const Client& client, std::string_view packet);
    void on_ack(const Client& client, std::string_view packet);
    void complete(Sender& sender, const Flight& flight, bool by_ack);

    const Options& options_;
    const std::string run_name_;  // no clientId of an earlier run comes again
    Crowd* crowd_ = nullptr;
    std::vector<std::string> room_names_;
    std::vector<RoomPlan> rooms_;
    std::vector<std::uint32_t> room_of_;   // by client
    std::vector<std::uint32_t> next_seq_;  // by client and slot of the sender
    std::vector<std::int32_t> sender_of_;  // by client; -1: it only listens
    std::vector<Sender> senders_;
    std::vector<Sender*> due_senders_;
    std::size_t ring_size_ = 0;
    std::size_t next_by_rate_ = 0;
    std::uint64_t next_send_ns_ = 0;
    std::mt19937_64 random_;  // with its default seed: every server gets the same intervals
    bool is_sending_ = false;
    std::size_t marker_at_ = 0;  // where the last delivery had it
    std::string packet_;
    std::uint64_t on_their_way_ = 0;
    std::uint64_t expected_ = 0;
    std::uint64_t lost_ = 0;
    std::uint64_t stalled_closed_ = 0;
    std::string problem_;
    TrafficCounts counts_;
    Histogram deliveries_;
    Histogram acks_;
};

}  // namespace chatter::bench
