// The body of Asio's TLS, compiled here once (base/third_party.cpp has the rest).
#include <boost/asio/ssl/impl/src.hpp>
