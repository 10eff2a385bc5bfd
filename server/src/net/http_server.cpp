#include "net/http_server.hpp"

#include <boost/asio/ip/v6_only.hpp>

#include "base/log.hpp"
#include "base/time.hpp"
#include "net/errc.hpp"
#include "net/http_connection.hpp"

namespace chatter::net {

namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, WorkerExecutor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr int backlog = 4096;
constexpr std::chrono::milliseconds accept_pause{200};

bool is_out_of_descriptors(const boost::system::error_code& error) {
    return error == boost::system::errc::too_many_files_open ||
           error == boost::system::errc::too_many_files_open_in_system ||
           error == boost::system::errc::no_buffer_space || error == boost::system::errc::not_enough_memory;
}

}  // namespace

HttpWorker::HttpWorker(Worker& worker, const Service& service, const HttpLimits& limits,
                       const Siblings& siblings)
    : worker_(worker), service_(service), limits_(limits), siblings_(siblings) {}

HttpWorker::~HttpWorker() = default;

void HttpWorker::add(const std::shared_ptr<HttpConnection>& connection) {
    connections_.insert(connection.get());
    connection_count_ = connections_.size();
    if (draining_) connection->drain();
}

void HttpWorker::forget(HttpConnection& connection) noexcept {
    connections_.erase(&connection);
    connection_count_ = connections_.size();
}

void HttpWorker::accept(TcpSocket socket) {
    const auto connection = std::make_shared<HttpConnection>(*this, std::move(socket));
    add(connection);
    connection->start();
}

void HttpWorker::adopt(std::shared_ptr<HttpConnection> connection, HttpDetached detached) {
    worker_.post([this, connection = std::move(connection), detached] {
        add(connection);
        connection->resume_on(*this, detached);
    });
}

std::string_view HttpWorker::http_date() {
    const auto now = SystemClock().now();
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (date_.empty() || second != date_second_) {
        date_second_ = second;
        date_ = to_http_date(now);
    }
    return date_;
}

void HttpWorker::drain() {
    draining_ = true;
    const auto connections = connections_;
    for (auto* connection : connections) connection->drain();
}

void HttpWorker::close_all() {
    const auto connections = connections_;
    for (auto* connection : connections) connection->close();
}

/// Accepts on one worker. Out of descriptors, it pauses: new peers wait in the backlog, old ones do not
/// notice.
class HttpServer::Listener : public std::enable_shared_from_this<Listener> {
  public:
    Listener(HttpWorker& home) : home_(home), acceptor_(home.worker().executor()), pause_(resume, this) {}

    boost::system::error_code open(const asio::ip::tcp::endpoint& endpoint) {
        boost::system::error_code error;
        acceptor_.open(endpoint.protocol(), error);
        if (error) return error;
        if (endpoint.protocol() == asio::ip::tcp::v6()) acceptor_.set_option(asio::ip::v6_only(false), error);
        acceptor_.set_option(Acceptor::reuse_address(true), error);
        acceptor_.set_option(ReusePort(true), error);
        acceptor_.bind(endpoint, error);
        if (error) return error;
        acceptor_.listen(backlog, error);
        return error;
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void accept_next() {
        acceptor_.async_accept([self = shared_from_this()](const boost::system::error_code& error,
                                                           TcpSocket socket) {
            if (!error) self->take_in(std::move(socket));  // also one that was accepted just before the close
            if (!self->acceptor_.is_open()) return;
            if (is_out_of_descriptors(error)) {
                if (!self->paused_)
                    log::warn("No more connections can be accepted for now", {{"cause", error.message()}});
                self->paused_ = true;
                return self->pause_.schedule(self->home_.worker().timers(), accept_pause);
            }
            self->paused_ = false;
            self->accept_next();
        });
    }

    /// Takes in who has connected already: closing with them in the backlog would reset them.
    void close() {
        boost::system::error_code error;
        pause_.cancel();
        acceptor_.non_blocking(true, error);
        while (!error) {
            TcpSocket socket(home_.worker().executor());
            acceptor_.accept(socket, error);
            if (!error) take_in(std::move(socket));
        }
        acceptor_.close(error);
    }

    [[nodiscard]] HttpWorker& home() noexcept { return home_; }

  private:
    void take_in(TcpSocket socket) {
        boost::system::error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        socket.non_blocking(true, ignored);
        home_.accept(std::move(socket));
    }
    static void resume(void* self) { static_cast<Listener*>(self)->accept_next(); }

    HttpWorker& home_;
    Acceptor acceptor_;
    Timer pause_;
    bool paused_ = false;
};

HttpServer::HttpServer(WorkerGroup& workers, const Service& service, HttpLimits limits) {
    for (std::size_t i = 0; i < workers.size(); ++i)
        http_workers_.push_back(std::make_unique<HttpWorker>(workers[i], service, limits, http_workers_));
}

HttpServer::~HttpServer() = default;

Result<std::uint16_t> HttpServer::listen(const std::string& host, std::uint16_t port) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) return fail(Errc::bad_address, "HOST must be an IP address, such as 127.0.0.1 or ::");
    asio::ip::tcp::endpoint endpoint(address, port);
    if (port != 0) {
        // SO_REUSEPORT would share the port with any process of the same user; without it, a listener shows.
        asio::io_context scratch;
        asio::ip::tcp::acceptor probe(scratch);
        probe.open(endpoint.protocol(), error);
        if (!error && address.is_v6()) probe.set_option(asio::ip::v6_only(false), error);
        if (!error) probe.set_option(asio::ip::tcp::acceptor::reuse_address(true), error);
        if (!error) probe.bind(endpoint, error);
        if (!error) probe.listen(1, error);
        if (error)
            return fail(error == asio::error::address_in_use ? Errc::address_in_use : Errc::cannot_listen,
                        error.message());
    }
    std::vector<std::shared_ptr<Listener>> opened;
    for (auto& home : http_workers_) {
        auto listener = std::make_shared<Listener>(*home);
        error = listener->open(endpoint);
        if (error)
            return fail(error == asio::error::address_in_use ? Errc::address_in_use : Errc::cannot_listen,
                        error.message());
        endpoint.port(listener->port());
        opened.push_back(std::move(listener));
    }
    for (auto& listener : opened) {
        listener->accept_next();
        listeners_.push_back(std::move(listener));
    }
    return endpoint.port();
}

void HttpServer::drain() {
    for (auto& listener : listeners_)
        listener->home().worker().post([this, listener] {
            listener->close();
            listener->home().drain();
            ++closed_listeners_;
        });
}

bool HttpServer::is_drained() const noexcept {
    return closed_listeners_ == listeners_.size() && connection_count() == 0;
}

std::size_t HttpServer::connection_count() const noexcept {
    std::size_t count = 0;
    for (const auto& home : http_workers_) count += home->connection_count();
    return count;
}

}  // namespace chatter::net
