#include "socketio/engineio/server.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/log.hpp"
#include "base/text.hpp"
#include "net/http_compression.hpp"
#include "net/websocket/deflate.hpp"
#include "socketio/engineio/response_headers.hpp"

namespace chatter::engineio {

/// Spec: the Node server's error codes, in its words.
enum class Server::ErrorCode : std::uint8_t {
    transport_unknown,
    session_unknown,
    bad_handshake_method,
    bad_request,
    forbidden,
    unsupported_version,
};

namespace {

constexpr std::array<std::string_view, 6> error_messages{
    "Transport unknown", "Session ID unknown", "Bad handshake method",
    "Bad request",       "Forbidden",          "Unsupported protocol version"};

net::Response empty_response(unsigned status) {
    return {.status = status, .fields = {}, .body = std::string(), .close = false, .takeover = {}};
}

/// What an Upgrade gets: the bare words, and the end of its connection.
net::Response refuse_upgrade(unsigned status, std::string_view message) {
    net::Response response{
        .status = status, .fields = {}, .body = std::string(message), .close = true, .takeover = {}};
    response.fields.add("Content-Type", "text/html");
    return response;
}

bool has_forbidden_character(std::string_view origin) {
    return std::ranges::any_of(origin, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && byte != '\t') || byte == 0x7F;
    });
}

Handshake make_handshake(const net::Request& request) {
    return {.headers = request.fields,
            .url = request.target,
            .query = request.query,
            .address = request.remote_address,
            .issued = std::chrono::system_clock::now(),
            .xdomain = request.fields.has("Origin"),
            .secure = request.secure};
}

/// What does not hold together is put right: no upgrade to a transport that is off, the path as it is served.
ServerOptions normalize(ServerOptions options) {
    if (std::ranges::find(options.transports, TransportKind::websocket) == options.transports.end())
        options.session.allow_upgrades = false;
    if (options.path.ends_with('/')) options.path.pop_back();
    if (options.add_trailing_slash) options.path += '/';
    return options;
}

net::websocket::Limits make_websocket_limits(const ServerOptions& options) {
    net::websocket::Limits limits;
    limits.message_bytes_max = options.session.payload_bytes_max;
    limits.outbox_bytes_max = options.session.outbox_bytes_max;
    if (options.per_message_deflate) limits.deflate_bytes_min = options.per_message_deflate->threshold_bytes;
    return limits;
}

std::string joined(const net::Fields& fields, std::string_view name) {
    std::string values;
    for (const auto& [key, value] : fields) {
        if (!equals_ignoring_ascii_case(key, name)) continue;
        if (!values.empty()) values += ", ";
        values += value;
    }
    return values;
}

}  // namespace

std::size_t Server::SidHash::operator()(std::string_view sid) const noexcept {
    return std::hash<std::string_view>()(sid);
}

std::size_t Server::SidHash::operator()(const std::shared_ptr<Session>& session) const noexcept {
    return (*this)(session->sid());
}

Server::Server(net::WorkerGroup& workers, ServerOptions options, Random& random, OnSession on_session)
    : workers_(workers),
      options_(normalize(std::move(options))),
      websocket_limits_(make_websocket_limits(options_)),
      random_(random),
      on_session_(std::move(on_session)),
      session_context_{.options = options_.session,
                       .websocket_limits = websocket_limits_,
                       .on_gone = [this](Session& session) { forget(session); }},
      tables_(workers.size()) {}

Server::~Server() = default;

bool Server::serves(std::string_view path) const noexcept {
    if (!path.starts_with(options_.path)) return false;
    return options_.path.ends_with('/') || path.size() == options_.path.size() ||
           path[options_.path.size()] == '/';
}

