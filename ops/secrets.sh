#!/bin/sh
# Makes the secrets of a Docker installation, once, in .env beside docker-compose.yml; what is there already stays.
# Needs nothing but a shell: `sh ops/secrets.sh`. Where there is only Docker:
#   docker run --rm -v "$PWD:/project" -w /project rabbitmq:4-management sh ops/secrets.sh
set -eu
cd "$(dirname "$0")/.."
umask 077
touch .env
chmod 600 .env

secret() {
	grep -q "^$1=" .env || printf '%s=%s\n' "$1" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" >>.env
}

for user in ROOT INTAKE APPRAISAL_COMMUNE APPRAISAL_DISTRICT APPRAISAL_DEPARTMENT APPRAISAL_PROVINCE APPRAISAL_STATE \
	NOTIFIER ADMINISTRATION; do
	secret "THIDUA_SECRET_MONGO_$user"
done
for user in PROVISIONER INTAKE APPRAISAL_COMMUNE APPRAISAL_DISTRICT APPRAISAL_DEPARTMENT APPRAISAL_PROVINCE \
	APPRAISAL_STATE NOTIFIER OPERATOR COOKIE; do
	secret "THIDUA_SECRET_AMQP_$user"
done
secret THIDUA_SECRET_MONGO_KEY
secret THIDUA_SECRET_DIGEST_KEY
secret THIDUA_SECRET_IDENTITY_KEY
echo 'The secrets are in .env; keep it with the backups of the data, and out of every repository.'
