#include "net/http_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cerrno>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace chatter::net {

namespace http = boost::beast::http;

namespace {

constexpr auto as_result = asio::as_tuple(use_task);
constexpr std::chrono::seconds linger_timeout{2};
constexpr std::chrono::milliseconds farewell_timeout{250};  // for a peer that connected just before the drain
constexpr std::size_t linger_bytes_max = 16 * 1024 * 1024;

constexpr auto handshakes_help = "TLS handshakes by how they ended.";
const metrics::Counter agreed_handshakes("chatter_tls_handshakes_total", handshakes_help,
                                         {{"result", "agreed"}});
const metrics::Counter failed_handshakes("chatter_tls_handshakes_total", handshakes_help,
                                         {{"result", "failed"}});

/// Whether the request line is well-formed but for its version: `GET / HTTP/2.5`, not `GET /a b HTTP/1.1`.
bool names_other_version(std::string_view head) {
    const auto line = head.substr(0, head.find_first_of("\r\n"));
    const auto first = line.find(' '), last = line.rfind(' ');
    if (first == std::string_view::npos || line.find(' ', first + 1) != last) return false;
    const auto version = line.substr(last + 1);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) && version[6] == '.' &&
           is_digit(version[7]);
}

/// Whether the last `recv` found nothing yet: a wait may end for bytes that were read since.
bool has_nothing_yet(ssize_t received) noexcept {
    return received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

bool is_http_error(const boost::system::error_code& error) {
    return error.category() == http::make_error_code(http::error::end_of_stream).category();
}

std::string head_text(const Response& response, std::size_t body_bytes, std::string_view date,
                      bool keep_alive, bool old_version, bool only_https) {
    std::string head;
    head.reserve(512);
    head += "HTTP/1.1 ";
    head += std::to_string(response.status);
    head += ' ';
    head += reason_phrase(response.status);
    head += "\r\n";
    for (const auto& [name, value] : response.fields) {
        head += name;
        head += ": ";
        head += value;
        head += "\r\n";
    }
    if (only_https) head += "Strict-Transport-Security: max-age=31536000\r\n";
    if (response.status != 101) {
        head += "Date: ";
        head += date;
        head += "\r\n";
        if (response.status != 204 && response.status != 304)
            head += "Content-Length: " + std::to_string(body_bytes) + "\r\n";
        if (!keep_alive)
            head += "Connection: close\r\n";
        else if (old_version)
            head += "Connection: keep-alive\r\n";
    }
    head += "\r\n";
    return head;
}

std::string address_of(const TcpSocket& socket) {
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error) return {};
    auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

}  // namespace

HttpConnection::HttpConnection(HttpWorker& home, Stream stream)
    : home_(&home),
      stream_(std::move(stream)),
      deadline_(
          [](void* self) {
              auto& connection = *static_cast<HttpConnection*>(self);
              connection.timed_out_ = true;
              boost::system::error_code ignored;
              connection.stream_.socket().cancel(ignored);
          },
          this),
      remote_address_(address_of(stream_.socket())),
      phase_(stream_.is_secure() ? Phase::handshake : Phase::idle) {}

HttpConnection::~HttpConnection() = default;

void HttpConnection::start() {
    asio::co_spawn(home_->worker().executor(), run(shared_from_this(), false), asio::detached);
}

void HttpConnection::resume_on(HttpWorker& new_home, HttpDetached detached) {
    home_ = &new_home;
    stream_.adopt(TcpSocket(new_home.worker().executor(), detached.protocol, detached.descriptor));
    asio::co_spawn(new_home.worker().executor(), run(shared_from_this(), true), asio::detached);
}

void HttpConnection::drain() {
    draining_ = true;
    // The request that is here is answered still.
    if (phase_ > Phase::idle || (phase_ == Phase::idle && stream_.has_unread_bytes())) return;
    if (served_)
        close();
    else
        set_deadline(farewell_timeout);
}

bool HttpConnection::stays_open() const noexcept { return !draining_ && !home_->is_retiring(); }

void HttpConnection::close() noexcept { stream_.close(); }

void HttpConnection::set_deadline(std::chrono::milliseconds delay) {
    deadline_.schedule(home_->worker().timers(), delay);
}

