# Sourced by ./run: the steps that make a fresh machine ready. POSIX sh, idempotent, as root or not.
# shellcheck shell=sh
: "${checkout:?is set by ./run}"

fail() {
    printf './run: %s\n' "$*" >&2
    exit 1
}

now() {                                    # seconds, with fractions where date has them
    moment=$(date +%s.%N)
    case "$moment" in *N) date +%s ;; *) echo "$moment" ;; esac
}

since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }

quietly() {                                # COMMAND: its output only if it fails
    quiet_log=$(mktemp)
    if "$@" >"$quiet_log" 2>&1; then
        rm -f "$quiet_log"
    else
        code=$?
        cat "$quiet_log" >&2
        rm -f "$quiet_log"
        return $code
    fi
}

quietly_noted() {                          # COMMAND: no output; the last line of it in `noted`
    noted_log=$(mktemp)
    noted_code=0
    "$@" >"$noted_log" 2>&1 || noted_code=$?
    noted=$(tail -1 "$noted_log")
    rm -f "$noted_log"
    return $noted_code
}

told() {                                   # NAME COMMAND…: the line of a step, with its time; unended if it fails
    name=$1
    shift
    step=$((step + 1))
    printf '[%d/%d] %s … ' "$step" "$steps" "$name"
    begun=$(now)
    note=
    "$@" || return 1
    printf 'ok %s s%s\n' "$(since "$begun")" "${note:+ ($note)}"
}

timed() {                                  # NAME COMMAND…: a step that nothing goes on without
    told "$@" || { printf 'failed\n'; return 1; }
}

optional() {                               # NAME COMMAND…: a step the rest can do without; `note` says why
    told "$@" || printf 'not here: %s\n' "$note"
}

digest_of() { cat "$@" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-64; }

