# The builder of `nix develop`'s environment: sets up what a package's own builder would, then writes all variables and
# functions of this shell as JSON to the first output. The other outputs stay empty.
#
# {"bashFunctions": {NAME: BODY}, "variables": {NAME: {"type": "exported"|"var"|"array"|"associative"|"unknown", "value": ...}},
#  "structuredAttrs": {".attrs.sh": TEXT, ".attrs.json": TEXT}}
set -e
[ ! -e "${NIX_ATTRS_SH_FILE-}" ] || source "$NIX_ATTRS_SH_FILE"

export IN_NIX_SHELL=impure
export dontAddDisableDepTrack=1

[ -z "${stdenv-}" ] || source "$stdenv"/setup

# From here on nothing may change that is to be written down; what we need ourselves is called flakelab_....

# What bash keeps for itself or differs from shell to shell.
flakelab_is_ours() {
    case $1 in
        flakelab_* | BASH_* | COMP_* | _ | DIRSTACK | EPOCHREALTIME | EPOCHSECONDS | EUID | FUNCNAME | GROUPS | \
            HISTCMD | HOSTNAME | PIPESTATUS | PWD | RANDOM | SECONDS | SHLVL | SRANDOM) return 0 ;;
    esac
    return 1
}

flakelab_text() {
    local flakelab_rest=$1
    flakelab_rest=${flakelab_rest//\\/\\\\}
    flakelab_rest=${flakelab_rest//\"/\\\"}
    flakelab_rest=${flakelab_rest//$'\n'/\\n}
    flakelab_rest=${flakelab_rest//$'\r'/\\r}
    flakelab_rest=${flakelab_rest//$'\t'/\\t}
    if [[ $flakelab_rest == *[[:cntrl:]]* ]]; then
        local flakelab_code flakelab_char
        for flakelab_code in {0,1}{{0..9},{a..f}}; do
            [ "$flakelab_code" = 00 ] && continue
            printf -v flakelab_char "\\x$flakelab_code"
            flakelab_rest=${flakelab_rest//"$flakelab_char"/\\u00$flakelab_code}
        done
    fi
    printf '"%s"' "$flakelab_rest"
}

# A comma before all but the first member of an object or array.
flakelab_next() {
    printf '%s' "$flakelab_comma"
    flakelab_comma=,
}

flakelab_functions() {
    local flakelab_comma= flakelab_line flakelab_body
    while read -r flakelab_line; do
        flakelab_line=${flakelab_line##* }
        flakelab_is_ours "$flakelab_line" && continue
        flakelab_body=$(declare -f "$flakelab_line")
        flakelab_body=${flakelab_body#*\{}
        flakelab_next
        flakelab_text "$flakelab_line"
        printf ':'
        flakelab_text "${flakelab_body%\}*}"
    done < <(declare -F)
}

flakelab_array() {
    local flakelab_comma= flakelab_element
    local -n flakelab_array_="$1"
    for flakelab_element in "${flakelab_array_[@]}"; do
        flakelab_next
        flakelab_text "$flakelab_element"
    done
}

flakelab_table() {
    local flakelab_comma= flakelab_key
    local -n flakelab_table_="$1"
    for flakelab_key in "${!flakelab_table_[@]}"; do
        flakelab_next
        flakelab_text "$flakelab_key"
        printf ':'
        flakelab_text "${flakelab_table_[$flakelab_key]}"
    done
}

flakelab_variable() {
    case $(declare -p "$1" 2> /dev/null) in
        'declare -- '*) printf '"type":"var","value":'; flakelab_text "${!1}" ;;
        'declare -x '*) printf '"type":"exported","value":'; flakelab_text "${!1}" ;;
        'declare -a '*) printf '"type":"array","value":['; flakelab_array "$1"; printf ']' ;;
        'declare -A '*) printf '"type":"associative","value":{'; flakelab_table "$1"; printf '}' ;;
        *) printf '"type":"unknown"' ;;
    esac
}

flakelab_variables() {
    local flakelab_comma= flakelab_letter flakelab_names flakelab_name
    for flakelab_letter in _ {a..z} {A..Z}; do
        eval "flakelab_names=(\"\${!$flakelab_letter@}\")"
        for flakelab_name in "${flakelab_names[@]}"; do
            flakelab_is_ours "$flakelab_name" && continue
            flakelab_next
            flakelab_text "$flakelab_name"
            printf ':{'
            flakelab_variable "$flakelab_name"
            printf '}\n'
        done
    done
}

flakelab_environment() {
    printf '{"bashFunctions":{'
    flakelab_functions
    printf '},\n"variables":{'
    flakelab_variables
    printf '}'
    if [ -e "${NIX_ATTRS_SH_FILE-}" ]; then
        printf ',\n"structuredAttrs":{".attrs.sh":'
        flakelab_text "$(< "$NIX_ATTRS_SH_FILE")"
        printf ',".attrs.json":'
        flakelab_text "$(< "$NIX_ATTRS_JSON_FILE")"
        printf '}'
    fi
    printf '}\n'
}

flakelab_outputs=()
if [ -e "${NIX_ATTRS_SH_FILE-}" ]; then
    flakelab_outputs=("${outputs[@]}") # by name
else
    for flakelab_output in $outputs; do
        flakelab_outputs+=("${!flakelab_output}")
    done
fi
flakelab_environment > "${flakelab_outputs[0]}"
for flakelab_output in "${flakelab_outputs[@]:1}"; do
    : >> "$flakelab_output"
done
