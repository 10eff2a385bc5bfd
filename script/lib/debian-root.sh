#!/usr/bin/env bash
# Usage: unshare --mount --pid --fork --propagation private debian-root.sh ROOT BINARY PORT OLDER.deb NEWER.deb
#
# What only a Debian of its own can show, in ROOT, which debootstrap has made, and of which nobody else knows: the last
# stage of deploy/Dockerfile as it is written there, and the package by apt-get, with all that it depends on. Prints a
# line for each, "ok|WHAT" or "FAILED|WHAT|WHY". Mounts and processes are gone when it ends. For script/deploy-check, as root.

set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
root=$1 binary=$2 port=$3 older=$4 newer=$5

main() {
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT

    tell "the Dockerfile's packages, user and folder, in a Debian of their own" in_root sh -ec "$(of_last_stage RUN)"
    install -m 755 "$binary" "$root/usr/local/bin/chatter"
    tell "the image's command serves there as its user, and stops" serves_image
    rm "$root/usr/local/bin/chatter"

    cp "$older" "$root/older.deb"
    cp "$newer" "$root/newer.deb"
    tell "apt-get installs the package with what it depends on" installs
    tell "it serves there with the settings that it brought" serves_package
    tell "apt-get upgrades it, and leaves settings and data" upgrades
    tell "apt-get removes it, and leaves settings and data" removes
    tell "apt-get purges it, and nothing is left" purges
}

tell() {
    local what=$1 status=0
    shift
    # A function that stands behind || would go on behind its failures, so it runs as a program of its own.
    (set -e; "$@") >"$log" 2>&1 & wait $! || status=$?
    if [ "$status" -eq 0 ]; then echo "ok|$what"; else echo "FAILED|$what|$(tail -n 1 "$log")"; fi
}

# Nothing of the caller's environment is there. Variables may come before the command.
enter=(chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive)
in_root() { "${enter[@]}" "$@"; }

# What follows a word in the last stage of the Dockerfile, whose lines may go on behind a backslash.
of_last_stage() {
    sed -e ':a' -e '/\\$/ { N; s/\\\n//; ba; }' "$repo/deploy/Dockerfile" | sed -n '/^FROM debian:12-slim$/,$ s/^'"$1"' //p'
}

serves_image() {
    local settings
    read -ra settings <<<"$(of_last_stage ENV)"
    serves "${settings[@]}" JWT_SECRET="$(openssl rand -hex 32)" CLIENT_ORIGIN=https://chat.example.com
    # The package makes its own.
    rm -r "$root/var/lib/chatter"
    in_root userdel chatter
}

# With the folder that StateDirectory= would make, and the settings as EnvironmentFile= reads them.
serves_package() {
    local settings
    in_root install -d -m 700 -o chatter -g chatter /var/lib/chatter
    mapfile -t settings < <(grep -E '^[A-Z_]+=' "$root/etc/chatter/env")
    serves "${settings[@]}"
}

# Runs the server with these settings as its user until it is well, and then tells it to stop.
serves() {
    local process
    # Not in_root, whose shell would stand between the server and the signal.
    "${enter[@]}" "$@" PORT="$port" setpriv --reuid=chatter --regid=chatter --clear-groups \
        sh -c 'cd /var/lib/chatter && chatter migrate deploy && exec chatter serve' &
    process=$!
    for _ in $(seq 600); do
        if in_root PORT="$port" chatter healthcheck; then break; fi
        kill -0 "$process"
        sleep 0.1
    done
    in_root PORT="$port" chatter healthcheck --ready
    kill -TERM "$process"
    wait "$process"
}

installs() {
    in_root apt-get update -q
    in_root apt-get install -q -y --no-install-recommends /older.deb
    [ "$(stat -c '%a %U' "$root/etc/chatter/env")" = "600 root" ]
    [ -L "$root/etc/systemd/system/multi-user.target.wants/chatter.service" ]
    sha256sum "$root/etc/chatter/env" >"$root/settings"
}

upgrades() {
    in_root apt-get install -q -y --no-install-recommends /newer.deb
    [ "$(in_root dpkg-query -W -f '${db:Status-Status} ${Version}' chatter)" = "installed $(dpkg-deb -f "$newer" Version)" ]
    sha256sum -c "$root/settings"
    [ -f "$root/var/lib/chatter/chatter.db" ]
}

removes() {
    in_root apt-get remove -q -y chatter
    [ ! -e "$root/usr/bin/chatter" ]
    sha256sum -c "$root/settings"
    [ -f "$root/var/lib/chatter/chatter.db" ]
}

purges() {
    local left
    in_root apt-get purge -q -y chatter
    left=$(find "$root" -xdev -name '*chatter*' -not -path "$root/proc/*")
    [ -z "$left" ] || { tr '\n' ' ' <<<"left: $left"; return 1; }
}

main
