# What the launchers share: find a JDK, build on first use, start the jars with an AOT cache.
# Sourced by repl/bin/flakelab and kernel/bin/flakelab-kernel; runs on bash 3.2 (macOS) as well.
#
#   find_java                                  sets jdk to a JDK 25 or newer, or exits with advice
#   ensure_built MODULE                        builds MODULE/target/app when sources are newer
#   app_classpath MODULE                       prints the class path: our jars, then the libraries
#   run_app MODULE MAIN FLAG... -- ARGS...     replaces this shell by java
#
# AOT_TRAINING   arguments for the run that the AOT cache is recorded from (unset: no cache)
# FLAKELAB_AOT=off                             never record or use a cache
# FLAKELAB_AOT_DIR=DIR                         keep caches there, and not in the user's cache directory

FLAKELAB_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

say() { printf 'flakelab: %s\n' "$*" >&2; }

# The feature release of the JDK at $1, from its `release` file: starting java to ask costs more than all of this.
jdk_release() {
    local line
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line; do
        case $line in JAVA_VERSION=*)
            line=${line#*\"}; line=${line%%[!0-9]*}
            echo "${line:-0}"; return ;;
        esac
    done < "$1/release"
    return 1
}

find_java() {
    local home release on_path
    on_path=$(command -v java || true)
    [ -z "$on_path" ] || on_path=$(readlink -f "$on_path" 2>/dev/null || true)
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* \
            "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/25* \
            "$([ ! -x /usr/libexec/java_home ] || /usr/libexec/java_home -v 25 2>/dev/null || true)" \
            "${on_path%/bin/java}"; do
        release=$( [ -n "$home" ] && jdk_release "$home" ) || continue
        if [ "$release" -ge 25 ]; then
            jdk=$home # not JAVA_HOME: programs started from here are to see the one they have
            return
        fi
    done
    say "a JDK 25 is needed and none was found (looked at JAVA_HOME, /usr/lib/jvm, SDKMAN and PATH)."
    say "Debian, Ubuntu: apt install openjdk-25-jdk (or temurin-25-jdk, from Adoptium)"
    say "Fedora: dnf install java-25-openjdk-devel    macOS: brew install --cask temurin@25"
    say "anywhere: sdk install java 25-tem            Or set JAVA_HOME to one you have."
    exit 1
}

# True when $1's app folder is as new as every source it is made from. Directories count, so a deleted file does too.
is_built() {
    local app=$FLAKELAB_ROOT/$1/target/app made newer
    made=$app/.built
    [ -e "$made" ] || made=$(ls -t "$app"/flakelab-*.jar 2>/dev/null | head -n 1)
    [ -n "$made" ] && [ -n "$(ls "$app"/flakelab-"$1"-*.jar 2>/dev/null)" ] || return 1
    newer=$(cd "$FLAKELAB_ROOT" && find pom.xml evaluator/pom.xml "$1/pom.xml" evaluator/src/main "$1/src/main" \
        -newer "$made" 2>/dev/null | head -n 1)
    [ -z "$newer" ]
}

ensure_built() {
    is_built "$1" && return
    local lock=$FLAKELAB_ROOT/evaluator/target/.building owner
    mkdir -p "${lock%/*}"
    until mkdir "$lock" 2>/dev/null; do # another launcher builds: wait, unless it died
        owner=$(cat "$lock/pid" 2>/dev/null || true)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$lock"; else sleep 1; fi
    done
    echo $$ > "$lock/pid"
    trap 'rm -rf "$lock"' EXIT
    is_built "$1" || build "$1"
    rm -rf "$lock"
    trap - EXIT
}

