#!/bin/bash
# Opens the lessons to a class on this machine (Debian 12 or newer), as the administrator:
#
#   sudo bash deploy/classroom/start.sh [--port N] [--behind-proxy] [--name ADDRESS] [--memory 1G] [--idle 60]
#
# The same command again brings newer lessons and keeps accounts, passwords and pupils' work.
#   --port N         instead of 443 (or 8000 behind a proxy)
#   --behind-proxy   plain http on 127.0.0.1 for a web server that does https itself (see nginx-site.conf)
#   --name ADDRESS   what pupils type, where it is not this machine's own name
#   --memory 1G      the most that one pupil may use
#   --idle 60        minutes after which the server of a pupil who left is put away; the work stays
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
base=/opt/natokit-class etc=/etc/natokit-class state=/var/lib/natokit-class
port='' behind=no name=$(hostname -f 2>/dev/null || hostname) memory=1G idle=60

say() { printf '%s\n' "$*"; }
fail() { printf 'Stopped: %s\n' "$*" >&2; exit 1; }

while [ $# -gt 0 ]; do
    case $1 in
    --port | --name | --memory | --idle)
        [ $# -ge 2 ] || fail "$1 needs a value after it."
        printf -v "${1#--}" %s "$2"
        shift 2 ;;
    --behind-proxy) behind=yes; shift ;;
    *) fail "unknown word $1; the first lines of $0 list what there is." ;;
    esac
done
if [ $behind = yes ]; then port=${port:-8000}; else port=${port:-443}; fi
[[ $port =~ ^[0-9]{1,5}$ ]] || fail "--port must be a number, not $port."
[[ $name =~ ^[A-Za-z0-9.-]+$ ]] || fail "--name must be a machine's name or address, not $name."
[[ $memory =~ ^[0-9]+[MG]$ ]] || fail "--memory must be like 800M or 1G, not $memory."
# Who works is heard of every five minutes: with less, working pupils would lose their server.
[[ $idle =~ ^[0-9]{2,4}$ ]] && [ "$idle" -ge 15 ] || fail "--idle must be 15 minutes or more, not $idle."
[ "$(id -u)" = 0 ] || fail "this needs the administrator; put sudo in front of the command."
[ -f /etc/debian_version ] || fail "this script knows Debian only."
umask 022

say '1/6 Debian packages'
export DEBIAN_FRONTEND=noninteractive
need=()
for package in python3-venv supervisor openssl; do
    dpkg -s "$package" >/dev/null 2>&1 || need+=("$package")