Task<void> HttpConnection::run(std::shared_ptr<HttpConnection> self, bool head_is_read) {
    auto& home = *self->home_;
    auto next = Next::read_on;
    try {
        if (!head_is_read && self->stream_.is_secure() && !co_await self->begin()) next = Next::stop;
        while (next == Next::read_on && (head_is_read || co_await self->read_head())) {
            head_is_read = false;
            next = co_await self->serve_request();
        }
    } catch (const std::exception& exception) {
        log::error("A connection failed", {{"cause", exception.what()}});
        next = Next::stop;
    }
    self->deadline_.cancel();
    home.forget(*self);
    if (next == Next::move)
        move_to(std::move(self), home);
    else
        self->close();
}

void HttpConnection::move_to(std::shared_ptr<HttpConnection> self, HttpWorker& old_home) {
    // The loop that watches the socket changes, so the descriptor leaves one epoll set for the other's.
    boost::system::error_code error;
    const auto protocol = self->stream_.socket().local_endpoint(error).protocol();
    if (error) return self->close();
    const HttpDetached detached{.protocol = protocol, .descriptor = self->stream_.release(error)};
    if (error) return self->close();
    old_home.sibling(self->owner_).adopt(std::move(self), detached);
}

Task<bool> HttpConnection::begin() {
    home_->begin_handshake(*this);
    set_deadline(draining_ ? farewell_timeout : home_->limits().handshake_timeout);
    const bool agreed = co_await stream_.shake_hands();
    deadline_.cancel();
    home_->end_handshake(*this);
    (agreed ? agreed_handshakes : failed_handshakes).add();
    co_return agreed;
}

Task<bool> HttpConnection::read_head() {
    const auto& limits = home_->limits();
    phase_ = Phase::idle;
    timed_out_ = false;
    parser_ = std::make_unique<HeadParser>();
    parser_->header_limit(static_cast<std::uint32_t>(limits.head_bytes_max));
    parser_->body_limit(boost::none);  // the endpoint's limit holds, once it is known
    if (buffer_.size() == 0 && !stream_.has_pending()) {
        set_deadline(draining_ ? farewell_timeout : limits.idle_timeout);
        const auto [wait_error] = co_await stream_.socket().async_wait(TcpSocket::wait_read, as_result);
        if (wait_error) co_return false;
    }
    phase_ = Phase::head;
    set_deadline(limits.head_timeout);
    const auto [error, bytes] = co_await http::async_read_header(stream_, buffer_, *parser_, as_result);
    deadline_.cancel();
    if (error) {
        co_await refuse_head(error);
        co_return false;
    }
    co_return true;
}

Task<void> HttpConnection::refuse_head(boost::system::error_code error) {
    if (timed_out_) {
        co_await refuse(408, "request_timeout", "The request's head took too long.");
    } else if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        if (parser_->get().target().empty())  // the limit came before the end of the first line
            co_await refuse(414, "uri_too_long", "The address is too long.");
        else
            co_await refuse(431, "head_too_large", "The request's header fields are too large.");
    } else if (error == http::error::bad_version &&
               names_other_version({static_cast<const char*>(buffer_.data().data()), buffer_.size()})) {
        co_await refuse(505, "http_version_unsupported", "This server speaks HTTP/1.1.");
    } else if (is_http_error(error) && error != http::error::end_of_stream &&
               error != http::error::partial_message) {
        co_await refuse(400, "bad_request", "The request is not well-formed HTTP.");
    }
}

Request HttpConnection::make_request() const {
    const auto& head = parser_->get();
    Request request;
    request.method = std::string(head.method_string());
    request.target = std::string(head.target());
    if (request.target.starts_with("http://") || request.target.starts_with("https://")) {
        // The absolute form means the same resource (RFC 9112, 3.2.2).
        const auto slash = request.target.find('/', request.target.find("//") + 2);
        request.target = slash == std::string::npos ? "/" : request.target.substr(slash);
    }
    const auto question = std::min(request.target.find('?'), request.target.size());
    request.path = request.target.substr(0, question);
    request.query = request.target.substr(std::min(question + 1, request.target.size()));
    for (const auto& field : head)
        request.fields.add(std::string(field.name_string()), std::string(field.value()));
    request.remote_address = remote_address_;
    request.keep_alive = parser_->keep_alive();
    request.worker = &home_->worker();
    request.secure = stream_.is_secure();
    return request;
}

