#!/usr/bin/env bash
# System packages that no wheel brings: `scripts/system_packages.sh run|test`.
# run: the shared libraries of the embedded MongoDB. test: also a browser and fonts with Korean letters.
# As root on Debian or Ubuntu it installs what is missing; anywhere else it says what to install and stops.
set -eu

need=()

has_library() { # NAME: can the dynamic linker find it?
  PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -qF "$1"
}

# The embedded mongod is for Linux on x86-64; elsewhere MongoDB comes from the PATH and brings its own libraries.
# A mongod on the PATH is taken before the embedded one, so then nothing is missing either.
if [ "$(uname -s)-$(uname -m)" = "Linux-x86_64" ] && ! command -v mongod >/dev/null; then
  has_library libcurl.so.4 || need+=(libcurl4)
fi

case "${1:-}" in
  run) ;;
  test)
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
      need+=(chromium)
    # Without a font that has Hangul the browser draws empty boxes, and the pictures prove nothing.
    { command -v fc-list >/dev/null && [ -n "$(fc-list ':lang=ko' family)" ]; } || need+=(fonts-noto-cjk fontconfig)
    ;;
  *)
    echo "Usage: system_packages.sh run|test" >&2
    exit 2
    ;;
esac

[ "${#need[@]}" -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "These system packages are missing (by their Debian names): ${need[*]}" >&2
  echo "Install what your system calls them, then run the same command again." >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "These system packages are missing: ${need[*]}" >&2
  echo "Install them, then run the same command again:" >&2
  echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${need[*]}" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install_all() {
  apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 update &&
    apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 install --no-install-recommends "${need[@]}"
}
echo "Installing system packages: ${need[*]}" >&2
for try in 1 2 3; do
  install_all >"$log" 2>&1 && exit 0
  [ "$try" -lt 3 ] && sleep $((try * 5))
done
cat "$log" >&2
echo "These system packages could not be installed: ${need[*]}; the reason is above." >&2
exit 1
