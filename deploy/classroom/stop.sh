#!/bin/bash
# Closes the class: pupils' servers, the Hub and its proxy stop; work, accounts and passwords stay.
# `start.sh` opens it again.
set -eu
[ "$(id -u)" = 0 ] || { echo 'Stopped: this needs the administrator; put sudo in front.' >&2; exit 1; }
supervisorctl stop natokit-hub natokit-proxy >/dev/null 2>&1 || true
pkill -f '^/opt/natokit-class/venv/bin/python -m jupyterhub_idle_culler' || true
getent passwd | while IFS=: read -r account _ uid _ _ home _; do
    case $account:$home in kit-*:/home/natokit/*) pkill -TERM -u "$uid" || true ;; esac
done
echo 'Closed. Everything that pupils saved is still in /home/natokit.'
