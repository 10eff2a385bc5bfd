#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace chatter::net::tls {

// clang-format off
// The functions of OpenSSL that Chatter calls.
#define CHATTER_OPENSSL_FUNCTIONS(function)                                                                   \
    function(TLS_client_method) function(SSL_CTX_new) function(SSL_CTX_free) function(SSL_CTX_ctrl)          \
    function(SSL_CTX_set_default_verify_paths) function(SSL_CTX_set_verify)                                  \
    function(SSL_new) function(SSL_free) function(SSL_ctrl) function(SSL_set_fd) function(SSL_set1_host)     \
    function(SSL_connect) function(SSL_read) function(SSL_write) function(SSL_get_error)                     \
    function(SSL_get_verify_result) function(SSL_get1_peer_certificate)                                      \
    function(X509_free) function(X509_get0_notAfter) function(X509_verify_cert_error_string)                 \
    function(ASN1_TIME_to_tm) function(ERR_clear_error) function(ERR_get_error)                              \
    function(ERR_reason_error_string)                                                                        \
    function(TLS_server_method) function(SSL_CTX_use_certificate_chain_file)                                 \
    function(SSL_CTX_use_PrivateKey_file) function(SSL_CTX_set_cipher_list) function(SSL_CTX_set_options)    \
    function(SSL_CTX_set_num_tickets) function(SSL_CTX_set_default_passwd_cb)                                \
    function(SSL_CTX_get0_certificate) function(SSL_accept) function(SSL_peek) function(SSL_pending)         \
    function(SSL_shutdown)
// clang-format on

/// OpenSSL 3, loaded when TLS is first spoken: a server behind a proxy has nothing of it in memory.
/// `tls->SSL_new(…)` is the function of that name.
struct OpenSsl {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a member name cannot stand in them
#define CHATTER_DECLARE(name) decltype(&::name) name = nullptr;
    CHATTER_OPENSSL_FUNCTIONS(CHATTER_DECLARE)
#undef CHATTER_DECLARE
};

/// Null when this machine has no OpenSSL 3. Stays loaded until the process ends. Threads: any.
[[nodiscard]] const OpenSsl* load_openssl();

}  // namespace chatter::net::tls