done
if [ ${#need[@]} -gt 0 ]; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${need[@]}"; } \
        >/var/log/natokit-start.log 2>&1 || fail "apt-get; the end of /var/log/natokit-start.log says why."
fi

say '2/6 Python packages, each held against its checksum'
mkdir -p $base
[ -x $base/venv/bin/python ] || /usr/bin/python3 -m venv $base/venv
$base/venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r "$here/requirements.txt" || fail 'pip; is this machine on the internet?'

say '3/6 the proxy, each part held against its checksum'
mkdir -p $base/proxy
cp "$here"/proxy/package*.json $base/proxy/
(cd $base/proxy && PATH="$base/venv/bin:$PATH" npm ci --omit=dev --silent --no-audit --no-fund) ||
    fail 'npm; is this machine on the internet?'

say '4/6 the lessons'
rm -rf $base/kit.new
mkdir -p $base/kit.new
(cd "$source" && tar -c --exclude=__pycache__ --exclude=.ipynb_checkpoints --exclude='progress*.json*' \
    --exclude=my-work --exclude=handouts --exclude=node_modules .jupyter notebooks data deploy/classroom) |
    tar -x --no-same-owner -C $base/kit.new
chmod -R a+rX,go-w $base/kit.new
$base/venv/bin/python -m compileall -q $base/kit.new/deploy
rm -rf $base/kit.old
[ ! -d $base/kit ] || mv $base/kit $base/kit.old
mv $base/kit.new $base/kit
rm -rf $base/kit.old

say '5/6 passwords and certificate'
mkdir -p $etc $state
chmod 700 $state
id natokit-proxy >/dev/null 2>&1 ||
    useradd --system --no-create-home --shell /usr/sbin/nologin natokit-proxy
if [ ! -f $etc/secrets.env ]; then
    random() { openssl rand -hex "$1"; }
    ask=''
    if [ -t 0 ]; then
        read -r -p 'Class password, at least 8 letters or digits (empty: one is made): ' ask
    fi
    ask=${CLASS_PASSWORD:-${ask:-$(random 2)-$(random 2)-$(random 2)}}
    [[ $ask =~ ^[A-Za-z0-9_-]{8,}$ ]] || fail 'the class password needs 8 or more of A-Z a-z 0-9 _ -.'
    (
        umask 077
        printf 'CLASS_PASSWORD=%s\nTEACHER_PASSWORD=%s\nTOOLS_TOKEN=%s\nCONFIGPROXY_AUTH_TOKEN=%s\n' \
            "$ask" "$(random 16)" "$(random 32)" "$(random 32)" >$etc/secrets.env
    )
fi
if [ $behind = yes ]; then
    args="--ip 127.0.0.1 --port $port" bind=http://127.0.0.1:$port
else
    if [ ! -f $etc/cert.pem ]; then
        kind=DNS
        [[ $name =~ ^[0-9.]+$ ]] && kind=IP
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 -subj "/CN=$name" \
            -addext "subjectAltName=$kind:$name,DNS:localhost,IP:127.0.0.1" \
            -keyout $etc/key.pem -out $etc/cert.pem 2>/dev/null
    fi
    chown root:natokit-proxy $etc/key.pem
    chmod 640 $etc/key.pem
    args="--port $port --ssl-key $etc/key.pem --ssl-cert $etc/cert.pem" bind=https://:$port
fi
(
    umask 077
    cat $etc/secrets.env
    printf 'PROXY_ARGS="%s"\nNATOKIT_BIND=%s\nNATOKIT_MEMORY=%s\nNATOKIT_IDLE=%s\n' \
        "$args" "$bind" "$memory" "$idle"
) >$etc/class.env.new
chmod 600 $etc/class.env.new
mv $etc/class.env.new $etc/class.env

say '6/6 start'
cp "$here/supervisor.conf" /etc/supervisor/conf.d/natokit-class.conf
if ! supervisorctl pid >/dev/null 2>&1; then
    if [ -d /run/systemd/system ]; then systemctl enable --now supervisor
    else supervisord -c /etc/supervisor/supervisord.conf; fi
fi
supervisorctl update >/dev/null
supervisorctl restart natokit-proxy natokit-hub >/dev/null || true
for _ in $(seq 60); do
    $base/venv/bin/python "$base/kit/deploy/classroom/who.py" >/dev/null 2>&1 && break
    sleep 1
done
$base/venv/bin/python "$base/kit/deploy/classroom/who.py" >/dev/null ||
    fail 'the server does not answer; the end of /var/log/natokit-hub.log says why.'
. $etc/secrets.env
address=https://$name
if [ $behind = yes ]; then address="http://127.0.0.1:$port, through your web server"
elif [ "$port" != 443 ]; then address=https://$name:$port; fi
say "
The class is open.
  Address            $address
  Pupils             any name of their own (2 to 20 of a-z, 0-9, -) and the class password $CLASS_PASSWORD
  Teacher            the name teacher and the password $TEACHER_PASSWORD
  Who is here        sudo python3 deploy/classroom/who.py
  Collect answers    sudo python3 deploy/classroom/collect.py FOLDER
  Close              sudo bash deploy/classroom/stop.sh"
[ $behind = yes ] || say '  Browsers warn once about the certificate, which this machine made for itself: Advanced, then Continue.'
