# Writes every .sql file of a folder into one header, so that the binary needs no file beside it:
#   cmake -DKIND=queries|migrations -DNAMESPACE=… -DFOLDER=… -DHEADER=… -P embed_sql.cmake
# The queries of the namespace `store` are every store's; those of another stand beside them.

file(GLOB files "${FOLDER}/*.sql")
list(SORT files)
set(entries "")
set(index 0)

foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  if(KIND STREQUAL "queries")
    # The comment at the head is for readers of the file; a server would parse it again with every run.
    string(REGEX REPLACE "^(--[^\n]*\n)+" "" text "${text}")
    string(APPEND entries "inline constexpr Statement ${name}{${index}, R\"sql(${text})sql\"};\n\n")
  else()
    string(REGEX MATCH "^[0-9]+" number "${name}")
    string(REGEX REPLACE "^0+" "" number "${number}")
    string(APPEND entries "    {${number}, \"${name}\", R\"sql(${text})sql\"},\n")
  endif()
  math(EXPR index "${index} + 1")
endforeach()

if(KIND STREQUAL "queries" AND NAMESPACE STREQUAL "store")
  set(body "#include <cstddef>

namespace chatter::store::sql {

/// One statement and its place among them.
struct Statement {
    std::size_t index;
    const char* text;
};

inline constexpr std::size_t statement_count = ${index};

${entries}}  // namespace chatter::store::sql
")
elseif(KIND STREQUAL "queries")
  string(REGEX REPLACE "Statement ([a-z0-9_]+){" "Statement \\1{store::sql::statement_count + " entries "${entries}")
  set(body "#include \"store/queries.hpp\"

namespace chatter::store::${NAMESPACE}::sql {

using namespace store::sql;

inline constexpr std::size_t statement_count = store::sql::statement_count + ${index};

${entries}}  // namespace chatter::store::${NAMESPACE}::sql
")
else()
  set(body "#include \"store/migration_file.hpp\"

namespace chatter::store::${NAMESPACE} {

/// In the order in which they are applied.
inline constexpr MigrationFile migration_files[] = {
${entries}};

}  // namespace chatter::store::${NAMESPACE}
")
endif()

file(WRITE "${HEADER}" "#pragma once

// Made from ${KIND}/*.sql by embed_sql.cmake.
${body}")
