#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <memory>
#include <regex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/task.hpp"
#include "socketio/namespace.hpp"

namespace chatter::socketio {

/// Whether a namespace of that name may be made for a client that sent `auth`. `auth` outlives the call.
using NamespaceFilter = std::function<Task<bool>(std::string name, const boost::json::object& auth)>;
using NewNamespaceHandler = std::function<void(Namespace&)>;

struct NamespaceLimits {
    /// A namespace that was made for a client goes when its last socket has left.
    bool cleanup_empty_child_namespaces = false;
    /// More are not made for clients.
    std::size_t child_namespaces_max = 10'000;
    std::size_t name_bytes_max = 256;  // of one that is made for a client
};

/// All namespaces of a server: those that were declared, and the children that a pattern or a filter lets
/// clients make, by naming them. A child has the handlers of its parent. Threads: any.
class NamespaceRegistry : public std::enable_shared_from_this<NamespaceRegistry> {
  public:
    using Make =
        std::function<std::shared_ptr<Namespace>(std::string name, std::shared_ptr<NamespaceHandlers>)>;

    NamespaceRegistry(const NamespaceLimits& limits, Make make) : limits_(limits), make_(std::move(make)) {}

    /// Makes it at the first call; as a child where a pattern fits.
    Namespace& of(std::string_view name);
    /// A parent. Before the server serves.
    Namespace& of(std::variant<std::regex, NamespaceFilter> rule);
    /// Before the server serves.
    void on_new_namespace(NewNamespaceHandler handler) { on_new_namespace_ = std::move(handler); }

    /// The namespace, which stays at least as long as what is returned; null when there is none yet.
    [[nodiscard]] std::shared_ptr<Namespace> enter(std::string_view name);
    /// Whether enter_child() might make one of that name.
    [[nodiscard]] bool may_have_child(std::string_view name) const noexcept {
        return !parents_.empty() && name.size() <= limits_.name_bytes_max;
    }
    /// The same as enter(), once a filter has let it be made; null when none does, or there are too many.
    Task<std::shared_ptr<Namespace>> enter_child(std::string name, const boost::json::object& auth);
    [[nodiscard]] std::vector<std::string> names() const;
    /// Sockets and namespaces hold each other: lets go of both. When no worker runs any more.
    void release_all();

  private:
    using Table = std::map<std::string, std::shared_ptr<Namespace>, std::less<>>;
    struct Parent {
        std::variant<std::regex, NamespaceFilter> rule;
        std::shared_ptr<Namespace> nsp;
        std::shared_ptr<NamespaceHandlers> handlers;
        Table children;
    };

    [[nodiscard]] Parent* find_parent(const std::string& name) const;
    Task<bool> lets_make(const Parent& parent, const std::string& name,
                         const boost::json::object& auth) const;
    std::shared_ptr<Namespace> make_child(Parent& parent, const std::string& name);
    [[nodiscard]] std::shared_ptr<Namespace> guest_of(const std::shared_ptr<Namespace>& nsp);
    void leave(Namespace& nsp);

    const NamespaceLimits limits_;
    const Make make_;
    NewNamespaceHandler on_new_namespace_;
    std::vector<std::unique_ptr<Parent>> parents_;
    // Guards what follows, and the children of each parent. Taken when a client joins a namespace or leaves
    // one for good, and to reach all children; never for a message.
    mutable std::shared_mutex mutex_;
    Table all_;  // the children among them
    std::size_t child_count_ = 0;
};

}  // namespace chatter::socketio
