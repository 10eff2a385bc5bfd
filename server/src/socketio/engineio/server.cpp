#include "socketio/engineio/server.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace chatter::engineio {

namespace {

/// Spec: the Node server's error codes, in its words.
enum class ErrorCode : std::uint8_t {
    transport_unknown,
    session_unknown,
    bad_handshake_method,
    bad_request,
    forbidden,
    unsupported_version,
};

constexpr std::array<std::string_view, 6> error_messages{
    "Transport unknown", "Session ID unknown", "Bad handshake method",
    "Bad request",       "Forbidden",          "Unsupported protocol version"};

constexpr std::string_view sid_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::size_t sid_length = 20;
constexpr std::size_t sid_worker_length = 2;

net::Response refuse(const net::Request& request, ErrorCode code, std::string_view message = {}) {
    if (message.empty()) message = error_messages[static_cast<std::size_t>(code)];
    net::Response response{.status = 400, .fields = {}, .body = {}, .close = false, .takeover = {}};
    if (request.fields.has("Upgrade")) {
        // A WebSocket client gets the bare words, and the connection ends.
        response.fields.add("Content-Type", "text/html");
        response.body = std::string(message);
        response.close = true;
        return response;
    }
    if (code == ErrorCode::forbidden) response.status = 403;
    std::string body = "{\"code\":" + std::to_string(static_cast<int>(code)) + ",\"message\":";
    append_json_string(body, message);
    response.fields.add("Content-Type", "application/json");
    response.body = body + "}";
    return response;
}

bool has_forbidden_character(std::string_view origin) {
    return std::ranges::any_of(origin, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && byte != '\t') || byte == 0x7F;
    });
}

