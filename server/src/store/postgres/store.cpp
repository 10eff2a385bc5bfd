#include "store/postgres/store.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "base/time.hpp"
#include "store/errc.hpp"
#include "store/memberships.hpp"
#include "store/postgres/images.hpp"
#include "store/postgres/messages.hpp"
#include "store/postgres/migrations.hpp"
#include "store/postgres/point_answers.hpp"
#include "store/postgres/sessions.hpp"
#include "store/postgres/users.hpp"
#include "store/registration.hpp"
#include "store/rooms.hpp"
#include "store/sessions.hpp"

namespace chatter::store::postgres {

namespace {

Uuid new_process_id() {
    SystemRandom random;
    return Uuid::make_v7(SystemClock().now(), random);
}

}  // namespace

Store::Store(const Options& options, chat::EventSink& events)
    : connector_(options.database),
      readers_("store-reader", connector_, options.readers),
      images_("store-images", connector_, options.images),
      probe_("store-probe", connector_,
             {.readers = 1,
              .queue_count_max = 256,
              .queue_bytes_max = std::size_t{1024} * 1024,
              .deadline = probe_timeout}),
      answerer_("store-points", connector_, options.points, answer_points),
      point_reads_([this](PointQuestions questions, Completion<Result<PointAnswers>> done) {
          answerer_.ask(std::move(questions), std::move(done));
      }),
      replica_reads_(readers_, options.replica),
      catalogs_(options.search_cache_bytes_max),
      search_limits_(options.search),
      index_storage_(connector_, new_process_id()),
      indexer_(index_storage_, options.indexing),
      writer_(connector_, events, replica_reads_.has_replica() ? &replica_reads_.positions() : nullptr,
              options.writes) {}

Task<Result<void>> Store::check() {
    return probe_.read([](Connection& db) -> Result<void> {
        db.set_answer_timeout(probe_timeout);
        const auto migrations = migration_status(db);
        if (!migrations) return std::unexpected(migrations.error());
        if (std::ranges::none_of(*migrations, &Migration::is_pending)) return {};
        return fail(Errc::pending_migrations, "The database has pending migrations.");
    });
}

Task<Result<chat::User>> Store::create_user(chat::NewUser user) {
    return writer_.write(command_bytes, {}, [user = std::move(user)](Connection& db, Events& events) {
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
            return postgres::search_users(db, query, limit);
        });
}

Task<Result<void>> Store::create_session(chat::Session session) {
    return writer_.write(command_bytes, {}, [session = std::move(session)](Connection& db, Events&) {
        return store::create_session(db, session);
    });
}

Task<Result<std::optional<chat::ActiveSession>>> Store::find_session(chat::SessionId id) {
    return point_reads_.find_session(id);
}

Task<Result<std::vector<chat::Session>>> Store::list_sessions(chat::UserId user_id) {
    return readers_.read([user_id](Connection& db) -> Result<std::vector<chat::Session>> {
        return store::list_sessions(db, user_id);
    });
}

Task<Result<void>> Store::revoke_session(chat::Actor user, chat::SessionId id, Time now) {
    return writer_.write(command_bytes, {},
                         [user = std::move(user), id, now](Connection& db, Events& events) {
                             return store::revoke_session(db, events, user, id, now);
                         });
}

Task<Result<void>> Store::touch_session(chat::SessionId id, Time last_used_at) {
    return writer_.write(command_bytes, {}, [id, last_used_at](Connection& db, Events&) -> Result<void> {
        run(db, sql::touch_session, id, last_used_at);
        return {};
    });
}

Task<Result<chat::CreatedRoom>> Store::create_room(chat::NewRoom room) {
    Concerns concerns{.users = room.member_ids, .rooms = {}};
    concerns.users.push_back(room.creator_id);
    return writer_.write(command_bytes, std::move(concerns),
                         [room = std::move(room)](Connection& db, Events& events) {
                             return store::create_room(db, events, room);
                         });
}

Task<Result<std::vector<chat::Room>>> Store::list_rooms(chat::UserId viewer) {
    return replica_reads_.read(viewer, [viewer](Snapshot& snapshot) -> Result<std::vector<chat::Room>> {
        return postgres::list_rooms(snapshot, viewer);
    });
}

Task<Result<std::vector<chat::Room>>> Store::list_rooms_now(chat::UserId viewer) {
    return readers_.read([viewer](Connection& db) -> Result<std::vector<chat::Room>> {
        Snapshot snapshot(db);
        return postgres::list_rooms(snapshot, viewer);
    });
}

Task<Result<std::vector<chat::RoomId>>> Store::list_room_ids(chat::UserId viewer, chat::SessionId session) {
    return readers_.read(
        [viewer, session](Connection& db) { return postgres::list_room_ids(db, viewer, session); });
}

Task<Result<std::vector<chat::Room>>> Store::discover_rooms(chat::UserId viewer, std::string query,
                                                            std::size_t limit) {
    return replica_reads_.read(
        viewer,
        [viewer, query = std::move(query), limit](Snapshot& snapshot) -> Result<std::vector<chat::Room>> {
            return postgres::discover_rooms(snapshot, viewer, query, limit);
        });
}

Task<Result<chat::Room>> Store::find_room(chat::UserId viewer, chat::RoomId id) {
    return readers_.read([viewer, id](Connection& db) { return store::find_room(db, viewer, id); });
}

Task<Result<chat::Room>> Store::join_room(chat::UserId user_id, chat::RoomId id, Time now) {
    return writer_.write(command_bytes, {.users = {user_id}, .rooms = {id}},
                         [user_id, id, now](Connection& db, Events& events) {
                             return store::join_room(db, events, user_id, id, now);
                         });
}

Task<Result<void>> Store::leave_room(chat::UserId user_id, chat::RoomId id) {
    return writer_.write(
        command_bytes, {.users = {user_id}, .rooms = {id}},
        [user_id, id](Connection& db, Events& events) { return store::leave_room(db, events, user_id, id); });
}

Task<Result<chat::MemberPage>> Store::list_members(chat::UserId viewer, chat::RoomId id, std::string cursor,
                                                   std::size_t limit) {
    return readers_.read([viewer, id, cursor = std::move(cursor), limit](Connection& db) {
        return postgres::list_members(db, viewer, id, cursor, limit);
    });
}

Task<Result<chat::ReadPosition>> Store::move_read_marker(chat::UserId user_id, chat::RoomId id, chat::Seq seq,
                                                         std::string origin) {
    return writer_.move_marker(command_bytes,
                               {.user_id = user_id, .room_id = id, .seq = seq, .origin = std::move(origin)});
}

Task<Result<chat::PostedMessage>> Store::post_message(chat::NewMessage message) {
    const auto bytes = command_bytes + message.content.size();
    return writer_.post(bytes, std::move(message));
}

Task<Result<chat::RoomAccess>> Store::find_room_access(chat::UserId viewer, chat::RoomId room_id) {
    return point_reads_.find_room_access(viewer, room_id);
}

Task<Result<chat::HistoryPage>> Store::read_history(chat::UserId viewer, chat::RoomId room_id,
                                                    chat::HistoryQuery query) {
    return replica_reads_.read(
        viewer,
        [viewer, room_id, query](Snapshot& snapshot) {
            return postgres::read_history(snapshot, viewer, room_id, query);
        },
        [at_least = query.at_least](const Result<chat::HistoryPage>& page) {
            return page && chat::is_as_new({page->version, page->profile_changes}, at_least);
        });
}

Task<Result<chat::Changes>> Store::read_changes(chat::UserId viewer,
                                                std::map<chat::RoomId, chat::Version> seen,
                                                std::size_t limit) {
    return readers_.read([viewer, seen = std::move(seen), limit](Connection& db) -> Result<chat::Changes> {
        return postgres::read_changes(db, viewer, seen, limit);
    });
}

Task<Result<chat::SearchPage>> Store::search_messages(chat::UserId viewer, chat::SearchQuery query) {
    return replica_reads_.read(viewer, [this, viewer, query = std::move(query)](Snapshot& snapshot) {
        SearchReads reads(snapshot);
        return search::search_messages(reads, catalogs_, search_limits_, viewer, query);
    });
}

Task<Result<void>> Store::put_image(chat::Image image) {
    const auto bytes = command_bytes + image.bytes.size();
    return images_.read(
        [image = std::move(image)](Connection& db) -> Result<void> {
            postgres::put_image(db, image);
            return {};
        },
        bytes);
}

Task<Result<std::shared_ptr<const chat::Image>>> Store::find_image(chat::ImageId id) {
    return images_.read([id](Connection& db) -> Result<std::shared_ptr<const chat::Image>> {
        return postgres::find_image(db, id);
    });
}

Task<Result<std::vector<chat::ImageId>>> Store::find_known_images(std::vector<chat::ImageId> ids) {
    return images_.read([ids = std::move(ids)](Connection& db) -> Result<std::vector<chat::ImageId>> {
        return store::find_known_images(db, ids);
    });
}

}  // namespace chatter::store::postgres
