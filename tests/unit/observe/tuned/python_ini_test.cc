// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/python_ini.h"

#include <gtest/gtest.h>

namespace yama::tuned::python {
namespace {

std::string shown(std::string_view bytes, std::string_view first_section = {}, Names names = Names::kNeedValues) {
  const Ini ini = parse_ini(bytes, first_section, names);
  std::string text = ini.bad_line == 0 ? "" : "bad " + std::to_string(ini.bad_line) + "\n";
  for (const Section& section : ini.sections) {
    text += "[" + section.name + "]\n";
    for (const Option& option : section.options) {
      text += std::to_string(option.line) + " " + option.name + "<" + option.value.value_or("none") + ">\n";
    }
  }
  return text;
}

TEST(PythonIni, CommentsAndContinuedValues) {
  EXPECT_EQ(shown("[a] # x\nk = v  # c\n  w\n\n; c\nl=#\nm=1#2\n"), "[a]\n2 k<v\nw>\n6 l<#>\n7 m<1#2>\n");
  EXPECT_EQ(shown("[a]\r\nk=1\rl=2\n"), "[a]\n2 k<1>\n3 l<2>\n") << "a lone CR ends a line";
}

TEST(PythonIni, SectionsAndOptionsThatStandTwice) {
  EXPECT_EQ(shown("[a]\nk=1\nl=2\n[b]\n[a]\nk=3\n"), "[a]\n6 k<3>\n3 l<2>\n[b]\n");
  EXPECT_EQ(shown("[a]\nk=1\n[DEFAULT]\nk=2\nl=3\n"), "[a]\n2 k<1>\n5 l<3>\n");
}

TEST(PythonIni, LinesForWhichTheFileIsRefused) {
  EXPECT_EQ(shown("k=1\n"), "bad 1\n");
  EXPECT_EQ(shown("[a]\nk\n"), "bad 2\n[a]\n");
  EXPECT_EQ(shown("[a]\n=k\n"), "bad 2\n[a]\n");
  EXPECT_EQ(shown("[a]\nk=\xff\n"), "bad 1\n") << "not UTF-8";
}

TEST(PythonIni, FilesWithoutAHeaderAndNamesAlone) {
  EXPECT_EQ(shown("k=1\nalone\n", "first", Names::kMayBeAlone), "[first]\n1 k<1>\n2 alone<none>\n");
}

}  // namespace
}  // namespace yama::tuned::python
