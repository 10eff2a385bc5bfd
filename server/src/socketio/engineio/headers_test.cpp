#include "socketio/engineio/response_headers.hpp"
#include "socketio/engineio/testing/engine_test.hpp"

namespace chatter::engineio::testing {
namespace {

using namespace std::chrono_literals;

struct EngineHeaders : EngineTest {};

std::string all(const net::Fields& fields) {
    std::string text;
    for (const auto& [name, value] : fields) text += name + ": " + value + "\n";
    return text;
}

net::Request request_from(std::string method, const char* origin) {
    net::Request request;
    request.method = std::move(method);
    if (origin) request.fields.add("Origin", origin);
    return request;
}

TEST(Cors, tells_an_answer_who_may_read_it) {
    const std::string a = "https://a.example", b = "https://b.example";
    CorsOptions any, fixed, list, reflect, predicate;
    fixed.origins = a;
    list.origins = std::vector{a, std::string("https://c.example")};
    reflect.origins = CorsOptions::Reflect{};
    predicate.origins = CorsOptions::Predicate([&](std::string_view origin) { return origin == a; });
    const std::string vary = "Vary: Origin\n", allow = "Access-Control-Allow-Origin: ";
    const struct {
        const CorsOptions& options;
        const char* origin;
        std::string headers;
    } cases[] = {
        {any, a.c_str(), allow + "*\n"},
        {any, nullptr, allow + "*\n"},
        {fixed, b.c_str(), vary + allow + a + "\n"},
        {list, a.c_str(), vary + allow + a + "\n"},
        {list, b.c_str(), vary},
        {reflect, b.c_str(), vary + allow + b + "\n"},
        {reflect, nullptr, vary},
        {predicate, a.c_str(), vary + allow + a + "\n"},
        {predicate, b.c_str(), ""},
    };
    for (const auto& one : cases) {
        net::Fields headers;
        EXPECT_FALSE(apply_cors(one.options, request_from("GET", one.origin), headers));
        EXPECT_EQ(all(headers), one.headers);
    }
}

TEST(Cors, answers_a_preflight) {
    CorsOptions usual;
    usual.origins = std::vector<std::string>{"https://a.example"};
    usual.credentials = true;
    auto request = request_from("OPTIONS", "https://a.example");
    request.fields.add("Access-Control-Request-Headers", "x-one,x-two");
    net::Fields headers;
    const auto answer = apply_cors(usual, request, headers);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 204U);
    EXPECT_EQ(all(headers),
              "Access-Control-Allow-Origin: https://a.example\nAccess-Control-Allow-Credentials: true\n"
              "Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE\n"
              "Vary: Origin, Access-Control-Request-Headers\nAccess-Control-Allow-Headers: x-one,x-two\n");

    CorsOptions full;
    full.methods = "GET,POST";
    full.allowed_headers = "x-a,x-b";
    full.exposed_headers = "x-c";
    full.max_age = 123s;
    full.preflight_status = 200;
    net::Fields more;
    EXPECT_EQ(apply_cors(full, request, more)->status, 200U);
    EXPECT_EQ(all(more),
              "Access-Control-Allow-Origin: *\nAccess-Control-Expose-Headers: x-c\n"
              "Access-Control-Allow-Methods: GET,POST\nAccess-Control-Allow-Headers: x-a,x-b\n"
              "Access-Control-Max-Age: 123\n");

