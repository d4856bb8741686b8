# Sourced by every find, with what it needs pinned: packages of Python as NAME==VERSION, of Node as NAME@VERSION. `$python`
# is a Python that has them and nothing else, and `$node_modules` where those of Node are, in a folder that goes when the
# script ends. PYTHON names the Python to make it with.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder"
python=$folder/bin/python
node_modules=$folder/node_modules
for package in "$@"; do
    case $package in
        *==*) "$folder/bin/pip" install --quiet --disable-pip-version-check "$package" ;;
        *) npm install --silent --no-audit --no-fund --prefix "$folder" "$package" ;;
    esac
done
