#!/usr/bin/env bash
# Carries out the Dockerfile step by step with buildah, which needs neither an engine nor a registry of images: the base is a
# stand-in. Then looks at what came out, and runs it as compose.yaml does: without root, with a root file system that
# cannot be written, under Node's permission model, with PostgreSQL (TEST_DATABASE_URL). Needs root, buildah, debootstrap.
set -u
root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
chmod 755 "$work"
storage=(--root "$work/storage" --runroot "$work/run" --storage-driver vfs)
trust=(--signature-policy "$work/policy.json")
echo '{ "default": [{ "type": "insecureAcceptAnything" }] }' >"$work/policy.json"
started=()

finish() {
  for pid in "${started[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  [ -n "${database:-}" ] && psql -q "$TEST_DATABASE_URL" -c "drop database if exists $database with (force)"
  [ -n "${container:-}" ] && buildah "${storage[@]}" umount "$container" >/dev/null 2>&1
  rm -rf "$work"
}
trap finish EXIT
fail() { echo "not so: $1"; exit 1; }
proven() { echo "ok: $1"; }

# The tests of another folder must not be in the way, and no file that is not committed comes along.
git -C "$root" ls-files -z | (cd "$root" && xargs -0 cp --parents -t "$(mkdir -p "$work/context" && echo "$work/context")")
base=$(sed -n 's/^FROM \([^ ]*\).*/\1/p' "$root/Dockerfile" | sort -u)
[ "$(wc -l <<<"$base")" = 1 ] || fail 'both stages begin with the same base image'
[[ $base =~ ^node:[0-9]+\.[0-9]+\.[0-9]+-slim$ ]] || fail "the base image has an exact version: $base"
proven "both stages begin with $base, an exact version"

"$root/test/packaging/image/stand-in-base.sh" "$work/base" "$root" || fail 'a stand-in for the base image is made'
[ "node:$("$work/base/usr/local/bin/node" --version | tr -d v)-slim" = "$base" ] || fail "the tests run with the Node.js of $base"
proven "the tests run with the Node.js of $base"
container=$(buildah "${storage[@]}" from "${trust[@]}" scratch)
buildah "${storage[@]}" copy -q "$container" "$work/base" / >/dev/null &&
  buildah "${storage[@]}" commit -q "${trust[@]}" --rm "$container" "docker.io/library/$base" >/dev/null || fail 'the stand-in becomes an image'
container=

buildah "${storage[@]}" build --isolation chroot --format docker --pull-never "${trust[@]}" -t bridge "$work/context" || fail 'the Dockerfile builds'
proven 'every step of the Dockerfile was carried out'

container=$(buildah "${storage[@]}" from "${trust[@]}" --pull-never localhost/bridge)
image=$(buildah "${storage[@]}" mount "$container")
config=$(buildah "${storage[@]}" inspect --type image localhost/bridge)
for expected in '"User": "node"' '"8080/tcp": {}' '"/data": {}' '"Healthcheck"' '"--disable-proto=delete"'; do
  grep -qF -- "$expected" <<<"$config" || fail "the image says $expected"
done
proven 'the image runs as node, on port 8080, with a volume and a health check'

for absent in app/src app/test app/node_modules/typescript app/node_modules/vitest app/node_modules/.bin/node usr/local/bin/npm usr/local/lib/node_modules; do
  [ ! -e "$image/$absent" ] || fail "the image has no $absent"
done
[ -z "$(find "$image/app" \( -user 1000 -o -perm /022 \) ! -type l -print -quit)" ] || fail 'nothing in /app can be written by its user'
[ "$(stat -c %U:%a "$image/data" | sed 's/UNKNOWN/node/')" != '' ] && [ "$(stat -c %u "$image/data")" = 1000 ] || fail '/data belongs to node'
[ -e "$image/app/dist/main.js" ] && [ -e "$image/app/scim-schemas" ] || fail 'the image has the bridge and its schemas'
proven 'it has what is needed at run time and no more, and its user can change none of it'

