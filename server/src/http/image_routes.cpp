#include "http/image_routes.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "base/errc.hpp"
#include "http/answers.hpp"
#include "http/conditional.hpp"
#include "http/multipart.hpp"

namespace chatter::http {

namespace {

/// The bytes of the form's one field `image`, cut out of the body in place: ten megabytes are not copied.
Result<std::string> take_image(net::Request request) {
    const auto parts = parse_form(request.body, request.fields.get("Content-Type"));
    if (!parts) return std::unexpected(parts.error());
    const FormPart* image = nullptr;
    for (const auto& part : *parts) {
        if (part.name != "image") continue;
        if (image != nullptr)
            return fail(chat::Errc::validation_failed, std::string{},
                        std::vector<FieldError>{{"image", "May be sent once."}});
        image = &part;
    }
    if (image == nullptr)
        return fail(chat::Errc::validation_failed, std::string{},
                    std::vector<FieldError>{{"image", "Required."}});

    const auto begin = static_cast<std::size_t>(image->content.data() - request.body.data());
    request.body.resize(begin + image->content.size());
    request.body.erase(0, begin);
    return std::move(request.body);
}

/// Messages that were sent before an image moved go on naming its old address.
Result<net::Response> answer_elsewhere(std::optional<std::string> url) {
    if (!url)
        return fail(chatter::Errc::unavailable,
                    "The image is in an object store, which this server is not told of.");
    net::Response response;
    response.status = 302;
    response.fields.add("Location", std::move(*url));
    response.fields.add("Cache-Control", "private, max-age=3600");
    return response;
}

net::Response image_answer(const net::Request& request, std::shared_ptr<const chat::Image> image) {
    // The bytes under an id never change, so that the id is their tag.
    const auto etag = '"' + image->id.to_string() + '"';
    const auto size = image->bytes.size();
    net::Response response;
    response.fields.add("ETag", etag);
    response.fields.add("Cache-Control", "private, immutable, max-age=31536000");
    response.fields.add("Accept-Ranges", "bytes");
    response.fields.add("Content-Security-Policy", "default-src 'none'; sandbox");
    response.fields.add("Cross-Origin-Resource-Policy", "same-origin");
    if (is_unmodified(request, etag)) {
        response.status = 304;
        return response;
    }

    const auto range = requested_range(request, size, etag);
    if (std::holds_alternative<UnsatisfiableRange>(range)) {
        auto problem = net::problem_response(416, "range_not_satisfiable", "The image has no such bytes.");
        problem.fields.add("Content-Range", "bytes */" + std::to_string(size));
        return problem;
    }
    response.fields.add("Content-Type", image->content_type);
    response.fields.add("Content-Disposition", "inline");
    const SharedBytes bytes(image, &image->bytes);
    if (const auto* part = std::get_if<ByteRange>(&range)) {
        response.status = 206;
        response.fields.add("Content-Range", "bytes " + std::to_string(part->first) + '-' +
                                                 std::to_string(part->last) + '/' + std::to_string(size));
        response.body = net::SharedSlice{
            bytes, std::string_view(*bytes).substr(part->first, part->last - part->first + 1)};
    } else {
        response.body = net::SharedSlice{bytes, *bytes};
    }
    return response;
}

}  // namespace

Task<Result<net::Response>> upload_image(const Context& context, Call call) {
    auto bytes = take_image(std::move(call.request));
    if (!bytes) co_return std::unexpected(bytes.error());
    const auto uploaded = co_await context.images.upload(call.user_id(), std::move(*bytes), call.trace);
    if (!uploaded) co_return std::unexpected(uploaded.error());
    co_return json_answer(201, {{"url", uploaded->url},
                                {"width", uploaded->info.width},
                                {"height", uploaded->info.height},
                                {"bytes", uploaded->byte_count},
                                {"contentType", uploaded->content_type}});
}

Task<Result<net::Response>> get_image(const Context& context, Call call) {
    const auto id = call.id<chat::ImageId>();
    if (!id) co_return std::unexpected(id.error());
    const auto image = co_await context.images.find(*id);
    if (!image) co_return std::unexpected(image.error());
    if ((*image)->bytes.empty()) co_return answer_elsewhere(context.images.addresses().at_object_store(*id));
    co_return image_answer(call.request, *image);
}

}  // namespace chatter::http
