#!/bin/bash
# For a new database cluster in a container: the two roles that sign in get their passwords, and the owner a database.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$(cat /run/secrets/owner_password)" -v app="$(cat /run/secrets/app_password)" \
  --username postgres --dbname postgres <<'SQL'
alter role mellanrummet_owner password :'owner';
alter role mellanrummet_app password :'app';
create database mellanrummet owner mellanrummet_owner;
SQL
