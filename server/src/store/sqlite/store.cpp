#include "store/sqlite/store.hpp"

#include <algorithm>

#include "store/errc.hpp"
#include "store/memberships.hpp"
#include "store/registration.hpp"
#include "store/rooms.hpp"
#include "store/sessions.hpp"
#include "store/sqlite/images.hpp"
#include "store/sqlite/messages.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/sessions.hpp"
#include "store/sqlite/users.hpp"

namespace chatter::store::sqlite {

namespace {

/// A checkpoint that begins the log anew holds the writer up while it waits for readers: better tried again.
constexpr std::chrono::milliseconds checkpoint_busy_timeout(100);

/// Errors: Errc::cannot_open, Errc::newer_schema, Errc::edited_migration, Errc::pending_migrations.
Result<std::unique_ptr<Connection>> open_for_writing(const Options& options) {
    auto db = Connection::open(options.path, OpenMode::read_write, options.busy_timeout);
    if (!db) return db;
    // The server checkpoints by itself (checkpointer.hpp).
    (*db)->execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;");
    if ((*db)->take_failure())
        return fail(Errc::cannot_open,
                    "Cannot open the database " + options.path + ": it cannot be given a write-ahead log.");
    const auto migrations = migration_status(**db);
    if (!migrations) return std::unexpected(migrations.error());
    const auto pending = std::ranges::find_if(*migrations, &Migration::is_pending);
    if (pending != migrations->end())
        return fail(Errc::pending_migrations,
                    "The database " + options.path + " lacks the migration " + pending->name + ".");
    return db;
}

PointAnswers answer_all(Connection& db, const PointQuestions& questions) {
    PointAnswers answers;
    for (const auto& id : questions.sessions) answers.sessions.push_back(find_session(db, id));
    for (const auto& question : questions.rooms) {
        const auto room = find_readable_room(db, question.viewer, question.room_id);
        answers.rooms.push_back(room ? std::optional(room->access) : std::nullopt);
    }
    return answers;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(Options options, chat::EventSink& events) {
    Connections connections;
    auto writing = open_for_writing(options);
    if (!writing) return std::unexpected(std::move(writing.error()));
    connections.writing = std::move(*writing);
    // Holds the ends of some hundred rooms and of the indexes, which every message changes.
    connections.writing->execute("PRAGMA cache_size = -8000;");
    auto checkpointing = Connection::open(options.path, OpenMode::read_write, checkpoint_busy_timeout);
    if (!checkpointing) return std::unexpected(std::move(checkpointing.error()));
    connections.checkpointing = std::move(*checkpointing);
    const auto open_for_reading = [&options](std::vector<std::unique_ptr<Connection>>& into,
                                             std::size_t count) -> Result<void> {
        while (into.size() < std::max<std::size_t>(1, count)) {
            auto reading = Connection::open(options.path, OpenMode::read_only, options.busy_timeout);
            if (!reading) return std::unexpected(std::move(reading.error()));
            into.push_back(std::move(*reading));
        }
        return {};
    };
    if (auto opened = open_for_reading(connections.reading, options.readers); !opened)
        return std::unexpected(opened.error());
    if (auto opened = open_for_reading(connections.answering, 1); !opened)
        return std::unexpected(opened.error());
    // The indexer's connection is the one more.
    if (auto opened = open_for_reading(connections.searching, options.search_readers + 1); !opened)
        return std::unexpected(opened.error());
    connections.indexing = std::move(connections.searching.back());
    connections.searching.pop_back();
    // The pages above those that hold the index and the messages, which every search goes through.
    for (const auto& db : connections.searching) db->execute("PRAGMA cache_size = -8000;");
    return std::unique_ptr<Store>(new Store(options, std::move(connections), events));
}

Store::Store(const Options& options, Connections connections, chat::EventSink& events)
    : checkpointer_(std::move(connections.checkpointing)),
      readers_("store-reader", std::move(connections.reading), options.read_queue_max),
      answerer_("store-points", std::move(connections.answering), options.read_queue_max),
      point_reads_([this](PointQuestions questions, Completion<Result<PointAnswers>> done) {
          answerer_.start([questions = std::move(questions)](
                              Connection& db) -> Result<PointAnswers> { return answer_all(db, questions); },
                          std::move(done));
      }),
      catalogs_(options.search_cache_bytes_max),
      search_limits_(options.search),
      search_readers_("store-search", std::move(connections.searching), options.search_queue_max),
      writer_(std::move(connections.writing), events, checkpointer_, recent_, options.writes),
      index_storage_(std::move(connections.indexing), writer_),
      indexer_(index_storage_, options.indexing) {}

Task<Result<void>> Store::check() {
    return readers_.read([](Connection& db) -> Result<void> {
        run(db, sql::check);
        return {};
    });
}

Task<Result<chat::User>> Store::create_user(chat::NewUser user) {
    return writer_.write(command_bytes, [user = std::move(user)](Connection& db, Events& events) {
        return store::create_user(db, events, user);
    });
}

Task<Result<std::optional<chat::Credentials>>> Store::find_credentials(std::string username) {
    return readers_.read(
        [username = std::move(username)](Connection& db) -> Result<std::optional<chat::Credentials>> {
            return store::find_credentials(db, username);
        });
}

Task<Result<std::optional<chat::User>>> Store::find_user(chat::UserId id) {
    return readers_.read(
        [id](Connection& db) -> Result<std::optional<chat::User>> { return store::find_user(db, id); });
}

Task<Result<std::vector<chat::User>>> Store::search_users(std::string query, std::size_t limit) {
    return readers_.read(
        [query = std::move(query), limit](Connection& db) -> Result<std::vector<chat::User>> {
            return sqlite::search_users(db, query, limit);
        });
}

Task<Result<void>> Store::create_session(chat::Session session) {
    return writer_.write(command_bytes, [session = std::move(session)](Connection& db, Events&) {
        return store::create_session(db, session);
    });
}

Task<Result<std::optional<chat::ActiveSession>>> Store::find_session(chat::SessionId id) {
    if (auto known = recent_.find(id)) co_return known;
    const auto commits = recent_.commits();
    auto session = co_await point_reads_.find_session(id);
    if (session && *session) recent_.keep(commits, id, **session);
    co_return session;
}

Task<Result<std::vector<chat::SessionEnding>>> Store::list_endings(chat::SessionEnding after,
                                                                   std::size_t limit) {
    auto endings = co_await SessionEndingsPort::list_endings(after, limit);
    // They may be another process's, whose commits are not counted otherwise.
    if (endings && !endings->empty()) recent_.note_commit();
    co_return endings;
}

Task<Result<std::vector<chat::Session>>> Store::list_sessions(chat::UserId user_id) {
    return readers_.read([user_id](Connection& db) -> Result<std::vector<chat::Session>> {
        return store::list_sessions(db, user_id);
    });
}

Task<Result<void>> Store::revoke_session(chat::Actor user, chat::SessionId id, Time now) {
    return writer_.write(command_bytes, [user = std::move(user), id, now](Connection& db, Events& events) {
        return store::revoke_session(db, events, user, id, now);
    });
}

Task<Result<void>> Store::touch_session(chat::SessionId id, Time last_used_at) {
    return writer_.write(command_bytes, [id, last_used_at](Connection& db, Events&) -> Result<void> {
        run(db, sql::touch_session, id, last_used_at);
        return {};
    });
}

Task<Result<chat::CreatedRoom>> Store::create_room(chat::NewRoom room) {
    return writer_.write(command_bytes, [room = std::move(room)](Connection& db, Events& events) {
        return store::create_room(db, events, room);
    });
}

Task<Result<std::vector<chat::Room>>> Store::list_rooms(chat::UserId viewer) {
    return readers_.read([viewer](Connection& db) -> Result<std::vector<chat::Room>> {
        return sqlite::list_rooms(db, viewer);
    });
}

Task<Result<std::vector<chat::Room>>> Store::list_rooms_now(chat::UserId viewer) {
    return list_rooms(viewer);
}

Task<Result<std::vector<chat::RoomId>>> Store::list_room_ids(chat::UserId viewer, chat::SessionId session) {
    return readers_.read(
        [viewer, session](Connection& db) { return sqlite::list_room_ids(db, viewer, session); });
}

Task<Result<std::vector<chat::Room>>> Store::discover_rooms(chat::UserId viewer, std::string query,
                                                            std::size_t limit) {
    return readers_.read(
        [viewer, query = std::move(query), limit](Connection& db) -> Result<std::vector<chat::Room>> {
            return sqlite::discover_rooms(db, viewer, query, limit);
        });
}

Task<Result<chat::Room>> Store::find_room(chat::UserId viewer, chat::RoomId id) {
    return readers_.read([viewer, id](Connection& db) { return store::find_room(db, viewer, id); });
}

Task<Result<chat::Room>> Store::join_room(chat::UserId user_id, chat::RoomId id, Time now) {
    return writer_.write(command_bytes, [user_id, id, now](Connection& db, Events& events) {
        return store::join_room(db, events, user_id, id, now);
    });
}

Task<Result<void>> Store::leave_room(chat::UserId user_id, chat::RoomId id) {
    return writer_.write(command_bytes, [user_id, id](Connection& db, Events& events) {
        return store::leave_room(db, events, user_id, id);
    });
}

Task<Result<chat::MemberPage>> Store::list_members(chat::UserId viewer, chat::RoomId id, std::string cursor,
                                                   std::size_t limit) {
    return readers_.read([viewer, id, cursor = std::move(cursor), limit](Connection& db) {
        return sqlite::list_members(db, viewer, id, cursor, limit);
    });
}

Task<Result<chat::ReadPosition>> Store::move_read_marker(chat::UserId user_id, chat::RoomId id, chat::Seq seq,
                                                         std::string origin) {
    return writer_.write(command_bytes,
                         [user_id, id, seq, origin = std::move(origin)](Connection& db, Events& events) {
                             return store::move_read_marker(db, events, user_id, id, seq, origin);
                         });
}

Task<Result<chat::PostedMessage>> Store::post_message(chat::NewMessage message) {
    const auto bytes = command_bytes + message.content.size();
    return writer_.write(bytes, [message = std::move(message)](Connection& db, Events& events) {
        return sqlite::post_message(db, events, message);
    });
}

Task<Result<chat::RoomAccess>> Store::find_room_access(chat::UserId viewer, chat::RoomId room_id) {
    const RoomQuestion question{.viewer = viewer, .room_id = room_id};
    if (const auto known = recent_.find(question)) co_return *known;
    const auto commits = recent_.commits();
    const auto access = co_await point_reads_.find_room_access(viewer, room_id);
    if (access) recent_.keep(commits, question, *access);
    co_return access;
}

Task<Result<chat::HistoryPage>> Store::read_history(chat::UserId viewer, chat::RoomId room_id,
                                                    chat::HistoryQuery query) {
    return readers_.read([viewer, room_id, query](Connection& db) {
        return sqlite::read_history(db, viewer, room_id, query);
    });
}

Task<Result<chat::Changes>> Store::read_changes(chat::UserId viewer,
                                                std::map<chat::RoomId, chat::Version> seen,
                                                std::size_t limit) {
    return readers_.read([viewer, seen = std::move(seen), limit](Connection& db) -> Result<chat::Changes> {
        return sqlite::read_changes(db, viewer, seen, limit);
    });
}

Task<Result<chat::SearchPage>> Store::search_messages(chat::UserId viewer, chat::SearchQuery query) {
    return search_readers_.read([this, viewer, query = std::move(query)](Connection& db) {
        SearchReads reads(db);
        return search::search_messages(reads, catalogs_, search_limits_, viewer, query);
    });
}

Task<Result<void>> Store::put_image(chat::Image image) {
    const auto bytes = command_bytes + image.bytes.size();
    return writer_.write(bytes, [image = std::move(image)](Connection& db, Events&) -> Result<void> {
        sqlite::put_image(db, image);
        return {};
    });
}

Task<Result<std::shared_ptr<const chat::Image>>> Store::find_image(chat::ImageId id) {
    return readers_.read([id](Connection& db) -> Result<std::shared_ptr<const chat::Image>> {
        return sqlite::find_image(db, id);
    });
}

Task<Result<std::vector<chat::ImageId>>> Store::find_known_images(std::vector<chat::ImageId> ids) {
    return readers_.read([ids = std::move(ids)](Connection& db) -> Result<std::vector<chat::ImageId>> {
        return store::find_known_images(db, ids);
    });
}

}  // namespace chatter::store::sqlite
