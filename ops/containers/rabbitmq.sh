#!/bin/bash
# How a RabbitMQ container starts, as the user rabbitmq: `rabbitmq.sh`, or `rabbitmq.sh rabbitmqctl …` for a command of
# its own. Secrets come from files; nothing but the volume and /tmp is written.
set -eu
umask 077

# Nodes, and the commands beside them, know each other by a cookie that only the server's own user reads.
rm -f /var/lib/rabbitmq/.erlang.cookie
cat /run/secrets/amqp-cookie >/var/lib/rabbitmq/.erlang.cookie
chmod 400 /var/lib/rabbitmq/.erlang.cookie

if [ $# -gt 0 ]; then exec "$@"; fi

# Services reach port 5672 alone: management and figures are offered on the network `management`, where the name that
# is looked up here leads to this node.
inside=$(getent ahostsv4 "$HOSTNAME.management" | head -n 1 | cut -d ' ' -f 1)
: "${inside:?this container is not on the network management}"
rm -f /tmp/rabbitmq.conf
{
	echo 'default_user = provisioner'
	echo "default_pass = $(cat /run/secrets/amqp-provisioner)"
	echo "management.tcp.ip = $inside"
	echo "prometheus.tcp.ip = $inside"
} >/tmp/rabbitmq.conf
export RABBITMQ_CONFIG_FILE=/tmp/rabbitmq.conf
# Debian's package has a wrapper of that name that wants a log file; behind it is the program itself.
PATH=/usr/lib/rabbitmq/bin:$PATH
exec rabbitmq-server
