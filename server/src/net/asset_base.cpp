#include "net/asset_base.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace chatter::net {

namespace {

constexpr std::string_view quoted_prefix = "\"/assets/";

/// "sha256-…" as Subresource Integrity and Content-Security-Policy write it.
std::string integrity_of(std::string_view content) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(content.data()), content.size());
    std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)>
        text{};
    sodium_bin2base64(text.data(), text.size(), hash.data(), hash.size(), sodium_base64_VARIANT_ORIGINAL);
    return "sha256-" + std::string(text.data());
}

bool has_integrity(std::string_view path) { return path.ends_with(".js") || path.ends_with(".css"); }

}  // namespace

RebasedPage rebase_assets(std::string_view html,
                          const std::map<std::string, std::string_view, std::less<>>& assets,
                          std::string_view base) {
    std::map<std::string, std::string, std::less<>> integrity;
    for (const auto& [path, content] : assets)
        if (path.starts_with("/assets/") && has_integrity(path))
            integrity.emplace(path, integrity_of(content));

    std::string map = R"({"integrity":{)";
    for (const auto& [path, hash] : integrity) {
        if (!path.ends_with(".js")) continue;
        if (map.back() != '{') map += ',';
        map.append("\"").append(base).append(path).append("\":\"").append(hash).append("\"");
    }
    map += "}}";

    RebasedPage page;
    page.asset_sources = " " + std::string(base) + "/assets/";
    page.script_sources = " '" + integrity_of(map) + "'" + page.asset_sources;

    // Before the first script, since no module may be on its way when a browser reads an import map.
    const auto first_script = std::min(html.find("<script"), html.size());
    page.html = html.substr(0, first_script);
    page.html += "<script type=\"importmap\">" + map + "</script>\n        ";
    html.remove_prefix(first_script);

    while (true) {
        const auto begin = html.find(quoted_prefix);
        const auto end = begin == std::string_view::npos ? begin : html.find('"', begin + 1);
        if (end == std::string_view::npos) break;
        const auto path = html.substr(begin + 1, end - begin - 1);
        page.html.append(html.substr(0, begin + 1)).append(base).append(path).append("\"");
        if (const auto found = integrity.find(path); found != integrity.end())
            page.html += " integrity=\"" + found->second + "\"";
        html.remove_prefix(end + 1);
    }
    page.html += html;
    return page;
}

bool is_asset_base(std::string_view url) {
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._~/:[]").find(c) != std::string_view::npos;
    };
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos || url.ends_with('/')) return false;
    if (url.substr(0, scheme) != "https" && url.substr(0, scheme) != "http") return false;
    const auto rest = url.substr(scheme + 3);
    return !rest.empty() && rest.front() != '/' && rest.find("//") == std::string_view::npos &&
           std::ranges::all_of(rest, is_plain);
}

}  // namespace chatter::net
