#!/bin/sh
# embed_client.sh DIST OUT: writes OUT/client_bundle.S and OUT/embedded_client.cpp, which put every file of DIST into
# the binary, beside its brotli and gzip forms where those are smaller. A missing DIST makes an empty bundle.
set -eu
dist=$1
out=$2
mkdir -p "$out/bundle"
rm -f "$out"/bundle/*

assembly=$out/client_bundle.S
table=$out/embedded_client.cpp
printf '.section .rodata\n' >"$assembly"
declarations=$out/bundle/declarations
rows=$out/bundle/rows
: >"$declarations"
: >"$rows"

# embed FILE SYMBOL
embed() {
    printf '.balign 16\n.global %s\n%s:\n.incbin "%s"\n.global %s_end\n%s_end:\n' "$2" "$2" "$1" "$2" "$2" >>"$assembly"
    printf 'extern "C" const char %s[], %s_end[];\n' "$2" "$2" >>"$declarations"
    printf 'view(%s, %s_end)' "$2" "$2" >"$out/bundle/view"
}

count=0
if [ -d "$dist" ]; then
    find "$dist" -type f | LC_ALL=C sort >"$out/bundle/files"
    while IFS= read -r file; do
        path=${file#"$dist"}
        symbol=chatter_client_$count
        count=$((count + 1))
        cp "$file" "$out/bundle/$symbol"  # so that a client rebuilt meanwhile does not matter
        file=$out/bundle/$symbol
        embed "$file" "$symbol"
        identity=$(cat "$out/bundle/view")
        brotli='{}'
        gzip='{}'
        case $path in
        *.html | *.js | *.css | *.svg | *.json | *.webmanifest | *.txt | *.map)
            brotli -q 11 -c "$file" >"$out/bundle/$symbol.br"
            gzip -9 -n -c "$file" >"$out/bundle/$symbol.gz"
            size=$(wc -c <"$file")
            if [ "$(wc -c <"$out/bundle/$symbol.br")" -lt "$size" ]; then
                embed "$out/bundle/$symbol.br" "${symbol}_br"
                brotli=$(cat "$out/bundle/view")
            fi
            if [ "$(wc -c <"$out/bundle/$symbol.gz")" -lt "$size" ]; then
                embed "$out/bundle/$symbol.gz" "${symbol}_gz"
                gzip=$(cat "$out/bundle/view")
            fi
            ;;
        esac
        digest=$(sha256sum "$file" | cut -c 1-32)
        printf '    {.path = "%s", .identity = %s, .brotli = %s, .gzip = %s, .digest = "%s"},\n' \
            "$path" "$identity" "$brotli" "$gzip" "$digest" >>"$rows"
    done <"$out/bundle/files"
fi
printf '.section .note.GNU-stack,"",@progbits\n' >>"$assembly"

{
    printf '#include "app/embedded_client.hpp"\n\n#include <vector>\n\n'
    cat "$declarations"
    printf '\nnamespace chatter::app {\n\n'
    printf 'std::span<const net::Asset> embedded_client() noexcept {\n'
    printf '    [[maybe_unused]] const auto view = [](const char* begin, const char* end) {\n'
    printf '        return std::string_view(begin, static_cast<std::size_t>(end - begin));\n    };\n'
    printf '    static const std::vector<net::Asset> assets{\n'
    cat "$rows"
    printf '    };\n    return assets;\n}\n\n}  // namespace chatter::app\n'
} >"$table"
