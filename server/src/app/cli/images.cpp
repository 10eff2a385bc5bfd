#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"
#include "app/cli/progress_report.hpp"
#include "app/data_folder.hpp"
#include "app/object_store.hpp"
#include "app/schema.hpp"
#include "app/stop_flag.hpp"
#include "chat/image_addresses.hpp"
#include "objects/errc.hpp"
#include "objects/orphans.hpp"
#include "store/images.hpp"
#include "store/postgres/images.hpp"
#include "store/postgres/single_transaction.hpp"
#include "store/sqlite/images.hpp"
#include "store/sqlite/single_transaction.hpp"

namespace chatter::app {

namespace {

constexpr std::int64_t image_page_size = 200;
constexpr std::size_t object_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::chrono::seconds object_limit{120};  // for one image, every attempt counted

/// `work(db, events)`, which returns a Result, in one transaction on the database that is configured, beside
/// servers that may be using it.
template <class Work>
auto with_database(const Config& config, Work work) {
    if (const auto path = config.sqlite_path()) return store::sqlite::run_alone(*path, std::move(work));
    return store::postgres::run_alone({.url = config.database_url}, std::move(work));
}

Result<std::vector<chat::ImageId>> list_images(const Config& config, store::BytesAre place,
                                               chat::ImageId after) {
    return with_database(config, [&](auto& db, store::Events&) -> Result<std::vector<chat::ImageId>> {
        return store::list_images(db, place, after, image_page_size);
    });
}

objects::S3Client::Deadline object_deadline() { return std::chrono::steady_clock::now() + object_limit; }

/// Takes an image's bytes out of the database, once what is in the object store is seen to be the same.
Result<void> move_to_object_store(const Config& config, objects::S3Client& client, chat::ImageId id) {
    const auto image =
        with_database(config, [id](auto& db, store::Events&) -> Result<std::shared_ptr<const chat::Image>> {
            return find_image(db, id);
        });
    if (!image) return std::unexpected(image.error());
    if (*image == nullptr || (*image)->bytes.empty()) return {};  // another move has been faster
    const auto key = chat::object_key(id);
    if (auto put = client.put(key, (*image)->content_type, (*image)->bytes, object_deadline()); !put)
        return put;
    const auto there = client.get(key, object_bytes_max, object_deadline());
    if (!there) return std::unexpected(there.error());
    if (*there != (*image)->bytes)
        return fail(objects::Errc::refused,
                    "The object store gives back other bytes than it was given: " + key + ".");
    return with_database(config, [id](auto& db, store::Events&) -> Result<void> {
        store::delete_image_bytes(db, id);
        return {};
    });
}

/// The object stays: messages name its address.
Result<void> move_to_database(const Config& config, objects::S3Client& client, chat::ImageId id) {
    const auto bytes = client.get(chat::object_key(id), object_bytes_max, object_deadline());
    if (!bytes) return fail(bytes.error().code, chat::object_key(id) + ": " + bytes.error().detail);
    return with_database(config, [id, &bytes](auto& db, store::Events&) -> Result<void> {
        store::delete_image_bytes(db, id);  // of another move that has been faster
        put_image_bytes(db, id, *bytes);
        return {};
    });
}

/// What the commands have in common: a database with the present schema, and an object store.
Result<std::unique_ptr<objects::S3Client>> open_object_store(const Config& config, Random& random) {
    if (config.s3_endpoint.empty())
        return fail(objects::Errc::refused, "S3_ENDPOINT is not set: there is no object store.");
    if (auto prepared = prepare_data_folder(config); !prepared) return std::unexpected(prepared.error());
    if (auto prepared = prepare_schema(config); !prepared) return std::unexpected(prepared.error());
    return std::make_unique<objects::S3Client>(object_store_options(config), random);
}

int run_image_move(const Config& config, store::BytesAre from) {
    const auto& stop = stop_flag();
    SystemRandom random;
    const auto client = open_object_store(config, random);
    if (!client) return fail_with(client.error());
    const auto move = from == store::BytesAre::in_database ? move_to_object_store : move_to_database;
    std::int64_t moved = 0;
    ProgressReport report;
    const auto say = [&](const std::string& ending) {
        report.finish();
        std::cout << "Moved " << moved << (moved == 1 ? " image. " : " images. ") << ending << std::endl;
    };
    chat::ImageId last;
    while (true) {
        const auto page = list_images(config, from, last);
        if (!page) return fail_with(page.error());
        for (const auto id : *page) {
            if (stop) {
                say("Stopped: the same command goes on from here.");
                return 1;
            }
            if (const auto done = move(config, **client, id); !done) {
                say("The same command goes on from here.");
                return fail_with(done.error());
            }
            report("moved", "images", ++moved);
            last = id;
        }
        if (std::cmp_less(page->size(), image_page_size)) break;
    }
    say("None is left.");
    return 0;
}

int run_image_collection(const Config& config, bool even_if_most) {
    const auto& stop = stop_flag();
    SystemRandom random;
    const auto client = open_object_store(config, random);
    if (!client) return fail_with(client.error());
    const auto find_known = [&config](const std::vector<chat::ImageId>& ids) {
        return with_database(config, [&ids](auto& db, store::Events&) -> Result<std::vector<chat::ImageId>> {
            return store::find_known_images(db, ids);
        });
    };
    const auto pass = objects::collect_orphans(**client, SystemClock().now(),
                                               {.find_known = find_known,
                                                .should_stop = [&stop] { return stop.load(); },
                                                .even_if_most = even_if_most});
    if (!pass && pass.error().code == make_error_code(objects::Errc::foreign_bucket))
        return fail_with(Error(pass.error().code, pass.error().detail + " If not, add --force."));
    if (!pass) return fail_with(pass.error());
    std::cout << "Looked at " << pass->seen << " objects and removed " << pass->removed
              << " that no image has.\n";
    return 0;
}

}  // namespace

void add_images(CLI::App& cli, int& exit_code) {
    struct Arguments {
        std::string to;
        bool force = false;
    };
    const auto arguments = std::make_shared<Arguments>();
    auto* const noun = cli.add_subcommand("images", "The images that were uploaded");
    noun->require_subcommand(1);
    const auto run = [&exit_code](auto command) {
        return [&exit_code, command] {
            // What the server would log is no result of the command.
            log::start(log::Level::off, log::Format::pretty);
            exit_code = with_config(command);
        };
    };
    auto* const move = noun->add_subcommand(
        "move", "Move images to the object store, or back; may be stopped and started again");
    move->add_option("--to", arguments->to, "s3, or database")
        ->required()
        ->check(CLI::IsMember({"s3", "database"}));
    move->callback(run([arguments](const Config& config) {
        return run_image_move(
            config, arguments->to == "s3" ? store::BytesAre::in_database : store::BytesAre::elsewhere);
    }));
    auto* const collect =
        noun->add_subcommand("collect", "Remove objects that no image has, as the server does once a day");
    collect->add_flag("--force", arguments->force, "Also where most of the bucket is unknown");
    collect->callback(
        run([arguments](const Config& config) { return run_image_collection(config, arguments->force); }));
}

}  // namespace chatter::app
