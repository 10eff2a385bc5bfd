#include "auth/jwt_signer.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "base/text.hpp"

namespace chatter::auth {
namespace {

using namespace std::chrono_literals;

const std::string secret = "a secret of more than thirty-two characters";
constexpr Time now{std::chrono::seconds(1'780'000'000)};

const std::string good_header = R"({"alg":"HS256","typ":"JWT"})";
const std::string good_payload =
    R"({"sub":"01890a5d-ac96-774b-bcce-b302099a8057","sid":"01890a5d-ac96-774b-bcce-b302099a8058",)"
    R"("iat":1780000000,"exp":1780000030})";

chat::TokenClaims some_claims() {
    return {.user_id = *chat::UserId::parse("01890a5d-ac96-774b-bcce-b302099a8057"),
            .session_id = *chat::SessionId::parse("01890a5d-ac96-774b-bcce-b302099a8058"),
            .issued_at = now,
            .expires_at = now + 30s};
}

const unsigned char* bytes_of(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// A token with a right signature over any header and payload, as only the holder of the secret can make.
std::string signed_token(const std::string& header, const std::string& payload) {
    const auto input = base64url_encode(header) + "." + base64url_encode(payload);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(secret), secret.size());
    crypto_auth_hmacsha256_update(&state, bytes_of(input), input.size());
    std::string digest(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
    return input + "." + base64url_encode(digest);
}

bool accepts(std::string_view token) { return JwtSigner(secret).verify(token, now).has_value(); }

TEST(JwtSigner, reads_back_what_it_signed) {
    const JwtSigner signer(secret);
    const auto claims = signer.verify(signer.sign(some_claims()), now);
    ASSERT_TRUE(claims.has_value());
    EXPECT_EQ(claims->user_id, some_claims().user_id);
    EXPECT_EQ(claims->session_id, some_claims().session_id);
    EXPECT_EQ(claims->issued_at, some_claims().issued_at);
    EXPECT_EQ(claims->expires_at, some_claims().expires_at);
}

TEST(JwtSigner, accepts_a_well_formed_token_of_its_secret) {
    EXPECT_TRUE(accepts(signed_token(good_header, good_payload)));
    EXPECT_TRUE(accepts(signed_token(R"({"alg":"HS256"})", good_payload)));
}

TEST(JwtSigner, refuses_every_algorithm_but_hs256) {
    for (const std::string header :
         {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"hs256"})", R"({"alg":"HS384"})",
          R"({"alg":"RS256"})", R"({"alg":["HS256"]})", R"({"alg":null})", R"({})", R"({"alg":"HS256 "})"})
        EXPECT_FALSE(accepts(signed_token(header, good_payload))) << header;
}

TEST(JwtSigner, refuses_an_unsigned_token) {
    const auto unsigned_part =
        base64url_encode(R"({"alg":"none","typ":"JWT"})") + "." + base64url_encode(good_payload);
    EXPECT_FALSE(accepts(unsigned_part + "."));
    EXPECT_FALSE(accepts(unsigned_part));
}

TEST(JwtSigner, refuses_another_type_or_an_extension_it_must_understand) {
    for (const std::string header :
         {R"({"alg":"HS256","typ":"at+jwt"})", R"({"alg":"HS256","typ":1})", R"({"alg":"HS256","crit":[]})",
          R"("HS256")", R"([])", R"(null)", R"({"alg":"HS256")"})
        EXPECT_FALSE(accepts(signed_token(header, good_payload))) << header;
}

TEST(JwtSigner, refuses_the_token_of_another_secret) {
    const auto token = JwtSigner("another secret of more than thirty-two characters").sign(some_claims());
    EXPECT_FALSE(accepts(token));
}

TEST(JwtSigner, refuses_a_token_from_the_moment_it_expires) {
    const JwtSigner signer(secret);
    const auto token = signer.sign(some_claims());
    EXPECT_TRUE(signer.verify(token, now + 29'999ms).has_value());
    EXPECT_FALSE(signer.verify(token, now + 30s).has_value());
}

TEST(JwtSigner, refuses_every_truncation_of_a_token) {
    const auto token = signed_token(good_header, good_payload);
    for (std::size_t length = 0; length < token.size(); ++length)
        EXPECT_FALSE(accepts(std::string_view(token).substr(0, length))) << length;
}

TEST(JwtSigner, refuses_a_token_with_any_character_changed) {
    const auto token = signed_token(good_header, good_payload);
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(accepts(changed)) << i;
    }
}

TEST(JwtSigner, refuses_the_payload_of_one_token_with_the_signature_of_another) {
    const auto first = signed_token(good_header, good_payload);
    auto claims = some_claims();
    claims.user_id = *chat::UserId::parse("01890a5d-ac96-774b-bcce-b302099a9999");
    const auto second = JwtSigner(secret).sign(claims);
    EXPECT_FALSE(accepts(second.substr(0, second.rfind('.')) + first.substr(first.rfind('.'))));
}

TEST(JwtSigner, refuses_dots_and_padding_in_the_wrong_places) {
    const auto token = signed_token(good_header, good_payload);
    const auto first = token.find('.'), last = token.rfind('.');
    for (const auto& spoilt : {token + ".", "." + token, token + "=", std::string(token).insert(first, "."),
                               std::string(token).insert(last, "."), std::string("..."), std::string(".."),
                               std::string("."), std::string()})
        EXPECT_FALSE(accepts(spoilt)) << spoilt;
}

TEST(JwtSigner, refuses_claims_that_are_missing_or_of_the_wrong_type) {
    const std::string sub = R"("sub":"01890a5d-ac96-774b-bcce-b302099a8057")";
    const std::string sid = R"("sid":"01890a5d-ac96-774b-bcce-b302099a8058")";
    const std::string iat = R"("iat":1780000000)", exp = R"("exp":1780000030)";
    for (const auto& payload :
         {"{" + sid + "," + iat + "," + exp + "}", "{" + sub + "," + iat + "," + exp + "}",
          "{" + sub + "," + sid + "," + exp + "}", "{" + sub + "," + sid + "," + iat + "}",
          "{" + sub + R"(,"sid":"x",)" + iat + "," + exp + "}",
          "{" + sub + R"(,"sid":7,)" + iat + "," + exp + "}",
          "{" + sub + "," + sid + "," + iat + R"(,"exp":"1780000030"})",
          "{" + sub + "," + sid + "," + iat + R"(,"exp":1780000030.5})",
          "{" + sub + "," + sid + "," + iat + R"(,"exp":99999999999999999})",
          "{" + sub + "," + sid + "," + iat + R"(,"exp":-1})", "[" + good_payload + "]", std::string("null"),
          std::string()})
        EXPECT_FALSE(accepts(signed_token(good_header, payload))) << payload;
}

TEST(JwtSigner, refuses_huge_and_deeply_nested_tokens) {
    EXPECT_FALSE(accepts(signed_token(good_header, R"({"a":")" + std::string(10'000, 'x') + R"("})")));
    EXPECT_FALSE(accepts(std::string(1'000'000, '.')));
    EXPECT_FALSE(accepts(signed_token(good_header, std::string(2'000, '['))));
    EXPECT_FALSE(accepts(signed_token(std::string(2'000, '['), good_payload)));
}

TEST(JwtSigner, refuses_what_is_no_token) {
    for (const std::string_view text : {"hello", "a.b.c", "\xFF.\xFF.\xFF", "../../etc/passwd", "null"})
        EXPECT_FALSE(accepts(text)) << text;
}

}  // namespace
}  // namespace chatter::auth
