#include "base/uuid.hpp"

#include <gtest/gtest.h>

namespace chatter {
namespace {

TEST(Uuid, reads_back_what_it_writes) {
    SystemRandom random;
    const auto uuid = Uuid::make_v7(SystemClock().now(), random);
    EXPECT_EQ(Uuid::parse(uuid.to_string()), uuid);
}

TEST(Uuid, has_the_version_and_variant_of_rfc_9562) {
    SystemRandom random;
    const auto text = Uuid::make_v7(Time(std::chrono::milliseconds(0x017F22E279B0)), random).to_string();
    EXPECT_EQ(text.substr(0, 15), "017f22e2-79b0-7");
    EXPECT_NE(std::string_view("89ab").find(text[19]), std::string_view::npos);
}

TEST(Uuid, sorts_by_the_time_of_its_making) {
    SystemRandom random;
    EXPECT_LT(Uuid::make_v7(Time(std::chrono::milliseconds(1000)), random),
              Uuid::make_v7(Time(std::chrono::milliseconds(1001)), random));
}

TEST(Uuid, refuses_everything_but_the_canonical_form) {
    for (const auto* text :
         {"", "x", "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
          "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2_79b0-7cc3-98c4-dc0c0c07398f",
          "{017f22e2-79b0-7cc3-98c4-dc0c0c07398}", "../../../../../../../../../../etc/pwd"})
        EXPECT_EQ(Uuid::parse(text), std::nullopt) << text;
}

}  // namespace
}  // namespace chatter
