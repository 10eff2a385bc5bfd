#include "auth/verified_tokens.hpp"

#include <gtest/gtest.h>

#include <map>

namespace chatter::auth {
namespace {

using namespace std::chrono_literals;

constexpr Time start{1h};

/// Takes `valid…` for genuine for a minute, and counts how often it is asked.
class CountingSigner final : public chat::TokenSigner {
  public:
    [[nodiscard]] std::string sign(const chat::TokenClaims&) const override { return "valid"; }
    [[nodiscard]] std::optional<chat::TokenClaims> verify(std::string_view token, Time now) const override {
        ++asked[std::string(token)];
        if (!token.starts_with("valid") || now >= start + 1min) return std::nullopt;
        return chat::TokenClaims{
            .user_id = {}, .session_id = {}, .issued_at = start, .expires_at = start + 1min};
    }
    mutable std::map<std::string, int> asked;
};

TEST(VerifiedTokens, checks_the_signature_of_a_token_once) {
    const CountingSigner signer;
    const VerifiedTokens tokens(signer, 8);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(tokens.verify("valid", start)->expires_at, start + 1min);
    EXPECT_EQ(signer.asked["valid"], 1);
}

TEST(VerifiedTokens, refuses_a_known_token_from_its_expiry_on) {
    const CountingSigner signer;
    const VerifiedTokens tokens(signer, 8);
    ASSERT_TRUE(tokens.verify("valid", start).has_value());
    EXPECT_TRUE(tokens.verify("valid", start + 59s).has_value());
    EXPECT_FALSE(tokens.verify("valid", start + 1min).has_value());
}

TEST(VerifiedTokens, checks_a_token_that_was_refused_every_time) {
    const CountingSigner signer;
    const VerifiedTokens tokens(signer, 8);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(tokens.verify("forged", start).has_value());
    EXPECT_EQ(signer.asked["forged"], 3);
}

TEST(VerifiedTokens, forgets_tokens_that_are_not_used_any_more) {
    const CountingSigner signer;
    const VerifiedTokens tokens(signer, 8);
    ASSERT_TRUE(tokens.verify("valid and idle", start).has_value());
    for (int i = 0; i < 16; ++i) {
        ASSERT_TRUE(tokens.verify("valid " + std::to_string(i), start).has_value());
        ASSERT_TRUE(tokens.verify("valid and busy", start).has_value());
    }
    ASSERT_TRUE(tokens.verify("valid and idle", start).has_value());
    EXPECT_EQ(signer.asked["valid and busy"], 1);
    EXPECT_EQ(signer.asked["valid and idle"], 2);
}

}  // namespace
}  // namespace chatter::auth
