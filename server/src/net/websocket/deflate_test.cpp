#include "net/websocket/deflate.hpp"

#include <gtest/gtest.h>

#include <random>

namespace chatter::net::websocket {
namespace {

constexpr std::string_view accepted =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

TEST(DeflateOffer, is_accepted_when_the_server_can_do_what_it_asks) {
    for (const auto* offer :
         {"permessage-deflate", "permessage-deflate; client_max_window_bits",
          "permessage-deflate; client_max_window_bits=\"10\"; server_no_context_takeover",
          "x-webkit-deflate-frame, permessage-deflate", "permessage-deflate;server_max_window_bits=15",
          "permessage-deflate; server_max_window_bits=10, permessage-deflate"})
        EXPECT_EQ(accept_deflate(offer), accepted) << offer;
}

TEST(DeflateOffer, is_declined_otherwise) {
    for (const auto* offer :
         {"", "x-webkit-deflate-frame", "permessage-deflate; server_max_window_bits=10",
          "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; unknown",
          "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
          "permessage-deflate; client_max_window_bits; client_max_window_bits",
          ",,,;;;===", "permessage-deflate;="})
        EXPECT_EQ(accept_deflate(offer), std::nullopt) << offer;
}

TEST(DeflatedMessage, is_the_example_of_rfc_7692) {
    EXPECT_EQ(inflate_message("\xf2\x48\xcd\xc9\xc9\x07\x00", 100), "Hello");  // 7.2.3.1
    EXPECT_EQ(inflate_message(std::string_view("\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8), 100),
              "Hello");  // 7.2.3.4
}

TEST(DeflatedMessage, comes_back_whole_whatever_its_size) {
    std::mt19937 random(7);
    for (const std::size_t size : {0, 1, 2, 125, 1000, 16384, 16385, 70'000, 1'000'000}) {
        std::string repetitive(size, 'x'), noise(size, ' ');
        for (auto& c : noise) c = static_cast<char>(random());
        for (const auto& payload : {repetitive, noise}) {
            const auto back = inflate_message(deflate_message(payload), size);
            ASSERT_TRUE(back) << size;
            EXPECT_TRUE(*back == payload) << size;
        }
    }
}

TEST(DeflatedMessage, may_not_expand_past_the_bound) {
    const auto bomb = deflate_message(std::string(10'000'000, '0'));
    EXPECT_LT(bomb.size(), 100'000U);
    EXPECT_EQ(inflate_message(bomb, 1'000'000), std::unexpected(CloseCode::too_big));
    EXPECT_EQ(inflate_message(deflate_message("ab"), 1), std::unexpected(CloseCode::too_big));
}

TEST(DeflatedMessage, of_nonsense_is_refused_and_the_next_one_is_read) {
    EXPECT_EQ(inflate_message("\xff\xff\xff\xff", 1000), std::unexpected(CloseCode::invalid_payload));
    EXPECT_EQ(inflate_message(deflate_message("fine"), 1000), "fine");
}

}  // namespace
}  // namespace chatter::net::websocket
