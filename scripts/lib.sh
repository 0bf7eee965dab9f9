# shellcheck shell=bash
# What the scripts in this directory share; sourced, never run. It gives:
#   top             the checkout
#   die TEXT        an error message and the end
#   step TEXT CMD   runs CMD under a progress line; what it prints goes to $output, and is shown if it fails
#   need PACKAGE    installs Debian packages, those which are missing
#   need_postgres   finds PostgreSQL, or installs it, and sets pg_config
#   build           makes the extension
#   count_tests LOG STATUS   counts the tests in a log: $passed, $failed
#   show_failures LOG        which tests failed, and the log's end

set -euo pipefail

# Messages, sort orders and numbers do not depend on who calls.
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Debian 12's; used only where no PostgreSQL with server headers is installed.
pg_packages=(postgresql-15 postgresql-server-dev-15)
# shellcheck disable=SC2034  # used by those who build
build_packages=(make g++)

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Shows that a step is not over, until stdin ends: on a terminal by a dot every $tick seconds; elsewhere, as in
# the log of a CI, by a line after each ten times as long, so that quick steps leave nothing there.
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

# CMD runs without stdin and, being the condition of an if, without errexit: functions given to it must
# chain their commands by &&. Whatever ends this shell ends the sign of life too, as it closes its stdin.
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

# Runs as root. Debian's PostgreSQL package creates and starts a cluster when it is installed; the
# demonstration has its own, so that is turned off for as long as the installation takes.
install_packages() {
  local conf=/etc/postgresql-common/createcluster.d/zz-hll-scripts.conf
  # shellcheck disable=SC2064  # conf is local, so it is expanded now
  trap "rm -f $conf; rmdir -p --ignore-fail-on-non-empty ${conf%/*}" EXIT
  mkdir -p "${conf%/*}" && echo 'create_main_cluster = false' >"$conf" || return
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update || true # an old list of packages may still do
  apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@"
}

# Elsewhere than on Debian and its kin the packages have other names and are taken to be there.
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
    sudo -v || die "please install these packages: ${missing[*]}" # asks before output is kept back
  fi
  step "installing ${missing[*]}" \
    "${sudo[@]}" bash -c "$(declare -f install_packages); install_packages \"\$@\"" bash "${missing[@]}"
}

# Whether an extension can be built and a server be run with this pg_config.
usable() {
  local bindir
  bindir=$("$1" --bindir 2>/dev/null) && [[ -x $bindir/postgres && -x $bindir/initdb ]] &&
    [[ -f $("$1" --pgxs) && -f $("$1" --includedir-server)/postgres.h ]]
}

# The caller's PG_CONFIG, else the newest of Debian's, else the one in PATH.
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

# The lock is on the checkout itself: two demonstrations may start at once. Objects made for another
# PostgreSQL are thrown away, as make cannot see that they are stale.
# shellcheck disable=SC2094  # a directory is not written to
build() {
  local made_for
  made_for="$("$pg_config" --version) $("$pg_config" --pgxs)"
  (
    flock 9 || exit
    cd "$top" || exit
    [[ $(cat build/made-for 2>/dev/null) == "$made_for" ]] || make -s clean PG_CONFIG="$pg_config" || exit
    make -s -j"$(nproc)" PG_CONFIG="$pg_config" 9<&- && mkdir -p build && echo "$made_for" >build/made-for
  ) 9<"$top"
}

# Counts what GoogleTest, pg_regress (up to 15, then TAP) and prove print. A command that fails, or runs
# no test, without a failed test in its output is a failure of its own.
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