    CorsOptions picky;
    picky.origins = CorsOptions::Predicate([](std::string_view) { return false; });
    EXPECT_FALSE(apply_cors(picky, request, more)) << "it is no preflight of ours";
}

TEST(Cookie, is_written_as_npm_cookie_writes_it) {
    CookieOptions usual;
    EXPECT_EQ(serialize_cookie(usual, "a b_"), "io=a%20b_; Path=/; HttpOnly; SameSite=Lax");
    CookieOptions full{.name = "sid",
                       .path = "/chat",
                       .domain = "a.example",
                       .max_age = 60s,
                       .expires = Time(784111777s),
                       .http_only = true,
                       .secure = true,
                       .partitioned = true,
                       .same_site = SameSite::none};
    EXPECT_EQ(serialize_cookie(full, "x"),
              "sid=x; Max-Age=60; Domain=a.example; Path=/chat; Expires=Sun, 06 Nov 1994 08:49:37 GMT; "
              "HttpOnly; Secure; Partitioned; SameSite=None");
    CookieOptions bare;
    bare.path = "";
    bare.http_only = false;
    bare.same_site = SameSite::unset;
    EXPECT_EQ(serialize_cookie(bare, "x"), "io=x");
}

TEST_F(EngineHeaders, send_cors_with_every_answer_refusals_too) {
    auto with = options();
    with.cors = CorsOptions{};
    with.cors->origins = std::vector<std::string>{"https://a.example"};
    with.cors->credentials = true;
    serve(std::move(with));
    const std::string origin = "Origin: https://a.example\r\n";
    const std::string allowed = "Access-Control-Allow-Origin: https://a.example";
    const auto opened = get("EIO=4&transport=polling", origin);
    const auto query = polling(sid_of(opened));
    for (const auto& answer : {opened, post(query, "4a", origin), get(query, origin), get("EIO=4", origin),
                               post(query, "4a", origin + "Content-Type: application/octet-stream\r\n"),
                               WebSocketClient(port, "EIO=4&transport=websocket", origin).head}) {
        EXPECT_TRUE(has_line(answer, allowed)) << answer;
        EXPECT_TRUE(has_line(answer, "Access-Control-Allow-Credentials: true")) << answer;
        EXPECT_TRUE(has_line(answer, "Vary: Origin")) << answer;
    }
    const auto other = get("EIO=4&transport=polling", "Origin: https://b.example\r\n");
    EXPECT_EQ(other.find("Access-Control-Allow-Origin"), std::string::npos);
    const auto preflight = ask("OPTIONS /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n" +
                               origin + "Access-Control-Request-Method: GET\r\n\r\n");
    EXPECT_EQ(status_of(preflight), "204");
    EXPECT_TRUE(has_line(preflight, allowed));
}

TEST_F(EngineHeaders, carry_the_cookie_on_the_handshake_only) {
    auto with = options();
    with.cookie = CookieOptions{};
    serve(std::move(with));
    const auto opened = get("EIO=4&transport=polling");
    const auto sid = sid_of(opened);
    EXPECT_TRUE(has_line(opened, "Set-Cookie: io=" + sid + "; Path=/; HttpOnly; SameSite=Lax"));
    EXPECT_EQ(post(polling(sid), "4a").find("Set-Cookie"), std::string::npos);
    EXPECT_EQ(get(polling(sid)).find("Set-Cookie"), std::string::npos);
    WebSocketClient client(port);
    EXPECT_TRUE(has_line(client.head,
                         "Set-Cookie: io=" + sid_of(client.read()) + "; Path=/; HttpOnly; SameSite=Lax"));
}

TEST_F(EngineHeaders, are_added_to_by_hooks) {
    auto with = options();
    with.initial_headers = [](net::Fields& headers, const net::Request& request) {
        headers.add("X-Initial", request.path);
        for (const char* cookie : {"1=1; Max-Age=86400", "2=2"}) headers.add("Set-Cookie", cookie);
    };
    with.headers = [](net::Fields& headers, const net::Request&) { headers.add("X-Every", "yes"); };
    serve(std::move(with));
    const auto opened = get("EIO=4&transport=polling");
    const auto query = polling(sid_of(opened));
    EXPECT_TRUE(has_line(opened, "X-Initial: /engine.io/"));
    EXPECT_TRUE(has_line(opened, "Set-Cookie: 1=1; Max-Age=86400"));
    EXPECT_TRUE(has_line(opened, "Set-Cookie: 2=2"));
    for (const auto& answer : {opened, post(query, "4a"), get(query)})
        EXPECT_TRUE(has_line(answer, "X-Every: yes")) << answer;
    EXPECT_EQ(post(query, "4a").find("X-Initial"), std::string::npos);
    const WebSocketClient upgrade(port, "EIO=4&transport=websocket&sid=" + sid_of(opened));
    EXPECT_TRUE(has_line(upgrade.head, "X-Every: yes"));
    EXPECT_EQ(upgrade.head.find("X-Initial"), std::string::npos);
    const WebSocketClient fresh(port);
    EXPECT_TRUE(has_line(fresh.head, "X-Every: yes"));
    EXPECT_TRUE(has_line(fresh.head, "X-Initial: /engine.io/"));
}

TEST_F(EngineHeaders, come_from_middlewares_which_may_end_or_fail_a_request) {
    auto with = options();
    with.middlewares.push_back([](net::Request&, net::Fields& headers) -> Task<std::optional<net::Response>> {
        headers.add("X-Order", "1");
        co_return std::nullopt;
    });
    with.middlewares.push_back(
        [](net::Request& request, net::Fields& headers) -> Task<std::optional<net::Response>> {
            if (request.fields.has("Fail")) throw std::runtime_error("as asked");
            headers.set("X-Order", std::string(headers.get("X-Order")) + "2");
            if (!request.fields.has("End")) co_return std::nullopt;
            net::Response response;
            response.status = 503;
            response.body = "ended";
            co_return response;
        });
    serve(std::move(with));
    const auto opened = get("EIO=4&transport=polling");
    EXPECT_TRUE(has_line(opened, "X-Order: 12"));
    EXPECT_TRUE(has_line(WebSocketClient(port).head, "X-Order: 12"));
    EXPECT_TRUE(has_line(get("EIO=4"), "X-Order: 12"));
    for (const std::string fields :
         {"End: 1\r\n", "End: 1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"}) {
        const auto answer = get("EIO=4&transport=polling", fields);
        EXPECT_EQ(status_of(answer), "503");
        EXPECT_EQ(body_of(answer), "ended");
    }
    EXPECT_EQ(body_of(get("EIO=4", "Fail: 1\r\n")), R"({"code":3,"message":"Bad request"})");
    EXPECT_EQ(WebSocketClient(port, "EIO=4&transport=websocket", "Fail: 1\r\n").status(), "400");

    const auto query = polling(sid_of(opened));
    EXPECT_EQ(status_of(post(query, "4a", "End: 1\r\n")), "503");
    EXPECT_EQ(body_of(post(query, "4b")), "ok") << "a POST that was ended is no other's overlap";
}

TEST_F(EngineHeaders, calm_internet_explorer) {
    serve();
    for (const char* agent : {"Mozilla/4.0 (compatible;MSIE 8.0)", "Mozilla/5.0 (Trident/7.0; rv:11.0)"}) {
        const auto fields = "User-Agent: " + std::string(agent) + "\r\n";
        const auto opened = get("EIO=4&transport=polling", fields);
        EXPECT_TRUE(has_line(opened, "X-XSS-Protection: 0"));
        EXPECT_TRUE(has_line(post(polling(sid_of(opened)), "4a", fields), "X-XSS-Protection: 0"));
    }
    EXPECT_EQ(get("EIO=4&transport=polling", "User-Agent: Mozilla/5.0\r\n").find("X-XSS"), std::string::npos);
}

TEST_F(EngineHeaders, say_when_a_long_answer_is_compressed) {
    serve();
    const auto query = polling(open_polling());
    const auto encoding_after = [&](const char* message, const char* accept) {
        EXPECT_EQ(body_of(post(query, message)), "ok");
        const auto answer = get(query, "Accept-Encoding: " + std::string(accept) + "\r\n");
        EXPECT_EQ(status_of(answer), "200");
        const auto at = answer.find("Content-Encoding: ");
        if (at == std::string::npos) {
            EXPECT_EQ(body_of(answer).front(), '4');
            return std::string("none");
        }
        EXPECT_LT(body_of(answer).size(), 100U);
        return answer.substr(at + 18, answer.find('\r', at) - at - 18);
    };
    EXPECT_EQ(encoding_after("4large", "gzip, deflate"), "gzip");
    EXPECT_EQ(encoding_after("4large", "gzip;q=0.5, deflate"), "deflate");
    EXPECT_EQ(encoding_after("4large", "br"), "none");
    EXPECT_EQ(encoding_after("4short", "gzip"), "none");
    EXPECT_EQ(encoding_after("4large plain", "gzip"), "none");
    EXPECT_EQ(encoding_after("4large plain\x1e"
                             "4a",
                             "gzip"),
              "gzip")
        << "one packet of it would be compressed";
}

TEST_F(EngineHeaders, never_say_so_with_compression_off) {
    auto with = options();
    with.http_compression.reset();
    serve(std::move(with));
    const auto query = polling(open_polling());
    EXPECT_EQ(body_of(post(query, "4large")), "ok");
    EXPECT_EQ(body_of(get(query, "Accept-Encoding: gzip\r\n")), "4" + std::string(2000, 'x'));
}

TEST_F(EngineHeaders, agree_on_deflate_where_it_is_on) {
    auto with = options();
    with.per_message_deflate = PerMessageDeflate{};
    serve(std::move(with));
    const std::string offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    WebSocketClient client(port, "EIO=4&transport=websocket", offer);
    EXPECT_NE(client.head.find("Sec-WebSocket-Extensions: permessage-deflate"), std::string::npos);
    client.read();
    const std::pair<const char*, unsigned> cases[] = {
        {"4large", 0xC1}, {"4large plain", 0x81}, {"4short", 0x81}};
    for (const auto& [message, first] : cases) {
        client.send(message);
        client.read();
        EXPECT_EQ(client.first_byte, first) << message;
    }
    const auto sid = open_polling();
    WebSocketClient upgrade(port, "EIO=4&transport=websocket&sid=" + sid, offer);
    EXPECT_NE(upgrade.head.find("Sec-WebSocket-Extensions: permessage-deflate"), std::string::npos);
    upgrade.send("5");
    upgrade.send("4large");
    upgrade.read();
    EXPECT_EQ(upgrade.first_byte, 0xC1U);
    EXPECT_EQ(WebSocketClient(port).head.find("Sec-WebSocket-Extensions"), std::string::npos);
}

}  // namespace
}  // namespace chatter::engineio::testing
