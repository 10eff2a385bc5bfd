#include "net/websocket/deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "base/text.hpp"

namespace chatter::net::websocket {

namespace {

constexpr int raw_window_bits = -15;  // negative: no zlib header
constexpr int memory_level = 8;
// What a chat says is small and repeats itself: a higher level wins little and holds the worker up.
constexpr int level = 3;
constexpr std::string_view tail("\x00\x00\xff\xff", 4);  // RFC 7692, 7.2.1: left out on the wire
constexpr std::size_t chunk_bytes = 16 * 1024;

Bytef* as_input(std::string_view bytes) noexcept {
    return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

/// One a thread: a compressor is a quarter of a megabyte.
struct Deflater {
    Deflater() {
        if (deflateInit2(&stream, level, Z_DEFLATED, raw_window_bits, memory_level, Z_DEFAULT_STRATEGY) !=
            Z_OK)
            throw std::bad_alloc();
    }
    ~Deflater() { deflateEnd(&stream); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;
    z_stream stream{};
};

struct Inflater {
    Inflater() {
        if (inflateInit2(&stream, raw_window_bits) != Z_OK) throw std::bad_alloc();
    }
    ~Inflater() { inflateEnd(&stream); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    z_stream stream{};
};

std::string_view take_until(std::string_view& text, char separator) noexcept {
    const auto end = std::min(text.find(separator), text.size());
    const auto part = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

std::string_view without_quotes(std::string_view value) noexcept {
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        return value.substr(1, value.size() - 2);
    return value;
}

bool is_window_size(std::string_view value) noexcept {
    static constexpr std::array<std::string_view, 8> sizes{"8", "9", "10", "11", "12", "13", "14", "15"};
    return std::ranges::find(sizes, value) != sizes.end();
}

/// Whether this server can do what one offer asks. An unknown, repeated or malformed parameter declines it.
bool is_acceptable(std::string_view offer) {
    if (take_until(offer, ';') != "permessage-deflate") return false;
    std::array<bool, 4> seen{};
    while (!offer.empty()) {
        auto parameter = take_until(offer, ';');
        const bool has_value = parameter.contains('=');
        const auto name = take_until(parameter, '=');
        const auto value = without_quotes(trim(parameter));
        std::size_t index = 0;
        if (name == "server_no_context_takeover" && !has_value) {
            index = 0;
        } else if (name == "client_no_context_takeover" && !has_value) {
            index = 1;
        } else if (name == "server_max_window_bits" && value == "15") {
            index = 2;
        } else if (name == "client_max_window_bits" && (!has_value || is_window_size(value))) {
            index = 3;
        } else {
            return false;
        }
        if (std::exchange(seen[index], true)) return false;
    }
    return true;
}

}  // namespace

std::optional<std::string> accept_deflate(std::string_view offers) {
    while (!offers.empty())
        if (is_acceptable(take_until(offers, ',')))
            return "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    return std::nullopt;
}

std::string deflate_message(std::string_view payload) {
    thread_local Deflater deflater;
    auto& stream = deflater.stream;
    deflateReset(&stream);
    std::string compressed(deflateBound(&stream, payload.size()) + 16, '\0');
    stream.next_in = as_input(payload);
    stream.avail_in = static_cast<uInt>(payload.size());
    stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
    stream.avail_out = static_cast<uInt>(compressed.size());
    deflate(&stream, Z_SYNC_FLUSH);
    compressed.resize(compressed.size() - stream.avail_out);
    if (compressed.ends_with(tail)) compressed.resize(compressed.size() - tail.size());
    return compressed;
}

std::expected<std::string, CloseCode> inflate_message(std::string_view compressed,
                                                      std::size_t payload_bytes_max) {
    thread_local Inflater inflater;
    auto& stream = inflater.stream;
    inflateReset(&stream);
    std::string payload;
    for (const auto part : {compressed, tail}) {
        stream.next_in = as_input(part);
        stream.avail_in = static_cast<uInt>(part.size());
        while (true) {
            const auto size = payload.size();
            payload.resize(size + std::min(chunk_bytes, payload_bytes_max + 1 - size));
            stream.next_out = reinterpret_cast<Bytef*>(payload.data() + size);
            stream.avail_out = static_cast<uInt>(payload.size() - size);
            const auto status = inflate(&stream, Z_SYNC_FLUSH);
            payload.resize(payload.size() - stream.avail_out);
            if (payload.size() > payload_bytes_max) return std::unexpected(CloseCode::too_big);
            // Z_BUF_ERROR only says that there was nothing left to do.
            if (status == Z_STREAM_END) return payload;  // a final block: what follows it is of no interest
            if (status != Z_OK && status != Z_BUF_ERROR) return std::unexpected(CloseCode::invalid_payload);
            if (stream.avail_out > 0) break;
        }
    }
    return payload;
}

}  // namespace chatter::net::websocket
