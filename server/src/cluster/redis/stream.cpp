#include "cluster/redis/stream.hpp"

#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>

#include "base/errc.hpp"

namespace chatter::cluster::redis {

namespace {

using boost::system::error_code;

std::unexpected<Error> lost(const error_code& error) { return fail(Errc::unavailable, error.message()); }

auto caught(error_code& error) { return asio::redirect_error(use_task, error); }

}  // namespace

Task<Result<void>> Stream::connect(Address address) {
    using Resolver = asio::ip::basic_resolver<asio::ip::tcp, WorkerExecutor>;
    error_code error;
    Resolver resolver(socket_.get_executor());
    const auto endpoints =
        co_await resolver.async_resolve(address.host, std::to_string(address.port), caught(error));
    if (error) co_return lost(error);
    co_await asio::async_connect(socket_, endpoints, caught(error));
    if (error) co_return lost(error);
    socket_.set_option(asio::ip::tcp::no_delay(true), error);
    if (!address.tls) co_return Result<void>();
    co_return co_await begin_tls(std::move(address.host));
}

Task<Result<void>> Stream::begin_tls(std::string host) {
    error_code error;
    context_ = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    context_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                          asio::ssl::context::no_tlsv1_1);
    context_->set_default_verify_paths(error);
    if (error) co_return lost(error);
    tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, *context_);
    tls_->set_verify_mode(asio::ssl::verify_peer);
    tls_->set_verify_callback(asio::ssl::host_name_verification(host));
    // So that a host with several certificates knows which one is asked for.
    SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
    co_await tls_->async_handshake(asio::ssl::stream_base::client, caught(error));
    if (error) co_return lost(error);
    co_return Result<void>();
}

Task<Result<std::size_t>> Stream::read_some(std::span<char> buffer) {
    error_code error;
    std::size_t count = 0;
    const auto target = asio::buffer(buffer.data(), buffer.size());
    if (tls_)
        count = co_await tls_->async_read_some(target, caught(error));
    else
        count = co_await socket_.async_read_some(target, caught(error));
    if (error) co_return lost(error);
    co_return count;
}

Task<Result<void>> Stream::write(std::string_view bytes) {
    error_code error;
    if (tls_)
        co_await asio::async_write(*tls_, asio::buffer(bytes), caught(error));
    else
        co_await asio::async_write(socket_, asio::buffer(bytes), caught(error));
    if (error) co_return lost(error);
    co_return Result<void>();
}

void Stream::close() {
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace chatter::cluster::redis
