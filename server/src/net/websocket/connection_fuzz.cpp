#include "net/websocket/connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "base/testing/fuzz.hpp"
#include "base/text.hpp"

namespace {

using namespace chatter;
using namespace chatter::net;
using namespace chatter::net::websocket;
using testing::require;

const Limits limits{.message_bytes_max = 1000, .outbox_bytes_max = 1'000'000, .deflate_bytes_min = 0};

/// What a stream of bytes from a client comes to.
struct Transcript final : Listener {
    void on_message(bool binary, std::string_view payload) override {
        require(!closure, "nothing is heard after the end");
        require(payload.size() <= limits.message_bytes_max, "no message is longer than the bound");
        require(binary || count_code_points(payload), "a text is UTF-8");
        heard += (binary ? "binary " : "text ") + std::to_string(payload.size()) + ' ' +
                 std::string(payload) + '\n';
    }
    void on_close(Closure why) override {
        require(!closure, "there is one end");
        closure = why;
    }
    bool operator==(const Transcript& other) const {
        return heard == other.heard && closure == other.closure && answered == other.answered;
    }

    std::string heard;
    std::optional<Closure> closure;
    std::string answered;  // the bytes that went back to the client
};

/// The real connection over a socket pair, on a worker whose loop is turned by hand.
Transcript play(std::string_view stream, bool deflates, std::string_view leftover,
                std::string_view chunk_sizes) {
    static Worker worker(0);
    auto& loop = worker.executor().context();
    int ends[2];
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0,
            "there is a socket pair");
    TcpSocket socket(worker.executor());
    socket.assign(asio::ip::tcp::v4(), ends[0]);

    Transcript transcript;
    const auto connection = std::make_shared<Connection>(
        Takeover{worker, std::move(socket), std::string(leftover)}, limits, deflates);
    const auto turn = [&] {
        loop.poll();
        char buffer[4096];
        for (ssize_t count = 0; (count = ::recv(ends[1], buffer, sizeof buffer, 0)) > 0;)
            transcript.answered.append(buffer, static_cast<std::size_t>(count));
    };
    connection->start(transcript);
    turn();
    while (!stream.empty()) {
        const std::size_t wanted =
            chunk_sizes.empty() ? stream.size() : std::size_t{testing::take_byte(chunk_sizes)} + 1;
        const auto chunk = stream.substr(0, std::min(wanted, stream.size()));
        stream.remove_prefix(chunk.size());
        if (::send(ends[1], chunk.data(), chunk.size(), MSG_NOSIGNAL) < 0) break;  // it has closed
        turn();
    }
    // A silent end, so that what came of the bytes themselves stays apart from it.
    const auto before = transcript.closure;
    ::close(ends[1]);
    loop.poll();
    require(transcript.closure.has_value(), "the end of the stream ends the connection");
    if (!before) transcript.closure.reset();
    return transcript;
}

}  // namespace

/// How many bytes came with the handshake; the number of chunks, and by its top bit whether compression was
/// agreed on; their sizes; and then what a client sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto stream = testing::view_of(data, size);
    const std::size_t leftover_bytes = testing::take_byte(stream);
    const unsigned options = testing::take_byte(stream);
    const bool deflates = options >= 128;
    const auto chunk_sizes = stream.substr(0, options % 16);
    stream.remove_prefix(chunk_sizes.size());
    stream = stream.substr(0, 8000);  // what a socket pair takes at once

    const auto whole = play(stream, deflates, {}, {});
    const auto leftover = stream.substr(0, leftover_bytes);
    const auto split = play(stream.substr(leftover.size()), deflates, leftover, chunk_sizes);
    require(whole == split, "however a stream is split, it means the same");
    return 0;
}
