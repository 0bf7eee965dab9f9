# shellcheck shell=bash
# What the scripts in this directory share; sourced, never run. It gives:
#   top             the checkout
#   die TEXT        an error message and the end
#   step TEXT CMD   runs CMD under a progress line; what it prints goes to $output, and is shown if it fails
#   need PACKAGE    installs Debian packages, those which are missing
#   need_postgres   finds PostgreSQL, or installs it, and sets pg_config
#   build           makes the extension
#   ensure_page_template   makes the template of the page that scripts/report fills
#   count_tests LOG STATUS   counts the tests in a log: $passed, $failed
#   show_failures LOG        which tests failed, and the log's end

set -euo pipefail

# Messages, sort orders and numbers don't depend on the caller's locale.
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Debian 12's version; used only if no PostgreSQL with server headers is installed.
pg_packages=(postgresql-15 postgresql-server-dev-15)
# shellcheck disable=SC2034  # used by those who build
build_packages=(make g++)

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Shows that a step is still running, until stdin ends. On a terminal it prints a dot every $tick
# seconds. Elsewhere, as in the log of a CI, it prints a line every ten ticks, so that quick steps
# print nothing there.
tick=2
show_life() {
  local text=$1 start=$SECONDS ticks=0
  # a read that times out has a status above 128
  until read -rt "$tick" || (($? <= 128)); do
    ticks=$((ticks + 1))
    if [[ -t 2 ]]; then
      printf . >&2
    elif ((ticks % 10 == 0)); then
      printf '%s ... %d s\n' "$text" $((SECONDS - start)) >&2
    fi
  done
}

# CMD runs without stdin. It also runs without errexit, because it is the condition of an if; so
# functions passed as CMD must chain their commands by &&. However this shell ends, show_life ends
# with it, because its stdin is closed.
step() {
  local text=$1 start=$SECONDS alive status=0
  shift
  [[ ! -t 2 ]] || printf '  %s ...' "$text" >&2
  exec {alive}> >(show_life "$text" >/dev/null)
  output=$(exec {alive}>&- && "$@" 2>&1 </dev/null) || status=$?
  exec {alive}>&-
  wait $! || true # so that no dot comes later
  if ((status == 0)); then
    [[ ! -t 2 ]] || printf ' %d s\n' $((SECONDS - start)) >&2
  else
    [[ ! -t 2 ]] || printf ' failed\n' >&2
    tail -n 40 <<<"$output" >&2
    die "$text failed"
  fi
}

# Runs as root. Debian's PostgreSQL package creates and starts a cluster when it is installed. The
# demonstration has its own, so this is turned off during the installation.
install_packages() {
  local conf=/etc/postgresql-common/createcluster.d/zz-hll-scripts.conf
  # shellcheck disable=SC2064  # conf is local, so it is expanded now
  trap "rm -f $conf; rmdir -p --ignore-fail-on-non-empty ${conf%/*}" EXIT
  mkdir -p "${conf%/*}" && echo 'create_main_cluster = false' >"$conf" || return
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update || true # an old list of packages may be good enough
  apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@"
}

# source_places [DIRECTORY]: prints where sources of other projects may lie: in DIRECTORY, beside the checkout, and in
# ../shared/peers.
source_places() { printf '%s\n' ${1:+"$1"} "$top/.." "$top/../shared/peers"; }

# On systems unlike Debian the packages have other names; we assume that they are installed.
need() {
  local package missing=() sudo=()
  command -v dpkg-query >/dev/null || return 0
  for package; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "please install these packages: ${missing[*]}"
    sudo=(sudo)
    sudo -v || die "please install these packages: ${missing[*]}" # asks for the password before output is captured
  fi
  step "installing ${missing[*]}" \
    "${sudo[@]}" bash -c "$(declare -f install_packages); install_packages \"\$@\"" bash "${missing[@]}"
}

# Checks that this pg_config can build an extension and run a server.
usable() {
  local bindir
  bindir=$("$1" --bindir 2>/dev/null) && [[ -x $bindir/postgres && -x $bindir/initdb ]] &&
    [[ -f $("$1" --pgxs) && -f $("$1" --includedir-server)/postgres.h ]]
}

