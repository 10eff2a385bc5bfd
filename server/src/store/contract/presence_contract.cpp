#include <algorithm>

#include "store/contract/store_contract.hpp"

namespace chatter::store {

using namespace std::chrono_literals;

namespace {

std::optional<Time> last_seen_of(const chat::User& user, const std::vector<chat::LastSeen>& seen) {
    const auto found = std::ranges::find(seen, user.id, &chat::LastSeen::user_id);
    if (found == seen.end()) return std::nullopt;
    return found->at;
}

}  // namespace

TEST_P(StoreContract, keeps_when_people_were_last_seen) {
    const auto ada = make_user("ada");
    const auto bob = make_user("bob");
    const auto eve = make_user("eve");
    const auto at = clock_.now();
    ASSERT_TRUE(run_task(
        presence().keep_last_seen({{.user_id = ada.id, .at = at}, {.user_id = bob.id, .at = at + 1ms}})));
    reopen();
    const auto seen = run_task(presence().read_last_seen({bob.id, ada.id, eve.id})).value();
    EXPECT_EQ(seen.size(), 2U);
    EXPECT_EQ(last_seen_of(ada, seen), at);
    EXPECT_EQ(last_seen_of(bob, seen), at + 1ms);
    EXPECT_TRUE(run_task(presence().read_last_seen({})).value().empty());
}

TEST_P(StoreContract, never_moves_back_when_somebody_was_last_seen) {
    const auto ada = make_user("ada");
    const auto at = clock_.now();
    const auto keep = [&](Time time) {
        return run_task(presence().keep_last_seen({{.user_id = ada.id, .at = time}}));
    };
    ASSERT_TRUE(keep(at));
    ASSERT_TRUE(keep(at - 1ms));
    EXPECT_EQ(run_task(presence().read_last_seen({ada.id})).value().front().at, at);
    ASSERT_TRUE(keep(at + 1ms));
    EXPECT_EQ(run_task(presence().read_last_seen({ada.id})).value().front().at, at + 1ms);
}

TEST_P(StoreContract, leaves_out_who_does_not_exist) {
    const auto ada = make_user("ada");
    const auto nobody = chat::UserId::make(clock_.now(), random_);
    ASSERT_TRUE(run_task(presence().keep_last_seen(
        {{.user_id = nobody, .at = clock_.now()}, {.user_id = ada.id, .at = clock_.now()}})));
    EXPECT_EQ(run_task(presence().read_last_seen({nobody, ada.id})).value().size(), 1U);
}

TEST_P(StoreContract, knows_who_has_blocked_somebody) {
    const auto ada = make_user("ada");
    const auto bob = make_user("bob");
    const auto eve = make_user("eve");
    const auto block = [&](chat::UserId blocker, chat::UserId other) {
        ASSERT_TRUE(run_task(blocks().block_user(blocker, other, clock_.now())));
    };
    block(ada.id, eve.id);
    block(bob.id, eve.id);
    block(eve.id, ada.id);
    auto blockers = run_task(presence().list_blockers(eve.id)).value();
    std::ranges::sort(blockers);
    EXPECT_EQ(blockers, (std::vector{ada.id, bob.id}));
    EXPECT_TRUE(run_task(presence().list_blockers(bob.id)).value().empty());
}

}  // namespace chatter::store
