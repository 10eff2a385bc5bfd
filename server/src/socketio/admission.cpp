#include "socketio/admission.hpp"

#include <utility>

#include "base/completion.hpp"
#include "socketio/shard.hpp"

namespace chatter::socketio {

namespace {

const boost::json::string* text_of(const boost::json::object& auth, std::string_view name) noexcept {
    const auto* const value = auth.if_contains(name);
    return value ? value->if_string() : nullptr;
}

}  // namespace

bool Admission::asks_for_recovery(NamespaceShard& shard) const noexcept {
    return shard.recovery() && text_of(auth, "pid") && text_of(auth, "offset");
}

bool Admission::claim(NamespaceShard& shard) {
    const auto now = std::chrono::steady_clock::now();
    resumption =
        shard.recovery()->store().claim(std::string(*text_of(auth, "pid")), *text_of(auth, "offset"), now);
    if (resumption) data = resumption->session.data;
    return resumption.has_value();
}

Task<void> Admission::let_broadcasts_go_first(NamespaceShard& shard) {
    co_await suspend_until_completed<bool>([&shard](Completion<bool> done) {
        shard.worker().post([done = std::move(done)]() mutable { done(true); });
    });
}

void Admission::find_missed(NamespaceShard& shard) {
    if (!resumption) return;
    auto found = shard.recovery()->store().missed(*resumption, shard.recovery()->handled());
    if (found)
        missed = std::move(*found);
    else
        resumption.reset();
}

void Admission::give_back(NamespaceShard& shard) {
    if (!resumption) return;
    shard.recovery()->store().give_back(std::move(*resumption));
    resumption.reset();
    shard.sweep_later();
}

}  // namespace chatter::socketio
