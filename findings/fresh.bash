# Sourced by every find, with packages pinned by ==: `$python` is a Python that has them and nothing else, in a folder
# that goes when the script ends. PYTHON names the Python to make it with.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
python=$folder/bin/python
