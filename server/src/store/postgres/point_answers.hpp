#pragma once

#include <vector>

#include "store/point_reads.hpp"
#include "store/postgres/connection.hpp"

namespace chatter::store::postgres {

/// Answers what several workers ask (store/point_reads.hpp), each question once, in one round trip.
[[nodiscard]] std::vector<PointAnswers> answer_points(Connection& db,
                                                      const std::vector<PointQuestions>& asked);

}  // namespace chatter::store::postgres
