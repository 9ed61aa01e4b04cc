# What `./nova doctor` finds out about a machine before anything is built. Sourced by ../nova, which has set root, data
# and home; needs bash, coreutils, findutils and grep only.
# shellcheck shell=bash disable=SC2154 # root, data, home and is_jdk_25 come from ../nova

doctor_missing=0

doctor_ok() { printf 'ok       %s\n' "$*"; }

# NAME WHY FIX: Nova does not run without it.
doctor_need() {
  printf 'missing  %s\n         why: %s\n         fix: %s\n' "$1" "$2" "$3"
  doctor_missing=$((doctor_missing + 1))
}

# NAME WHY FIX: Nova runs without it, with something less.
doctor_note() { printf 'note     %s\n         why: %s\n         fix: %s\n' "$1" "$2" "$3"; }

doctor_has_library() {
  local directory
  for directory in /lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu /lib64 /usr/lib64 /usr/lib /lib /usr/local/lib; do
    if [[ -e $directory/$1 ]]; then
      return 0
    fi
  done
  return 1
}

doctor_machine() {
  local kernel machine
  kernel=$(uname -s) machine=$(uname -m)
  if [[ $kernel == Linux && $machine == x86_64 ]]; then
    doctor_ok "Linux on x86-64"
  else
    doctor_need "Linux on x86-64: this is $kernel on $machine" \
      "the embedded PostgreSQL and Redis are programs for it" "set DATABASE_URL and REDIS_URL to servers of your own"
  fi
}

doctor_tools() {
  local jdk maven
  if jdk=$(find_jdk); then
    doctor_ok "JDK 25: $jdk"
  else
    doctor_need "JDK 25" "Nova is written in Java 25" \
      "install Eclipse Temurin 25 (adoptium.net/installation/linux; then apt-get install temurin-25-jdk), or set JAVA_HOME"
  fi
  if maven=$(command -v mvn); then
    doctor_ok "Maven: $maven"
  else
    doctor_need "Maven: no mvn on the PATH" "it builds Nova" "apt-get install maven"
  fi
}

