#include "base/gcra_table.hpp"

#include <sodium/crypto_shorthash.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace chatter {

namespace {

// A cell is 20 bits of hash and 44 of time in ticks of 10 µs, which last five years. One that has gone round
// looks like a moment that no limit reaches, and counts as owing nothing.
constexpr unsigned time_bits = 44;
constexpr std::uint64_t time_mask = (std::uint64_t{1} << time_bits) - 1;
using Ticks = std::chrono::duration<std::uint64_t, std::ratio<1, 100'000>>;
constexpr std::uint64_t ticks_a_second = 100'000;

constexpr std::uint64_t tag_of(std::uint64_t cell) { return cell >> time_bits; }

std::chrono::microseconds microseconds(std::uint64_t ticks) { return Ticks(ticks); }

/// How long what `cell` has taken is still to be paid for.
std::uint64_t debt_of(std::uint64_t cell, std::uint64_t now) {
    const auto ahead = ((cell & time_mask) - now) & time_mask;
    return ahead > time_mask / 2 ? 0 : ahead;
}

struct Rate {
    std::uint64_t one;    // in ticks
    std::uint64_t whole;  // a multiple of it

    explicit Rate(RateLimit limit)
        : one(std::max<std::uint64_t>(
              static_cast<std::uint64_t>(limit.window.count()) * ticks_a_second / limit.quantity, 1)),
          whole(one * limit.quantity) {}
};

RateState state_of(std::uint64_t debt, const Rate& rate, bool allowed) {
    const auto left = rate.whole - std::min(debt, rate.whole);
    return {.allowed = allowed,
            .remaining = static_cast<std::uint32_t>(left / rate.one),
            .retry_after = microseconds(left >= rate.one ? 0 : rate.one - left),
            .reset_after = microseconds(debt)};
}

}  // namespace

GcraTable::GcraTable(Random& random, std::size_t cells)
    : bucket_count_(std::bit_ceil(std::max<std::size_t>(cells / 8, 1))),
      buckets_(std::make_unique<Bucket[]>(bucket_count_)) {
    static_assert(std::tuple_size_v<decltype(seed_)> == crypto_shorthash_KEYBYTES);
    random.fill(seed_);
}

GcraTable::Place GcraTable::place_of(std::string_view name) const {
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(name.data()), name.size(),
                     seed_.data());
    std::uint64_t bits = 0;
    std::memcpy(&bits, hash.data(), sizeof bits);
    // No tag is zero: a cell of zero is empty.
    return {.bucket = &buckets_[bits & (bucket_count_ - 1)],
            .tag = std::max<std::uint64_t>(bits >> time_bits, 1)};
}

std::uint64_t GcraTable::ticks_at(Clock::time_point now) const {
    const auto since_start = std::max(now - start_, Clock::duration::zero());
    return std::chrono::duration_cast<Ticks>(since_start).count() & time_mask;
}

RateState GcraTable::take(std::string_view name, RateLimit limit, Clock::time_point time) {
    if (limit.quantity == 0) return {};
    const Rate rate(limit);
    const auto now = ticks_at(time);
    const auto [bucket, tag] = place_of(name);
    while (true) {
        Cell* chosen = nullptr;
        std::uint64_t chosen_value = 0, least = 0;
        for (auto& cell : bucket->cells) {
            const auto value = cell.load(std::memory_order_relaxed);
            if (tag_of(value) == tag) {
                chosen = &cell;
                chosen_value = value;
                break;
            }
            const auto debt = value == 0 ? 0 : debt_of(value, now);
            if (chosen && debt >= least) continue;
            chosen = &cell;
            chosen_value = value;
            least = debt;
        }
        const bool known = tag_of(chosen_value) == tag;
        auto debt = known ? debt_of(chosen_value, now) : 0;
        if (debt > rate.whole) debt = 0;
        if (debt + rate.one > rate.whole) return state_of(debt, rate, false);
        const auto paid_until = (now + debt + rate.one) & time_mask;
        if (chosen->compare_exchange_weak(chosen_value, tag << time_bits | paid_until,
                                          std::memory_order_relaxed))
            return state_of(debt + rate.one, rate, true);
    }
}

void GcraTable::give_back(std::string_view name, RateLimit limit, Clock::time_point time) {
    if (limit.quantity == 0) return;
    const Rate rate(limit);
    const auto now = ticks_at(time);
    const auto [bucket, tag] = place_of(name);
    for (auto& cell : bucket->cells) {
        auto value = cell.load(std::memory_order_relaxed);
        while (tag_of(value) == tag) {
            const auto debt = debt_of(value, now);
            const auto paid_until = (now + debt - std::min(debt, rate.one)) & time_mask;
            if (cell.compare_exchange_weak(value, tag << time_bits | paid_until, std::memory_order_relaxed))
                return;
        }
    }
}

void GcraTable::forget(std::string_view name) {
    const auto [bucket, tag] = place_of(name);
    for (auto& cell : bucket->cells) {
        auto value = cell.load(std::memory_order_relaxed);
        if (tag_of(value) == tag) cell.compare_exchange_strong(value, 0, std::memory_order_relaxed);
    }
}

}  // namespace chatter
