#!/bin/sh
# Makes the secrets of a Docker installation, once, each in a file of the folder `secrets` beside docker-compose.yml;
# what is there already stays. `sh ops/secrets.sh demo` also settles in .env that this is a system to try out.
# Needs nothing but a shell. Where there is only Docker:
#   docker run --rm -v "$PWD:/project" -w /project python:3.12.13-slim sh ops/secrets.sh
set -eu
cd "$(dirname "$0")/.."
umask 077
touch .env
chmod 600 .env
# Nobody but the owner enters the folder. The files in it are open because each container reads its own by another user.
mkdir -p secrets
chmod 700 secrets

setting() {
	grep -q "^$1=" .env || printf '%s=%s\n' "$1" "$2" >>.env
}

# File, the name under which earlier versions kept it in .env, and what it is otherwise.
secret() {
	if [ ! -e "secrets/$1" ]; then
		earlier=$(sed -n "s/^$2=//p" .env | tail -n 1)
		printf '%s' "${earlier:-$3}" >"secrets/.new"
		mv secrets/.new "secrets/$1"
	fi
	chmod 644 "secrets/$1"
	if grep -q "^$2=" .env; then
		grep -v "^$2=" .env >.env.new || true
		mv .env.new .env
	fi
}

made() {
	secret "$1" "THIDUA_SECRET_$(printf %s "$1" | tr a-z- A-Z_)" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
}

for user in root identity intake appraisal-commune appraisal-district appraisal-department appraisal-province appraisal-state \
	notifier administration key; do
	made "mongo-$user"
done
for user in provisioner intake appraisal-commune appraisal-district appraisal-department appraisal-province \
	appraisal-state notifier operator cookie; do
	made "amqp-$user"
done
made account-key
made digest-key
made identity-key
made signing-key
secret identity-key-before THIDUA_SECRET_IDENTITY_KEY_BEFORE ''
secret smtp-password THIDUA_SMTP_PASSWORD ''

setting THIDUA_SECRETS ./secrets
if [ "${1-}" = demo ]; then
	setting THIDUA_ENV demo
	setting THIDUA_LAW_DAY 2021-11-15
	setting COMPOSE_PROFILES demo
	setting THIDUA_DESCRIPTIONS shown
	setting THIDUA_SMTP_HOST mailpit
	setting THIDUA_SMTP_PORT 1025
fi
echo 'The secrets are in the folder secrets; keep it, and .env, under lock, and out of every repository.'