doctor_libraries() {
  local library absent=()
  if [[ -n ${REDIS_URL:-} ]] || { doctor_has_library libssl.so.3 && doctor_has_library libcrypto.so.3; }; then
    doctor_ok "OpenSSL 3 for the embedded Redis"
  else
    doctor_need "OpenSSL 3 (libssl.so.3, libcrypto.so.3)" "the embedded Redis is linked with it" \
      "apt-get install libssl3, or set REDIS_URL to a server of your own"
  fi
  if command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null; then
    doctor_ok "ffmpeg: $(command -v ffmpeg)"
    return
  fi
  for library in libpulse.so.0 libasound.so.2 libxcb-shm.so.0; do
    doctor_has_library "$library" || absent+=("$library")
  done
  if ((${#absent[@]} == 0)); then
    doctor_ok "libraries for a bundled ffmpeg"
  else
    doctor_note "ffmpeg: not on the PATH, nor ${absent[*]} for a bundled one" \
      "images, videos and live streams will need it; nothing does so far" \
      "apt-get install ffmpeg, or apt-get install libpulse0 libasound2 libxcb-shm0"
  fi
}

# Who Nova runs as: PostgreSQL refuses root, so that it must be put under another user.
doctor_user() {
  if ((EUID != 0)); then
    doctor_ok "user: not root"
  elif [[ -n ${DATABASE_URL:-} ]] || unshare -U true 2>/dev/null; then
    doctor_ok "user: root, PostgreSQL runs in a user namespace"
  elif command -v setpriv >/dev/null; then
    doctor_ok "user: root, PostgreSQL runs as nobody; $data must be reachable for it"
  else
    doctor_need "a user PostgreSQL can run as: this is root, without user namespaces and setpriv" \
      "PostgreSQL refuses to run as root" "run Nova as a normal user, or apt-get install util-linux"
  fi
}

doctor_loopback() {
  local address refusal bad=()
  for address in 127.0.0.1 127.0.0.2 127.0.0.3; do
    # Nobody listens at port 1: a refusal says that the address is this machine's.
    refusal=$(LC_ALL=C timeout 2 bash -c "exec 3<>/dev/tcp/$address/1" 2>&1 || true)
    [[ -z $refusal || $refusal == *refused* ]] || bad+=("$address")
  done
  if ((${#bad[@]} == 0)); then
    doctor_ok "addresses 127.0.0.1 to .3"
  else
    doctor_need "addresses ${bad[*]}" "./nova up --nodes 3 puts each node at a loopback address of its own" \
      "ip addr add ${bad[0]}/8 dev lo, and so on"
  fi
}

# PORT: the inodes of the sockets that listen there at 127.0.0.1 or everywhere, as /proc/net/tcp has them.
doctor_listening() {
  local hex _ local_address state inode rest
  printf -v hex '%04X' "$1"
  # Those that listen only: of others there may be very many, and the shell reads a line in a while.
  while read -r _ local_address _ state _ _ _ _ _ inode rest; do
    [[ $state == 0A && ${local_address##*:} == "$hex" ]] || continue
    case ${local_address%:*} in
      0100007F | 00000000 | 00000000000000000000000000000000 | 0000000000000000FFFF00000100007F) printf '%s\n' "$inode" ;;
    esac
  done < <(grep -h ' 0A ' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
}

# INODE: `name (pid n)` of the process that holds it, as far as this user may see.
doctor_holder() {
  local found pid
  found=$(find /proc/[0-9]*/fd -maxdepth 1 -lname "socket:\[$1\]" 2>/dev/null | head -n 1 || true)
  [[ $found =~ ^/proc/([0-9]+)/ ]] || return 0
  pid=${BASH_REMATCH[1]}
  printf '%s (pid %s)' "$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | cut -c1-60)" "$pid"
}

doctor_ports() {
  local variable port inode holder mine taken=0
  for variable in APP_PORT=8080 MESSAGING_PORT=8085 SEARCH_PORT=8081 NOVA_MANAGEMENT_PORT=8558 \
    NOVA_CLUSTER_PORT=25520; do
    port=${variable#*=} variable=${variable%=*}
    port=${!variable:-$port}
    if ! [[ $port =~ ^[0-9]{1,5}$ ]] || ((10#$port < 1 || 10#$port > 65535)); then
      doctor_need "$variable=$port: not a port" "Nova listens there" "a number from 1 to 65535"
      taken=1
      continue
    fi
    for inode in $(doctor_listening "$port"); do
      holder=$(doctor_holder "$inode")
      mine=${holder##*pid }
      if [[ $holder == *pid* ]] && tr '\0' '\n' <"/proc/${mine%)}/cmdline" 2>/dev/null | grep -qxF -- "-Dnova.data=$data"; then
        continue # a node of this very data directory
      fi
      doctor_need "port $port ($variable): taken${holder:+ by $holder}" "Nova listens there" \
        "stop it, or set $variable to another port"
      taken=1
      break
    done
  done
  ((taken)) || doctor_ok "ports: free, or Nova's own"
}

doctor_room() {
  local key kib _ available=0 free files where=$data
  while read -r key kib _; do
    [[ $key == MemAvailable: ]] && available=$((kib / 1024))
  done </proc/meminfo
  if ((available >= 2048)); then
    doctor_ok "memory: $available MiB available"
  else
    doctor_need "memory: only $available MiB available" \
      "the services take about 0.5 GiB, a node up to 1 GiB, the build as much again" "free 2 GiB"
  fi
  while [[ ! -e $where && $where == */* ]]; do where=${where%/*}; done
  free=$(df -Pk -- "${where:-/}" | tail -n 1)
  read -r _ _ _ free _ <<<"$free"
  if ((free / 1024 >= 3072)); then
    doctor_ok "disk: $((free / 1024)) MiB free for $data"
  else
    doctor_need "disk: only $((free / 1024)) MiB free for $data" \
      "libraries, builds, data and logs need room, and PostgreSQL stops when there is none" \
      "free 3 GiB, or set NOVA_DATA to a directory elsewhere"
  fi
  files=$(ulimit -n)
  if [[ $files == unlimited ]] || ((files >= 65536)); then
    doctor_ok "open files: $files"
  elif ((files >= 4096)); then
    doctor_note "open files: $files" "each connection is an open file, so a node serves fewer clients than its 20000" \
      "ulimit -n 65536 before ./nova up; for ever: a line '* - nofile 65536' in /etc/security/limits.conf"
  else
    doctor_need "open files: only $files" "each connection and each library is an open file" \
      "ulimit -n 65536; for ever: a line '* - nofile 65536' in /etc/security/limits.conf"
  fi
}

# A clock in the past makes tokens and certificates not yet valid.
doctor_clock() {
  local newest
  newest=$(stat -c %Y -- "$root/nova" "$root/pom.xml" | sort -n | tail -n 1)
  if ((EPOCHSECONDS + 86400 < newest)); then
    doctor_need "the right time: it is $(date -u +%FT%TZ), older than these files" \
      "tokens and certificates carry times" "apt-get install systemd-timesyncd, or date -s"
  else
    doctor_ok "clock: $(date -u +%FT%TZ)"
  fi
}

doctor_checks() {
  doctor_machine
  doctor_tools
  doctor_libraries
  doctor_user
  doctor_loopback
  doctor_ports
  doctor_room
  doctor_clock
}
