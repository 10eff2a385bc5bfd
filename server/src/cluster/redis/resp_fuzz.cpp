#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cluster/redis/resp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const auto cut : {size / 2, size}) {
        chatter::cluster::redis::RespReader reader({.text_bytes_max = 4096, .items_max = 64, .depth_max = 4});
        for (const auto part : {bytes.substr(0, cut), bytes.substr(cut)}) {
            reader.feed(part);
            while (true) {
                const auto value = reader.next();
                if (!value) return 0;
                if (!*value) break;
            }
        }
    }
    return 0;
}
