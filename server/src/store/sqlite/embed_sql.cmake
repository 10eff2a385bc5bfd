# Writes every .sql file of a folder into one header, so that the binary needs no file beside it:
#   cmake -DKIND=queries|migrations -DFOLDER=… -DHEADER=… -P embed_sql.cmake

file(GLOB files "${FOLDER}/*.sql")
list(SORT files)
set(entries "")
set(index 0)

foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  if(KIND STREQUAL "queries")
    string(APPEND entries "inline constexpr Statement ${name}{${index}, R\"sql(${text})sql\"};\n\n")
  else()
    string(REGEX MATCH "^[0-9]+" number "${name}")
    string(REGEX REPLACE "^0+" "" number "${number}")
    string(APPEND entries "    {${number}, \"${name}\", R\"sql(${text})sql\"},\n")
  endif()
  math(EXPR index "${index} + 1")
endforeach()

if(KIND STREQUAL "queries")
  set(body "#include <cstddef>

namespace chatter::store::sqlite::sql {

/// One prepared statement a connection, kept at its place in the connection's cache.
struct Statement {
    std::size_t index;
    const char* text;
};

inline constexpr std::size_t statement_count = ${index};

${entries}}  // namespace chatter::store::sqlite::sql
")
else()
  set(body "#include <string_view>

namespace chatter::store::sqlite {

struct MigrationFile {
    int number;
    std::string_view name;
    const char* text;
};

/// In the order in which they are applied.
inline constexpr MigrationFile migration_files[] = {
${entries}};

}  // namespace chatter::store::sqlite
")
endif()

file(WRITE "${HEADER}" "#pragma once

// Made from ${KIND}/*.sql by embed_sql.cmake.
${body}")
