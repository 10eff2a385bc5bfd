#include "socketio/client_bundle.hpp"

#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

#include "base/text.hpp"
#include "net/http_compression.hpp"
#include "socketio/engineio/response_headers.hpp"

namespace chatter::socketio {

namespace {

constexpr std::array<std::string_view, 8> names{"socket.io.esm.min.js",
                                                "socket.io.esm.min.js.map",
                                                "socket.io.js",
                                                "socket.io.js.map",
                                                "socket.io.min.js",
                                                "socket.io.min.js.map",
                                                "socket.io.msgpack.min.js",
                                                "socket.io.msgpack.min.js.map"};
constexpr std::size_t unwanted_body_bytes_max = 64 * 1024;  // of a request: the method does not matter
constexpr int zlib_window_bits = 15, gzip_window_bits = zlib_window_bits + 16, memory_level = 8;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string compress(std::string_view bytes, int window_bits) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, memory_level,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    std::string compressed(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
    stream.avail_out = static_cast<uInt>(compressed.size());
    ::deflate(&stream, Z_FINISH);  // there is room for all of it
    compressed.resize(stream.total_out);
    deflateEnd(&stream);
    return compressed;
}

/// `Socket.IO v4.8.1` stands at the top of the file.
std::string version_of(std::string_view script) {
    constexpr std::string_view before = "Socket.IO v";
    const auto start = script.find(before);
    if (start == std::string_view::npos) return std::to_string(std::hash<std::string_view>()(script));
    const auto version = script.substr(start + before.size());
    const auto end = std::ranges::find_if(version, [](char c) { return c <= ' ' || c == '"' || c == '*'; });
    return {version.begin(), end};
}

/// Where a coding stands in Accept-Encoding, if it is welcome.
std::optional<std::size_t> position_of(const net::Request& request, std::string_view coding) {
    if (!request.fields.lists("Accept-Encoding", coding)) return std::nullopt;
    return request.fields.get("Accept-Encoding").find(coding);
}

/// Index of the variant that the request likes best, of equals the one that it names first.
std::size_t choose(const net::Request& request, bool has_brotli) {
    const auto zlib = net::preferred_coding(request);
    const auto brotli = has_brotli ? position_of(request, "br") : std::nullopt;
    if (brotli && (zlib == net::ContentCoding::identity ||
                   *brotli < request.fields.get("Accept-Encoding").find(net::to_string(zlib))))
        return 3;
    return zlib == net::ContentCoding::gzip ? 1 : zlib == net::ContentCoding::deflate ? 2 : 0;
}

}  // namespace

ClientBundle::ClientBundle(const std::filesystem::path& folder, const engineio::ServerOptions& engine,
                           const net::Service& next)
    : engine_(engine), next_(next) {
    for (const auto name : names) {
        auto bytes = read_file(folder / name);
        if (bytes.empty()) continue;
        auto gzip = compress(bytes, gzip_window_bits), deflated = compress(bytes, zlib_window_bits);
        auto brotli = read_file(folder / (std::string(name) + ".br"));
        files_.emplace(name, File{{{"", std::move(bytes)},
                                   {"gzip", std::move(gzip)},
                                   {"deflate", std::move(deflated)},
                                   {"br", std::move(brotli)}}});
    }
    const auto main = files_.find("socket.io.js");
    if (main == files_.end()) throw std::runtime_error("no socket.io.js in " + folder.string());
    etag_ = "\"" + version_of(main->second[0].body) + "\"";
}

net::Endpoint ClientBundle::find(const net::Request& request) const {
    std::string_view path = request.path;
    if (!path.starts_with(engine_.path)) return next_.find(request);
    path.remove_prefix(engine_.path.size());
    if (path.starts_with('/')) path.remove_prefix(1);
    const auto found = files_.find(path);
    if (found == files_.end()) return next_.find(request);
    net::Endpoint endpoint;
    endpoint.body_bytes_max = unwanted_body_bytes_max;
    endpoint.handle = [this, found](net::Request asked) -> Task<net::Response> {
        co_return respond(asked, found->first, found->second);
    };
    return endpoint;
}

net::Response ClientBundle::respond(const net::Request& request, std::string_view name,
                                    const File& file) const {
    net::Fields headers;
    if (engine_.cors)
        if (auto preflight = engineio::apply_cors(*engine_.cors, request, headers)) {
            engineio::add_headers(*preflight, headers);
            return std::move(*preflight);
        }
    net::Response response{.status = 200, .fields = {}, .body = {}, .close = false, .takeover = {}};
    response.fields.add("ETag", etag_);
    auto known = request.fields.get("If-None-Match");
    if (known.starts_with("W/")) known.remove_prefix(2);
    if (known == etag_) {
        response.status = 304;
    } else {
        const auto& variant = file[choose(request, !file[3].body.empty())];
        response.fields.add("Cache-Control", "public, max-age=0");
        response.fields.add("Content-Type", name.ends_with(".map") ? "application/json; charset=utf-8"
                                                                   : "application/javascript; charset=utf-8");
        const auto others = headers.get("Vary");
        headers.set("Vary", others.empty() ? "Accept-Encoding" : std::string(others) + ", Accept-Encoding");
        if (!variant.coding.empty()) response.fields.add("Content-Encoding", std::string(variant.coding));
        response.body = net::SharedSlice{.owner = nullptr, .view = variant.body};
    }
    engineio::add_headers(response, headers);
    return response;
}

}  // namespace chatter::socketio
