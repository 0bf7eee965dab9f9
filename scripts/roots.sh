# shellcheck shell=bash
# shellcheck disable=SC2154  # lib.sh, which must be sourced before, sets top and build_packages
# Root directories with the Debian releases that have other versions of PostgreSQL than this machine; sourced by
# the scripts that test with them. It gives:
#   release[VERSION]          the Debian release that has this version of PostgreSQL
#   cache                     where roots and logs are kept
#   on_host VERSION           whether this machine has it in Debian's place
#   need_root VERSION         makes the root, by debootstrap, if it isn't there; installs what it lacks
#   in_root DIR BIND CMD...   runs CMD in the root, with BIND as its /tmp
#   copy_checkout             copies the checkout to $work/tmp/hll, without compiled files
#   work                      a temporary directory, deleted at the end
#
# The roots, 1.5 GB each, are kept in ${XDG_CACHE_HOME:-~/.cache}/hll/roots. Only root can make and enter them.

declare -A release=([15]=bookworm [17]=trixie [18]=sid)
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/hll/roots

on_host() { usable "/usr/lib/postgresql/$1/bin/pg_config"; }

# Prints the address from which apt fetches this machine's Debian; prints nothing if the machine
# isn't Debian, so that debootstrap takes its default.
find_mirror() {
  # shellcheck disable=SC2016  # apt-get expands it
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 2>/dev/null | sed -n 1p) ||
    true
}

# in_root DIR BIND COMMAND...: runs COMMAND in the root, with BIND as its /tmp. Mounts and processes
# are in namespaces of their own, so that none of them is left behind, however this ends.
# shellcheck disable=SC2016  # the inner shell expands it
in_root() {
  unshare --mount --pid --ipc --fork --kill-child bash -euc '
    root=$1 tmp=$2
    shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    mount --bind "$tmp" "$root/tmp"
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"' bash "$@"
}

# fill_root DIR VERSION: installs the packages that the root lacks; one that was kept may lack those that tests have
# needed since then.
fill_root() {
  local root=$1
  local packages=("${build_packages[@]}" perl python3 redis-server redis-tools "postgresql-$2" "postgresql-server-dev-$2")
  ! in_root "$root" "$work/tmp" dpkg-query -W "${packages[@]}" >/dev/null 2>&1 || return 0
  cp /etc/resolv.conf "$root/etc/resolv.conf" &&
    in_root "$root" "$work/tmp" bash -euc "$(declare -f install_packages); install_packages \"\$@\"" bash "${packages[@]}" &&
    rm -rf "$root/var/cache/apt" "$root/var/lib/apt/lists"
}

# The root gets its final name when it is complete. No service is started in it, and
# install_packages makes sure that no cluster is created.
make_root() {
  local version=$1 root=$2 new=$2.new
  rm -rf "$new"
  mkdir -p "$new" && chmod 755 "$new" &&
    unshare --mount debootstrap --variant=minbase "${release[$version]}" "$new" ${mirror:+"$mirror"} &&
    printf '#!/bin/sh\nexit 101\n' >"$new/usr/sbin/policy-rc.d" && chmod +x "$new/usr/sbin/policy-rc.d" &&
    fill_root "$new" "$version" &&
    rm -rf "$root" && mv "$new" "$root"
}

# Copies the checkout without compiled files; with-server runs make clean first.
copy_checkout() {
  rm -rf "$work/tmp" && mkdir -m 1777 "$work/tmp" && mkdir "$work/tmp/hll" &&
    tar -C "$top" --exclude=./.git --exclude=./build -cf - . | tar -C "$work/tmp/hll" --no-same-owner -xf -
}

# need_root VERSION [FRESH]: with FRESH the root is made anew.
need_root() {
  local root=$cache/${release[$1]}
  [[ -z ${2:-} ]] || rm -rf "$root"
  if [[ -d $root ]]; then
    step "completing $root" fill_root "$root" "$1"
    return
  fi
  ((EUID == 0)) || die "only root can make a root of Debian for PostgreSQL $1"
  need debootstrap debian-archive-keyring
  find_mirror
  step "making a root of ${release[$1]} with PostgreSQL $1" make_root "$1" "$root"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 755 "$work"
mkdir -p "$cache" "$work/tmp"
