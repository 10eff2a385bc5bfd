#pragma once

#include <boost/json/parse.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat/local_rate_store.hpp"
#include "chat/testing/manual_clock.hpp"
#include "http/api.hpp"
#include "http/testing/test_store.hpp"

namespace chatter::http::testing {

namespace json = boost::json;

/// Hashes to what reads as a hash, at once.
class PlainHasher final : public chat::PasswordHasher {
  public:
    Task<Result<std::string>> hash(std::string password) override { co_return "hash of " + password; }
    Task<Result<bool>> verify(std::string password, std::string encoded) override {
        co_return encoded == "hash of " + password;
    }
};

/// `<user id>.<session id>`, kept in memory until it expires.
class PlainSigner final : public chat::TokenSigner {
  public:
    [[nodiscard]] std::string sign(const chat::TokenClaims& claims) const override;
    [[nodiscard]] std::optional<chat::TokenClaims> verify(std::string_view token, Time now) const override;

  private:
    mutable std::map<std::string, chat::TokenClaims, std::less<>> signed_;
};

/// Takes whatever begins with `PNG` for an image of 4 by 3 pixels.
class PlainProcessor final : public chat::ImageProcessor {
  public:
    Task<Result<chat::ProcessedImage>> process(std::string upload) override;
};

/// What came back.
struct Reply {
    net::Response response;

    [[nodiscard]] unsigned status() const { return response.status; }
    [[nodiscard]] std::string body() const { return std::string(response.body_view()); }
    [[nodiscard]] std::string field(std::string_view name) const {
        return std::string(response.fields.get(name));
    }
    /// The body as JSON; null when it is none.
    [[nodiscard]] json::value data() const;
    /// A problem's code, after a look at its media type and shape; empty when it is no problem.
    [[nodiscard]] std::string code() const;
    /// The fields that a 422 complains about.
    [[nodiscard]] std::vector<std::string> refused_fields() const;
};

/// Somebody signed in.
struct Person {
    std::string id;
    std::string token;
};

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

/// The API over real use cases and the embedded store, asked without a socket.
class ApiTestBench {
  public:
    static constexpr std::string_view origin = "https://chat.example.org";
    static constexpr std::string_view trusted_proxy = "203.0.113.1";

    explicit ApiTestBench(chat::Registration registration = chat::Registration::open,
                          bool secure_cookies = false, chat::RateLimits rate_limits = {.on = false});

    Reply send(std::string method, std::string target, std::string body = {}, HeaderFields fields = {});
    /// With the person's bearer token.
    Reply send_as(const Person& person, std::string method, std::string target, std::string body = {},
                  HeaderFields fields = {});
    /// With the person's cookie, from a page of the client.
    Reply send_by_cookie(const Person& person, std::string method, std::string target, std::string body = {});

    Person sign_up(const std::string& username);
    /// The id of a new room of that kind.
    std::string make_room(const Person& owner, const std::string& name, const std::string& kind = "public");

    chat::testing::ManualClock clock;
    chat::testing::CountingRandom random;
    TestStore store;
    Result<void> readiness;
    /// Whence requests come.
    std::string address = "192.0.2.7";

  private:
    PlainHasher hasher_;
    PlainSigner signer_;
    PlainProcessor processor_;
    chat::Accounts accounts_;
    chat::Administration administration_;
    chat::AuditLog audit_log_;
    chat::Profiles profiles_;
    chat::Blocks blocks_;
    chat::Rooms rooms_;
    chat::RoomKeeping room_keeping_;
    chat::Invites invites_;
    chat::Messages messages_;
    chat::MessageChanges message_changes_;
    chat::MessageLookup message_lookup_;
    chat::ReadMarkers read_markers_;
    chat::Drafts drafts_;
    chat::SavedMessages saved_messages_;
    chat::Images images_;
    chat::Search search_;
    chat::LocalRateStore rate_store_;
    chat::RateLimiter rates_;

  public:
    const Api api;
};

}  // namespace chatter::http::testing
