#include "app/site_map.hpp"

#include <string_view>

namespace chatter::app {

namespace {

bool is_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

void SiteMap::serve(const net::Service& api, const net::Service& realtime,
                    const net::Service& site) noexcept {
    api_ = &api;
    realtime_ = &realtime;
    site_ = &site;
}

net::Endpoint SiteMap::find(const net::Request& request) const {
    if (is_below(request.path, "/api")) return api_->find(request);
    if (is_below(request.path, "/socket.io")) return realtime_->find(request);
    return site_->find(request);
}

}  // namespace chatter::app
