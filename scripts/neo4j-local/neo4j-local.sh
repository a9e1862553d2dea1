#!/usr/bin/env bash
# A Neo4j server for this machine alone, from Maven Central: for the tests, and for whoever wants to look at a graph.
#
#   neo4j-local.sh fetch             download it once: 120 MB
#   neo4j-local.sh start [FOLDER]    start it and print its address
#   neo4j-local.sh status [FOLDER]   print its address, or fail where it does not run
#   neo4j-local.sh stop [FOLDER]     stop it; the data stays
#
# Needs Java 17 or 21, and for the first time mvn. FOLDER holds data, settings and logs (default: build/neo4j of this
# checkout). The server listens on 127.0.0.1, on the port it had before, else on the first free one from 7687 on.
# Environment:
#   NEO4J_LOCAL_PORT            a port, instead
#   NEO4J_LOCAL_HEAP            memory for Java: 1g
#   NEO4J_LOCAL_PAGES           memory for the pages of its files, beside Java's: 128m
#   NEO4J_LOCAL_OWNER           the id of a process with whose end the server ends too
#   ZHENGMAI_NEO4J_PASSWORD     the password of the user neo4j, 8 characters or more, when FOLDER is new; without it
#                               the server asks for none
# Exit status: 0 done, 1 it does not run, 2 usage, 3 something is missing, 4 the server failed.
set -euo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
CLASSPATH_FILE=$ROOT/build/neo4j-local.classpath
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
HEAP=${NEO4J_LOCAL_HEAP:-1g}
PAGES=${NEO4J_LOCAL_PAGES:-128m}
PATIENCE=180 # seconds to start or to stop; 15 are usual, more on a busy machine

fail() { # STATUS MESSAGE
  echo "neo4j-local: $2" >&2
  exit "$1"
}

need_java() {
  local version
  version=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
  case $version in
    17 | 21) ;;
    "") fail 3 "no Java is there: install Java 17 (on Debian: apt-get install openjdk-17-jre-headless maven)" ;;
    *) fail 3 "Java $version does not serve Neo4j 5.26: install Java 17 or 21, and name its folder in JAVA_HOME" ;;
  esac
}

fetched() { # every jar is still where Maven put it
  [ "$CLASSPATH_FILE" -nt "$HERE/pom.xml" ] && tr ':' '\n' < "$CLASSPATH_FILE" | while read -r jar; do [ -s "$jar" ] || exit 1; done
}

fetch() {
  need_java
  if fetched; then return; fi
  command -v mvn > /dev/null || fail 3 "no mvn is there: install Maven (on Debian: apt-get install maven)"
  mkdir -p "$ROOT/build"
  local new=$CLASSPATH_FILE.$$
  if ! mvn --quiet --batch-mode -Dstyle.color=never --file "$HERE/pom.xml" dependency:build-classpath -Dmdep.outputFile="$new" >&2; then
    rm -f "$new"
    fail 3 "Neo4j could not be fetched from Maven Central: look above, and try again"
  fi
  mv "$new" "$CLASSPATH_FILE"
}

listens() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

port() { # the port of the last start, else one that is asked for, else the first free one
  local before
  before=$(sed -n 's/^server.bolt.listen_address=.*://p' "$FOLDER/conf/neo4j.conf" 2> /dev/null) || true
  for each in ${NEO4J_LOCAL_PORT:-$before $(seq 7687 7786)}; do
    if ! listens "$each"; then
      echo "$each"
      return
    fi
  done
  fail 4 "port ${NEO4J_LOCAL_PORT:-7687 to 7786} is taken: name another in NEO4J_LOCAL_PORT"
}

running() { # the server's id, where it is the one of this folder: an id may have passed to a stranger
  local id
  id=$(cat "$FOLDER/pid" 2> /dev/null) || return 1
  ps -p "$id" -o args= 2> /dev/null | grep -qF -- "--home-dir=$FOLDER " && echo "$id"
}

address() { sed -n 's/^server.bolt.listen_address=/bolt:\/\//p' "$FOLDER/conf/neo4j.conf"; }

