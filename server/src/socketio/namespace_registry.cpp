#include "socketio/namespace_registry.hpp"

#include <mutex>
#include <utility>

#include "base/log.hpp"

namespace chatter::socketio {

namespace {

std::string with_slash(std::string_view name) {
    return name.starts_with('/') ? std::string(name) : "/" + std::string(name);
}

}  // namespace

Namespace& NamespaceRegistry::of(std::string_view name) {
    auto full = with_slash(name);
    std::shared_ptr<Namespace> made;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = all_.find(full); found != all_.end()) return *found->second;
        auto* const parent = find_parent(full);
        made = make_(full, parent ? parent->handlers : std::make_shared<NamespaceHandlers>());
        if (parent) parent->children.emplace(full, made);
        all_.emplace(std::move(full), made);
    }
    if (on_new_namespace_) on_new_namespace_(*made);
    return *made;
}

NamespaceRegistry::Parent* NamespaceRegistry::find_parent(const std::string& name) const {
    for (const auto& parent : parents_) {
        const auto* const pattern = std::get_if<std::regex>(&parent->rule);
        if (pattern && std::regex_search(name, *pattern)) return parent.get();
    }
    return nullptr;
}

Namespace& NamespaceRegistry::of(std::variant<std::regex, NamespaceFilter> rule) {
    auto parent = std::make_unique<Parent>();
    parent->rule = std::move(rule);
    parent->handlers = std::make_shared<NamespaceHandlers>();
    parent->nsp = make_("/_" + std::to_string(parents_.size()), parent->handlers);
    parent->nsp->become_parent([this, parent = parent.get()] {
        const std::shared_lock lock(mutex_);
        std::vector<std::shared_ptr<Namespace>> children;
        children.reserve(parent->children.size());
        for (const auto& [name, child] : parent->children) children.push_back(child);
        return children;
    });
    parents_.push_back(std::move(parent));
    return *parents_.back()->nsp;
}

std::shared_ptr<Namespace> NamespaceRegistry::enter(std::string_view name) {
    const std::shared_lock lock(mutex_);
    const auto found = all_.find(name);
    return found == all_.end() ? nullptr : guest_of(found->second);
}

Task<std::shared_ptr<Namespace>> NamespaceRegistry::enter_child(std::string name,
                                                                const boost::json::object& auth) {
    for (const auto& parent : parents_) {
        if (!co_await lets_make(*parent, name, auth)) continue;
        if (auto other = enter(name)) co_return other;  // somebody was faster
        co_return make_child(*parent, name);
    }
    co_return nullptr;
}

Task<bool> NamespaceRegistry::lets_make(const Parent& parent, const std::string& name,
                                        const boost::json::object& auth) const {
    try {
        if (const auto* const pattern = std::get_if<std::regex>(&parent.rule))
            co_return std::regex_search(name, *pattern);
        co_return co_await std::get<NamespaceFilter>(parent.rule)(name, auth);
    } catch (const std::exception& exception) {
        log::error("A filter of namespaces failed", {{"cause", exception.what()}});
    }
    co_return false;
}

std::shared_ptr<Namespace> NamespaceRegistry::make_child(Parent& parent, const std::string& name) {
    std::shared_ptr<Namespace> child, guest;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = all_.find(name); found != all_.end()) return guest_of(found->second);
        if (child_count_ >= limits_.child_namespaces_max) return nullptr;
        child = make_(name, parent.handlers);
        if (limits_.cleanup_empty_child_namespaces) child->become_passing();
        guest = guest_of(child);
        all_.emplace(name, child);
        parent.children.emplace(name, child);
        ++child_count_;
    }
    if (on_new_namespace_) on_new_namespace_(*child);
    return guest;
}

/// Under the lock, so that nobody enters a namespace that is being cleaned up.
std::shared_ptr<Namespace> NamespaceRegistry::guest_of(const std::shared_ptr<Namespace>& nsp) {
    if (!nsp->is_passing()) return nsp;
    nsp->count_guest();
    return {nsp.get(), [nsp, registry = weak_from_this()](Namespace*) {
                if (const auto alive = registry.lock()) alive->leave(*nsp);
            }};
}

void NamespaceRegistry::leave(Namespace& nsp) {
    if (!nsp.discount_guest()) return;
    const std::lock_guard lock(mutex_);
    const auto found = all_.find(nsp.name());
    if (found == all_.end() || found->second.get() != &nsp || nsp.has_guests()) return;
    all_.erase(found);
    --child_count_;
    for (const auto& parent : parents_) parent->children.erase(nsp.name());
    nsp.retire();
}

std::vector<std::string> NamespaceRegistry::names() const {
    const std::shared_lock lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, nsp] : all_) names.push_back(name);
    return names;
}

void NamespaceRegistry::release_all() {
    Table all;
    {
        const std::lock_guard lock(mutex_);
        all = std::exchange(all_, {});
        for (const auto& parent : parents_) parent->children.clear();
    }
    for (const auto& [name, nsp] : all) nsp->release_sockets();
}

}  // namespace chatter::socketio
