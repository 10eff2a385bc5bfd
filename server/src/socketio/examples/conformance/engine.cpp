#include "base/text.hpp"
#include "base/time.hpp"
#include "socketio/examples/conformance/kinds.hpp"
#include "socketio/protocol/json.hpp"

namespace chatter::conformance {

namespace {

using engineio::Session;

/// A Kind that is an Engine.IO server.
class EngineKind final : public Kind {
  public:
    EngineKind(net::WorkerGroup& workers, engineio::ServerOptions options, Random& random,
               engineio::Server::OnSession on_session)
        : engine_(workers, std::move(options), random, std::move(on_session)) {}

    [[nodiscard]] const net::Service& http() const override { return engine_; }
    void close(std::move_only_function<void()> done) override {
        const auto shared = std::make_shared<std::move_only_function<void()>>(std::move(done));
        engine_.close(engineio::CloseReason::server_shutting_down, [shared] { (*shared)(); });
    }

  private:
    engineio::Server engine_;
};

void send_text(Session& session, std::string_view text) {
    session.send(engineio::encode_packet(engineio::PacketType::message, text));
}

/// Sends back what comes.
class Echo : public engineio::SessionHandler {
  public:
    explicit Echo(Session& session) : session_(session) {}

    void on_message(bool binary, std::string_view data) override {
        if (binary) return session_.send(engineio::encode_binary_message(data));
        send_text(session_, data);
    }
    void on_close(engineio::CloseReason) override {}

  protected:
    Session& session_;
};

/// The same, but for a few words that ask for something.
class Talker final : public Echo {
  public:
    explicit Talker(Session& session) : Echo(session) { send_text(session, "hi"); }

    void on_message(bool binary, std::string_view data) override {
        if (binary) return Echo::on_message(binary, data);
        if (data == "give binary")
            return session_.send(engineio::encode_binary_message(std::string_view("\0\1\2\3\4", 5)));
        if (data == "give utf8") return send_text(session_, "пойду спать всем спокойной ночи");
        if (data == "sendHeaders") return send_headers();
        Echo::on_message(binary, data);
    }

  private:
    void send_headers() {
        const auto* const request = session_.current_request();
        if (!request) return;
        boost::json::object headers;
        for (const auto& [name, value] : request->fields) headers[to_ascii_lower(name)] = value;
        send_text(session_, socketio::to_json(headers));
    }
};

Task<std::expected<void, std::string>> refuse_denied(const net::Request& request) {
    if (query_value(request.query, "deny")) co_return std::unexpected("");
    co_return std::expected<void, std::string>();
}

void set_cookies(net::Fields& headers, const net::Request&) {
    headers.add("Set-Cookie", "1=1; Max-Age=86400");
    headers.add("Set-Cookie", "2=2; Path=/; HttpOnly; Secure; SameSite=Strict");
    headers.add("Set-Cookie", "3=3; Max-Age=0");
    headers.add("Set-Cookie", "4=4; Expires=" + to_http_date(SystemClock().now()));
}

engineio::ServerOptions engine_options() {
    engineio::ServerOptions options;
    options.path = "/engine.io/";
    return options;
}

}  // namespace

KindPtr make_engine_echo(net::WorkerGroup& workers, Random& random, const Flags& flags) {
    auto options = engine_options();
    options.session.ping_interval = milliseconds(300);
    options.session.ping_timeout = milliseconds(200);
    flags.apply_to(options);
    return std::make_unique<EngineKind>(workers, std::move(options), random,
                                        [](Session& session) { return std::make_unique<Echo>(session); });
}

KindPtr make_engine_client(net::WorkerGroup& workers, Random& random, const Flags& flags) {
    auto options = engine_options();
    options.session.ping_interval = milliseconds(500);
    options.session.payload_bytes_max = 100;
    options.allow_request = refuse_denied;
    options.initial_headers = set_cookies;
    flags.apply_to(options);
    return std::make_unique<EngineKind>(workers, std::move(options), random,
                                        [](Session& session) { return std::make_unique<Talker>(session); });
}

}  // namespace chatter::conformance
