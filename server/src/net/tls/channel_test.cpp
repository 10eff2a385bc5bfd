#include "net/tls/channel.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "net/errc.hpp"
#include "net/tls/identity.hpp"

namespace chatter::net::tls {
namespace {

/// A folder with a certificate that signs itself, made once for all tests.
class Certificates {
  public:
    Certificates() {
        std::string pattern = std::filesystem::temp_directory_path() / "chatter-tls-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        const auto command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
            "-subj /CN=localhost -keyout " +
            key() + " -out " + certificate() + " 2>/dev/null";
        made_ = std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe): no thread but this one
    }
    ~Certificates() { std::filesystem::remove_all(folder_); }

    [[nodiscard]] bool are_made() const { return made_; }
    [[nodiscard]] std::string certificate() const { return folder_ + "/tls.crt"; }
    [[nodiscard]] std::string key() const { return folder_ + "/tls.key"; }
    [[nodiscard]] std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ + "/" + name) << text;
        return folder_ + "/" + name;
    }

  private:
    std::string folder_;
    bool made_ = false;
};

const Certificates& certificates() {
    static const Certificates instance;
    return instance;
}

/// The server's channel and a client of OpenSSL's at the two ends of a socket.
class TlsChannelTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::signal(SIGPIPE, SIG_IGN);
        ASSERT_TRUE(certificates().are_made());
        const auto identity = Identity::load(certificates().certificate(), certificates().key());
        ASSERT_TRUE(identity) << identity.error().detail;
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_), 0);
        channel = (*identity)->accept(ends_[0]);  // which outlives the identity
        context_ = openssl.SSL_CTX_new(openssl.TLS_client_method());
        client = openssl.SSL_new(context_);
        openssl.SSL_set_fd(client, ends_[1]);
    }
    void TearDown() override {
        channel.reset();
        openssl.SSL_free(client);
        openssl.SSL_CTX_free(context_);
        ::close(ends_[0]);
        close_client();
    }
    void shake_hands() {
        auto step = Channel::Handshake::wants_read;
        for (int i = 0; i < 20 && step != Channel::Handshake::done; ++i) {
            openssl.SSL_connect(client);
            step = channel->handshake();
        }
        ASSERT_EQ(step, Channel::Handshake::done);
        ASSERT_EQ(openssl.SSL_connect(client), 1);
    }
    void close_client() {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }
    std::string read_here() {
        std::string bytes(record_bytes_max, '\0');
        const auto count = channel->read(bytes);
        bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return bytes;
    }
    /// Everything the client can read now.
    std::string read_there() {
        std::string all(1 << 20, '\0');
        std::size_t size = 0;
        for (int count = 0;
             (count = openssl.SSL_read(client, all.data() + size, static_cast<int>(all.size() - size))) > 0;)
            size += static_cast<std::size_t>(count);
        all.resize(size);
        return all;
    }

    const OpenSsl& openssl = *load_openssl();
    std::unique_ptr<Channel> channel;
    SSL* client = nullptr;
    int ends_[2] = {-1, -1};

  private:
    SSL_CTX* context_ = nullptr;
};

TEST_F(TlsChannelTest, carries_bytes_both_ways) {
    shake_hands();
    EXPECT_EQ(channel->read(std::span<char>()), -1) << "nothing has come";
    EXPECT_EQ(openssl.SSL_write(client, "hello", 5), 5);
    EXPECT_EQ(read_here(), "hello");
    EXPECT_EQ(channel->write("good day"), 8);
    EXPECT_EQ(read_there(), "good day");
    std::string more(1, '\0');
    EXPECT_EQ(channel->read(more), -1);
    EXPECT_EQ(errno, EAGAIN);
}

TEST_F(TlsChannelTest, tells_of_decrypted_bytes_that_no_wait_reports) {
    shake_hands();
    EXPECT_EQ(openssl.SSL_write(client, "hello", 5), 5);
    EXPECT_EQ(channel->peek(), 1);
    EXPECT_TRUE(channel->has_pending());
    std::string some(2, '\0');
    EXPECT_EQ(channel->read(some), 2);
    EXPECT_EQ(some, "he");
    EXPECT_TRUE(channel->has_pending());
    EXPECT_EQ(read_here(), "llo");
    EXPECT_FALSE(channel->has_pending());
}

