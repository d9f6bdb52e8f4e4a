# Sourced: a private PostgreSQL with this tree's migrations, for scripts that need one before anything is built.
# shellcheck shell=bash

# Sets database_url.
start_database() {
    database_folder=$(mktemp -d /tmp/lectern-db-XXXXXX)
    local bin as=()
    if have_program initdb; then bin=$(dirname "$(readlink -f "$(command -v initdb)")"); else
        bin=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n1)")
    fi
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$database_folder"
        as=(setpriv --reuid=postgres --regid=postgres --init-groups --)
    fi
    # In the folder itself: initdb wants to come back to where it was called.
    (cd "$database_folder" && "${as[@]}" "$bin/initdb" -D "$database_folder/data" -U lectern -E UTF8 --locale=C.UTF-8 --auth=trust -N >"$database_folder.log")
    (cd "$database_folder" && exec "${as[@]}" "$bin/postgres" -D "$database_folder/data" -c listen_addresses= \
        -c "unix_socket_directories=$database_folder" -c fsync=off >>"$database_folder.log" 2>&1) &
    database_process=$!
    local psql=("$bin/psql" -h "$database_folder" -U lectern -q -v ON_ERROR_STOP=1)
    local tries=0
    until "${psql[@]}" -d postgres -c 'CREATE DATABASE lectern' 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 150 ] || refuse "PostgreSQL does not answer: $(tail -n 5 "$database_folder.log")"
        sleep 0.1
    done
    local migration
    for migration in migrations/*.sql; do "${psql[@]}" -d lectern -f "$migration" >/dev/null; done
    database_url="postgres://lectern@localhost/lectern?host=$(printf %s "$database_folder" | sed 's|/|%2F|g')"
}

stop_database() {
    [ -n "${database_process:-}" ] || return 0
    kill -INT "$database_process" 2>/dev/null || true
    wait "$database_process" 2>/dev/null || true
    rm -rf "$database_folder" "$database_folder.log"
}
