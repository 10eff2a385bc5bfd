#include "socketio/client_bundle.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <fstream>

#include "net/testing/raw_client.hpp"
#include "socketio/testing/loopback.hpp"

namespace chatter::socketio {
namespace {

namespace fs = std::filesystem;

struct ServedClient : testing::Loopback {
    const fs::path folder =
        fs::temp_directory_path() / ("client-bundle-" + std::to_string(getpid()) + "-" +
                                     ::testing::UnitTest::GetInstance()->current_test_info()->name());
    const std::string script = "/*!\n * Socket.IO v4.8.1\n */\n" + std::string(5'000, ';');

    void SetUp() override {
        fs::create_directories(folder);
        write("socket.io.js", script);
        write("socket.io.js.map", "{}");
        write("socket.io.min.js", "min");
        write("socket.io.min.js.br", "brotli");
        write("secret.txt", "secret");
    }
    void TearDown() override {
        Loopback::TearDown();
        fs::remove_all(folder);
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder / name) << text;
    }
    void serve_client(ServerOptions options = {}) {
        options.serve_client = folder;
        make_server(std::move(options));
        serve();
    }
    std::string get(const std::string& target, const std::string& fields = "",
                    const char* method = "GET") const {
        net::testing::RawClient client(port);
        client.send(std::string(method) + " " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
        return client.read_answer().value_or("");
    }
    static std::string status_of(const std::string& answer) { return answer.substr(9, 3); }
    static std::string body_of(const std::string& answer) {
        return answer.substr(answer.find("\r\n\r\n") + 4);
    }
    static bool has(const std::string& answer, const std::string& field) {
        return answer.find("\r\n" + field + "\r\n") != std::string::npos;
    }
    static std::string inflate(std::string body, int window_bits) {
        z_stream stream{};
        std::string text(100'000, '\0');
        EXPECT_EQ(inflateInit2(&stream, window_bits), Z_OK);
        stream.next_in = reinterpret_cast<Bytef*>(body.data());
        stream.avail_in = static_cast<uInt>(body.size());
        stream.next_out = reinterpret_cast<Bytef*>(text.data());
        stream.avail_out = static_cast<uInt>(text.size());
        EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
        text.resize(stream.total_out);
        inflateEnd(&stream);
        return text;
    }
};

TEST_F(ServedClient, is_the_file_as_it_is_with_its_type_and_version) {
    serve_client();
    for (const auto* const target : {"/socket.io/socket.io.js", "/socket.io/socket.io.js?buster=1"}) {
        const auto answer = get(target);
        EXPECT_EQ(status_of(answer), "200");
        EXPECT_TRUE(has(answer, "Content-Type: application/javascript; charset=utf-8"))
            << answer.substr(0, 400);
        EXPECT_TRUE(has(answer, "ETag: \"4.8.1\""));
        EXPECT_TRUE(has(answer, "Cache-Control: public, max-age=0"));
        EXPECT_EQ(answer.find("Content-Encoding"), std::string::npos);
        EXPECT_EQ(body_of(answer), script);
    }
    EXPECT_TRUE(has(get("/socket.io/socket.io.js.map"), "Content-Type: application/json; charset=utf-8"));
}

TEST_F(ServedClient, is_compressed_as_the_browser_likes) {
    serve_client();
    const auto gzip = get("/socket.io/socket.io.js", "Accept-Encoding: gzip, deflate, br\r\n");
    EXPECT_TRUE(has(gzip, "Content-Encoding: gzip"));
    EXPECT_TRUE(has(gzip, "Vary: Accept-Encoding"));
    EXPECT_EQ(inflate(body_of(gzip), 31), script);
    const auto deflated = get("/socket.io/socket.io.js", "Accept-Encoding: deflate\r\n");
    EXPECT_TRUE(has(deflated, "Content-Encoding: deflate"));
    EXPECT_EQ(inflate(body_of(deflated), 15), script);
    const auto none = get("/socket.io/socket.io.js", "Accept-Encoding: br\r\n");
    EXPECT_EQ(body_of(none), script) << "there is no such file";

    for (const auto* const accepted : {"br", "br, gzip"}) {
        const auto brotli =
            get("/socket.io/socket.io.min.js", "Accept-Encoding: " + std::string(accepted) + "\r\n");
        EXPECT_TRUE(has(brotli, "Content-Encoding: br")) << accepted;
        EXPECT_EQ(body_of(brotli), "brotli");
    }
    EXPECT_TRUE(
        has(get("/socket.io/socket.io.min.js", "Accept-Encoding: gzip, br\r\n"), "Content-Encoding: gzip"));
}

TEST_F(ServedClient, is_not_sent_to_who_has_it) {
    serve_client();
    for (const auto* const known : {R"("4.8.1")", R"(W/"4.8.1")"}) {
        net::testing::RawClient client(port);
        client.send("GET /socket.io/socket.io.js HTTP/1.1\r\nHost: x\r\nIf-None-Match: " +
                    std::string(known) + "\r\n\r\n");
        EXPECT_EQ(status_of(client.read_until("\r\n\r\n").value_or("")), "304") << known;
    }
    EXPECT_EQ(status_of(get("/socket.io/socket.io.js", "If-None-Match: \"4.0.0\"\r\n")), "200");
}

TEST_F(ServedClient, may_be_read_by_the_pages_that_may_connect) {
    ServerOptions options;
    options.engine.cors.emplace().origins = std::vector<std::string>{"https://good.example"};
    serve_client(std::move(options));
    const auto good = get("/socket.io/socket.io.js", "Origin: https://good.example\r\n");
    EXPECT_TRUE(has(good, "Access-Control-Allow-Origin: https://good.example"));
    EXPECT_TRUE(has(good, "Vary: Origin, Accept-Encoding"));
    const auto bad = get("/socket.io/socket.io.js", "Origin: https://bad.example\r\n");
    EXPECT_EQ(bad.find("Access-Control-Allow-Origin"), std::string::npos);
    EXPECT_EQ(status_of(get("/socket.io/socket.io.js", "Origin: https://good.example\r\n", "OPTIONS")),
              "204");
}

TEST_F(ServedClient, is_nothing_else_than_the_clients_files) {
    serve_client();
    for (const auto* const name :
         {"secret.txt", "socket.io.esm.min.js", "socket.io.min.js.br", "../socket.io.js", ""})
        EXPECT_EQ(status_of(get("/socket.io/" + std::string(name))), "400") << name;
    EXPECT_EQ(status_of(get("/socket.io.js")), "404");
    EXPECT_EQ(get("/socket.io/?EIO=4&transport=polling").substr(9, 3), "200")
        << "the engine is there as before";
}

TEST_F(ServedClient, is_off_unless_a_folder_is_given) {
    make_server();
    serve();
    EXPECT_EQ(status_of(get("/socket.io/socket.io.js")), "400");
}

TEST_F(ServedClient, must_be_in_the_folder) {
    fs::remove(folder / "socket.io.js");
    ServerOptions options;
    options.serve_client = folder;
    EXPECT_THROW(make_server(std::move(options)), std::runtime_error);
}

}  // namespace
}  // namespace chatter::socketio
