# Sourced: adds up what the test runners say they ran.
# shellcheck shell=bash

counts_begin() {
    passed_total=0
    failed_total=0
    failed_stages=()
}

# A stage that failed counts one failure at least, and a stage of tests that ran none has failed.
count_stage() {
    local stage=$1 log=$2 status=$3 passed failed
    case $stage in
        format | layers | build) read -r passed failed <<<"1 0" ;;
        client) read -r passed failed <<<"$(count_vitest "$log")" ;;
        server | threads) read -r passed failed <<<"$(count_ctest "$log")" ;;
        fuzz) read -r passed failed <<<"$(count_fuzz "$log")" ;;
        *) read -r passed failed <<<"$(count_node "$log")" ;;
    esac
    if [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; then
        case $stage in format | layers | build) passed=0 ;; esac
        if [ "$failed" -eq 0 ]; then failed=1; fi
    fi
    passed_total=$((passed_total + passed))
    failed_total=$((failed_total + failed))
    if [ "$failed" -gt 0 ]; then failed_stages+=("$stage $log"); fi
    say "$stage: $passed passed, $failed failed"
}

# What failed is told once more at the end, where it is seen, as what passed afterwards may be long.
counts_end() {
    local failed stage log
    for failed in "${failed_stages[@]}"; do
        read -r stage log <<<"$failed"
        say "What failed in $stage (all of it: ${log#"$repo/"}):"
        failures_in "$log" | cut -c1-400 | sed 's/^/    /'
    done
    say "$passed_total passed, $failed_total failed"
    [ "$failed_total" -eq 0 ]
}

plain() { sed 's/\x1b\[[0-9;]*[A-Za-z]//g' "$1"; }

failure_lines=60

# Whatever a runner says of its failures at the end, or else the last lines: of each test the beginning, which has the
# reason, and not the whole of a server's output.
failures_in() {
    plain "$1" | awk -v most="$failure_lines" '
        /^✖ failing tests:/ { said = 1; count = 0 }
        /^⎯+ Failed Tests/ { said = 1; count = 0 }
        /^\[  FAILED  \]|: Failure$|ERROR: AddressSanitizer|WARNING: ThreadSanitizer|runtime error:|^The following tests FAILED/ {
            if (!said) { said = 2 }
            if (said == 2) { count = most - 12 }
        }
        said && /^(✖ |test at | FAIL )/ { count = most - 25 }
        said && count < most { print; count++ }
        { last[NR % 40] = $0 }
        END { if (!said) for (i = NR - 39; i <= NR; i++) if (i > 0) print last[i % 40] }'
}

# "      Tests  2 failed | 40 passed (42)"
count_vitest() {
    plain "$1" | awk '
        $1 == "Tests" { for (i = 2; i <= NF; i++) { if ($i == "passed") p += $(i - 1); if ($i == "failed") f += $(i - 1) } }
        END { print p + 0, f + 0 }'
}

# "98% tests passed, 2 tests failed out of 120"
count_ctest() {
    plain "$1" | awk '
        /tests passed, .* tests? failed out of/ {
            for (i = 2; i <= NF; i++) if ($i == "failed") f = $(i - 2)
            all = $NF
        }
        END { print all - f, f + 0 }'
}

# "ℹ pass 40", "ℹ fail 2", "ℹ cancelled 1"
count_node() {
    plain "$1" | awk '
        $1 == "ℹ" && $2 == "pass" { p += $3 }
        $1 == "ℹ" && ($2 == "fail" || $2 == "cancelled") { f += $3 }
        END { print p + 0, f + 0 }'
}

# "ok net-websocket-frame: 817193 inputs", "not ok base-text"
count_fuzz() {
    plain "$1" | awk '
        $1 == "ok" { p += 1 }
        $1 == "not" && $2 == "ok" { f += 1 }
        END { print p + 0, f + 0 }'
}
