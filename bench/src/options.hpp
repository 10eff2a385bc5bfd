#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace chatter::bench {

enum class Mode : std::uint8_t { idle, fanout, send, churn };

struct Options {
    Mode mode = Mode::idle;
    std::uint16_t port = 3000;
    int server_pid = 0;  // 0: nothing is read from /proc
    std::vector<std::uint16_t>
        more_ports;              // fanout, send: of other nodes, among which connections are dealt out too
    std::vector<int> more_pids;  // fanout, send: measured together with the server
    int database_pid = 0;        // its children count as well
    int bus_pid = 0;             // of what the nodes speak through
    bool json = false;

    std::string people;    // a file of `TOKEN ROOM` lines, dealt out in turn; empty: names are made up
    std::string greeting;  // an event that the server sends first; empty: none
    std::uint32_t clients = 1000;
    std::uint32_t connecting_max = 128;  // at once
    double connects_per_s = 0;           // 0: as fast as the server lets them in
    double settle_s = 1;                 // between the last connection and the measurement
    double deadline_s = 60;              // for each wait that should end by itself

    double hold_s = 0;             // idle
    std::uint32_t past_limit = 0;  // idle: so many more than the server has descriptors for
    std::uint32_t rooms = 1;       // fanout, send
    std::uint32_t senders = 1;     // fanout, send: of each room
    std::uint32_t in_flight = 32;  // fanout, send: over all senders
    double rate_per_s = 0;         // fanout, send: messages, whatever is in flight; 0: closed loop
    bool is_even = false;          // fanout, send: at that rate, one as long after the other
    std::uint32_t text_bytes = 200;
    std::uint32_t stalled = 0;      // fanout, send: so many more connections that stop reading
    double warmup_s = 0.5;          // fanout, send, churn
    double seconds = 3;             // fanout, send, churn
    std::uint32_t concurrent = 64;  // churn
};

/// Reads the command line. Returns -1 to go on, else the exit code: 0 after --help, 2 when it was wrong.
[[nodiscard]] int read_options(int argc, char** argv, Options& options);

}  // namespace chatter::bench
