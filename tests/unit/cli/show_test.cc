// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show.h"

#include <gtest/gtest.h>

#include "base/version.h"
#include "job/job.h"
#include "support/scratch.h"

namespace yama::cli {
namespace {

/// What `yama-ptrace ARGUMENTS` prints, and its exit status.
std::string run(const std::vector<std::string>& arguments) {
  const auto order = read_command_line(arguments);
  EXPECT_TRUE(order.ok()) << order.error().message;
  const Report report = do_job(order->request);
  return show(*order, report, View{}) + "exit " + std::to_string(exit_status(*order, report)) + "\n";
}

std::string program() { return version_line().substr(0, version_line().size() - 1); }

TEST(Show, FindHintsAtWhatLooksLikeASetting) {
  const test::Scratch image;
  image.write("/etc/sysctl.d/99-hardening", "kernel.yama.ptrace_scope = 2\n");
  EXPECT_EQ(run({"find", "--root", image.path()}),
            "no definition of kernel.yama.ptrace_scope in any loader's files\n"
            "  hint: /etc/sysctl.d/99-hardening:1: no loader reads this file, because its name does not end in .conf: "
            "kernel.yama.ptrace_scope = 2\n"
            "exit 0\n");
}

TEST(Show, AHostAsATestVector) {
  const test::Scratch image;
  image.write("/etc/sysctl.d/50-acme.conf", "# John, 2024\r\nvm.swappiness = 10\r\n-kernel.yama.ptrace_scope\r\n");
  image.write("/opt/acme/x", "kernel.yama.ptrace_scope = 1\n");
  image.link("/etc/sysctl.d/60-x.conf", "../../opt/acme/x");
  image.link("/usr/lib/sysctl.d/50-default.conf", "/dev/null");
  image.fifo("/usr/lib/sysctl.d/55-fifo.conf");
  image.write("/run/sysctl.d", "no directory");
  image.write("/etc/default/ufw", "IPT_SYSCTL=/etc/ufw/sysctl.conf\n");
  image.write("/etc/ufw/sysctl.conf", "net/ipv4/conf/eth0/rp_filter=1\n");
  image.write("/etc/credstore/sysctl.extra", "kernel.yama.ptrace_scope = 2\n");
  image.write("/usr/sbin/sysctl", "procps-ng 4.0.2");
  EXPECT_EQ(run({"find", "--vector", "--root", image.path(), "--loader", "systemd=252.39"}), R"(    {
      "id": "",
      "title": "",
      "program": ")" + program() + R"(",
      "installed": {"procps": "4.0.2"},
      "initial_scope": 0,
      "loaded_by": {"/etc/ufw/sysctl.conf": "ufw"},
      "files": {
        "/etc/credstore/sysctl.extra": {"type": "file", "text": "kernel.yama.ptrace_scope = 2\n"},
        "/etc/sysctl.d/50-acme.conf": {"type": "file", "text": "#\r\nvm.swappiness = 0\r\n-kernel.yama.ptrace_scope\r\n"},
        "/etc/sysctl.d/60-x.conf": {"type": "symlink", "target": "/opt/acme/x"},
        "/etc/ufw/sysctl.conf": {"type": "file", "text": "net/ipv4/conf/xxxx/rp_filter=0\n"},
        "/opt/acme/x": {"type": "file", "text": "kernel.yama.ptrace_scope = 1\n"},
        "/run/sysctl.d": {"type": "file", "text": ""},
        "/usr/lib/sysctl.d/50-default.conf": {"type": "symlink", "target": "/dev/null"},
        "/usr/lib/sysctl.d/55-fifo.conf": {"type": "special"}
      },
      "predicted": {
        "systemd": {"252.39": [null]},
        "procps": {"4.0.2": [null]}
      }
    }
exit 0
)");
}

TEST(Show, ATestVectorToShare) {
  const test::Scratch image;
  image.write("/etc/sysctl.d/50-acme.conf", "kernel.yama.ptrace_scope = 1\n");
  const std::vector<std::string> words = {"find",     "--share",     "--root",   image.path(),
                                          "--loader", "systemd=252", "--loader", "procps=4.0.2"};
  EXPECT_EQ(run(words), R"(    {
      "id": "",
      "title": "",
      "program": ")" + program() +
                            R"(",
      "installed": {},
      "initial_scope": 0,
      "files": {
        "/etc/sysctl.d/50-001.conf": {"type": "file", "text": "kernel.yama.ptrace_scope = 1\n"}
      },
      "predicted": {
        "systemd": {"252": [1]},
        "procps": {"4.0.2": [1]}
      }
    }
exit 0
)");
  image.write("/etc/sysctl.d/*.conf", "");
  EXPECT_EQ(run(words),
            "file names cannot be hidden: to procps '*.conf' is a pattern, which stands for other names\nexit 1\n");
}

}  // namespace
}  // namespace yama::cli
