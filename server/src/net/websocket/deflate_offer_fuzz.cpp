#include "base/testing/fuzz.hpp"
#include "net/websocket/deflate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    using net::websocket::accept_deflate;
    const std::string offers(testing::view_of(data, size));
    const auto accepted = accept_deflate(offers);
    testing::require(!accepted || offers.find("permessage-deflate") != std::string::npos,
                     "only what was offered");
    testing::require(accept_deflate("x-none; a=\"b\", " + offers) == accepted,
                     "an offer that is declined changes nothing");
    testing::require(accept_deflate("permessage-deflate, " + offers).has_value(),
                     "the first that fits is taken");
    return 0;
}
