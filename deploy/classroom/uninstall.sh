#!/bin/bash
# Removes the class server. What pupils made stays, unless you add --with-pupils-work.
set -eu
[ "$(id -u)" = 0 ] || { echo 'Stopped: this needs the administrator; put sudo in front.' >&2; exit 1; }
[ $# -eq 0 ] || [ "$*" = --with-pupils-work ] || { echo "Stopped: unknown word $1." >&2; exit 1; }
bash "$(dirname "$0")/stop.sh"
rm -f /etc/supervisor/conf.d/natokit-class.conf
supervisorctl update >/dev/null 2>&1 || true
if [ "${1:-}" = --with-pupils-work ]; then
    getent passwd | while IFS=: read -r account _ uid _ _ home _; do
        case $account:$home in
        kit-*:/home/natokit/*)
            pkill -KILL -u "$uid" || true
            for _ in $(seq 50); do # until their last process has ended
                pgrep -u "$uid" >/dev/null || break
                sleep 0.1
            done
            userdel --remove "$account" 2>/dev/null || echo "Could not remove $account; try again." >&2
            ;;
        esac
    done
    rmdir /home/natokit 2>/dev/null || true
    echo 'Pupils'\'' accounts and work are removed.'
else
    echo 'Pupils'\'' work is still in /home/natokit.'
fi
for group in /sys/fs/cgroup/natokit-class /sys/fs/cgroup/*/natokit-class; do
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
done
userdel natokit-proxy 2>/dev/null || true
rm -rf /opt/natokit-class /etc/natokit-class /var/lib/natokit-class /var/log/natokit-*.log*
echo 'The class server is removed; the Debian packages python3-venv, supervisor and openssl stay.'
