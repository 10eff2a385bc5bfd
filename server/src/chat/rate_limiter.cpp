#include "chat/rate_limiter.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/metrics.hpp"
#include "chat/usernames.hpp"

namespace chatter::chat {

namespace {

constexpr std::string_view guesses_name = "password";
constexpr std::string_view guesses_anywhere_name = "password-anywhere";

std::string key_name(std::string_view policy, char kind, std::string_view subject) {
    std::string name(policy);
    name += ':';
    name += kind;
    name += ':';
    name += subject;
    return name;
}

std::pair<std::string_view, metrics::Counter> refusals_of(std::string_view policy) {
    return {policy,
            metrics::Counter("chatter_rate_limited_total", "What was refused because of a rate limit.",
                             {{"limit", std::string(policy)}})};
}

const std::array refusals{refusals_of(name_of(RateClass::sign_in)),
                          refusals_of(name_of(RateClass::registration)),
                          refusals_of(name_of(RateClass::sending)),
                          refusals_of(name_of(RateClass::changes)),
                          refusals_of(name_of(RateClass::upload)),
                          refusals_of(name_of(RateClass::search)),
                          refusals_of(name_of(RateClass::reads)),
                          refusals_of(name_of(RateClass::signals)),
                          refusals_of(guesses_name),
                          refusals_of(guesses_anywhere_name)};

void count_refusal(std::string_view policy) {
    for (const auto& [name, counter] : refusals)
        if (name == policy) counter.add();
}

/// Nobody is signed in yet: there are no people to count.
bool counts_by_address(RateClass rate_class) {
    return rate_class == RateClass::sign_in || rate_class == RateClass::registration;
}

/// A longer name is nobody's, and all that begin alike may count as one.
constexpr std::size_t username_bytes_max = 64;

std::string account_name(std::string_view username) {
    return fold_username(username.substr(0, username_bytes_max));
}

RateLimit times(RateLimit limit, std::uint32_t factor) {
    const auto product = std::uint64_t{limit.quantity} * factor;
    limit.quantity = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(product, std::numeric_limits<std::uint32_t>::max()));
    return limit;
}

/// Of several keys: the one that refused, which is counted, else the one of which least is left.
RateVerdict verdict_of(std::string_view policy, const std::vector<RateKey>& keys,
                       const std::vector<RateState>& states) {
    const auto share = [&](std::size_t i) {
        return static_cast<double>(states[i].remaining) / std::max(1U, keys[i].limit.quantity);
    };
    std::size_t tightest = 0;
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (!states[i].allowed) {
            count_refusal(policy);
            return {.policy = policy, .limit = keys[i].limit, .state = states[i]};
        }
        if (share(i) < share(tightest)) tightest = i;
    }
    return {.policy = policy, .limit = keys[tightest].limit, .state = states[tightest]};
}

}  // namespace

std::string_view name_of(RateClass rate_class) noexcept {
    switch (rate_class) {
        case RateClass::sign_in: return "sign-in";
        case RateClass::registration: return "registration";
        case RateClass::sending: return "sending";
        case RateClass::changes: return "changes";
        case RateClass::upload: return "upload";
        case RateClass::search: return "search";
        case RateClass::reads: return "reads";
        case RateClass::signals: return "signals";
        case RateClass::unlimited: break;
    }
    return "";
}

RateLimit RateLimits::of(RateClass rate_class) const noexcept {
    switch (rate_class) {
        case RateClass::sign_in: return sign_in;
        case RateClass::registration: return registration;
        case RateClass::sending: return sending;
        case RateClass::changes: return changes;
        case RateClass::upload: return upload;
        case RateClass::search: return search;
        case RateClass::reads: return reads;
        case RateClass::signals: return signals;
        case RateClass::unlimited: break;
    }
    return {};
}

std::string rate_name_of_address(std::string_view address) {
    std::array<unsigned char, 16> bytes{};
    const std::string text(address.substr(0, address.find('%')));
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {
        std::array<char, INET_ADDRSTRLEN> dotted{};
        return ::inet_ntop(AF_INET, bytes.data() + mapped.size(), dotted.data(), dotted.size());
    }
    std::fill(bytes.begin() + 8, bytes.end(), 0);
    std::array<char, INET6_ADDRSTRLEN> prefix{};
    return ::inet_ntop(AF_INET6, bytes.data(), prefix.data(), prefix.size());
}

Task<RateVerdict> RateLimiter::take(RateClass rate_class, std::string address,
                                    std::optional<UserId> user_id) {
    const auto limit = limits_.of(rate_class);
    if (!limits_.on || limit.quantity == 0) co_return RateVerdict();
    const auto policy = name_of(rate_class);
    std::vector<RateKey> keys;
    keys.reserve(2);
    if (user_id) keys.push_back({.name = key_name(policy, 'u', user_id->to_string()), .limit = limit});
    keys.push_back(
        {.name = key_name(policy, 'a', rate_name_of_address(address)),
         .limit = counts_by_address(rate_class) ? limit : times(limit, limits_.people_per_address)});
    const auto states = co_await store_.take(keys);
    co_return verdict_of(policy, keys, states);
}

Task<RateVerdict> RateLimiter::begin_sign_in(std::string username, std::string address) {
    if (!limits_.on) co_return RateVerdict();
    username = account_name(username);
    std::vector<RateKey> here;
    here.push_back({.name = key_name(guesses_name, 'a', rate_name_of_address(address) + " " + username),
                    .limit = limits_.guesses});
    const auto here_states = co_await store_.take(here);
    auto verdict = verdict_of(guesses_name, here, here_states);
    if (!verdict.allowed()) co_return verdict;

    std::vector<RateKey> anywhere;
    anywhere.push_back(
        {.name = key_name(guesses_anywhere_name, 'n', username), .limit = limits_.guesses_anywhere});
    const auto anywhere_states = co_await store_.take(anywhere);
    if (anywhere_states.front().allowed) co_return verdict;
    if (co_await is_signed_in_there(username, address)) co_return verdict;
    co_return verdict_of(guesses_anywhere_name, anywhere, anywhere_states);
}

void RateLimiter::forgive_sign_in(std::string_view username, std::string_view address) {
    if (!limits_.on) return;
    const auto folded = account_name(username);
    store_.forget({.name = key_name(guesses_name, 'a', rate_name_of_address(address) + " " + folded),
                   .limit = limits_.guesses});
    store_.give_back(
        {.name = key_name(guesses_anywhere_name, 'n', folded), .limit = limits_.guesses_anywhere});
}

Task<bool> RateLimiter::is_signed_in_there(std::string username, std::string address) {
    const auto credentials = co_await users_.find_credentials(std::move(username));
    if (!credentials || !*credentials) co_return false;
    const auto sessions = co_await sessions_.list_sessions((*credentials)->user.id);
    if (!sessions) co_return false;
    const auto place = rate_name_of_address(address);
    co_return std::ranges::any_of(
        *sessions, [&](const Session& session) { return rate_name_of_address(session.address) == place; });
}

}  // namespace chatter::chat
