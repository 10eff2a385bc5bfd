#include "store/postgres/message_page.hpp"

#include <algorithm>
#include <unordered_map>

#include "store/reactions.hpp"

namespace chatter::store::postgres {

namespace {

template <class T>
void keep_each_once(std::vector<T>& values) {
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
}

std::vector<chat::UserId> author_ids_of(std::span<const MessagePage> pages) {
    std::vector<chat::UserId> ids;
    for (const auto& page : pages)
        for (const auto& message : page.messages) {
            ids.push_back(message.author.id);
            if (message.reply_to) ids.push_back(message.reply_to->author.id);
        }
    keep_each_once(ids);
    return ids;
}

std::vector<chat::ImageId> image_ids_of(std::span<const MessagePage> pages) {
    std::vector<chat::ImageId> ids;
    for (const auto& page : pages)
        for (const auto& id : page.image_ids)
            if (id) ids.push_back(*id);
    keep_each_once(ids);
    return ids;
}

std::vector<chat::Seq> seqs_of(const MessagePage& page) {
    std::vector<chat::Seq> seqs;
    for (const auto& message : page.messages) seqs.push_back(message.seq);
    return seqs;
}

std::vector<chat::Seq> seqs_replied_to(const MessagePage& page) {
    std::vector<chat::Seq> seqs;
    for (const auto& message : page.messages)
        if (message.reply_to) seqs.push_back(message.reply_to->seq);
    keep_each_once(seqs);
    return seqs;
}

void put_authors(Query rows, std::span<MessagePage> pages) {
    std::unordered_map<chat::UserId, chat::Author> authors;
    while (rows.next()) {
        auto author = read_author(rows);
        const auto id = author.id;
        authors.emplace(id, std::move(author));
    }
    const auto put = [&authors](chat::Author& author) {
        if (const auto found = authors.find(author.id); found != authors.end()) author = found->second;
    };
    for (auto& page : pages)
        for (auto& message : page.messages) {
            put(message.author);
            if (message.reply_to) put(message.reply_to->author);
        }
}

void put_images(Query rows, std::span<MessagePage> pages) {
    std::unordered_map<chat::ImageId, chat::ImageInfo> infos;
    while (rows.next()) {
        const auto id = rows.take<chat::ImageId>();
        if (auto info = read_image_info(rows)) infos.emplace(id, std::move(*info));
    }
    for (auto& page : pages)
        for (std::size_t i = 0; i < page.messages.size(); ++i) {
            if (!page.image_ids[i]) continue;
            if (const auto found = infos.find(*page.image_ids[i]); found != infos.end())
                page.messages[i].image = found->second;
        }
}

chat::ReplyPreview read_replied_to(Query& row) {
    chat::ReplyPreview preview;
    preview.id = row.take<chat::MessageId>();
    preview.seq = row.take<chat::Seq>();
    preview.excerpt = row.take<std::string>();
    preview.author.id = row.take<chat::UserId>();
    return preview;
}

using RepliedTo = std::unordered_map<chat::Seq, chat::ReplyPreview>;

void put_replied_to(const RepliedTo& previews, MessagePage& page) {
    for (auto& message : page.messages) {
        if (!message.reply_to) continue;
        const auto found = previews.find(message.reply_to->seq);
        message.reply_to = found == previews.end() ? std::nullopt : std::optional(found->second);
    }
}

/// What the messages of each page reply to, as the parameters of a statement, and which page each is of.
struct RepliedToColumns {
    explicit RepliedToColumns(std::span<const MessagePage> pages) {
        for (std::size_t i = 0; i < pages.size(); ++i) {
            for (const auto seq : seqs_replied_to(pages[i])) {
                rooms.push_back(pages[i].messages.front().room_id);
                seqs.push_back(seq);
                page_of_each.push_back(i);
            }
        }
    }
    std::vector<chat::RoomId> rooms;
    std::vector<chat::Seq> seqs;
    std::vector<std::size_t> page_of_each;
};

/// For one page a cheaper statement to plan than for several, which would be planned one by one.
void send_replied_to(Snapshot& snapshot, std::span<const MessagePage> pages) {
    const RepliedToColumns columns(pages);
    if (columns.seqs.empty()) return;
    if (pages.size() == 1)
        snapshot.send(sql::find_replied_to, columns.rooms.front(), columns.seqs);
    else
        snapshot.send(sql::find_replied_to_of_rooms, columns.rooms, columns.seqs);
}

void take_replied_to(Snapshot& snapshot, std::span<MessagePage> pages) {
    const RepliedToColumns columns(pages);
    if (columns.seqs.empty()) return;
    std::vector<RepliedTo> previews(pages.size());
    for (auto rows = snapshot.take(); rows.next();) {
        std::size_t page = 0;
        if (pages.size() > 1)
            page = columns.page_of_each[static_cast<std::size_t>(rows.take<std::int64_t>() - 1)];
        auto preview = read_replied_to(rows);
        const auto seq = preview.seq;
        previews[page].emplace(seq, std::move(preview));
    }
    for (std::size_t i = 0; i < pages.size(); ++i) put_replied_to(previews[i], pages[i]);
}

/// For one page a cheaper statement to plan than for several, which would be planned one by one.
void send_reactions(Snapshot& snapshot, std::span<const MessagePage> pages) {
    if (pages.size() == 1) {
        snapshot.send(sql::read_reactions, pages[0].messages[0].room_id, seqs_of(pages[0]));
        return;
    }
    std::vector<chat::RoomId> rooms;
    std::vector<chat::Seq> seqs;
    for (const auto& page : pages) {
        for (const auto& message : page.messages) {
            rooms.push_back(message.room_id);
            seqs.push_back(message.seq);
        }
    }
    snapshot.send(sql::read_reactions_of_messages, rooms, seqs);
}

void put_reactions(Query rows, std::span<MessagePage> pages) {
    if (pages.size() == 1) {
        attach_reactions(rows, pages[0].messages);
        return;
    }
    std::vector<chat::Message*> messages;
    for (auto& page : pages)
        for (auto& message : page.messages) messages.push_back(&message);
    while (rows.next()) {
        auto* const message = messages[static_cast<std::size_t>(rows.take<std::int64_t>() - 1)];
        auto emoji = rows.take<std::string>();
        add_reaction(*message, std::move(emoji), rows.take<chat::UserId>());
    }
}

bool has_messages(std::span<const MessagePage> pages) {
    return std::ranges::any_of(pages, [](const MessagePage& page) { return !page.messages.empty(); });
}

/// All but the authors.
void send_by_keys(Snapshot& snapshot, std::span<const MessagePage> pages) {
    if (const auto ids = image_ids_of(pages); !ids.empty()) snapshot.send(sql::find_images_of_messages, ids);
    if (has_messages(pages)) send_reactions(snapshot, pages);
    send_replied_to(snapshot, pages);
}

void take_by_keys(Snapshot& snapshot, std::span<MessagePage> pages) {
    if (!image_ids_of(pages).empty()) put_images(snapshot.take(), pages);
    if (has_messages(pages)) put_reactions(snapshot.take(), pages);
    take_replied_to(snapshot, pages);
}

}  // namespace

MessagePage read_message_page(Query rows) {
    MessagePage page;
    while (rows.next()) {
        auto& message = page.messages.emplace_back(read_message_head(rows));
        message.author.id = rows.take<chat::UserId>();
        page.image_ids.push_back(rows.take<std::optional<chat::ImageId>>());
        if (const auto seq = rows.take<std::optional<chat::Seq>>()) message.reply_to.emplace().seq = *seq;
    }
    return page;
}

void MessagePage::reverse() {
    std::ranges::reverse(messages);
    std::ranges::reverse(image_ids);
}

void read_details(Snapshot& snapshot, std::span<MessagePage> pages, bool more_follows) {
    send_by_keys(snapshot, pages);
    const bool has_replies =
        std::ranges::any_of(pages, [](const MessagePage& page) { return !seqs_replied_to(page).empty(); });
    // Who wrote what is replied to is known only after that.
    if (has_replies) {
        snapshot.sync();
        take_by_keys(snapshot, pages);
    }
    const auto author_ids = author_ids_of(pages);
    if (!author_ids.empty()) snapshot.send(sql::find_authors, author_ids);
    if (more_follows)
        snapshot.sync();
    else
        snapshot.finish();
    if (!has_replies) take_by_keys(snapshot, pages);
    if (!author_ids.empty()) put_authors(snapshot.take(), pages);
}

}  // namespace chatter::store::postgres
