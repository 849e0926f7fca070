// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "manual/man_page.h"

#include <gtest/gtest.h>

#include "cli/help.h"
#include "cli/verbs.h"
#include "manual/arguments.h"

namespace yama::manual {
namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(ManPage, ItsSections) {
  const std::string page = man_page("2026-11-29");
  std::string sections;
  for (auto at = page.find(".SH "); at != std::string::npos; at = page.find(".SH ", at + 1)) {
    sections += page.substr(at + 4, page.find('\n', at) - at - 3);
  }
  EXPECT_EQ(sections,
            "NAME\nSYNOPSIS\nDESCRIPTION\nCOMMANDS\nOPTIONS\nEXIT STATUS\nENVIRONMENT\nFILES\nEXAMPLES\n"
            "REPORTING BUGS\nSEE ALSO\n");
}

TEST(ManPage, SaysOfAnOptionWhatTheTableSays) {
  const std::string page = man_page("2026-11-29");
  for (const char* const part : {
           ".TP\n\\fB\\-\\-persist\\fR \\fBsysctl\\fR|\\fBboot_unit\\fR|\\fBnone\\fR\n"
           "What gives the scope at every boot. Default: \\fBsysctl\\fR. With \\fBset\\fR.\n",
           ".TP\n\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\nSay nothing but errors: the exit status tells.\n",
           ".TP\n\\fB\\-\\-share\\fR\nThe same, with neutral names for files of your own. With \\fBfind\\fR.\n",
           ".TP\n\\fB\\-\\-backup\\fR\nKeep a copy of every file that changes. With \\fBset\\fR, \\fBunset\\fR and\n"
           "\\fBcomment\\-out\\fR.\n",
           ".TP\n\\fB\\-\\-sysctl\\-file\\fR \\fIPATH\\fR\n",
           ".TP\n\\fBset\\fR \\fISCOPE\\fR\nPut SCOPE in place now and for every boot.\n",
           ".TP\n\\fB3\\fR\nNot known. No loader is known to run, or what matters could not be read.\n",
           ".TP\n\\fB/etc/systemd/system/yama\\-ptrace\\-lock.service\\fR\n",
       }) {
    EXPECT_NE(page.find(part), std::string::npos) << part << "\nis not in\n" << page;
  }
}

TEST(ManPage, HasEachArgumentCommandAndStatusOnce) {
  const std::string page = man_page("2026-11-29");
  for (const Argument& argument : all_arguments()) {
    std::string name;
    for (const char c : argument.name) {
      name += c == '-' ? "\\-" : std::string(1, c);
    }
    const std::string begin = argument.letter.empty() ? ".TP\n" : ".TP\n\\fB\\-" + argument.letter.substr(1) + "\\fR, ";
    EXPECT_EQ(count(page, begin + "\\fB" + name + "\\fR"), 1U) << argument.name;
  }
  EXPECT_EQ(count(page.substr(page.find(".SH EXAMPLES")), ".EX\n"), cli::verbs().size() + 1);
  EXPECT_EQ(cli::exit_statuses().size(), 5U);
}

}  // namespace
}  // namespace yama::manual
