#!/bin/sh
# Run once by PostgreSQL's image when the data are new: a role for each program, with nothing but what it needs.
# The migration grants them their tables (models/wall.py).
set -eu
secret() { cat "/run/secrets/$1_password"; }
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
    --set=portal="$(secret portal)" --set=engine="$(secret engine)" --set=prefect="$(secret prefect)" <<'SQL'
CREATE ROLE triplehelix_portal LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'portal';
CREATE ROLE triplehelix_engine LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'engine';
CREATE ROLE prefect LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'prefect';
CREATE DATABASE prefect OWNER prefect;
REVOKE CONNECT ON DATABASE prefect FROM PUBLIC;
REVOKE CONNECT ON DATABASE triplehelix FROM PUBLIC;
GRANT CONNECT ON DATABASE triplehelix TO triplehelix_portal, triplehelix_engine;
SQL
