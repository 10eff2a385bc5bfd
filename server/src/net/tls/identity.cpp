#include "net/tls/identity.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <optional>

#include "net/errc.hpp"

namespace chatter::net::tls {

namespace {

/// Those with forward secrecy and authenticated encryption; TLS 1.3 has no others.
constexpr const char* ciphers_of_tls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";

/// What keeps this process from reading a file; OpenSSL would say "system library".
std::optional<std::string> unreadable(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): glibc's is safe
    ::close(descriptor);
    return std::nullopt;
}

std::string reason_of(const OpenSsl& tls) {
    const auto number = tls.ERR_get_error();
    const char* const reason = number == 0 ? nullptr : tls.ERR_reason_error_string(number);
    tls.ERR_clear_error();
    return reason == nullptr ? "it is not what it should be" : reason;
}

/// A key that asks for a passphrase is refused; by itself OpenSSL would ask at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

Identity::Identity(const OpenSsl& tls)
    : tls_(tls), context_(tls.SSL_CTX_new(tls.TLS_server_method()), tls.SSL_CTX_free) {}

Result<std::shared_ptr<const Identity>> Identity::load(const std::string& certificate_path,
                                                       const std::string& key_path) {
    const auto* const tls = load_openssl();
    if (tls == nullptr)
        return fail(Errc::bad_certificate, "TLS needs OpenSSL 3 on this machine: apt-get install libssl3");
    for (const auto& path : {certificate_path, key_path})
        if (const auto why = unreadable(path)) return fail(Errc::bad_certificate, path + ": " + *why);

    tls->ERR_clear_error();
    const std::shared_ptr<Identity> identity(new Identity(*tls));
    auto* const context = identity->context_.get();
    if (context == nullptr) return fail(Errc::bad_certificate, "OpenSSL cannot begin: " + reason_of(*tls));
    tls->SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
    tls->SSL_CTX_set_cipher_list(context, ciphers_of_tls12);
    tls->SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    // Buffers go back while nothing is under way: most connections are silent most of the time.
    tls->SSL_CTX_ctrl(
        context, SSL_CTRL_MODE,
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS,
        nullptr);
    // Who comes back brings a ticket along; nothing is kept of them here.
    tls->SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, SSL_SESS_CACHE_OFF, nullptr);
    tls->SSL_CTX_set_num_tickets(context, 1);
    tls->SSL_CTX_set_default_passwd_cb(context, no_passphrase);

    if (tls->SSL_CTX_use_certificate_chain_file(context, certificate_path.c_str()) != 1)
        return fail(Errc::bad_certificate, certificate_path + ": no certificate: " + reason_of(*tls));
    if (tls->SSL_CTX_use_PrivateKey_file(context, key_path.c_str(), SSL_FILETYPE_PEM) != 1)
        return fail(Errc::bad_certificate, key_path + ": no key of this certificate: " + reason_of(*tls));
    std::tm end{};
    if (tls->ASN1_TIME_to_tm(tls->X509_get0_notAfter(tls->SSL_CTX_get0_certificate(context)), &end) == 1)
        identity->expires_ = std::chrono::sys_seconds(std::chrono::seconds(::timegm(&end)));
    return identity;
}

std::unique_ptr<Channel> Identity::accept(int descriptor) const {
    SSL* const session = tls_.SSL_new(context_.get());
    if (session == nullptr) return nullptr;
    auto channel = std::make_unique<Channel>(tls_, session);
    if (tls_.SSL_set_fd(session, descriptor) != 1) return nullptr;
    return channel;
}

}  // namespace chatter::net::tls