net::Endpoint Server::find(const net::Request& request) const {
    net::Endpoint endpoint;
    if (!serves(request.path)) {
        if (options_.next) return options_.next->find(request);
        endpoint.handle = [](net::Request) -> Task<net::Response> {
            co_return net::problem_response(404, "not_found", "There is nothing here.");
        };
        return endpoint;
    }
    endpoint.handle = [this](net::Request asked) { return handle(std::move(asked)); };
    if (request.method == "POST")
        endpoint.begin = [this](const net::Request& begun) { return begin_post(begun); };
    endpoint.body_bytes_max = options_.session.payload_bytes_max;
    endpoint.too_large_code = {};
    const auto sid = parse_handshake_query(request.query).sid;
    if (!sid.empty())
        endpoint.worker = options_.generate_id ? directory_.find(sid) : worker_of_sid(sid, tables_.size());
    return endpoint;
}

net::Beginning Server::begin_post(const net::Request& request) const {
    const auto query = parse_handshake_query(request.query);
    const auto session = find_session(*request.worker, query.sid);
    // What is wrong with others is said in its order, once their bodies have come.
    if (!session || query.transport != "polling" || request.is_upgrade()) return {};
    auto beginning = session->begin_receiving(request);
    if (beginning.refusal && options_.cors) {
        net::Fields headers;
        std::ignore = apply_cors(*options_.cors, request, headers);
        add_headers(*beginning.refusal, headers);
    }
    return beginning;
}

Task<net::Response> Server::handle(net::Request request) const {
    net::Fields headers;
    std::optional<net::Response> response;
    if (options_.cors) response = apply_cors(*options_.cors, request, headers);
    if (!response && !options_.middlewares.empty()) response = co_await run_middlewares(request, headers);
    if (!response) response = co_await serve(request);
    if (!request.is_upgrade() || response->status == 101) add_headers(*response, headers);
    if (request.is_upgrade() && response->status != 101) response->close = true;
    co_return std::move(*response);
}

Task<std::optional<net::Response>> Server::run_middlewares(net::Request& request,
                                                           net::Fields& headers) const {
    try {
        for (const auto& middleware : options_.middlewares)
            if (auto answer = co_await middleware(request, headers)) co_return answer;
        co_return std::nullopt;
    } catch (const std::exception& exception) {
        log::error("An Engine.IO middleware failed", {{"cause", exception.what()}});
    }
    co_return refuse(request, ErrorCode::bad_request);
}

Task<net::Response> Server::serve(const net::Request& request) const {
    const auto query = parse_handshake_query(request.query);
    const auto transport = find_transport(query.transport);
    if (!transport) co_return refuse(request, ErrorCode::transport_unknown);
    if (has_forbidden_character(request.fields.get("Origin")))
        co_return refuse(request, ErrorCode::bad_request);
    if (query.sid.empty()) co_return co_await handshake(request, query, *transport);

    auto session = find_session(*request.worker, query.sid);
    if (!session || session->end_if_overdue()) co_return refuse(request, ErrorCode::session_unknown);
    if (request.is_upgrade()) {
        if (!options_.session.allow_upgrades) co_return refuse(request, ErrorCode::bad_request);
        if (*transport == TransportKind::polling) co_return close_after_switch(request);
        co_return switch_protocols(request, nullptr, [session](net::Takeover takeover, bool deflates) {
            session->begin_upgrade(std::move(takeover), deflates);
        });
    }
    if (*transport != session->transport()) co_return refuse(request, ErrorCode::bad_request);
    co_return co_await serve_session(request, std::move(session));
}

Task<net::Response> Server::serve_session(const net::Request& request,
                                          std::shared_ptr<Session> session) const {
    if (session->transport() != TransportKind::polling) co_return refuse(request, ErrorCode::bad_request);
    if (request.method == "GET") {
        auto payload = co_await session->poll(request.connection);
        if (!payload) co_return empty_response(400);
        co_return co_await payload_response(request, std::move(*payload), nullptr);
    }
    if (request.method != "POST") co_return empty_response(500);
    if (!session->receive(request)) co_return empty_response(400);
    auto response = empty_response(200);
    response.body = "ok";
    // Not text/plain, which old browsers would offer to download.
    response.fields.add("Content-Type", "text/html");
    add_session_headers(request, nullptr, response.fields);
    co_return response;
}

