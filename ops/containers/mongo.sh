#!/bin/bash
# How a MongoDB container starts: as the user mongodb, with its secrets from files, writing nothing but volumes and /tmp.
set -eu
umask 077

# Access control in a replica set wants a key file that only the server's own user reads.
rm -f /tmp/key
cat /run/secrets/mongo-key >/tmp/key

# The first node's data get an administrator; other nodes get it with these data.
if [ -f /run/secrets/mongo-root ]; then
	export MONGO_INITDB_ROOT_USERNAME=root
	MONGO_INITDB_ROOT_PASSWORD=$(cat /run/secrets/mongo-root)
	export MONGO_INITDB_ROOT_PASSWORD
fi

# A slow question would be logged with what was asked for (telephones, names): none is, however slow.
# A transaction that a killed service left open keeps its dossiers from being sent again for ten seconds, not a minute.
exec docker-entrypoint.sh mongod --replSet thidua --keyFile /tmp/key --bind_ip_all --slowOpSampleRate 0.0 \
	--setParameter transactionLifetimeLimitSeconds=10