# Prints the caller's PG_CONFIG, else the newest of Debian's, else the one in PATH.
find_pg_config() {
  local candidate
  while read -r candidate; do
    if usable "$candidate"; then
      pg_config=$candidate
      return
    fi
  done < <(ls -vr /usr/lib/postgresql/*/bin/pg_config 2>/dev/null; command -v pg_config)
  return 1
}

need_postgres() {
  if [[ -n ${PG_CONFIG:-} ]]; then
    pg_config=$PG_CONFIG
    usable "$pg_config" || die "PG_CONFIG=$pg_config: no PostgreSQL server with its headers there"
  elif ! find_pg_config; then
    need "${pg_packages[@]}"
    find_pg_config || die 'no PostgreSQL server with its headers found; set PG_CONFIG'
  fi
}

# The lock is on the checkout itself, because two demonstrations may start at once. Objects that
# were made for another PostgreSQL are deleted, as make can't see that they are stale.
# shellcheck disable=SC2094  # a directory is not written to
build() {
  local made_for
  made_for="$("$pg_config" --version) $("$pg_config" --pgxs)"
  (
    flock 9 || exit
    cd "$top" || exit
    [[ $(cat build/made-for 2>/dev/null) == "$made_for" ]] || make -s clean EXTRA_CLEAN= PG_CONFIG="$pg_config" || exit
    make -s -j"$(nproc)" PG_CONFIG="$pg_config" 9<&- && mkdir -p build && echo "$made_for" >build/made-for
  ) 9<"$top"
}

# Whether all these commands are there.
have() {
  local command
  for command; do command -v "$command" >/dev/null || return; done
}

# What make report needs. npm stands alone where Node.js doesn't come from Debian.
need_page_tools() {
  need make clang-14 lld-14 wasi-libc libc++-14-dev-wasm32
  have node npm || need nodejs npm
}

# Makes the page, and installs what drives it in a browser.
need_page_test() {
  step 'building the page' make -s -j"$(nproc)" -C "$top" report ${pg_config:+PG_CONFIG="$pg_config"}
  [[ $top/test/report/node_modules/.package-lock.json -nt $top/test/report/package-lock.json ]] ||
    step 'installing puppeteer-core' env PUPPETEER_SKIP_DOWNLOAD=1 \
      npm ci --prefix "$top/test/report" --prefer-offline --ignore-scripts --no-audit --no-fund
}

# Makes the template of the page that scripts/report fills, or makes it again if its sources are newer. That of a
# release is good, and without the tools any is good enough. Installs the tools only if there is none, and only if
# nobody is asked for a password.
ensure_page_template() {
  local there=
  [[ ! -e $top/build/report/template.html ]] || there=1
  [[ -z $there || -e $top/.git ]] || return 0
  if ! have clang++-14 wasm-ld-14 npm; then
    [[ -z $there ]] || return 0
    ((EUID == 0)) || sudo -n true 2>/dev/null || return
    need_page_tools || return
  fi
  step 'building the page' make -s -j"$(nproc)" -C "$top" report ${pg_config:+PG_CONFIG="$pg_config"}
}

# Counts the tests that GoogleTest, pg_regress (up to 15, then TAP) and prove print. If a command
# fails or runs no test, but prints no failed test, this counts as one failure.
count_tests() {
  local log=$1 status=$2
  # shellcheck disable=SC2034  # used by those who call
  read -r passed failed < <(awk '
    /^\[  PASSED  \] [0-9]+ test/ { passed += $4 }
    /^\[  FAILED  \] [0-9]+ test/ { failed += $4 }
    /^(test|    ) .*\.\.\. ok/ || /^ok [0-9]/ { passed++ }
    /^(test|    ) .*\.\.\. FAILED/ || (/^not ok [0-9]/ && !/# TODO/) { failed++ }
    END { print passed + 0, failed + 0 }' "$log")
  if ((failed == 0 && (status != 0 || passed == 0))); then failed=1; fi
}

show_failures() {
  { grep -E '^not ok|\.\.\. FAILED|^\[  FAILED  \].*ms\)' "$1" || true; tail -n 40 "$1"; } | sed 's/^/     /'
}
