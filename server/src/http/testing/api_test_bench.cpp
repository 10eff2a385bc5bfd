#include "http/testing/api_test_bench.hpp"

#include <gtest/gtest.h>

#include "chat/testing/run_task.hpp"

namespace chatter::http::testing {

namespace {

Task<Result<void>> answer_ready(Result<void> readiness) { co_return readiness; }

}  // namespace

std::string PlainSigner::sign(const chat::TokenClaims& claims) const {
    auto token = claims.user_id.to_string() + "." + claims.session_id.to_string();
    signed_[token] = claims;
    return token;
}

std::optional<chat::TokenClaims> PlainSigner::verify(std::string_view token, Time now) const {
    const auto found = signed_.find(token);
    if (found == signed_.end() || found->second.expires_at <= now) return std::nullopt;
    return found->second;
}

Task<Result<chat::ProcessedImage>> PlainProcessor::process(std::string upload) {
    if (!upload.starts_with("PNG")) co_return fail(chat::Errc::unsupported_image);
    co_return chat::ProcessedImage{.content_type = "image/png",
                                   .info = {.width = 4, .height = 3, .placeholder = "data:image/png;base64,"},
                                   .bytes = std::move(upload)};
}

json::value Reply::data() const {
    json::error_code error;
    auto value = json::parse(body(), error);
    return error ? json::value(nullptr) : value;
}

std::string Reply::code() const {
    if (field("Content-Type") != "application/problem+json") return {};
    const auto problem = data().as_object();
    EXPECT_EQ(problem.at("type").as_string(), "about:blank");
    EXPECT_EQ(problem.at("status").as_int64(), status());
    EXPECT_FALSE(problem.at("title").as_string().empty());
    EXPECT_FALSE(problem.at("detail").as_string().empty());
    EXPECT_EQ(field("Cache-Control"), "no-store");
    return std::string(problem.at("code").as_string());
}

std::vector<std::string> Reply::refused_fields() const {
    std::vector<std::string> names;
    EXPECT_EQ(code(), "validation_failed") << body();
    const auto problem = data().as_object();
    if (!problem.contains("errors")) return names;
    for (const auto& error : problem.at("errors").as_array()) {
        EXPECT_FALSE(error.at("message").as_string().empty());
        names.emplace_back(error.at("field").as_string());
    }
    return names;
}

ApiTestBench::ApiTestBench(chat::Registration registration, bool secure_cookies, chat::RateLimits rate_limits)
    : accounts_(store.accounts(), store.accounts(), *store, *store, hasher_, signer_, clock, random,
                registration),
      administration_(*store, store.accounts(), store.accounts(), hasher_, clock, random),
      audit_log_(*store),
      profiles_(*store),
      blocks_(*store, clock),
      rooms_(*store, clock, random),
      room_keeping_(*store, clock),
      invites_(*store, clock, random),
      messages_(*store, clock, random),
      message_changes_(*store, clock),
      message_lookup_(*store),
      read_markers_(*store),
      drafts_(*store, clock),
      saved_messages_(*store, clock),
      images_(*store, processor_, clock, random),
      search_(*store),
      rate_store_(random),
      rates_(rate_store_, store.accounts(), store.accounts(), rate_limits),
      api(chat::UseCases{accounts_, administration_, audit_log_, profiles_, blocks_, rooms_, room_keeping_,
                         invites_, messages_, message_changes_, message_lookup_, read_markers_, drafts_,
                         saved_messages_, images_, search_, rates_},
          ApiOptions{.client_origins = {"http://localhost:5173", std::string(origin)},
                     .secure_cookies = secure_cookies,
                     .trusted_proxies = TrustedProxies::parse(trusted_proxy).value(),
                     .ready_check = [this] { return answer_ready(readiness); }},
          random) {}

Reply ApiTestBench::send(std::string method, std::string target, std::string body, HeaderFields fields) {
    net::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    const auto question = std::min(request.target.find('?'), request.target.size());
    request.path = request.target.substr(0, question);
    request.query = request.target.substr(std::min(question + 1, request.target.size()));
    request.remote_address = address;
    for (auto& [name, value] : fields) request.fields.add(name, value);

    // As a connection does it: the endpoint is found by the head, the body follows.
    const auto endpoint = api.find(request);
    if (body.size() > endpoint.body_bytes_max)
        return {net::problem_response(413, endpoint.too_large_code, "The request's body is too large.")};
    request.body = std::move(body);
    return {chat::testing::run_task(endpoint.handle(std::move(request)))};
}

Reply ApiTestBench::send_as(const Person& person, std::string method, std::string target, std::string body,
                            HeaderFields fields) {
    fields.emplace_back("Authorization", "Bearer " + person.token);
    return send(std::move(method), std::move(target), std::move(body), std::move(fields));
}

Reply ApiTestBench::send_by_cookie(const Person& person, std::string method, std::string target,
                                   std::string body) {
    return send(std::move(method), std::move(target), std::move(body),
                {{"Cookie", "theme=dark; token=" + person.token}, {"Origin", std::string(origin)}});
}

Person ApiTestBench::sign_up(const std::string& username) {
    const auto reply = send("POST", "/api/auth/register",
                            R"({"username":")" + username + R"(","password":"correct horse"})");
    EXPECT_EQ(reply.status(), 201U) << reply.body();
    const auto data = reply.data();
    return {std::string(data.at("user").at("id").as_string()), std::string(data.at("token").as_string())};
}

std::string ApiTestBench::make_room(const Person& owner, const std::string& name, const std::string& kind) {
    const auto reply =
        send_as(owner, "POST", "/api/rooms", R"({"kind":")" + kind + R"(","name":")" + name + R"("})");
    EXPECT_EQ(reply.status(), 201U) << reply.body();
    return std::string(reply.data().at("room").at("id").as_string());
}

}  // namespace chatter::http::testing
