"""What the room offers is a function, though a module of it has the same name, whichever is imported first."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "first", ["", "import tocsin.authoring.skeleton", "from tocsin.authoring.in_step import InStep"]
)
def test_a_module_does_not_take_the_place_of_the_function_that_is_called_as_it_is(first):
    code = (
        f"{first}\nfrom tocsin.authoring import in_step, skeleton\nimport tocsin.authoring as room\n"
        "print(in_step.__name__, skeleton('rain', 'It may rain.', 'On rain') != {}, room.skeleton is skeleton)\n"
        "import tocsin.authoring.skeleton\nprint(room.skeleton is skeleton)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)

    assert (ran.stderr, ran.stdout.split()) == ("", ["in_step", "True", "True", "True"])
