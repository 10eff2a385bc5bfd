#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "net/http.hpp"
#include "socketio/engineio/options.hpp"

namespace chatter::socketio {

/// The official client's files, as the Node server serves them under its path: `socket.io.js`, its `.min`,
/// `.msgpack.min` and `.esm.min` forms and their source maps. Any other request goes to `next`.
class ClientBundle final : public net::Service {
  public:
    /// Reads, once, what is there of them in `folder` (npm's `socket.io-client/dist`) and compresses it;
    /// Brotli is taken from `.br` files beside them. Throws std::runtime_error when there is no
    /// `socket.io.js`. `engine` and `next` must outlive this.
    ClientBundle(const std::filesystem::path& folder, const engineio::ServerOptions& engine,
                 const net::Service& next);

    [[nodiscard]] net::Endpoint find(const net::Request& request) const override;

  private:
    struct Variant {
        std::string_view coding;  // as in Content-Encoding; empty: as it is
        std::string body;         // empty: there is none
    };
    using File = std::array<Variant, 4>;

    [[nodiscard]] net::Response respond(const net::Request& request, std::string_view name,
                                        const File& file) const;

    const engineio::ServerOptions& engine_;
    const net::Service& next_;
    std::map<std::string, File, std::less<>> files_;
    std::string etag_;  // of all of them: the version, as the Node server has it
};

}  // namespace chatter::socketio
