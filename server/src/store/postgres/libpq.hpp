#pragma once

#include <postgresql/libpq-fe.h>

namespace chatter::store::postgres {

// clang-format off
// The functions of libpq that this folder calls.
#define CHATTER_LIBPQ_FUNCTIONS(function)                                                                     \
    function(PQconnectStartParams) function(PQconnectPoll) function(PQfinish) function(PQstatus)             \
    function(PQerrorMessage) function(PQsocket) function(PQserverVersion) function(PQtransactionStatus)      \
    function(PQbackendPID) function(PQsetnonblocking) function(PQsetNoticeProcessor)                         \
    function(PQconninfoParse) function(PQconninfoFree) function(PQfreemem)                                   \
    function(PQsendQuery) function(PQsendQueryParams) function(PQflush) function(PQconsumeInput)             \
    function(PQisBusy) function(PQgetResult)                                                                 \
    function(PQenterPipelineMode) function(PQexitPipelineMode) function(PQpipelineSync)                      \
    function(PQresultStatus) function(PQresultErrorField) function(PQclear) function(PQcmdStatus)            \
    function(PQcmdTuples) function(PQntuples) function(PQgetvalue) function(PQgetlength)                     \
    function(PQgetisnull) function(PQsslInUse) function(PQhost)                                               \
    function(PQhostaddr)
// clang-format on

/// libpq, loaded when the first connection is made: a server on SQLite has nothing of it, nor of the twenty
/// libraries that it brings, in memory. `pq->PQstatus(…)` is the function of that name.
struct Libpq {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a member name cannot stand in them
#define CHATTER_DECLARE(name) decltype(&::name) name = nullptr;
    CHATTER_LIBPQ_FUNCTIONS(CHATTER_DECLARE)
#undef CHATTER_DECLARE
};

/// Null when this machine has no libpq that fits. Stays loaded until the process ends. Threads: any.
[[nodiscard]] const Libpq* load_libpq();

}  // namespace chatter::store::postgres
