#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/http.hpp"

namespace chatter::net {

/// One file of a site in all its encodings; the views live as long as the site.
struct Asset {
    std::string_view path;  // "/index.html"
    std::string_view identity;
    std::string_view brotli;  // empty: none
    std::string_view gzip;    // empty: none
    std::string_view digest;  // of the content, in hex: what the ETag is made of
};

/// A single-page client in memory: strong ETags, `immutable` for hashed assets, compressed ahead of time,
/// every other path without a dot gives the page itself, so that the client's own router answers it.
class StaticSite final : public Service {
  public:
    /// The bundle that the build put into the binary.
    explicit StaticSite(std::span<const Asset> embedded);
    /// The files below `folder`, read once, with the `.br` and `.gz` beside them. Links out of it are not
    /// followed. Errors: Errc::not_found when there is no index.html.
    static Result<std::unique_ptr<StaticSite>> load(const std::filesystem::path& folder);
    ~StaticSite() override;

    /// From now on the page names its hashed assets at `base` (see is_asset_base), where something serves
    /// what this site has under /assets/. Not while requests are answered.
    void name_assets_at(std::string_view base);

    /// From now on the page may show images of `origin`, such as http://127.0.0.1:9000; those of https: it
    /// may in any case. Not while requests are answered.
    void allow_images_of(std::string_view origin);

    [[nodiscard]] Endpoint find(const Request& request) const override;
    [[nodiscard]] bool is_empty() const noexcept { return assets_.empty(); }

  private:
    StaticSite();
    [[nodiscard]] Response respond(const Request& request) const;
    [[nodiscard]] const Asset* find_asset(std::string_view path) const;

    std::map<std::string, Asset, std::less<>> assets_;
    std::vector<std::unique_ptr<const std::string>> owned_;  // what was read from a folder, or made of it
    std::string policy_;                                     // Content-Security-Policy
};

}  // namespace chatter::net
