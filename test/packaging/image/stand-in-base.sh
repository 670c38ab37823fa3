#!/usr/bin/env bash
# Makes a stand-in for the official image of Node.js, which no registry at hand has: Debian by debootstrap, Node.js and npm
# from npm packages, the user `node`, and the certificate authorities and registry that this machine uses.
# stand-in-base.sh FOLDER ROOT_OF_THE_REPOSITORY
set -eu
folder=$1
repository=$2
debootstrap --variant=minbase --include=libstdc++6 bookworm "$folder" >"$folder.log" 2>&1 || { tail -n 20 "$folder.log" >&2; exit 1; }
install -m 755 "$repository/node_modules/node/bin/node" "$folder/usr/local/bin/node"
mkdir -p "$folder/usr/local/lib/node_modules" "$folder/usr/local/etc" "$folder/etc/ssl/certs"
cp -R "$(npm root -g)/npm" "$folder/usr/local/lib/node_modules/"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$folder/usr/local/bin/npm"
cp -L /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/"
printf 'cafile=/etc/ssl/certs/ca-certificates.crt\nregistry=%s\n' "$(npm config get registry)" >"$folder/usr/local/etc/npmrc"
chroot "$folder" sh -c 'groupadd -g 1000 node && useradd -u 1000 -g node -m node'
