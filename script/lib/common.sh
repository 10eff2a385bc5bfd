# Sourced by every script: where the repository is, how progress is told, what --help prints.
# shellcheck shell=bash

set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# shellcheck source=env.sh
source "$repo/script/lib/env.sh"

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Exit 2 tells "called wrongly" from "did not work".
misused() {
    printf '%s: %s (see %s --help)\n' "${0##*/}" "$*" "${0##*/}" >&2
    exit 2
}

# The comment at the top of a script is its help.
print_help() { sed -n '2,/^$/ s/^# \{0,1\}//p' "$1"; }

wants_help() {
    local argument
    for argument in "$@"; do
        case $argument in -h | --help) return 0 ;; esac
    done
    return 1
}

# steps_begin TOTAL, then step SENTENCE before each: "[2/3 0:41] Building the client".
steps_begin() {
    steps_total=$1
    steps_done=0
    steps_started=$SECONDS
}

elapsed() {
    local seconds=$((SECONDS - $1))
    printf '%d:%02d' $((seconds / 60)) $((seconds % 60))
}

step() {
    steps_done=$((steps_done + 1))
    printf '[%d/%d %s] %s\n' "$steps_done" "$steps_total" "$(elapsed "$steps_started")" "$*"
}

cpu_count() { getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }

# One line for the content of the given files and folders; changes whenever any of them does.
fingerprint() {
    find "$@" -type f -print0 2>/dev/null | sort -z | xargs -0 sha256sum 2>/dev/null | sha256sum | cut -d' ' -f1
}
