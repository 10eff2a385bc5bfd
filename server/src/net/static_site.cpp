#include "net/static_site.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "base/text.hpp"
#include "net/asset_base.hpp"
#include "net/errc.hpp"

namespace chatter::net {

namespace {

constexpr std::string_view assets_prefix = "/assets/";  // names there carry a hash of their content
constexpr std::size_t unwanted_body_bytes_max = std::size_t{256} * 1024;  // read, so that a POST hears 405
constexpr std::string_view image_sources = "'self' data: blob: https:";
constexpr std::size_t site_bytes_max = 256 * 1024 * 1024;

/// What stands after 'self' for scripts, and for style sheets and fonts.
std::string content_security_policy(std::string_view script_sources, std::string_view asset_sources) {
    std::string policy = "default-src 'self'; script-src 'self'";
    policy.append(script_sources).append("; style-src 'self' 'unsafe-inline'").append(asset_sources);
    policy.append("; img-src ").append(image_sources).append("; font-src 'self'").append(asset_sources);
    policy +=
        "; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors "
        "'none'";
    return policy;
}

std::string_view content_type_of(std::string_view path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> types{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".map", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".avif", "image/avif"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".txt", "text/plain; charset=utf-8"},
        {".mp3", "audio/mpeg"},
        {".wasm", "application/wasm"},
    }};
    for (const auto& [ending, type] : types)
        if (path.ends_with(ending)) return type;
    return "application/octet-stream";
}

void add_security_headers(Response& response, const std::string& policy) {
    response.fields.add("Content-Security-Policy", policy);
    response.fields.add("X-Content-Type-Options", "nosniff");
    response.fields.add("Referrer-Policy", "same-origin");
    response.fields.add("X-Frame-Options", "DENY");
    response.fields.add("Cross-Origin-Opener-Policy", "same-origin");
    response.fields.add("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        const auto end = std::min(if_none_match.find(','), if_none_match.size());
        auto item = trim(if_none_match.substr(0, end));
        if_none_match.remove_prefix(std::min(end + 1, if_none_match.size()));
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == "*" || item == etag) return true;
    }
    return false;
}

std::string digest_of(std::string_view bytes) {
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                       bytes.size(), nullptr, 0);
    std::array<char, 33> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return {hex.data(), 32};
}

}  // namespace

StaticSite::StaticSite() : policy_(content_security_policy({}, {})) {}

StaticSite::StaticSite(std::span<const Asset> embedded) : StaticSite() {
    for (const auto& asset : embedded) assets_.emplace(asset.path, asset);
}

StaticSite::~StaticSite() = default;

Result<std::unique_ptr<StaticSite>> StaticSite::load(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::unique_ptr<StaticSite> site(new StaticSite());
    std::map<std::string, std::string_view> files;
    std::size_t total = 0;
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(folder, error); !error && entry != fs::end(entry);
         entry.increment(error)) {
        if (!entry->is_regular_file(error) || entry->is_symlink(error)) continue;
        const auto relative = "/" + entry->path().lexically_relative(folder).generic_string();
        if (relative.find("/.") != std::string::npos) continue;
        std::ifstream stream(entry->path(), std::ios::binary);
        auto bytes = std::make_unique<const std::string>(std::istreambuf_iterator<char>(stream),
                                                         std::istreambuf_iterator<char>());
        total += bytes->size();
        if (total > site_bytes_max) return fail(Errc::not_found, "the folder holds more than a client");
        files.emplace(relative, *bytes);
        site->owned_.push_back(std::move(bytes));
    }
    if (error) return fail(Errc::not_found, error.message());
    const auto encoded = [&files](const std::string& path) {
        const auto found = files.find(path);
        return found == files.end() ? std::string_view{} : found->second;
    };
    for (const auto& [path, bytes] : files) {
        const bool is_variant = (path.ends_with(".br") || path.ends_with(".gz")) &&
                                files.contains(path.substr(0, path.size() - 3));
        if (is_variant) continue;
        site->owned_.push_back(std::make_unique<const std::string>(digest_of(bytes)));
        const std::string_view digest = *site->owned_.back();
        site->assets_.emplace(path, Asset{.path = {},
                                          .identity = bytes,
                                          .brotli = encoded(path + ".br"),
                                          .gzip = encoded(path + ".gz"),
                                          .digest = digest});
    }
    if (!site->assets_.contains("/index.html")) return fail(Errc::not_found, "no index.html in it");
    return site;
}