TEST_F(TlsChannelTest, goes_on_where_a_full_socket_stopped_it) {
    shake_hands();
    std::string sent;
    for (int i = 0; i < 40'000; ++i) sent += std::to_string(i) + ' ';
    std::string received;
    std::size_t offset = 0;
    bool was_full = false;
    while (offset < sent.size()) {
        const auto count = channel->write(std::string_view(sent).substr(offset, 3000 + offset % 7));
        if (count < 0) {
            ASSERT_EQ(errno, EAGAIN);
            was_full = true;
            received += read_there();
            // The same bytes once more, now with others behind them.
            const auto again = channel->write(std::string_view(sent).substr(offset));
            if (again > 0) offset += static_cast<std::size_t>(again);
        } else {
            ASSERT_LE(count, static_cast<ssize_t>(record_bytes_max));
            offset += static_cast<std::size_t>(count);
        }
    }
    received += read_there();
    EXPECT_TRUE(was_full);
    EXPECT_EQ(received, sent);
}

TEST_F(TlsChannelTest, knows_an_end_with_and_without_a_goodbye) {
    shake_hands();
    openssl.SSL_shutdown(client);
    EXPECT_EQ(channel->peek(), 0);
    std::string byte(1, '\0');
    EXPECT_EQ(channel->read(byte), 0);
    channel->say_goodbye();
    openssl.SSL_read(client, byte.data(), 1);
    EXPECT_EQ(openssl.SSL_get_error(client, 0), SSL_ERROR_ZERO_RETURN);
}

TEST_F(TlsChannelTest, takes_a_cut_connection_for_an_end) {
    shake_hands();
    EXPECT_EQ(read_there(), "");  // takes in its ticket, or the end would be a reset
    close_client();
    std::string byte(1, '\0');
    EXPECT_EQ(channel->read(byte), 0);
    EXPECT_EQ(channel->write("nobody"), -1);
    EXPECT_NE(errno, EAGAIN);
    channel->say_goodbye();
}

TEST_F(TlsChannelTest, fails_on_what_is_no_tls) {
    EXPECT_EQ(channel->handshake(), Channel::Handshake::wants_read);
    const std::string_view plain = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    ASSERT_EQ(::send(ends_[1], plain.data(), plain.size(), 0), static_cast<ssize_t>(plain.size()));
    EXPECT_EQ(channel->handshake(), Channel::Handshake::failed);
    channel->say_goodbye();
}

TEST_F(TlsChannelTest, fails_on_a_record_that_was_tampered_with) {
    shake_hands();
    const char record[] = "\x17\x03\x03\x00\x20 this is no ciphertext of anybody.";
    ASSERT_GT(::send(ends_[1], record, 5 + 32, 0), 0);
    std::string bytes(64, '\0');
    EXPECT_EQ(channel->read(bytes), -1);
    EXPECT_EQ(errno, EPROTO);
}

TEST(TlsIdentity, says_which_file_is_wrong_and_why) {
    const auto& made = certificates();
    const auto detail = [](const std::string& certificate, const std::string& key) {
        const auto loaded = Identity::load(certificate, key);
        if (loaded) return std::string("loaded");
        EXPECT_EQ(loaded.error().code, make_error_code(Errc::bad_certificate));
        return loaded.error().detail;
    };
    EXPECT_EQ(detail("/nowhere/tls.crt", made.key()), "/nowhere/tls.crt: No such file or directory");
    const auto empty = made.file("empty.pem", "");
    EXPECT_TRUE(detail(empty, made.key()).starts_with(empty + ": no certificate"))
        << detail(empty, made.key());
    EXPECT_TRUE(detail(made.certificate(), empty).starts_with(empty + ": no key"));
    const auto swapped = detail(made.key(), made.certificate());
    EXPECT_TRUE(swapped.starts_with(made.key() + ": no certificate")) << swapped;
    EXPECT_EQ(detail(made.certificate(), made.key()), "loaded");
}

TEST(TlsIdentity, refuses_the_key_of_another_certificate_and_one_with_a_passphrase) {
    const auto& made = certificates();
    const Certificates others;
    const auto mixed = Identity::load(made.certificate(), others.key());
    ASSERT_FALSE(mixed);
    EXPECT_TRUE(mixed.error().detail.contains("mismatch")) << mixed.error().detail;
    const auto locked = made.file("locked.key", "");
    const auto command = "openssl pkey -aes128 -passout pass:secret -in " + made.key() + " -out " + locked;
    ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(concurrency-mt-unsafe): no thread but this one
    EXPECT_FALSE(Identity::load(made.certificate(), locked));
}

TEST(TlsIdentity, knows_when_its_certificate_ends) {
    const auto identity = Identity::load(certificates().certificate(), certificates().key());
    ASSERT_TRUE(identity);
    const auto left = (*identity)->expires() - std::chrono::system_clock::now();
    EXPECT_GT(left, std::chrono::hours(47));
    EXPECT_LE(left, std::chrono::hours(48));
}

}  // namespace
}  // namespace chatter::net::tls