build() {
    local app=$FLAKELAB_ROOT/$1/target/app log=$FLAKELAB_ROOT/$1/target/build.log started=$SECONDS stamp
    find_java
    if ! command -v mvn > /dev/null; then
        say "Maven is needed to build the first time (Debian, Ubuntu: apt install maven; macOS: brew install maven)."
        exit 1
    fi
    say "building $1 (the first time downloads its libraries; log in $1/target/build.log)"
    mkdir -p "$app"
    rm -f "$app"/*.jar # libraries of older builds must not stay on the class path
    stamp=$(mktemp "$app/.building.XXXXXX") # dated before Maven reads the sources
    # JAVA25_HOME lets Maven's toolchain plugin see a JDK outside the usual places, whichever java runs Maven itself.
    (cd "$FLAKELAB_ROOT" && JAVA_HOME=$jdk JAVA25_HOME=$jdk exec mvn -q -B package -pl "$1" -am \
        -Dmaven.test.skip=true -Dformatter.skip=true) > "$log" 2>&1 &
    if ! wait_showing_progress $! "$started"; then
        rm -f "$stamp"
        say "the build failed; the end of $1/target/build.log:"
        tail -n 25 "$log" >&2
        exit 1
    fi
    mv -f "$stamp" "$app/.built"
    say "built in $((SECONDS - started)) s"
}

# Waits for process $1; on a terminal counts the seconds since $2 so that nobody thinks it hangs.
wait_showing_progress() {
    local pid=$1 started=$2 status=0
    trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
    if [ -t 2 ]; then
        while kill -0 "$pid" 2>/dev/null; do
            printf '\rflakelab: building… %d s ' $((SECONDS - started)) >&2
            sleep 1
        done
        printf '\r\033[K' >&2
    fi
    wait "$pid" || status=$?
    trap - INT TERM
    return "$status"
}

app_classpath() {
    local jar path=
    for jar in "$FLAKELAB_ROOT/$1"/target/app/flakelab-*.jar "$FLAKELAB_ROOT/$1"/target/app/*.jar; do
        case ":$path:" in *":$jar:"*) ;; *) path=$path${path:+:}$jar ;; esac
    done
    printf '%s\n' "$path"
}

# The file that holds module $1's AOT cache for the JVM flags that follow. One per checkout and set of flags, so that a
# kernelspec can name it; what it was recorded from stands beside it in FILE.key.
aot_file() {
    local cache=${FLAKELAB_AOT_DIR:-${XDG_CACHE_HOME:-}} sum
    if [ -z "$cache" ]; then
        case $OSTYPE in darwin*) cache=$HOME/Library/Caches ;; *) cache=$HOME/.cache ;; esac
    fi
    sum=$(printf '%s\n' "$FLAKELAB_ROOT" "$@" | cksum)
    printf '%s\n' "$cache/flakelab/$1-${sum%% *}.aot"
}

# What an AOT cache depends on: the JDK, the jars' names, sizes and times, the flags. The JVM checks the same and ignores a
# cache that does not fit; this only says when to record anew.
aot_key() {
    local app=$FLAKELAB_ROOT/$1/target/app sizes
    shift
    sizes=$(stat -c '%n %s %Y' "$app"/*.jar 2>/dev/null || stat -f '%N %z %m' "$app"/*.jar)
    printf '%s\n' "$(cat "$jdk/release")" "$sizes" "$@" | cksum
}

# Records a cache in the background, at low priority, into a file of its own that is then renamed: concurrent starts see
# the old cache or the new one, never half of one, and a failure changes nothing.
record_aot() { # FILE KEY java-command…
    local file=$1 key=$2
    shift 2
    mkdir -p "${file%/*}" 2>/dev/null && mkdir "$file.recording" 2>/dev/null || return 0
    (
        trap '' HUP INT
        trap 'rm -rf "$file.recording"' EXIT
        new=$file.recording/new.aot
        nice -n 19 "$1" "-XX:AOTCacheOutput=$new" "${@:2}" && [ -s "$new" ] &&
            mv -f "$new" "$file" && printf '%s\n' "$key" > "$file.key"
    ) < /dev/null > /dev/null 2>&1 &
}

run_app() {
    local module=$1 main=$2 classpath aot key
    shift 2
    local flags=()
    while [ $# -gt 0 ] && [ "$1" != -- ]; do flags+=("$1"); shift; done
    [ $# -eq 0 ] || shift
    find_java
    ensure_built "$module"
    classpath=$(app_classpath "$module")
    flags+=(--enable-native-access=ALL-UNNAMED -Xlog:disable)
    local use=()
    if [ -n "${AOT_TRAINING:-}" ] && [ "${FLAKELAB_AOT:-}" != off ]; then
        aot=$(aot_file "$module" "${flags[@]}")
        key=$(aot_key "$module" "${flags[@]}" "$AOT_TRAINING")
        if [ -s "$aot" ] && [ "$(cat "$aot.key" 2>/dev/null)" = "$key" ]; then
            use=("-XX:AOTCache=$aot")
        else
            find "$aot.recording" -prune -mmin +30 -exec rm -rf {} + 2>/dev/null || true
            # AOT_TRAINING is split into words on purpose.
            record_aot "$aot" "$key" "$jdk/bin/java" "${flags[@]}" -cp "$classpath" "$main" $AOT_TRAINING
        fi
        flags+=("-Dflakelab.aot=$aot")
    fi
    exec "$jdk/bin/java" ${use[@]+"${use[@]}"} "${flags[@]}" -cp "$classpath" "$main" "$@"
}
