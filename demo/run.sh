#!/bin/sh
# The service in development mode with five made-up plans, until Ctrl-C. The data stays in SIP_DATA_DIR:
# a second start finds the plans there, and says so instead of doubling them.
set -eu
cd "$(dirname "$0")/.."

SIP_MODE=development
SIP_DATA_DIR=${SIP_DATA_DIR:-./data}
SIP_PORT=${SIP_PORT:-8000}
export SIP_MODE SIP_DATA_DIR SIP_PORT
base=http://127.0.0.1:$SIP_PORT
server=

stop() {
	trap '' INT TERM HUP
	if [ -n "$server" ]; then
		kill -TERM "$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	exit "$1"
}
fail() {
	echo "$1" >&2
	stop 1
}
trap 'echo; echo "Stopping."; stop 0' INT TERM HUP
# Whoever read our output is gone (`make run | head`): nothing more is written, and the server goes too.
trap 'stop 1' PIPE

# No proxy is asked for an address on this machine.
ready() {
	.venv/bin/python -c '
import http.client, sys
asked = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=2)
asked.request("GET", "/readyz")
sys.exit(asked.getresponse().status != 200)' "$SIP_PORT" 2>/dev/null
}

.venv/bin/python -c '
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", int(sys.argv[1])))' "$SIP_PORT" 2>/dev/null ||
	fail "Port $SIP_PORT is taken, or is no port. Choose another: SIP_PORT=8001 make run"

mkdir -p "$SIP_DATA_DIR"
echo "Bringing the database in $SIP_DATA_DIR up to date …"
.venv/bin/sip migrate || fail "The database could not be brought up to date; see above."

echo "Starting the service on $base …"
log=$SIP_DATA_DIR/server.log
.venv/bin/sip serve >"$log" 2>&1 &
server=$!
tenths=0
until ready; do
	kill -0 "$server" 2>/dev/null || { server=; tail -n 20 "$log" >&2; fail "The service ended before it was ready."; }
	[ "$tenths" -lt 400 ] || fail "The service was not ready after a minute; its log is $log."
	[ $((tenths % 50)) -ne 49 ] || echo "  … waiting for it to be ready"
	sleep 0.1
	tenths=$((tenths + 1))
done

echo "Loading the cases …"
lines=$(.venv/bin/sip case load demo/cases/*.json --base-url "$base") || { echo "$lines"; fail "A case was not loaded."; }
echo "$lines"
plan=$(echo "$lines" | .venv/bin/python -c '
import json, sys
cases = [json.loads(line) for line in sys.stdin if line.strip()]
print(next(case["planId"] for case in cases if "elsa-hemgang" in case.values()))') ||
	fail "The loaded cases do not tell the plan of elsa-hemgang."

# A token is made with the key in the data directory, so the command must name it if it is not the usual one.
with="SIP_MODE=development"
[ "$SIP_DATA_DIR" = ./data ] || with="$with SIP_DATA_DIR='$SIP_DATA_DIR'"

cat <<EOT

Ready. In another terminal, in this folder:

  A whole plan, as its coordinator:
curl -s -H "Authorization: Bearer \$($with .venv/bin/sip token --kind staff --unit SE2329990015-E000000001001 --person SE2329990015-P000000005001)" $base/journal/v1/plans/$plan; echo

  What the citizen sees of hers:
curl -s -H "Authorization: Bearer \$($with .venv/bin/sip token --kind citizen --personnummer 194208179814)" $base/citizen/v1/plans; echo

Documentation:
  $base/journal/v1/docs   for record systems
  $base/citizen/v1/docs   for the citizen's portal
  $base/guide             the guide, for whoever connects

The service's log is $log. Ctrl-C stops the service; the data stays in $SIP_DATA_DIR.
EOT

status=0
wait "$server" || status=$?
server=
fail "The service ended by itself (status $status); its log is $log."
