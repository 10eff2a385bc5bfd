#include "net/http_server.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

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

HttpWorker::HttpWorker(Worker& worker, const Service& service, const HttpLimits& limits, HttpsOptions https,
                       const Siblings& siblings)
    : worker_(worker), service_(service), limits_(limits), https_(std::move(https)), siblings_(siblings) {}

HttpWorker::~HttpWorker() = default;

void HttpWorker::add(const std::shared_ptr<HttpConnection>& connection) {
    connections_.insert(connection.get());
    connection_count_ = connections_.size();
    if (draining_) connection->drain();
}

void HttpWorker::forget(HttpConnection& connection) noexcept {
    connections_.erase(&connection);
    handshakes_.erase(&connection);
    connection_count_ = connections_.size();
}

void HttpWorker::accept(TcpSocket socket) {
    std::unique_ptr<tls::Channel> tls;
    if (https_.identity && !(tls = https_.identity->accept(socket.native_handle()))) return;
    const auto connection =
        std::make_shared<HttpConnection>(*this, Stream(std::move(socket), std::move(tls)));
    add(connection);
    connection->start();
}

void HttpWorker::adopt(std::shared_ptr<HttpConnection> connection, HttpDetached detached) {
    worker_.post([this, connection = std::move(connection), detached] {
        add(connection);
        connection->resume_on(*this, detached);
    });
}

bool HttpWorker::has_room_for_handshake() {
    if (handshakes_.size() < limits_.handshakes_max) return true;
    const auto latest = std::chrono::steady_clock::now() - limits_.handshake_patience;
    for (const auto& [connection, began] : handshakes_)
        if (began < latest) connection->close();
    return false;
}

void HttpWorker::begin_handshake(HttpConnection& connection) {
    handshakes_.emplace(&connection, std::chrono::steady_clock::now());
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

    /// Takes a descriptor of its own to the socket that `descriptor` is one to.
    boost::system::error_code adopt(int descriptor, const asio::ip::tcp& protocol) {
        boost::system::error_code error;
        const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
        if (own < 0) return {errno, boost::system::system_category()};
        acceptor_.assign(protocol, own, error);
        return error;
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void accept_next() {
        // The others wait in the backlog, where they cost nothing.
        if (!home_.has_room_for_handshake()) return wait_a_little();
        acceptor_.async_accept([self = shared_from_this()](const boost::system::error_code& error,
                                                           TcpSocket socket) {
            if (!error) self->take_in(std::move(socket));  // also one that was accepted just before the close
            if (!self->acceptor_.is_open()) return;
            if (is_out_of_descriptors(error)) {
                if (!self->paused_)
                    log::warn("No more connections can be accepted for now", {{"cause", error.message()}});
                self->paused_ = true;
                return self->wait_a_little();
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
    void wait_a_little() { pause_.schedule(home_.worker().timers(), accept_pause); }
    static void resume(void* self) { static_cast<Listener*>(self)->accept_next(); }

    HttpWorker& home_;
    Acceptor acceptor_;
    Timer pause_;
    bool paused_ = false;
};

HttpServer::HttpServer(WorkerGroup& workers, const Service& service, HttpLimits limits, HttpsOptions https) {
    for (std::size_t i = 0; i < workers.size(); ++i)
        http_workers_.push_back(
            std::make_unique<HttpWorker>(workers[i], service, limits, https, http_workers_));
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

Result<std::uint16_t> HttpServer::listen_on(int descriptor) {
    int family = 0, listens = 0;
    socklen_t size = sizeof family;
    const bool is_known = ::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 &&
                          ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0;
    if (!is_known || listens == 0 || (family != AF_INET && family != AF_INET6)) {
        ::close(descriptor);
        return fail(Errc::cannot_listen, "The socket that was handed over does not listen for TCP");
    }
    boost::system::error_code error;
    std::uint16_t port = 0;
    for (auto& home : http_workers_) {
        auto listener = std::make_shared<Listener>(*home);
        error = listener->adopt(descriptor, family == AF_INET ? asio::ip::tcp::v4() : asio::ip::tcp::v6());
        if (error) break;
        port = listener->port();
        listener->accept_next();
        listeners_.push_back(std::move(listener));
    }
    ::close(descriptor);
    if (error) return fail(Errc::cannot_listen, error.message());
    return port;
}

void HttpServer::use(const std::shared_ptr<const tls::Identity>& identity) {
    for (auto& home : http_workers_) home->worker().post([&home = *home, identity] { home.use(identity); });
}

void HttpServer::retire() {
    for (auto& home : http_workers_) home->worker().post([&home = *home] { home.retire(); });
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