# Runs a command in the image: as node, root file system read-only, the machine's network, only the given environment.
mkdir -p "$image/run/secrets" "$image/proc" "$image/dev"
inside() {
  local -a environment=()
  while [ "$1" != -- ]; do environment+=("$1"); shift; done
  shift
  exec unshare --mount -- sh -c '
    mount --bind "$1" "$1" && mount --bind /proc "$1/proc" && mount --bind /dev "$1/dev" &&
      mount --bind "$2" "$1/run/secrets" && mount -o remount,ro,bind "$1" && shift 2 && exec chroot "$@"' sh \
    "$image" "$work/secrets" --userspec=1000:1000 "$image" env -i "${environment[@]}" sh -c 'cd /app && exec "$@"' sh "$@"
}
wait_for() {
  for _ in $(seq 1 240); do
    curl -sf -o /dev/null "$1" && return 0
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.25
  done
  return 1
}
mkdir -m 755 "$work/secrets"
database=bridge_image_$$
psql -q "$TEST_DATABASE_URL" -c "create database $database" || fail 'PostgreSQL answers (TEST_DATABASE_URL)'
echo secret >"$work/secrets/genesys_secret"
echo "${TEST_DATABASE_URL%/*}/$database" >"$work/secrets/database_url"
usual=(PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production HOST=127.0.0.1 PORT=18085)
settings=(GENESYSCLOUD_GATEWAY=http://127.0.0.1:18086 GENESYSCLOUD_OAUTHCLIENT_ID=bridge
  GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE=/run/secrets/genesys_secret DATABASE_URL_FILE=/run/secrets/database_url)
restricted=(node --disable-proto=delete --permission --allow-fs-read=/app --allow-fs-read=/run/secrets dist/main.js)
grep -qF "entrypoint: [$(sed 's/ /, /g' <<<"${restricted[*]}")]" "$root/compose.yaml" || fail 'compose.yaml starts it in the same way'

(inside "${usual[@]}" -- touch /app/x) 2>/dev/null && fail 'nothing can be written'
(inside "${usual[@]}" SIMULATOR_PORT=18086 -- node dist/main.js simulate) >"$work/simulator.log" 2>&1 &
started+=("$!")
wait_for http://127.0.0.1:18086/simulator/behaviour "$!" || { cat "$work/simulator.log"; fail 'the simulator of the image answers'; }
token=$(inside "${usual[@]}" "${settings[@]}" -- "${restricted[@]}" token create okta --scope users --json | sed -n 's/.*"token": *"\([^"]*\)".*/\1/p')
[ -n "$token" ] || fail 'a token can be made'
(inside "${usual[@]}" "${settings[@]}" -- "${restricted[@]}" serve) >"$work/bridge.log" 2>&1 &
started+=("$!")
bridge=$!
wait_for http://127.0.0.1:18085/readyz "$bridge" || { cat "$work/bridge.log"; fail 'the bridge of the image is ready'; }
curl -sf -H "Authorization: Bearer $token" 'http://127.0.0.1:18085/scim/v2/Users?startIndex=1&count=1' | grep -q '"totalResults"' || fail 'it answers SCIM'
grep -q ERR_ACCESS_DENIED "$work/bridge.log" && fail 'it gets by with the rights that it has'
proven 'it answers SCIM as node, with a read-only root file system, under the permission model'

health=$(sed -n 's/^ *CMD \["node", "-e", "\(.*\)"\]$/\1/p' "$root/Dockerfile")
[ -n "$health" ] || fail 'the Dockerfile has a health check'
(inside "${usual[@]}" -- node -e "$health") || fail 'the health check passes'
(inside "${usual[@]}" PORT=18087 -- node -e "$health") && fail 'the health check fails where nothing answers'
proven 'the health check tells a ready bridge from none'

kill -TERM "$(pgrep -P "$bridge" || echo "$bridge")"
wait "$bridge"
[ $? = 0 ] || fail 'SIGTERM ends it with status 0'
started=("${started[0]}")
proven 'SIGTERM ends it with status 0'
