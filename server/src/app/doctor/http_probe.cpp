#include "app/doctor/http_probe.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "net/tls/openssl.hpp"

namespace chatter::app::doctor {

namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;

using Deadline = std::chrono::steady_clock::time_point;

std::unexpected<Error> failed(std::errc code, std::string what) {
    return fail(std::make_error_code(code), std::move(what));
}

/// Waits until the socket can be read or written; false once it is too late.
bool wait_for(int descriptor, short events, Deadline deadline) {
    while (true) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        pollfd waiting{.fd = descriptor, .events = events, .revents = 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int get() const { return number_; }

  private:
    int number_;
};

Result<Descriptor> connect_to(const addrinfo& target, Deadline deadline) {
    Descriptor socket(
        ::socket(target.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, target.ai_protocol));
    if (socket.get() < 0) return failed(std::errc(errno), std::strerror(errno));
    int problem = 0;
    if (::connect(socket.get(), target.ai_addr, target.ai_addrlen) != 0) problem = errno;
    if (problem == EINPROGRESS) {
        if (!wait_for(socket.get(), POLLOUT, deadline))
            return failed(std::errc::host_unreachable, "nobody answers within the time limit");
        socklen_t size = sizeof problem;
        ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &problem, &size);
    }
    if (problem != 0) return failed(std::errc(problem), std::strerror(problem));
    return socket;
}

Result<Descriptor> connect_to(const Address& address, Deadline deadline) {
    auto name = address.host;
    if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int problem = ::getaddrinfo(name.c_str(), std::to_string(address.port).c_str(), &hints, &found);
    if (problem != 0)
        return failed(std::errc::host_unreachable,
                      "the name " + name + " is not found: " + ::gai_strerror(problem));
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
    auto last = Result<Descriptor>(failed(std::errc::host_unreachable, "it has no address"));
    for (const auto* one = found; one != nullptr && !last; one = one->ai_next)
        last = connect_to(*one, deadline);
    return last;
}

/// A connection with or without TLS, every step of it until `deadline`.
class Channel {
  public:
    Channel(Descriptor socket, Deadline deadline) : socket_(std::move(socket)), deadline_(deadline) {}

    Result<void> begin_tls(const Address& address);
    Result<void> send(std::string_view bytes);
    /// 0 at the end.
    Result<std::size_t> receive(std::array<char, 4096>& buffer);
    [[nodiscard]] std::optional<std::chrono::days> certificate_left() const;

  private:
    /// Repeats `step`, which returns what an OpenSSL function of its kind does, until it is through.
    template <class Step>
    Result<int> until_done(Step step);

    Descriptor socket_;
    Deadline deadline_;
    const net::tls::OpenSsl* tls_ = nullptr;
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_{nullptr, nullptr};
    std::unique_ptr<SSL, void (*)(SSL*)> session_{nullptr, nullptr};
};

template <class Step>
Result<int> Channel::until_done(Step step) {
    while (true) {
        tls_->ERR_clear_error();
        const int done = step();
        if (done > 0) return done;
        const int why = tls_->SSL_get_error(session_.get(), done);
        if (why == SSL_ERROR_ZERO_RETURN) return 0;
        if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
            const auto number = tls_->ERR_get_error();
            const char* const reason = number == 0 ? nullptr : tls_->ERR_reason_error_string(number);
            return failed(std::errc::protocol_error,
                          reason == nullptr ? "the connection was cut" : std::string("TLS: ") + reason);
        }
        if (!wait_for(socket_.get(), why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline_))
            return failed(std::errc::timed_out, "no answer within the time limit");
    }
}