Task<net::Response> Server::handshake(const net::Request& request, const HandshakeQuery& query,
                                      TransportKind transport) const {
    const bool upgrade = request.is_upgrade();
    if (request.method != "GET") co_return refuse(request, ErrorCode::bad_handshake_method);
    if (transport == TransportKind::websocket && !upgrade) co_return refuse(request, ErrorCode::bad_request);
    if (options_.allow_request) {
        const auto verdict = co_await options_.allow_request(request);
        if (!verdict) co_return refuse(request, ErrorCode::forbidden, verdict.error());
    }
    if (transport == TransportKind::polling && upgrade) co_return close_after_switch(request);
    if (query.eio != "4") co_return refuse(request, ErrorCode::unsupported_version);
    const auto sid = co_await new_sid(request);
    if (!sid) co_return refuse(request, ErrorCode::bad_request);

    if (upgrade) {
        const auto shared = std::make_shared<Handshake>(make_handshake(request));
        co_return switch_protocols(
            request, &*sid,
            [this, shared, sid = *sid, base64 = query.base64](net::Takeover takeover, bool deflates) {
                const auto session = make_session(takeover.worker, sid, std::move(*shared));
                if (!session) return close_websocket(std::move(takeover));
                if (base64) session->send_base64_only();
                session->open(std::move(takeover), deflates);
                session->attach(on_session_(*session));
            });
    }
    const auto session = make_session(*request.worker, *sid, make_handshake(request));
    if (!session) co_return refuse(request, ErrorCode::bad_request);
    if (query.base64) session->send_base64_only();
    auto opened = session->open();
    session->attach(on_session_(*session));
    co_return co_await payload_response(request, std::move(opened), &*sid);
}

net::Response Server::refuse(const net::Request& request, ErrorCode code, std::string_view message) {
    if (message.empty()) message = error_messages[static_cast<std::size_t>(code)];
    if (request.is_upgrade()) return refuse_upgrade(400, message);
    auto response = empty_response(code == ErrorCode::forbidden ? 403 : 400);
    std::string body = "{\"code\":" + std::to_string(static_cast<int>(code)) + ",\"message\":";
    append_json_string(body, message);
    response.fields.add("Content-Type", "application/json");
    response.body = body + "}";
    return response;
}

net::Response Server::switch_protocols(const net::Request& request, const std::string* new_sid,
                                       OnWebSocket on_websocket) const {
    if (request.method != "GET") return refuse_upgrade(405, "Invalid HTTP method");
    if (!equals_ignoring_ascii_case(request.fields.get("Upgrade"), "websocket"))
        return refuse_upgrade(400, "Invalid Upgrade header");
    const auto accept = net::websocket::accept_key(request.fields.get("Sec-WebSocket-Key"));
    if (!accept) return refuse_upgrade(400, "Missing or invalid Sec-WebSocket-Key header");
    if (const auto version = request.fields.get("Sec-WebSocket-Version"); version != "13" && version != "8") {
        auto response = refuse_upgrade(400, "Missing or invalid Sec-WebSocket-Version header");
        response.fields.add("Sec-WebSocket-Version", "13, 8");
        return response;
    }
    auto response = empty_response(101);
    response.fields.add("Upgrade", "websocket");
    response.fields.add("Connection", "Upgrade");
    response.fields.add("Sec-WebSocket-Accept", *accept);
    std::optional<std::string> extension;
    if (options_.per_message_deflate)
        extension = net::websocket::accept_deflate(joined(request.fields, "Sec-WebSocket-Extensions"));
    if (extension) response.fields.add("Sec-WebSocket-Extensions", *extension);
    add_session_headers(request, new_sid, response.fields);
    response.takeover = [on_websocket = std::move(on_websocket), deflates = extension.has_value()](
                            net::Takeover takeover) { on_websocket(std::move(takeover), deflates); };
    return response;
}

