#!/usr/bin/env bash
# The first step of compose.yaml: makes every secret that does not exist yet, once, into three volumes.
# Each container mounts only its own. Nothing is printed, and what is there is never replaced.
set -euo pipefail
umask 077

root=${SECRETS_DIR:-/secrets}
bucket=${MODELBASE_S3_BUCKET:-modelbase}
github=${GITHUB_SECRET_FILE:-/run/secrets/github_client_secret}
mongo=$root/mongo store=$root/store server=$root/server

random() { # BYTES: as hex
  od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'
}

once() { # FILE: takes stdin unless the file is there; never leaves half a file
  if [ -s "$1" ]; then cat >/dev/null; else cat >"$1.new" && mv "$1.new" "$1"; fi
}

mkdir -p "$mongo" "$store" "$server"

random 378 | once "$mongo/keyfile"
random 24 | once "$mongo/root_password"
random 24 | once "$mongo/modelbase_password"
echo "mongodb://modelbase:$(cat "$mongo/modelbase_password")@mongo:27017/?replicaSet=modelbase&authSource=modelbase" |
  once "$server/mongo_uri"
random 32 | once "$server/secret_key"
random 10 | once "$server/s3_access_key"
random 24 | once "$server/s3_secret_key"

# SeaweedFS: one identity that may do anything with one bucket, and keys without which its inner ports refuse every request.
once "$store/s3.json" <<JSON
{"identities": [{"name": "modelbase",
  "credentials": [{"accessKey": "$(cat "$server/s3_access_key")", "secretKey": "$(cat "$server/s3_secret_key")"}],
  "actions": ["Admin:$bucket", "Read:$bucket", "Write:$bucket", "List:$bucket", "Tagging:$bucket"]}]}
JSON
for part in jwt.signing jwt.signing.read jwt.filer_signing jwt.filer_signing.read; do
  printf '[%s]\nkey = "%s"\n\n' "$part" "$(random 32)"
done | once "$store/security.toml"

# The one secret that comes from outside may change: it is copied at every start.
if [ -s "$github" ]; then tr -d '\r\n' <"$github" >"$server/github_client_secret"; fi

if [ "$(id -u)" -eq 0 ]; then
  chown -R 999:999 "$mongo" # mongod of the image `mongo`
  chown -R 10001:10001 "$server" # docker/Dockerfile
  # The setup step runs as 10001 and reads MongoDB's passwords; the keyfile stays with mongod alone.
  chown 10001 "$mongo/root_password" "$mongo/modelbase_password"
  chmod 711 "$mongo"
fi
find "$mongo" "$store" "$server" -type f -exec chmod 400 {} +