as_root() {                                # COMMAND…: as root, directly or through sudo without a question
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_apt() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

apt_install() {                            # PACKAGE…: three tries; another apt on this machine is waited for
    apt_log=$(mktemp)
    for try in 1 2 3; do
        if as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 update >"$apt_log" 2>&1 &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
                install --no-install-recommends "$@" >>"$apt_log" 2>&1; then
            rm -f "$apt_log"
            return 0
        fi
        sleep "$try"
    done
    tail -5 "$apt_log" >&2
    rm -f "$apt_log"
    return 1
}

# --- Python -----------------------------------------------------------------------------------

usable_python() {                          # COMMAND: is it Python 3.11 to 3.13, with venv?
    "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ] && ! usable_python "$PYTHON"; then
        fail "PYTHON=$PYTHON is not Python 3.11, 3.12 or 3.13 with venv"
    fi
    # The one .venv was made with comes first: another shell's PATH is no reason to build anew.
    for python in "${PYTHON:-}" .venv/bin/python python3.13 python3.12 python3.11 python3; do
        if [ -n "$python" ] && usable_python "$python"; then return 0; fi
    done
    return 1
}

step_python() {
    if ! find_python; then
        if can_apt; then apt_install python3 python3-venv || true; fi
        find_python || fail "needs Python 3.11, 3.12 or 3.13 with venv (Debian: apt install python3-venv; macOS: brew install python@3.13)"
    fi
    note=$("$python" --version)
}

make_installer() {                         # uv, locked, in an environment of its own
    installer=.cache/installer/bin/uv
    [ -x "$installer" ] && return 0
    "$python" -m venv .cache/installer &&
        .cache/installer/bin/python -m pip install --quiet --disable-pip-version-check \
            --require-hashes -r requirements/installer.lock
}

install_locked() {                         # VENV LOCK: exactly what the lock says; pip where uv cannot
    stamp=$(printf '%s %s' "$("$python" --version)" "$(digest_of "$2")")
    [ "$(cat "$1/installed" 2>/dev/null)" = "$stamp" ] && return 0
    rm -f "$1/installed"
    [ -x "$1/bin/python" ] && [ "$("$1/bin/python" --version 2>/dev/null)" = "$("$python" --version)" ] ||
        { rm -rf "$1" && "$python" -m venv "$1"; } || return 1
    if ! { make_installer && "$installer" pip sync --quiet --require-hashes --python "$1/bin/python" "$2"; } 2>.cache/installer.log; then
        "$1/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$2" || return 1
    fi
    printf '%s' "$stamp" >"$1/installed"
}

step_packages() {
    install_locked .venv requirements/dev.lock || return 1
    # In place: the checkout is first on the path, and the program works from any directory.
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf 'import sys; sys.path.insert(0, %s)\n' "'$checkout'" >"$site/markwarden.pth"
    printf '#!%s\nfrom markwarden.cli import main\n\nif __name__ == "__main__":\n    main()\n' "$checkout/.venv/bin/python" >.venv/bin/markwarden
    chmod +x .venv/bin/markwarden
}

step_words() {                             # translations, compiled without GNU gettext
    .venv/bin/python tools/compile_words.py
}

# --- the demo's shop ---------------------------------------------------------------------------

step_shop() {
    if quietly_noted install_locked .shop requirements/shop.lock; then return 0; fi
    note="the demo's shop could not be installed ($noted); everything else works"
    return 1
}

# --- the browser -------------------------------------------------------------------------------

has_browser() { browser_says=$(.venv/bin/python -m spiders.chromium 2>&1); }

has_chinese_font() {
    command -v fc-list >/dev/null 2>&1 || { [ "$(uname)" = Darwin ] && return 0; return 1; }
    [ -n "$(fc-list :lang=zh family | head -1)" ]
}

step_browser() {
    if has_browser && has_chinese_font; then return 0; fi
    if can_apt; then
        # libatomic1: Playwright's own node is linked against it, and a bare Debian lacks it.
        apt_install chromium fonts-noto-cjk fontconfig libatomic1 || true
    elif ! has_browser; then
        .venv/bin/python -m playwright install chromium >/dev/null 2>&1 || true
    fi
    has_browser || { note="$browser_says; platforms with render: browser wait, all else works"; return 1; }
    has_chinese_font || note="no Chinese font: drawn pictures and screenshots show boxes"
}

# --- the real Elasticsearch --------------------------------------------------------------------

required() { case ",${MARKWARDEN_REQUIRE:-}," in *",$1,"*) ;; *) return 1 ;; esac; }

step_elasticsearch() {
    if quietly_noted tools/elasticsearch/es install; then return 0; fi
    if required elasticsearch && can_apt; then
        apt_install maven openjdk-17-jdk-headless || apt_install maven default-jdk-headless || true
        if quietly_noted tools/elasticsearch/es install; then return 0; fi
    fi
    note="$noted; the embedded index serves instead"
    return 1
}

# -----------------------------------------------------------------------------------------------

hold_lock() {                              # two setups in one checkout wait for each other
    mkdir -p .cache
    if command -v flock >/dev/null 2>&1; then
        exec 9>.cache/setup.lock
        flock 9
        return
    fi
    until mkdir .cache/setup.held 2>/dev/null; do          # macOS has no flock
        kill -0 "$(cat .cache/setup.held/pid 2>/dev/null || echo $$)" 2>/dev/null || rm -rf .cache/setup.held
        sleep 1
    done
    echo $$ >.cache/setup.held/pid
    trap 'rm -rf .cache/setup.held' EXIT
}

drop_lock() {
    exec 9>&-
    rm -rf .cache/setup.held
    trap - EXIT
}

set_up() {                                 # PART…: python always first
    hold_lock
    steps=3 step=0
    for part in "$@"; do [ "$part" = python ] || steps=$((steps + 1)); done
    timed "python" step_python
    timed "packages" step_packages || fail "the locked packages could not be installed"
    timed "words" step_words
    for part in "$@"; do
        case "$part" in
            python) ;;
            shop) optional "shop" step_shop ;;
            browser) optional "browser" step_browser ;;
            elasticsearch) optional "elasticsearch" step_elasticsearch ;;
        esac
    done
    drop_lock
}
