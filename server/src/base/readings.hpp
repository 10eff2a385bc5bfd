#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/completion.hpp"

namespace chatter {

/// What is being read now, each thing by one of those who ask for it; the others wait for what comes of that.
/// T says by a value of its own, T(), that nothing came of it. Threads: any.
template <class Key, class T, class Hash = std::hash<Key>>
class Readings {
  public:
    /// Ends a reading whatever becomes of it, so that nobody waits for ever.
    class Reading {
      public:
        Reading(std::shared_ptr<Readings> readings, const Key& key)
            : readings_(std::move(readings)), key_(key) {}
        ~Reading() { readings_->end(key_, outcome_); }
        Reading(const Reading&) = delete;
        Reading& operator=(const Reading&) = delete;

        void succeed(T outcome) { outcome_ = std::move(outcome); }

      private:
        const std::shared_ptr<Readings> readings_;
        const Key key_;
        T outcome_{};
    };

    /// Whether the caller is to read, and make a Reading of it; else somebody does already.
    bool begin(const Key& key) {
        const std::lock_guard lock(mutex_);
        return waiting_.try_emplace(key).second;
    }

    /// What comes of the reading that is under way; T() when that has ended meanwhile.
    Task<T> wait_for(Key key) {
        co_return co_await suspend_until_completed<T>([this, &key](Completion<T> done) {
            std::unique_lock lock(mutex_);
            if (const auto reading = waiting_.find(key); reading != waiting_.end()) {
                reading->second.push_back(std::move(done));
                return;
            }
            lock.unlock();
            done(T());
        });
    }

    /// Whoever waits is given up. While the workers' loops still exist, none of them running.
    void give_up_waiting() {
        const std::lock_guard lock(mutex_);
        waiting_.clear();
    }

  private:
    void end(const Key& key, const T& outcome) {
        std::unique_lock lock(mutex_);
        const auto waiting = waiting_.extract(key);
        lock.unlock();
        if (waiting.empty()) return;
        for (auto& done : waiting.mapped()) done(outcome);
    }

    std::mutex mutex_;  // guards the map, for a look-up
    std::unordered_map<Key, std::vector<Completion<T>>, Hash> waiting_;
};

}  // namespace chatter