std::optional<std::size_t> worker_of_sid(std::string_view sid, std::size_t worker_count) {
    if (sid.size() != sid_length) return std::nullopt;
    const auto high = sid_alphabet.find(sid[0]), low = sid_alphabet.find(sid[1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    const auto index = high * sid_alphabet.size() + low;
    if (index >= worker_count) return std::nullopt;
    return index;
}

Handshake make_handshake(net::Request& request) {
    const bool xdomain = request.fields.has("Origin");
    return {.headers = std::move(request.fields),
            .url = std::move(request.target),
            .query = std::move(request.query),
            .address = std::move(request.remote_address),
            .issued = std::chrono::system_clock::now(),
            .xdomain = xdomain};
}

}  // namespace

Server::Server(net::WorkerGroup& workers, ServerOptions options, Random& random, OnSession on_session)
    : options_(std::move(options)),
      websocket_limits_{.message_bytes_max = options_.session.payload_bytes_max,
                        .outbox_bytes_max = options_.session.outbox_bytes_max},
      random_(random),
      on_session_(std::move(on_session)),
      on_gone_([this](Session& session) {
          session_count_ -= tables_[session.worker().index()].erase(session.sid());
      }),
      tables_(workers.size()) {}

Server::~Server() = default;

net::Endpoint Server::find(const net::Request& request) const {
    net::Endpoint endpoint;
    endpoint.handle = [this](net::Request asked) { return handle(std::move(asked)); };
    endpoint.body_bytes_max = options_.session.payload_bytes_max;
    endpoint.too_large_code = {};
    if (const auto sid = query_value(request.query, "sid"))
        endpoint.worker = worker_of_sid(*sid, tables_.size());
    return endpoint;
}

Task<net::Response> Server::handle(net::Request request) const {
    const bool cors = !options_.cors_origins.empty() && request.fields.has("Origin");
    if (cors && request.method == "OPTIONS") {
        net::Response response{.status = 204, .fields = {}, .body = {}, .close = false, .takeover = {}};
        add_cors(request, response);
        response.fields.add("Access-Control-Allow-Methods", "GET,POST");
        response.fields.add("Access-Control-Allow-Headers",
                            std::string(request.fields.get("Access-Control-Request-Headers")));
        co_return response;
    }
    net::Request origin_only;
    if (cors) origin_only.fields.add("Origin", std::string(request.fields.get("Origin")));
    auto response = co_await handle_checked(request);
    if (cors && response.status != 101) add_cors(origin_only, response);
    co_return response;
}

void Server::add_cors(const net::Request& request, net::Response& response) const {
    const auto origin = request.fields.get("Origin");
    response.fields.add("Vary", "Origin");
    if (std::ranges::find(options_.cors_origins, origin) == options_.cors_origins.end()) return;
    response.fields.add("Access-Control-Allow-Origin", std::string(origin));
    response.fields.add("Access-Control-Allow-Credentials", "true");
}

Task<net::Response> Server::handle_checked(net::Request& request) const {
    const auto transport_name = query_value(request.query, "transport").value_or("");
    const bool websocket = transport_name == "websocket";
    if ((websocket && !options_.allow_websocket) ||
        (!websocket && (transport_name != "polling" || !options_.allow_polling)))
        co_return refuse(request, ErrorCode::transport_unknown);
    if (has_forbidden_character(request.fields.get("Origin")))
        co_return refuse(request, ErrorCode::bad_request);
    const auto transport = websocket ? TransportKind::websocket : TransportKind::polling;
    const bool upgrade = request.is_websocket_upgrade();

    const auto sid = query_value(request.query, "sid");
    if (!sid) {
        if (request.method != "GET") co_return refuse(request, ErrorCode::bad_handshake_method);
        if (websocket && !upgrade) co_return refuse(request, ErrorCode::bad_request);
        if (options_.refuse)
            if (const auto why = options_.refuse(request))
                co_return refuse(request, ErrorCode::forbidden, *why);
        if (query_value(request.query, "EIO").value_or("") != "4")
            co_return refuse(request, ErrorCode::unsupported_version);
        co_return handshake(request, transport);
    }

    const auto session = find_session(*request.worker, *sid);
    if (!session) co_return refuse(request, ErrorCode::session_unknown);
    if (upgrade && websocket && session->transport() == TransportKind::polling &&
        options_.session.allow_upgrades)
        co_return upgrade_response(
            request, [session](net::Takeover takeover) { session->begin_upgrade(std::move(takeover)); });
    if (upgrade || transport != session->transport()) co_return refuse(request, ErrorCode::bad_request);
    if (request.method == "GET") co_return co_await session->poll(std::move(request));
    if (request.method == "POST") co_return session->receive(request);
    co_return net::Response{
        .status = 500, .fields = {}, .body = std::string(), .close = false, .takeover = {}};
}

net::Response Server::handshake(net::Request& request, TransportKind transport) const {
    if (transport == TransportKind::websocket) {
        auto shared = std::make_shared<Handshake>();
        auto response = upgrade_response(request, [this, shared](net::Takeover takeover) {
            const auto session = make_session(takeover.worker, std::move(*shared));
            session->open(on_session_(*session), std::move(takeover));
        });
        if (response.status == 101) *shared = make_handshake(request);
        return response;
    }
    const auto session = make_session(*request.worker, make_handshake(request));
    session->open(on_session_(*session));
    return session->take_queued();
}

net::Response Server::upgrade_response(const net::Request& request,
                                       std::function<void(net::Takeover)> takeover) const {
    const auto accept = net::websocket::accept_key(request.fields.get("Sec-WebSocket-Key"));
    if (request.method != "GET" || !accept || request.fields.get("Sec-WebSocket-Version") != "13")
        return refuse(request, ErrorCode::bad_request);
    net::Response response{
        .status = 101, .fields = {}, .body = {}, .close = false, .takeover = std::move(takeover)};
    response.fields.add("Upgrade", "websocket");
    response.fields.add("Connection", "Upgrade");
    response.fields.add("Sec-WebSocket-Accept", *accept);
    return response;
}

std::string Server::make_sid(const net::Worker& worker) const {
    std::string sid;
    sid.push_back(sid_alphabet[worker.index() / sid_alphabet.size()]);
    sid.push_back(sid_alphabet[worker.index() % sid_alphabet.size()]);
    return sid + random_token(random_, sid_length - sid_worker_length);
}

std::shared_ptr<Session> Server::find_session(const net::Worker& worker, const std::string& sid) const {
    const auto& table = tables_[worker.index()];
    const auto found = table.find(sid);
    return found == table.end() ? nullptr : found->second;
}

std::shared_ptr<Session> Server::make_session(net::Worker& worker, Handshake handshake) const {
    auto session = std::make_shared<Session>(make_sid(worker), worker, options_.session, websocket_limits_,
                                             on_gone_, std::move(handshake));
    tables_[worker.index()].emplace(session->sid(), session);
    ++session_count_;
    return session;
}

void Server::close_sessions(net::Worker& worker, CloseReason reason) {
    const auto sessions = tables_[worker.index()];
    for (const auto& [sid, session] : sessions) session->close(reason);
}

}  // namespace chatter::engineio
