#!/bin/sh
# Fetches the images that docker-compose.yml names, and writes into .env by which digest: from then on exactly these are
# used, whatever the registry has under their tags. Again after each upgrade. Needs Docker and a registry.
set -eu
cd "$(dirname "$0")/.."
umask 077
touch .env

sed -n 's/.*\${\(THIDUA_IMAGE_[A-Z]*\):-\([^}]*\)}.*/\1 \2/p' docker-compose.yml | sort -u | while read -r name image; do
	docker pull --quiet "$image" >/dev/null
	digest=$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$image" | sed -n 's/.*@//p' | head -n 1)
	: "${digest:?$image has no digest: it was not fetched from a registry}"
	grep -v "^$name=" .env >.env.new || true
	printf '%s=%s@%s\n' "$name" "$image" "$digest" >>.env.new
	mv .env.new .env
	echo "$image is $digest"
done
