#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// What fuzz targets share. A target is a file `X_fuzz.cpp` beside the decoder that defines this; its seeds
/// lie in server/fuzz/corpus, in the folder of its name (net/websocket/frame_fuzz.cpp: net-websocket-frame).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace chatter::testing {

[[nodiscard]] inline std::string_view view_of(const std::uint8_t* data, std::size_t size) noexcept {
    return {reinterpret_cast<const char*>(data), size};
}

/// Takes the first byte of `input` as a number; 0 when there is none.
[[nodiscard]] inline std::uint8_t take_byte(std::string_view& input) noexcept {
    if (input.empty()) return 0;
    const auto byte = static_cast<std::uint8_t>(input.front());
    input.remove_prefix(1);
    return byte;
}

/// Takes what stands before the first zero byte, and that byte.
[[nodiscard]] inline std::string_view take_string(std::string_view& input) noexcept {
    const auto end = input.find('\0');
    const auto taken = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return taken;
}

/// Ends the process, which libFuzzer counts as a finding, when a property does not hold.
inline void require(bool holds, const char* property) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

}  // namespace chatter::testing
