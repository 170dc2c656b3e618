#!/usr/bin/env python3
"""Each check of check_tree.py is given a small tree with one fault and must name it, and a sound one to be silent on."""
import sys
import tempfile
import unittest
from pathlib import Path

import check_tree

SOUND = {
    "include/plumb/version.hpp": "#include <string>\n#include <glm/glm.hpp>\n#define PLUMB_VERSION_MAJOR 1\n"
                                 "#define PLUMB_VERSION_MINOR 2\n#define PLUMB_VERSION_PATCH 3\n"
                                 "inline constexpr int conventions_version = 4;\n",
    "include/plumb/passes.hpp": '#include <plumb/version.hpp>\n    {"depth", ComponentType::f32},\n',
    "lib/base/a.hpp": "#include <plumb/version.hpp>\n",
    "lib/gpu/b.cpp": '#include "base/a.hpp"\n#include <volk.h>\n#include "shaders/s.hpp"\n',
    "shaders/CMakeLists.txt": "plumb_add_shader(s s.comp)\n",
    "lib/scene/c.hpp": '#include "base/a.hpp"\n#include "shared/d.h"\n',
    "shaders/shared/d.h": "\n",
    "shaders/passes/depth.glsl": "\n",
    "examples/e.cpp": "#include <plumb/version.hpp>\n#include <vector>\n",
    "docs/conventions.md": "This is version 4 of the conventions.\n| `depth` | f32 |\n[log](../CHANGELOG.md)\n```cpp\n[&](double s) {}\n```\n",
    "lib/gltf/extensions.cpp": 'Extension{"KHR_known", read, ""},\n',
    "docs/glTF-support.md": "| `KHR_known` | read |\n| `KHR_odd` | refused |\n",
    "CHANGELOG.md": "## [1.2.3]\n",
}
FAULTS = {
    "includes": [{"lib/base/a.hpp": '#include "gpu/b.hpp"\n', "lib/gpu/b.hpp": "\n"},
                 {"lib/gpu/b.cpp": '#include "scene/c.hpp"\n'},
                 {"lib/gpu/b.cpp": '#include "gpu/absent.hpp"\n'},
                 {"lib/gpu/b.cpp": '#include "shaders/absent.hpp"\n'},
                 {"examples/e.cpp": '#include "base/a.hpp"\n'},
                 {"include/plumb/passes.hpp": "#include <vulkan/vulkan.h>\n"}],
    "names": [{"lib/base/helpers.hpp": "\n"}, {"lib/util/a.hpp": "\n"}],
    "lengths": [{"lib/base/a.hpp": "\n" * 501}, {"shaders/passes/depth.glsl": "\n" * 201}],
    "passes": [{"docs/conventions.md": "nothing\n"}, {"shaders/passes/extra.glsl": "\n"},
               {"include/plumb/passes.hpp": '    {"range", ComponentType::f32},\n'},
               {"docs/conventions.md": "| `range` |\n", "include/plumb/passes.hpp": '    {"range", ComponentType::f32},\n'}],
    "extensions": [{"docs/glTF-support.md": "nothing\n"}, {"docs/glTF-support.md": "`KHR_known` `EXT_unknown`\n"},
                   {"lib/gltf/extensions.cpp": "\n"},
                   {"docs/glTF-support.md": "`KHR_known`\n| `KHR_known` | refused: why |\n"}],
    "places": [{"lib/base/a.hpp": "// http" + "://mirror.example.org/x\n"}, {"lib/base/a.hpp": "// see /ho" + "me/me\n"}],
    "version": [{"CHANGELOG.md": "## [1.2.4]\n"}, {"docs/conventions.md": "This is version 5 of the conventions.\n"}],
    "links": [{"docs/conventions.md": "| `depth` |\n[gone](gone.md)\n"}],
}


def write(root, files):
    for name, text in files.items():
        path = Path(root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class CheckTree(unittest.TestCase):
    def test_every_check_is_silent_on_a_sound_tree(self):
        with tempfile.TemporaryDirectory() as root:
            write(root, SOUND)
            for name, check in check_tree.CHECKS.items():
                self.assertEqual(list(check(root)), [], name)

    def test_every_check_has_faults(self):
        self.assertEqual(set(FAULTS), set(check_tree.CHECKS))

    def test_each_fault_is_named(self):
        for name, faults in FAULTS.items():
            for fault in faults:
                with self.subTest(check=name, fault=sorted(fault)), tempfile.TemporaryDirectory() as root:
                    write(root, SOUND | fault)
                    self.assertGreaterEqual(len(list(check_tree.CHECKS[name](root))), 1)


if __name__ == "__main__":
    sys.exit(unittest.main())