configure() { # PORT
  # No file can be read through LOAD CSV. Without preallocation an empty database does not take half a gigabyte.
  cat > "$FOLDER/conf/neo4j.conf" << END
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:$1
server.bolt.advertised_address=127.0.0.1:$1
server.http.enabled=false
server.https.enabled=false
server.memory.heap.initial_size=$HEAP
server.memory.heap.max_size=$HEAP
server.memory.pagecache.size=$PAGES
db.tx_log.preallocate=false
dbms.usage_report.enabled=false
dbms.security.allow_csv_import_from_file_urls=false
dbms.security.auth_enabled=$([ -e "$FOLDER/password-is-set" ] && echo true || echo false)
END
}

java_options() {
  printf '%s\n' "-Xms$HEAP" "-Xmx$HEAP" -XX:+UseG1GC -Dfile.encoding=UTF-8
  for package in nio io util.concurrent; do printf -- '--add-opens=java.base/java.%s=ALL-UNNAMED\n' "$package"; done
  printf -- '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED\n-cp "%s"\n' "$(cat "$CLASSPATH_FILE")"
}

set_password() { # by a file of arguments, which other users of this machine cannot list as they can a command line
  local escaped arguments=$FOLDER/password.args
  escaped=$(printf '%s' "$ZHENGMAI_NEO4J_PASSWORD" | sed 's/[\\"]/\\&/g')
  (umask 077 && { java_options; printf 'org.neo4j.cli.AdminTool dbms set-initial-password "%s"\n' "$escaped"; } > "$arguments")
  local status=0
  NEO4J_HOME=$FOLDER NEO4J_CONF=$FOLDER/conf "$JAVA" "@$arguments" > "$FOLDER/password.log" 2>&1 || status=$?
  rm -f "$arguments"
  [ "$status" = 0 ] || fail 2 "the password in ZHENGMAI_NEO4J_PASSWORD is refused: it must have 8 characters or more"
  touch "$FOLDER/password-is-set"
}

start() {
  if running > /dev/null; then
    address
    return
  fi
  fetch
  mkdir -p "$FOLDER/conf"
  local chosen
  chosen=$(port)
  if [ -n "${ZHENGMAI_NEO4J_PASSWORD:-}" ] && [ ! -d "$FOLDER/data" ]; then
    configure "$chosen"
    set_password
  fi
  configure "$chosen"
  java_options > "$FOLDER/java.args"
  nohup "$JAVA" "@$FOLDER/java.args" org.neo4j.server.CommunityEntryPoint \
    "--home-dir=$FOLDER" "--config-dir=$FOLDER/conf" > "$FOLDER/server.log" 2>&1 < /dev/null &
  id=$!
  trap 'kill "$id" 2> /dev/null' EXIT
  trap 'exit 4' INT TERM
  echo "$id" > "$FOLDER/pid"
  for _ in $(seq $((PATIENCE * 4))); do
    kill -0 "$id" 2> /dev/null || break
    if listens "$chosen"; then
      trap - EXIT INT TERM
      watch "$id"
      address
      return
    fi
    sleep 0.25
  done
  tail -n 20 "$FOLDER/server.log" >&2
  fail 4 "Neo4j did not start; its words stand above and in $FOLDER/server.log"
}

watch() { # ID: end the server when its owner has ended
  [ -n "${NEO4J_LOCAL_OWNER:-}" ] || return 0
  (
    while kill -0 "$1" 2> /dev/null; do
      kill -0 "$NEO4J_LOCAL_OWNER" 2> /dev/null || { kill "$1"; exit; }
      sleep 1
    done
  ) > /dev/null 2>&1 < /dev/null &
}

stop() {
  local id
  if ! id=$(running); then
    rm -f "$FOLDER/pid"
    return
  fi
  kill "$id"
  for _ in $(seq $((PATIENCE * 4))); do
    if ! kill -0 "$id" 2> /dev/null; then
      rm -f "$FOLDER/pid"
      return
    fi
    sleep 0.25
  done
  kill -KILL "$id"
  fail 4 "Neo4j did not end in $PATIENCE seconds and was killed; what was committed is kept in $FOLDER"
}

FOLDER=${2:-$ROOT/build/neo4j}
case $FOLDER in /*) ;; *) FOLDER=$PWD/$FOLDER ;; esac
case ${1:-} in
  fetch) fetch ;;
  start) start ;;
  stop) stop ;;
  status) running > /dev/null && address || fail 1 "no server runs in $FOLDER" ;;
  *)
    sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p;}' "$0" >&2
    exit 2
    ;;
esac
