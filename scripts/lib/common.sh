# Sourced by the scripts of this folder: where we are, what time it is, which programs are missing and how they are installed.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
# A bare machine has no other locale.
export LC_ALL=C.UTF-8 LANG=C.UTF-8
began=$(date +%s%N)
target=${CARGO_TARGET_DIR:-$root/target}

elapsed() { # seconds with one digit since $1, or since the script began
    local ns=$(($(date +%s%N) - ${1:-$began}))
    printf '%d.%d' $((ns / 1000000000)) $((ns / 100000000 % 10))
}
say() { printf '[%5s s] %s\n' "$(elapsed)" "$*"; }
refuse() {
    printf 'lectern: %s\n' "$*" >&2
    exit 1
}

# have_program NAME: on PATH, or where distributions keep servers.
have_program() {
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/usr/local/sbin/$1" ]
}
have_postgres() {
    have_program initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

is_debian() {
    command -v apt-get >/dev/null 2>&1 && [ -r /etc/os-release ] &&
        (. /etc/os-release && case " ${ID:-} ${ID_LIKE:-} " in *" debian "* | *" ubuntu "*) true ;; *) false ;; esac)
}

# packages_for PROGRAM...: prints the Debian packages of those that are missing.
packages_for() {
    local program
    for program; do
        case $program in
        postgres) have_postgres || echo postgresql ;;
        redis-server) have_program redis-server || echo redis-server ;;
        nginx) have_program nginx || echo nginx ;;
        ffmpeg) have_program ffmpeg && have_program ffprobe || echo ffmpeg ;;
        setpriv) have_program setpriv && have_program prlimit && have_program unshare && have_program flock || echo util-linux ;;
        cc) have_program cc || echo gcc libc6-dev make ;;
        wrk) have_program wrk || echo wrk ;;
        curl) have_program curl || echo curl ca-certificates ;;
        venv) python3 -c 'import venv, ensurepip' 2>/dev/null || echo python3 python3-venv ;;
        chromium) have_chromium || echo chromium ;;
        dejavu) [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || echo fonts-dejavu-core ;;
        esac
    done
}
have_chromium() {
    [ -n "${CHROMIUM:-}" ] || have_program chromium || have_program chromium-browser || have_program google-chrome
}

# need PROGRAM...: installs what is missing, or says what to install and stops.
need() {
    local -a missing
    read -r -a missing <<<"$(packages_for "$@" | tr '\n' ' ')"
    [ ${#missing[@]} -eq 0 ] && return
    is_debian || refuse "please install what these Debian packages hold, then start again: ${missing[*]}"
    local -a as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            as_root=(sudo)
        else
            refuse "please run as root, then start again: apt-get install --no-install-recommends ${missing[*]}"
        fi
    fi
    say "installing ${missing[*]} (nothing of it is started or enabled)"
    "${as_root[@]}" bash "$root/scripts/lib/apt-install" "${missing[@]}" || refuse "the packages could not be installed"
    hash -r
}

# stamp PATH...: one word that changes when anything below changes.
stamp() {
    find "$@" -type f -not -path '*/node_modules/*' -print0 2>/dev/null | sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-64
}
