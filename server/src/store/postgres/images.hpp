#pragma once

#include <memory>
#include <string_view>

#include "chat/entities.hpp"
#include "store/postgres/connection.hpp"

/// The image port's work (chat/ports/image_store.hpp). An image travels in pieces, so that neither end holds
/// a second copy of it: what libpq has ever needed for one message it keeps.
namespace chatter::store::postgres {

/// In a transaction of its own. Putting the same image twice is putting it once.
void put_image(Connection& db, const chat::Image& image);
/// Inside the transaction of whoever calls.
void put_image_bytes(Connection& db, chat::ImageId id, std::string_view bytes);
/// Null when there is none.
[[nodiscard]] std::shared_ptr<const chat::Image> find_image(Connection& db, chat::ImageId id);

}  // namespace chatter::store::postgres
