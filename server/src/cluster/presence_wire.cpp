#include "cluster/presence_wire.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace chatter::cluster {

namespace json = boost::json;

namespace {

constexpr std::size_t node_bytes_max = 64;
constexpr auto highest_status = static_cast<std::int64_t>(chat::PresenceStatus::do_not_disturb);
constexpr auto highest_choice = static_cast<std::int64_t>(chat::ChosenPresence::offline);

std::optional<chat::NodePresence> presence_of(std::string_view user_id, std::int64_t connected,
                                              std::int64_t chosen) {
    const auto id = chat::UserId::parse(user_id);
    if (!id || connected < 0 || connected > highest_status || chosen < 0 || chosen > highest_choice)
        return std::nullopt;
    return chat::NodePresence{.user_id = *id,
                              .connected = static_cast<chat::PresenceStatus>(connected),
                              .chosen = static_cast<chat::ChosenPresence>(chosen)};
}

bool read_people(const json::object& object, std::vector<chat::NodePresence>& people) {
    const auto* const value = object.if_contains("people");
    if (!value) return true;
    if (!value->is_object()) return false;
    for (const auto& [id, said] : value->get_object()) {
        const auto* const statuses = said.if_array();
        if (!statuses || statuses->size() != 2 || !(*statuses)[0].is_int64() || !(*statuses)[1].is_int64())
            return false;
        const auto person = presence_of(id, (*statuses)[0].get_int64(), (*statuses)[1].get_int64());
        if (!person) return false;
        people.push_back(*person);
    }
    return true;
}

bool is_true(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    return value && value->is_bool() && value->get_bool();
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

std::optional<PresenceWord> decode_presence(std::string_view bytes) {
    boost::system::error_code error;
    const auto value = json::parse(bytes, error);
    const auto* const object = error ? nullptr : value.if_object();
    if (!object) return std::nullopt;
    const auto* const node = object->if_contains("node");
    const auto* const told = object->if_contains("told");
    if (!node || !node->is_string() || node->get_string().empty() ||
        node->get_string().size() > node_bytes_max || !told || !told->is_int64())
        return std::nullopt;
    PresenceWord word{.node = std::string(node->get_string()), .told = told->get_int64()};
    word.is_all = is_true(*object, "all");
    word.asks = is_true(*object, "ask");
    if (!read_people(*object, word.people)) return std::nullopt;
    return word;
}

std::string encode_presence(const PresenceWord& word) {
    json::object object{{"node", word.node}, {"told", word.told}};
    if (word.is_all) object["all"] = true;
    if (word.asks) object["ask"] = true;
    if (!word.people.empty()) {
        json::object people;
        for (const auto& said : word.people)
            people[said.user_id.to_string()] = json::array{static_cast<std::int64_t>(said.connected),
                                                           static_cast<std::int64_t>(said.chosen)};
        object["people"] = std::move(people);
    }
    return json::serialize(object);
}

std::string presence_field(const chat::NodePresence& said) {
    if (said.connected == chat::PresenceStatus::offline) return {};
    return std::to_string(static_cast<int>(said.connected)) + " " +
           std::to_string(static_cast<int>(said.chosen));
}

std::optional<PresenceWord> read_presence_hash(std::string node, const std::vector<std::string>& fields) {
    PresenceWord word{.node = std::move(node), .told = -1};
    word.is_all = true;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
        const std::string_view name = fields[i], value = fields[i + 1];
        if (name == "told") {
            word.told = number_in(value).value_or(-1);
            continue;
        }
        const auto space = value.find(' ');
        if (space == std::string_view::npos) return std::nullopt;
        const auto connected = number_in(value.substr(0, space));
        const auto chosen = number_in(value.substr(space + 1));
        const auto person = connected && chosen ? presence_of(name, *connected, *chosen) : std::nullopt;
        if (!person) return std::nullopt;
        word.people.push_back(*person);
    }
    if (word.told < 0) return std::nullopt;
    return word;
}

}  // namespace chatter::cluster