Task<net::Response> Server::payload_response(const net::Request& request, Payload payload,
                                             const std::string* new_sid) const {
    auto coding = net::ContentCoding::identity;
    const auto& compression = options_.http_compression;
    if (compression && payload.compress && payload.body.size() >= compression->threshold_bytes)
        coding = net::preferred_coding(request);
    auto response = empty_response(200);
    // Explicit, because the page that asks may be in another charset.
    response.fields.add("Content-Type", "text/plain; charset=UTF-8");
    if (coding != net::ContentCoding::identity) {
        payload.body =
            co_await net::compress_body(std::move(payload.body), coding, compression->level, *request.worker);
        response.fields.add("Content-Encoding", std::string(net::to_string(coding)));
    }
    response.body = std::move(payload.body);
    add_session_headers(request, new_sid, response.fields);
    co_return response;
}

void Server::add_session_headers(const net::Request& request, const std::string* new_sid,
                                 net::Fields& headers) const {
    const bool switches = request.is_upgrade();
    if (!switches) {
        // Internet Explorer mistakes some answers for an attack.
        const auto agent = request.fields.get("User-Agent");
        if (agent.find(";MSIE") != std::string_view::npos || agent.find("Trident/") != std::string_view::npos)
            headers.add("X-XSS-Protection", "0");
        headers.add("Cache-Control", "no-store");
    }
    if (new_sid && options_.cookie) headers.add("Set-Cookie", serialize_cookie(*options_.cookie, *new_sid));
    if (new_sid && options_.initial_headers) options_.initial_headers(headers, request);
    if (options_.headers) options_.headers(headers, request);
}

net::Response Server::close_after_switch(const net::Request& request) const {
    return switch_protocols(request, nullptr,
                            [this](net::Takeover takeover, bool) { close_websocket(std::move(takeover)); });
}

void Server::close_websocket(net::Takeover takeover) const {
    std::make_shared<net::websocket::Connection>(std::move(takeover), websocket_limits_)
        ->close(net::websocket::CloseCode::normal);
}

std::optional<TransportKind> Server::find_transport(std::string_view name) const noexcept {
    for (const auto kind : options_.transports)
        if (name == (kind == TransportKind::polling ? "polling" : "websocket")) return kind;
    return std::nullopt;
}

Task<std::optional<std::string>> Server::new_sid(const net::Request& request) const {
    if (!options_.generate_id) co_return make_sid(request.worker->index(), random_);
    try {
        auto sid = co_await options_.generate_id(request);
        if (sid && !sid->empty() && !directory_.find(*sid)) co_return sid;
    } catch (const std::exception& exception) {
        log::error("No session id could be made", {{"cause", exception.what()}});
    }
    co_return std::nullopt;
}

std::shared_ptr<Session> Server::find_session(const net::Worker& worker, std::string_view sid) const {
    const auto& table = tables_[worker.index()];
    const auto found = table.find(sid);
    return found == table.end() ? nullptr : *found;
}

std::shared_ptr<Session> Server::make_session(net::Worker& worker, const std::string& sid,
                                              Handshake handshake) const {
    if (options_.generate_id && !directory_.add(sid, worker.index())) return nullptr;
    auto session = std::make_shared<Session>(sid, worker, session_context_, std::move(handshake));
    tables_[worker.index()].insert(session);
    ++session_count_;
    return session;
}

void Server::forget(Session& session) const {
    if (options_.generate_id) directory_.remove(std::string(session.sid()));
    auto& table = tables_[session.worker().index()];
    const auto found = table.find(session.sid());
    if (found == table.end()) return;
    table.erase(found);
    --session_count_;
}

void Server::close_sessions(net::Worker& worker, CloseReason reason) {
    const auto sessions = tables_[worker.index()];
    for (const auto& session : sessions) session->close(reason, true);
}

void Server::close(CloseReason reason, std::function<void()> on_closed) {
    const auto left = std::make_shared<std::atomic<std::size_t>>(workers_.size());
    for (std::size_t i = 0; i < workers_.size(); ++i)
        workers_[i].post([this, i, reason, left, on_closed] {
            close_sessions(workers_[i], reason);
            // Posted behind what says goodbye, so that whoever stops the workers now cuts nobody off.
            workers_[i].post([left, on_closed] {
                if (left->fetch_sub(1) == 1 && on_closed) on_closed();
            });
        });
}

}  // namespace chatter::engineio
