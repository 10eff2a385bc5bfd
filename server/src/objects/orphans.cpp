#include "objects/orphans.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "chat/image_addresses.hpp"
#include "objects/errc.hpp"

namespace chatter::objects {

namespace {

constexpr std::chrono::seconds request_limit{30};
/// Below that, most may be orphans.
constexpr std::size_t suspicious_min = 20;

S3Client::Deadline soon() { return std::chrono::steady_clock::now() + request_limit; }

/// Those of the page that are images of ours and old enough.
std::vector<chat::ImageId> candidates(const Listing& page, Time now) {
    std::vector<chat::ImageId> ids;
    for (const auto& [key, last_modified] : page.objects) {
        const auto id = chat::image_of_object_key(key);
        if (id && now - last_modified >= orphan_age_min) ids.push_back(*id);
    }
    return ids;
}

Result<void> remove_unknown(S3Client& client, const std::vector<chat::ImageId>& ids,
                            const OrphanQuestions& questions, OrphanPass& pass) {
    auto found = questions.find_known(ids);
    if (!found) return std::unexpected(std::move(found.error()));
    const std::unordered_set<chat::ImageId> known(found->begin(), found->end());
    if (!questions.even_if_most && ids.size() >= suspicious_min && known.size() < ids.size() / 2)
        return fail(Errc::foreign_bucket,
                    "Most images in the bucket are unknown to this database: is it another installation's?");
    for (const auto id : ids) {
        if (known.contains(id)) continue;
        if (questions.should_stop()) return {};
        if (auto removed = client.remove(chat::object_key(id), soon()); !removed) return removed;
        ++pass.removed;
    }
    return {};
}

}  // namespace

Result<OrphanPass> collect_orphans(S3Client& client, Time now, const OrphanQuestions& questions) {
    OrphanPass pass;
    std::string next;
    do {
        auto page = client.list(chat::object_key_prefix, next, soon());
        if (!page) return std::unexpected(std::move(page.error()));
        pass.seen += page->objects.size();
        const auto removed = remove_unknown(client, candidates(*page, now), questions, pass);
        if (!removed) return std::unexpected(removed.error());
        next = std::move(page->next);
    } while (!next.empty() && !questions.should_stop());
    return pass;
}

}  // namespace chatter::objects
