#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/testing/raw_client.hpp"

namespace chatter::socketio::testing {

/// A blocking client for tests, which speaks raw WebSocket frames, masked with zeros.
class WebSocketClient {
  public:
    explicit WebSocketClient(std::uint16_t port, const std::string& query = "") : raw(port) {
        raw.send("GET /socket.io/?EIO=4&transport=websocket" + query +
                 " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        status = raw.read_until("\r\n\r\n").value_or("").substr(9, 3);
    }

    /// `text` has at most 65,535 bytes.
    void send(std::string_view text) { send_frame(0x81, text); }
    void send_binary(std::string_view bytes) { send_frame(0x82, bytes); }
    void send_frame(unsigned char first, std::string_view text) { raw.send(frame_of(first, text)); }
    /// All of them in one write, so that the server reads them in one turn.
    void send_together(const std::vector<std::string>& texts) {
        std::string frames;
        for (const auto& text : texts) frames += frame_of(0x81, text);
        raw.send(frames);
    }
    static std::string frame_of(unsigned char first, std::string_view text) {
        std::string frame{static_cast<char>(first)};
        if (text.size() < 126) {
            frame.push_back(static_cast<char>(0x80 | text.size()));
        } else {
            frame.push_back(static_cast<char>(0x80 | 126));
            frame.push_back(static_cast<char>(text.size() >> 8));
            frame.push_back(static_cast<char>(text.size() & 0xFF));
        }
        frame.append(4, '\0');
        frame += text;
        return frame;
    }

    /// The next message's payload; `close` for a Close frame, `end` when nothing comes any more.
    std::string read() {
        const auto head = raw.read_bytes(2);
        if (!head) return "end";
        std::size_t length = static_cast<unsigned char>((*head)[1]);
        if (length >= 126) {
            const auto more = raw.read_bytes(length == 126 ? 2 : 8).value_or("");
            length = 0;
            for (const char byte : more) length = length << 8 | static_cast<unsigned char>(byte);
        }
        auto payload = raw.read_bytes(length).value_or("");
        return (static_cast<unsigned char>((*head)[0]) & 0x0F) == 8 ? "close" : payload;
    }
    /// As read(), but past the heartbeat, which it answers.
    std::string read_event() {
        auto message = read();
        for (; message == "2"; message = read()) send("3");
        return message;
    }

    std::string status;
    net::testing::RawClient raw;
};

}  // namespace chatter::socketio::testing
