# Sourced: puts the private Node of script/bootstrap, when there is one, before the system's.
# shellcheck shell=bash

chatter_node_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.node
if [ -x "$chatter_node_home/bin/node" ]; then
    case ":$PATH:" in
        *":$chatter_node_home/bin:"*) ;;
        *) export PATH="$chatter_node_home/bin:$PATH" ;;
    esac
fi
unset chatter_node_home