Result<void> Channel::begin_tls(const Address& address) {
    tls_ = net::tls::load_openssl();
    if (tls_ == nullptr)
        return failed(std::errc::not_supported, "OpenSSL is not installed: apt-get install libssl3");
    context_ = {tls_->SSL_CTX_new(tls_->TLS_client_method()), tls_->SSL_CTX_free};
    if (!context_ || tls_->SSL_CTX_set_default_verify_paths(context_.get()) != 1)
        return failed(std::errc::not_supported, "the system's certificate authorities cannot be read");
    tls_->SSL_CTX_ctrl(context_.get(), SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
    tls_->SSL_CTX_set_verify(context_.get(), address.any_certificate ? SSL_VERIFY_NONE : SSL_VERIFY_PEER,
                             nullptr);
    session_ = {tls_->SSL_new(context_.get()), tls_->SSL_free};
    auto name = address.host;
    tls_->SSL_ctrl(session_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    tls_->SSL_set1_host(session_.get(), address.host.c_str());
    tls_->SSL_set_fd(session_.get(), socket_.get());
    const auto done = until_done([this] { return tls_->SSL_connect(session_.get()); });
    if (done && *done > 0) return {};
    if (const auto why = tls_->SSL_get_verify_result(session_.get()); why != X509_V_OK)
        return failed(std::errc::protocol_error, std::string("its certificate is not trusted: ") +
                                                     tls_->X509_verify_cert_error_string(why));
    return failed(std::errc::protocol_error, done ? "the connection was cut" : done.error().detail);
}

Result<void> Channel::send(std::string_view bytes) {
    while (!bytes.empty()) {
        std::size_t sent = 0;
        if (session_) {
            const auto done = until_done([&] {
                return tls_->SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
            });
            if (!done) return std::unexpected(done.error());
            sent = static_cast<std::size_t>(*done);
        } else {
            if (!wait_for(socket_.get(), POLLOUT, deadline_))
                return failed(std::errc::timed_out, "it takes no request within the time limit");
            const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count > 0) sent = static_cast<std::size_t>(count);
        }
        if (sent == 0) return failed(std::errc::broken_pipe, "the connection was cut");
        bytes.remove_prefix(sent);
    }
    return {};
}

Result<std::size_t> Channel::receive(std::array<char, 4096>& buffer) {
    if (session_) {
        const auto done = until_done(
            [&] { return tls_->SSL_read(session_.get(), buffer.data(), static_cast<int>(buffer.size())); });
        if (!done) return std::unexpected(done.error());
        return static_cast<std::size_t>(*done);
    }
    if (!wait_for(socket_.get(), POLLIN, deadline_))
        return failed(std::errc::timed_out, "no answer within the time limit");
    const auto count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (count < 0) return failed(std::errc(errno), std::strerror(errno));
    return static_cast<std::size_t>(count);
}

std::optional<std::chrono::days> Channel::certificate_left() const {
    if (!session_) return std::nullopt;
    const std::unique_ptr<X509, void (*)(X509*)> certificate(tls_->SSL_get1_peer_certificate(session_.get()),
                                                             tls_->X509_free);
    std::tm end{};
    if (!certificate || tls_->ASN1_TIME_to_tm(tls_->X509_get0_notAfter(certificate.get()), &end) != 1)
        return std::nullopt;
    const auto left =
        std::chrono::system_clock::from_time_t(::timegm(&end)) - std::chrono::system_clock::now();
    return std::chrono::floor<std::chrono::days>(left);
}

/// The whole answer, or as much of it as is wanted: its head, when it is no answer of HTTP that follows.
Result<Answer> read_answer(Channel& channel) {
    std::string received;
    std::array<char, 4096> buffer{};
    std::size_t head_end = std::string::npos;
    Answer answer;
    while (received.size() < answer_bytes_max) {
        const auto count = channel.receive(buffer);
        if (!count && received.empty()) return std::unexpected(count.error());
        if (!count || *count == 0) break;
        received.append(buffer.data(), *count);
        if (head_end == std::string::npos) head_end = received.find("\r\n\r\n");
        if (head_end != std::string::npos && received.starts_with("HTTP/1.1 101")) break;
        if (head_end == std::string::npos) continue;
        answer.head = received.substr(0, head_end + 2);
        std::size_t length = 0;
        const auto text = answer.field("Content-Length");
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
        if (!text.empty() && error == std::errc() && received.size() >= head_end + 4 + length) break;
    }
    if (head_end == std::string::npos || received.size() < 12 || !received.starts_with("HTTP/1."))
        return failed(std::errc::protocol_error, "what answers does not speak HTTP");
    answer.head = received.substr(0, head_end + 2);
    answer.body = received.substr(head_end + 4);
    std::from_chars(received.data() + 9, received.data() + 12, answer.status);
    return answer;
}

}  // namespace

Address Address::of_origin(std::string_view origin) {
    Address address;
    address.tls = origin.starts_with("https://");
    address.port = address.tls ? 443 : 80;
    const auto authority = origin.substr(origin.find("://") + 3);
    const auto bracket = authority.find(']');
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    address.host = std::string(authority.substr(0, colon));
    if (colon != std::string_view::npos)
        std::from_chars(authority.data() + colon + 1, authority.data() + authority.size(), address.port);
    return address;
}

Address Address::of_server(const Config& config) {
    const bool is_any = config.host.empty() || config.host == "::" || config.host == "0.0.0.0";
    std::string host = is_any ? "127.0.0.1" : config.host;
    if (host.contains(':')) host = "[" + host + "]";
    // Its certificate is the outside's name, which is not what this machine calls it.
    return {.tls = config.has_tls(), .host = std::move(host), .port = config.port, .any_certificate = true};
}

std::string Address::text() const {
    const std::uint16_t usual = tls ? 443 : 80;
    return (tls ? "https://" : "http://") + host + (port == usual ? "" : ":" + std::to_string(port));
}

std::string Answer::field(std::string_view name) const {
    std::string_view rest = head;
    while (!rest.empty()) {
        const auto end = std::min(rest.find("\r\n"), rest.size());
        const auto line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 2, rest.size()));
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && equals_ignoring_ascii_case(line.substr(0, colon), name))
            return std::string(trim(line.substr(colon + 1)));
    }
    return {};
}

Result<Answer> ask(const Address& address, std::string_view path, std::string_view fields,
                   std::chrono::milliseconds time_limit, std::string_view method) {
    const auto deadline = std::chrono::steady_clock::now() + time_limit;
    auto socket = connect_to(address, deadline);
    if (!socket) return std::unexpected(socket.error());
    Channel channel(std::move(*socket), deadline);
    if (address.tls)
        if (auto begun = channel.begin_tls(address); !begun) return std::unexpected(begun.error());
    const std::uint16_t usual = address.tls ? 443 : 80;
    std::string request =
        std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: " + address.host;
    if (address.port != usual) request += ":" + std::to_string(address.port);
    request += "\r\nUser-Agent: chatter-doctor\r\n" + std::string(fields);
    if (fields.find("Connection:") == std::string_view::npos) request += "Connection: close\r\n";
    if (auto sent = channel.send(request + "\r\n"); !sent) return std::unexpected(sent.error());
    auto answer = read_answer(channel);
    if (answer) answer->certificate_left = channel.certificate_left();
    return answer;
}

}  // namespace chatter::app::doctor