Task<HttpConnection::Next> HttpConnection::serve_request() {
    auto request = make_request();
    old_version_ = parser_->get().version() < 11;
    std::string_view problem;
    if (request.target.size() > home_->limits().target_bytes_max) {
        co_await refuse(414, "uri_too_long", "The address is too long.");
        co_return Next::stop;
    }
    if (!request.path.starts_with('/') && request.target != "*")
        problem = "The request's target must be a path.";
    const auto hosts = std::ranges::count_if(
        request.fields, [](const auto& field) { return equals_ignoring_ascii_case(field.first, "Host"); });
    if (hosts > 1 || (hosts == 0 && !old_version_)) problem = "A request needs one Host.";
    if (!problem.empty()) {
        co_await refuse(400, "bad_request", problem);
        co_return Next::stop;
    }
    const auto endpoint = home_->service().find(request);
    if (endpoint.worker && *endpoint.worker != home_->worker().index()) {
        owner_ = *endpoint.worker;
        co_return Next::move;
    }
    bool keep_alive = request.keep_alive;
    const bool head_only = request.method == "HEAD";
    const bool upgrade = request.is_websocket_upgrade();
    request.connection = weak_from_this();
    phase_ = Phase::body;
    auto beginning = endpoint.begin ? endpoint.begin(request) : Beginning{};
    if (beginning.refusal)
        co_return co_await answer_unread(std::move(*beginning.refusal), keep_alive && stays_open());
    if (!co_await read_body(endpoint, beginning, request.body)) co_return Next::stop;

    phase_ = Phase::handling;
    auto response = co_await handle(endpoint, std::move(request));
    if (beginning.on_end) beginning.on_end(RequestEnd::answered);
    peer_close_ = nullptr;
    if (watching_) {
        boost::system::error_code ignored;
        stream_.socket().cancel(ignored);
    }
    phase_ = Phase::answering;
    served_ = true;
    // What follows a refused upgrade may be frames already, and must not be taken for a request.
    if (upgrade && response.status != 101) keep_alive = false;
    co_return co_await answer(std::move(response), head_only, keep_alive && stays_open());
}

Task<Response> HttpConnection::handle(const Endpoint& endpoint, Request request) {
    try {
        co_return co_await endpoint.handle(std::move(request));
    } catch (const std::exception& exception) {
        log::error("A request handler failed", {{"cause", exception.what()}});
    }
    co_return problem_response(500, "internal", "Something went wrong here.");
}

Task<HttpConnection::Next> HttpConnection::answer_unread(Response response, bool keep_alive) {
    served_ = true;
    phase_ = Phase::answering;
    if (parser_->is_done()) co_return co_await answer(std::move(response), false, keep_alive);
    co_await answer(std::move(response), false, false);
    co_await linger();
    co_return Next::stop;
}

Task<bool> HttpConnection::read_body(const Endpoint& endpoint, const Beginning& beginning,
                                     std::string& body) {
    const auto bytes_max = endpoint.body_bytes_max;
    const auto end = [&beginning](RequestEnd how) {
        if (beginning.on_end) beginning.on_end(how);
    };
    const auto announced = parser_->content_length();
    if (announced && *announced > bytes_max) {
        end(RequestEnd::too_large);
        co_await refuse_size(endpoint.too_large_code);
        co_return false;
    }
    if (parser_->is_done()) co_return true;
    if (equals_ignoring_ascii_case(std::string_view(parser_->get()[http::field::expect]), "100-continue") &&
        !co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) {
        end(RequestEnd::peer_gone);
        co_return false;
    }

    http::request_parser<http::string_body> parser(std::move(*parser_));
    parser.body_limit(bytes_max);
    std::size_t bytes_in_window = home_->limits().body_bytes_min;  // opens the first window
    while (!parser.is_done()) {
        if (bytes_in_window >= home_->limits().body_bytes_min) {
            set_deadline(home_->limits().body_timeout);
            bytes_in_window = 0;
        }
        const auto [error, bytes] = co_await http::async_read_some(stream_, buffer_, parser, as_result);
        bytes_in_window += bytes;
        if (!error) continue;
        deadline_.cancel();
        const bool too_large = error == http::error::body_limit;
        end(too_large ? RequestEnd::too_large : RequestEnd::peer_gone);
        if (timed_out_)
            co_await refuse(408, "request_timeout", "The request's body took too long.");
        else if (too_large)
            co_await refuse_size(endpoint.too_large_code);
        else if (is_http_error(error) && error != http::error::partial_message)
            co_await refuse(400, "bad_request", "The request's body is not well-formed HTTP.");
        co_return false;
    }
    deadline_.cancel();
    body = std::move(parser.get().body());
    co_return true;
}

