# Sourced: named steps with their times, what they counted, and one summary.
# shellcheck shell=bash

passed=0
failed=0
lines=()
declare -A outcome=()
only=("$@")

chosen() {
    local name
    [ ${#only[@]} -eq 0 ] && return
    for name in "${only[@]}"; do [ "$name" = "$1" ] && return; done
    return 1
}

# step NAME [count] COMMAND...: one check, or with `count` as many as the runner says it ran.
step() {
    local name=$1 counts='' start=$(date +%s%N) status ran
    shift
    if [ "$1" = count ]; then
        counts=1
        shift
    fi
    chosen "$name" || return 0
    printf '\n=== %s\n' "$name"
    "$@" > >(tee "var/test/$name.log") 2>&1
    status=$?
    wait
    local ok=0 bad=0
    if [ -n "$counts" ]; then
        read -r ok bad <<<"$(count_in "var/test/$name.log")"
        # A runner that broke before it counted is one failure.
        if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
        if [ $status -eq 0 ] && [ "$ok" -eq 0 ]; then bad=1 status=1; fi
    elif [ $status -eq 0 ]; then ok=1; else bad=1; fi
    passed=$((passed + ok))
    failed=$((failed + bad))
    outcome[$name]=$status
    ran=ok
    if [ $status -ne 0 ]; then ran=FAILED; fi
    lines+=("$(printf '%-18s %-7s %6s s   %s passed, %s failed' "$name" "$ran" "$(elapsed "$start")" "$ok" "$bad")")
}

# after NAME... step ...: runs the step unless one of those it stands on failed.
after() {
    local needed=()
    while [ "$1" != step ]; do
        needed+=("$1")
        shift
    done
    local name
    for name in "${needed[@]}"; do
        if [ "${outcome[$name]:-0}" -ne 0 ]; then
            chosen "$2" || return 0
            outcome[$2]=1
            failed=$((failed + 1))
            lines+=("$(printf '%-18s %-7s            %s failed' "$2" "not run" "$name")")
            return
        fi
    done
    "$@"
}

# Sums what the known runners say: cargo test, nextest, vitest, node's own.
count_in() {
    sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
        /^test result:/ { ok += $4; bad += $6 }
        /^ *Summary \[/ { for (i = 1; i <= NF; i++) { if ($i ~ /^passed/) ok += $(i-1); if ($i ~ /^failed/ || $i ~ /^timed/) bad += $(i-1) } }
        /^ *Tests  / { for (i = 1; i <= NF; i++) { if ($i == "passed") ok += $(i-1); if ($i == "failed") bad += $(i-1) } }
        /^(#|ℹ) pass / { ok += $3 }
        /^(#|ℹ) fail / { bad += $3 }
        END { print ok + 0, bad + 0 }'
}

summary() {
    printf '\n=== summary after %s s\n' "$(elapsed)"
    printf '%s\n' "${lines[@]}"
    printf '\n%s passed, %s failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
    exit
}
