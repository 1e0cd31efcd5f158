/**
 * Installs aria2 by the package manager that the server has, as root or by a sudo or doas that asks nothing. What it prints
 * last is why it failed. Nothing is installed beside the package and what that needs.
 */
export const installAria2 = `
there() { command -v "$1" >/dev/null 2>&1; }
refuse() { printf '%s\\n' "$1"; exit 65; }
exec 2>&1
there aria2c && exit 0
as=
if [ "$(id -u)" != 0 ]; then
  if there sudo && sudo -n true </dev/null >/dev/null 2>&1; then as='sudo -n'
  elif there doas && doas -n true </dev/null >/dev/null 2>&1; then as='doas -n'
  else as=none
  fi
fi
way=
for each in apt-get dnf yum apk zypper pacman brew; do
  there "$each" && way=$each && break
done
[ -n "$way" ] || refuse 'No package manager was found here (apt, dnf, yum, apk, zypper, pacman, brew). Install aria2 by hand.'
if [ "$way" = brew ]; then as=
elif [ "$as" = none ]; then refuse "This user is neither root nor may use sudo without a password. Install it by hand: $way, package aria2."
fi
# As root may mean another environment: what is set here would not arrive.
root() { $as env DEBIAN_FRONTEND=noninteractive "$@" </dev/null; }
apt() { root apt-get -q -y -o DPkg::Lock::Timeout=120 "$@"; }
case $way in
  apt-get) apt --no-install-recommends install aria2 || { apt update && apt --no-install-recommends install aria2; } ;;
  dnf | yum) root "$way" -y install aria2 ;;
  apk) root apk add aria2 || { root apk update && root apk add aria2; } ;;
  zypper) root zypper --non-interactive install aria2 ;;
  pacman) root pacman -S --noconfirm --needed aria2 ;;
  brew) root brew install aria2 ;;
esac
code=$?
hash -r 2>/dev/null
there aria2c && exit 0
[ "$code" -ne 0 ] || refuse "$way ended well, but there is no aria2c."
exit 65
`
