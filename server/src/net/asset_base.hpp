#pragma once

#include <map>
#include <string>
#include <string_view>

namespace chatter::net {

/// A page whose hashed assets come from another origin, and what its Content-Security-Policy must allow for
/// that.
struct RebasedPage {
    std::string html;
    std::string script_sources;  // " 'sha256-…' https://cdn.example.com/assets/": after 'self' in script-src
    std::string asset_sources;   // " https://cdn.example.com/assets/": after 'self' for styles and fonts
};

/// `html` with `base`, an origin and perhaps a path without a slash at its end, before each address that
/// begins with
/// `"/assets/`. Every script and style sheet of `assets` (path to content) gets its SHA-256: in the tag that
/// names it, and in an import map for what scripts load later (Subresource Integrity; HTML, "integrity" of
/// import maps), so that whoever serves them cannot change what they do.
[[nodiscard]] RebasedPage rebase_assets(std::string_view html,
                                        const std::map<std::string, std::string_view, std::less<>>& assets,
                                        std::string_view base);

/// Whether it is http(s)://HOST[:PORT][/PATH] of characters that mean nothing in HTML, JSON or a header.
[[nodiscard]] bool is_asset_base(std::string_view url);

}  // namespace chatter::net
