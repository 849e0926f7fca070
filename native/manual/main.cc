// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// usage: yama-manual man DATE | bash | zsh | fish
//
// Run by the build: prints the man page of a release made on that date, or what a shell completes words with.

#include <unistd.h>

#include <string>
#include <vector>

#include "base/write_all.h"
#include "manual/completion.h"
#include "manual/man_page.h"

namespace {

std::string page_for(const std::vector<std::string>& words) {
  if (words.size() == 2 && words[0] == "man") {
    return yama::manual::man_page(words[1]);
  }
  const std::string shell = words.size() == 1 ? words[0] : "";
  return shell == "bash"   ? yama::manual::bash_completion()
         : shell == "zsh"  ? yama::manual::zsh_completion()
         : shell == "fish" ? yama::manual::fish_completion()
                           : "";
}

}  // namespace

int main(int argc, char** argv) {
  const std::string page = page_for({argv + 1, argv + argc});
  if (page.empty()) {
    yama::write_all(STDERR_FILENO, "usage: yama-manual man DATE | bash | zsh | fish\n");
    return 2;
  }
  return yama::write_all(STDOUT_FILENO, page) ? 0 : 1;
}