Task<HttpConnection::Next> HttpConnection::answer(Response response, bool head_only, bool keep_alive) {
    keep_alive = keep_alive && !response.close;
    const auto body = response.body_view();
    const bool only_https = stream_.is_secure() && home_->is_only_https();
    const auto head =
        head_text(response, body.size(), home_->http_date(), keep_alive, old_version_, only_https);
    const bool bodyless =
        head_only || response.status == 204 || response.status == 304 || response.status == 101;
    if (!co_await write(head, bodyless ? std::string_view{} : body)) co_return Next::stop;
    if (response.takeover) {
        std::string leftover(static_cast<const char*>(buffer_.data().data()), buffer_.size());
        response.takeover(stream_.take_over(home_->worker(), std::move(leftover)));
        co_return Next::stop;
    }
    co_return keep_alive ? Next::read_on : Next::stop;
}

Task<bool> HttpConnection::write(std::string_view head, std::string_view body) {
    while (!head.empty() || !body.empty()) {
        set_deadline(home_->limits().write_timeout);
        const std::array<asio::const_buffer, 2> buffers{asio::buffer(head.data(), head.size()),
                                                        asio::buffer(body.data(), body.size())};
        const auto [error, bytes] = stream_.is_secure()
                                        ? co_await stream_.write_secure(head, body)
                                        : co_await stream_.socket().async_write_some(buffers, as_result);
        if (error) {
            deadline_.cancel();
            co_return false;
        }
        const auto from_head = std::min(bytes, head.size());
        head.remove_prefix(from_head);
        body.remove_prefix(bytes - from_head);
    }
    deadline_.cancel();
    co_return true;
}

Task<void> HttpConnection::refuse(unsigned status, std::string_view code, std::string_view detail) {
    timed_out_ = false;
    co_await answer(problem_response(status, code, detail), false, false);
    co_await linger();
}

Task<void> HttpConnection::refuse_size(std::string_view code) {
    if (!code.empty()) co_return co_await refuse(413, code, "The request's body is too large.");
    co_await answer(
        Response{.status = 413, .fields = {}, .body = std::string(), .close = true, .takeover = {}}, false,
        false);
    co_await linger();
}

Task<void> HttpConnection::linger() {
    // Closing with unread bytes would send a reset, which can overtake the answer (RFC 9112, 9.6).
    stream_.shut_down_sending();
    set_deadline(linger_timeout);
    for (std::size_t drained = 0; drained < linger_bytes_max;) {
        auto& socket = stream_.socket();
        const auto [error] = co_await socket.async_wait(TcpSocket::wait_read, as_result);
        if (error || timed_out_) break;
        auto& scratch = home_->worker().read_buffer();
        const auto bytes = ::recv(socket.native_handle(), scratch.data(), scratch.size(), MSG_DONTWAIT);
        if (has_nothing_yet(bytes)) continue;
        if (bytes <= 0) break;
        drained += static_cast<std::size_t>(bytes);
    }
    deadline_.cancel();
}

void HttpConnection::on_peer_close(std::function<void()> callback) {
    peer_close_ = std::move(callback);
    if (!watching_) watch_peer();
}

void HttpConnection::watch_peer() {
    watching_ = true;
    stream_.socket().async_wait(TcpSocket::wait_read,
                                [self = shared_from_this()](const boost::system::error_code& error) {
                                    self->watching_ = false;
                                    if (!self->peer_close_ || self->phase_ != Phase::handling) return;
                                    if (error == asio::error::operation_aborted)
                                        return self->watch_peer();  // of the request before
                                    const auto bytes = self->stream_.peek();
                                    if (has_nothing_yet(bytes)) return self->watch_peer();
                                    // A pipelined request is no farewell; it waits for its turn, and the peer
                                    // is watched no further.
                                    if (bytes > 0) return;
                                    auto callback = std::move(self->peer_close_);
                                    self->peer_close_ = nullptr;
                                    callback();
                                });
}

}  // namespace chatter::net
