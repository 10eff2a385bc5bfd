#include "http/route.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

namespace chatter::http {
namespace {

std::optional<PathParameters> match_path(std::string_view pattern, std::string_view path) {
    const auto segments = split_path(path);
    return segments ? match(pattern, *segments) : std::nullopt;
}

TEST(Route, fits_paths_with_as_many_segments) {
    EXPECT_TRUE(match_path("/api/health", "/api/health"));
    for (const auto* path :
         {"/api", "/api/health/", "/api/health/x", "/api/Health", "/", "", "api/health", "//api"})
        EXPECT_FALSE(match_path("/api/health", path)) << path;
}

TEST(Route, names_its_parameters_and_decodes_them_once) {
    const auto parameters = match_path("/rooms/:id/members/:userId", "/rooms/a%2Fb/members/%2541");
    ASSERT_TRUE(parameters);
    EXPECT_EQ(*parameters, (PathParameters{{"id", "a/b"}, {"userId", "%41"}}));
    EXPECT_FALSE(match_path("/rooms/:id", "/rooms/%4"));
}

/// `GET /api/rooms/{id}` of every operation that the description lists, read by its indentation.
std::set<std::string> documented_operations() {
    std::ifstream file(CHATTER_OPENAPI_FILE);
    std::set<std::string> operations;
    std::string path;
    const std::regex path_line(R"(  (/\S*):)"), method_line(R"(    (get|put|post|delete|patch|head):)");
    for (std::string line; std::getline(file, line);) {
        std::smatch found;
        if (std::regex_match(line, found, path_line)) path = found[1];
        if (!std::regex_match(line, found, method_line)) continue;
        std::string method = found[1];
        for (auto& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        operations.insert(method + " /api" + path);
    }
    return operations;
}

TEST(Route, is_documented_and_whatever_is_documented_is_a_route) {
    std::set<std::string> routes;
    for (const auto& route : all_routes()) {
        const auto pattern = std::regex_replace(std::string(route.pattern), std::regex(":(\\w+)"), "{$1}");
        routes.insert(std::string(route.method) + ' ' + pattern);
    }
    EXPECT_EQ(documented_operations(), routes);
}

TEST(Route, is_for_those_whom_the_table_of_permissions_names) {
    std::ifstream file(CHATTER_PERMISSIONS_FILE);
    std::set<std::string> documented;
    const std::regex route_line(R"(\| `([A-Z]+ /api\S*)` \| (anyone|signed in|admins) \|.*)");
    for (std::string line; std::getline(file, line);) {
        std::smatch found;
        if (std::regex_match(line, found, route_line))
            documented.insert(found[1].str() + " is for " + found[2].str());
    }
    std::set<std::string> routes;
    for (const auto& route : all_routes()) {
        const auto* const whom = route.access == Access::anyone      ? "anyone"
                                 : route.access == Access::signed_in ? "signed in"
                                                                     : "admins";
        routes.insert(std::string(route.method) + ' ' + std::string(route.pattern) + " is for " + whom);
    }
    EXPECT_EQ(documented, routes);
}

}  // namespace
}  // namespace chatter::http
