#include "chat/permissions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <ranges>
#include <string>
#include <vector>

#include "chat/errc.hpp"

namespace chatter::chat {
namespace {

constexpr RoomKind kinds[] = {RoomKind::public_room, RoomKind::private_room, RoomKind::direct};
constexpr MemberRole roles[] = {MemberRole::member, MemberRole::moderator, MemberRole::owner};

Relation in_public(std::optional<MemberRole> role) { return {.kind = RoomKind::public_room, .role = role}; }

std::error_code code_of(const Result<void>& result) {
    return result ? std::error_code() : result.error().code;
}

/// `see(relation)` for every relation that there is.
template <class See>
void for_each_relation(See see) {
    std::vector<std::optional<MemberRole>> standings{std::nullopt};
    standings.insert(standings.end(), std::begin(roles), std::end(roles));
    for (const auto kind : kinds)
        for (const auto& role : standings)
            for (const auto posting : {PostingPolicy::everyone, PostingPolicy::moderators})
                for (const bool author : {false, true})
                    for (const bool admin : {false, true})
                        see(Relation{.kind = kind,
                                     .role = role,
                                     .posting = posting,
                                     .author = author,
                                     .admin = admin});
}

TEST(Permissions, hide_private_and_direct_rooms_from_outsiders_and_admins_whatever_they_try) {
    for_each_relation([](const Relation& relation) {
        const bool unseen = relation.kind != RoomKind::public_room && !relation.role;
        for (const auto& rule : all_rules())
            EXPECT_EQ(decide(rule.action, relation) == Decision::invisible, unseen) << rule.name;
    });
}

TEST(Permissions, grow_with_the_role) {
    for_each_relation([](const Relation& relation) {
        if (!relation.role || relation.role == MemberRole::owner) return;
        auto promoted = relation;
        promoted.role = static_cast<MemberRole>(static_cast<int>(*relation.role) + 1);
        for (const auto& rule : all_rules())
            if (decide(rule.action, relation) == Decision::allowed)
                EXPECT_EQ(decide(rule.action, promoted), Decision::allowed) << rule.name;
    });
}

TEST(Permissions, take_nothing_from_authors_and_admins) {
    for_each_relation([](const Relation& relation) {
        auto more = relation;
        more.author = more.admin = true;
        for (const auto& rule : all_rules())
            if (decide(rule.action, relation) == Decision::allowed)
                EXPECT_EQ(decide(rule.action, more), Decision::allowed) << rule.name;
    });
}

TEST(Permissions, treat_all_roles_of_a_direct_room_alike) {
    for (const auto& rule : all_rules())
        for (const bool author : {false, true})
            for (const auto role : roles) {
                const Relation one{.kind = RoomKind::direct, .role = role, .author = author};
                const Relation other{.kind = RoomKind::direct, .role = MemberRole::owner, .author = author};
                EXPECT_EQ(decide(rule.action, one), decide(rule.action, other)) << rule.name;
            }
}

TEST(Permissions, let_nobody_change_who_is_in_a_direct_room) {
    const Relation mine{.kind = RoomKind::direct, .role = MemberRole::owner, .admin = true};
    for (const auto action : {Action::leave_room, Action::add_member, Action::change_role,
                              Action::remove_member, Action::create_invite})
        EXPECT_EQ(code_of(check(action, mine)), make_error_code(Errc::direct_room_closed));
}

TEST(Permissions, let_anybody_read_a_public_room_and_its_members_post) {
    EXPECT_TRUE(check(Action::see_room, in_public({})).has_value());
    const auto refused = check(Action::post_message, in_public({}));
    EXPECT_EQ(code_of(refused), make_error_code(Errc::forbidden));
    EXPECT_EQ(refused.error().detail, "Join the room first.");
    EXPECT_TRUE(check(Action::post_message, in_public(MemberRole::member)).has_value());
}

TEST(Permissions, let_only_moderators_post_and_pin_in_an_announcement_room) {
    for (const auto action : {Action::post_message, Action::pin_message}) {
        auto relation = in_public(MemberRole::member);
        relation.posting = PostingPolicy::moderators;
        EXPECT_EQ(decide(action, relation), Decision::forbidden);
        relation.role = MemberRole::moderator;
        EXPECT_EQ(decide(action, relation), Decision::allowed);
    }
}

TEST(Permissions, leave_a_message_to_its_author_and_the_moderators) {
    auto author = in_public(MemberRole::member), moderator = in_public(MemberRole::moderator);
    author.author = true;
    EXPECT_EQ(decide(Action::edit_message, author), Decision::allowed);
    EXPECT_EQ(decide(Action::delete_message, author), Decision::allowed);
    EXPECT_EQ(decide(Action::edit_message, moderator), Decision::forbidden);
    EXPECT_EQ(decide(Action::delete_message, moderator), Decision::allowed);
    EXPECT_EQ(decide(Action::delete_message, in_public(MemberRole::member)), Decision::forbidden);
    author.role = std::nullopt;  // has left
    EXPECT_EQ(decide(Action::edit_message, author), Decision::forbidden);
    EXPECT_EQ(decide(Action::delete_message, author), Decision::forbidden);
    const Relation theirs{.kind = RoomKind::direct, .role = MemberRole::owner, .admin = true};
    EXPECT_EQ(decide(Action::delete_message, theirs), Decision::forbidden);
}

TEST(Permissions, let_admins_keep_order_in_public_rooms_without_joining) {
    Relation admin = in_public({});
    admin.admin = true;
    for (const auto action : {Action::edit_room, Action::archive_room, Action::delete_room,
                              Action::change_role, Action::remove_moderator, Action::delete_message})
        EXPECT_EQ(decide(action, admin), Decision::allowed);
    EXPECT_EQ(decide(Action::post_message, admin), Decision::forbidden);
    EXPECT_EQ(code_of(check_admin(UserRole::member)), make_error_code(Errc::forbidden));
    EXPECT_TRUE(check_admin(UserRole::admin).has_value());
}

std::string cell(Action action, RoomKind kind, std::optional<MemberRole> role) {
    const bool author = rule_of(action).author == Authorship::required;
    switch (decide(action, {.kind = kind, .role = role, .author = author})) {
        case Decision::allowed: return "yes";
        case Decision::forbidden: return "403";
        case Decision::invisible: return "404";
        case Decision::closed: return "409";
    }
    return {};
}

/// The line of docs/permissions.md that a rule must be.
std::string documented(const Rule& rule) {
    std::string line = "| `" + std::string(rule.name) + "` |";
    const auto add = [&line](const std::string& text) { line += " " + text + " |"; };
    add(cell(rule.action, RoomKind::public_room, std::nullopt));
    for (const auto role : roles) add(cell(rule.action, RoomKind::public_room, role));
    for (const auto role : roles) add(cell(rule.action, RoomKind::private_room, role));
    add(cell(rule.action, RoomKind::direct, MemberRole::member));
    add(rule.author == Authorship::required ? "only" : rule.author == Authorship::suffices ? "also" : "");
    add(rule.admins ? "as owners" : "");
    add(rule.in_announcements == Need::moderator ? "moderator" : "");
    return line;
}

TEST(Permissions, are_what_their_documentation_says) {
    std::ifstream file(CHATTER_PERMISSIONS_FILE);
    std::vector<std::string> rules_in_file;
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("| `") && std::ranges::count(line, '|') == 13) rules_in_file.push_back(line);
    std::vector<std::string> rules;
    for (const auto& rule : all_rules()) rules.push_back(documented(rule));
    EXPECT_EQ(rules_in_file, rules);
}

}  // namespace
}  // namespace chatter::chat