void StaticSite::name_assets_at(std::string_view base) {
    const auto page = assets_.find("/index.html");
    if (page == assets_.end()) return;
    std::map<std::string, std::string_view, std::less<>> contents;
    for (const auto& [path, asset] : assets_) contents.emplace(path, asset.identity);
    auto rebased = rebase_assets(page->second.identity, contents, base);
    policy_ = content_security_policy(rebased.script_sources, rebased.asset_sources);
    owned_.push_back(std::make_unique<const std::string>(std::move(rebased.html)));
    const std::string_view html = *owned_.back();
    owned_.push_back(std::make_unique<const std::string>(digest_of(html)));
    page->second = Asset{
        .path = page->second.path, .identity = html, .brotli = {}, .gzip = {}, .digest = *owned_.back()};
}

void StaticSite::allow_images_of(std::string_view origin) {
    policy_.insert(policy_.find(image_sources) + image_sources.size(), " " + std::string(origin));
}

Endpoint StaticSite::find(const Request&) const {
    Endpoint endpoint;
    endpoint.body_bytes_max = unwanted_body_bytes_max;
    endpoint.handle = [this](Request asked) -> Task<Response> { co_return respond(asked); };
    return endpoint;
}

const Asset* StaticSite::find_asset(std::string_view path) const {
    if (const auto found = assets_.find(path); found != assets_.end()) return &found->second;
    if (path.starts_with(assets_prefix) || path.find('.') != std::string_view::npos) return nullptr;
    const auto page = assets_.find("/index.html");
    return page == assets_.end() ? nullptr : &page->second;
}

Response StaticSite::respond(const Request& request) const {
    if (request.method != "GET" && request.method != "HEAD") {
        auto response = problem_response(405, "method_not_allowed", "Only GET and HEAD work here.");
        response.fields.add("Allow", "GET, HEAD");
        return response;
    }
    const auto path = percent_decode(request.path);
    const bool is_plain = path && count_code_points(*path) && path->find('\0') == std::string::npos &&
                          path->find('\\') == std::string::npos && path->find("/..") == std::string::npos;
    const auto* const asset = is_plain ? find_asset(*path) : nullptr;
    if (!asset) {
        auto response = problem_response(404, "not_found", "There is nothing here.");
        response.fields.add("X-Content-Type-Options", "nosniff");
        return response;
    }

    std::string_view body = asset->identity, encoding;
    std::string etag = "\"" + std::string(asset->digest);
    if (!asset->brotli.empty() && request.fields.lists("Accept-Encoding", "br")) {
        body = asset->brotli;
        encoding = "br";
        etag += "-br";
    } else if (!asset->gzip.empty() && request.fields.lists("Accept-Encoding", "gzip")) {
        body = asset->gzip;
        encoding = "gzip";
        etag += "-gz";
    }
    etag += '"';

    const auto found_path =
        asset == find_asset("/index.html") ? std::string_view("/index.html") : std::string_view(*path);
    Response response{.status = 200, .fields = {}, .body = {}, .close = false, .takeover = {}};
    response.fields.add("ETag", etag);
    response.fields.add("Cache-Control", found_path.starts_with(assets_prefix)
                                             ? "public, max-age=31536000, immutable"
                                             : "no-cache");
    response.fields.add("Vary", "Accept-Encoding");
    add_security_headers(response, policy_);
    // Where they come from is for the page that names them to say; they are the same for everybody.
    if (found_path.starts_with(assets_prefix)) response.fields.add("Access-Control-Allow-Origin", "*");
    if (etag_matches(request.fields.get("If-None-Match"), etag)) {
        response.status = 304;
        return response;
    }
    response.fields.add("Content-Type", std::string(content_type_of(found_path)));
    if (!encoding.empty()) response.fields.add("Content-Encoding", std::string(encoding));
    response.body = SharedSlice{.owner = nullptr, .view = body};
    return response;
}

}  // namespace chatter::net
