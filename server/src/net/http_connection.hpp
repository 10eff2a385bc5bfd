#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/http_server.hpp"
#include "net/stream.hpp"

namespace chatter::net {

/// One TCP connection while it speaks HTTP/1.1: requests one after the other, pipelined ones in order.
///
///   (TLS) ──► head ──► service.find ──► (move to the owner's worker) ──► body ──► handler ──► answer ──►
///   head …
///                                                                         └► 101: takeover, and this ends
///
/// Every wait has a deadline; a peer that misses one is told 408 where it still listens, and closed.
class HttpConnection final : public ConnectionWatch, public std::enable_shared_from_this<HttpConnection> {
  public:
    HttpConnection(HttpWorker& home, Stream stream);
    ~HttpConnection() override;

    void start();
    /// Goes on with the request whose head another worker read. Called on the new home's worker.
    void resume_on(HttpWorker& new_home, HttpDetached detached);
    /// Closes now when idle, else after the answer to the request that has come.
    void drain();
    void close() noexcept override;

    void on_peer_close(std::function<void()> callback) override;

  private:
    using HeadParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
    enum class Phase : std::uint8_t { handshake, idle, head, body, handling, answering };
    enum class Next : std::uint8_t { read_on, move, stop };

    static Task<void> run(std::shared_ptr<HttpConnection> self, bool head_is_read);
    /// Agrees on TLS, where that is spoken.
    Task<bool> begin();
    Task<bool> read_head();
    Task<Next> serve_request();
    Task<bool> read_body(const Endpoint& endpoint, const Beginning& beginning, std::string& body);
    /// Answers a request whose body may be on its way still.
    Task<Next> answer_unread(Response response, bool keep_alive);
    Task<Response> handle(const Endpoint& endpoint, Request request);
    Task<Next> answer(Response response, bool head_only, bool keep_alive);
    Task<bool> write(std::string_view head, std::string_view body);
    Task<void> refuse(unsigned status, std::string_view code, std::string_view detail);
    /// 413: with the problem `code`, or with an empty body when there is none.
    Task<void> refuse_size(std::string_view code);
    Task<void> linger();
    /// Whether there may be another request after this one.
    [[nodiscard]] bool stays_open() const noexcept;
    Task<void> refuse_head(boost::system::error_code error);
    [[nodiscard]] Request make_request() const;
    static void move_to(std::shared_ptr<HttpConnection> self, HttpWorker& old_home);
    void watch_peer();
    void set_deadline(std::chrono::milliseconds delay);

    HttpWorker* home_;
    Stream stream_;
    boost::beast::flat_buffer buffer_;
    std::unique_ptr<HeadParser> parser_;
    Timer deadline_;
    const std::string remote_address_;
    std::function<void()> peer_close_;
    std::size_t owner_ = 0;  // the worker to move to
    Phase phase_;
    bool old_version_ = false;  // HTTP/1.0
    bool timed_out_ = false;
    bool draining_ = false;
    bool watching_ = false;
    bool served_ = false;  // at least one request
};

}  // namespace chatter::net
