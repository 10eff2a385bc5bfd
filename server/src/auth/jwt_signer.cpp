// header "." payload "." signature, each base64url without padding; the signature is the HMAC of everything
// before its dot. Nothing of a token is believed, its header included, before the signature has been checked.
#include "auth/jwt_signer.hpp"

#include <sodium.h>

#include <boost/json.hpp>

#include "base/text.hpp"

namespace chatter::auth {

namespace {

namespace json = boost::json;

constexpr std::size_t token_bytes_max = 4096;
constexpr std::string_view header_text = R"({"alg":"HS256","typ":"JWT"})";

struct TokenParts {
    std::string_view signing_input;
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
};

std::optional<TokenParts> split(std::string_view token) {
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (first == std::string_view::npos || first == last) return std::nullopt;
    const auto payload = token.substr(first + 1, last - first - 1);
    if (payload.contains('.') || token.contains('=')) return std::nullopt;
    return TokenParts{.signing_input = token.substr(0, last),
                      .header = token.substr(0, first),
                      .payload = payload,
                      .signature = token.substr(last + 1)};
}

std::optional<json::object> parse_object(std::string_view encoded) {
    const auto text = base64url_decode(encoded);
    if (!text) return std::nullopt;
    boost::system::error_code error;
    auto value = json::parse(*text, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

const json::string* find_string(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr ? value->if_string() : nullptr;
}

/// A NumericDate of whole seconds. One whose milliseconds would not fit is no date.
std::optional<Time> find_time(const json::object& object, std::string_view name) {
    static constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999
    const auto* value = object.if_contains(name);
    const auto* seconds = value != nullptr ? value->if_int64() : nullptr;
    if (seconds == nullptr || *seconds < 0 || *seconds > seconds_max) return std::nullopt;
    return Time(std::chrono::seconds(*seconds));
}

bool is_hs256(const json::object& header) {
    const auto* algorithm = find_string(header, "alg");
    if (algorithm == nullptr || *algorithm != "HS256") return false;
    // An extension that must be understood is one that this server does not understand (RFC 7515, 4.1.11).
    if (header.contains("crit")) return false;
    if (!header.contains("typ")) return true;
    const auto* type = find_string(header, "typ");
    return type != nullptr && *type == "JWT";
}

std::optional<chat::TokenClaims> read_claims(const json::object& payload) {
    const auto* subject = find_string(payload, "sub");
    const auto* session = find_string(payload, "sid");
    if (subject == nullptr || session == nullptr) return std::nullopt;
    const auto user_id = chat::UserId::parse(*subject);
    const auto session_id = chat::SessionId::parse(*session);
    const auto issued_at = find_time(payload, "iat");
    const auto expires_at = find_time(payload, "exp");
    if (!user_id || !session_id || !issued_at || !expires_at) return std::nullopt;
    return chat::TokenClaims{
        .user_id = *user_id, .session_id = *session_id, .issued_at = *issued_at, .expires_at = *expires_at};
}

std::int64_t seconds_of(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace

JwtSigner::JwtSigner(std::string secret) : secret_(std::move(secret)) {}

std::string JwtSigner::sign(const chat::TokenClaims& claims) const {
    const json::object payload{{"sub", claims.user_id.to_string()},
                               {"sid", claims.session_id.to_string()},
                               {"iat", seconds_of(claims.issued_at)},
                               {"exp", seconds_of(claims.expires_at)}};
    auto token = base64url_encode(header_text) + "." + base64url_encode(json::serialize(payload));
    const auto signature = base64url_encode(mac(token));
    return token + "." + signature;
}

std::optional<chat::TokenClaims> JwtSigner::verify(std::string_view token, Time now) const {
    if (token.size() > token_bytes_max) return std::nullopt;
    const auto parts = split(token);
    if (!parts) return std::nullopt;
    // Compared in its encoded form, so that a signature has one spelling only.
    const auto expected = base64url_encode(mac(parts->signing_input));
    if (parts->signature.size() != expected.size() ||
        sodium_memcmp(parts->signature.data(), expected.data(), expected.size()) != 0)
        return std::nullopt;

    const auto header = parse_object(parts->header);
    if (!header || !is_hs256(*header)) return std::nullopt;
    const auto payload = parse_object(parts->payload);
    if (!payload) return std::nullopt;
    auto claims = read_claims(*payload);
    if (!claims || claims->expires_at <= now) return std::nullopt;
    return claims;
}

std::string JwtSigner::mac(std::string_view signing_input) const {
    const auto bytes = [](const auto& text) { return reinterpret_cast<const unsigned char*>(text.data()); };
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(secret_), secret_.size());
    crypto_auth_hmacsha256_update(&state, bytes(signing_input), signing_input.size());
    std::string digest(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
    sodium_memzero(&state, sizeof state);
    return digest;
}

}  // namespace chatter::auth
