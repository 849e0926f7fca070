// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/name_pattern.h"

#include <gtest/gtest.h>
#include <regex.h>

#include <array>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace yama::unit {
namespace {

constexpr std::string_view kKey = "kernel.yama.ptrace_scope";

std::string verdict(std::string_view pattern) {
  const std::optional<bool> occurs = occurs_in(pattern, kKey);
  return !occurs ? "not understood" : *occurs ? "occurs" : "does not";
}

TEST(NamePattern, OccursAnywhereUnlessItIsAnchored) {
  EXPECT_EQ(verdict("yama"), "occurs");
  EXPECT_EQ(verdict("^yama"), "does not");
  EXPECT_EQ(verdict("^kernel"), "occurs");
  EXPECT_EQ(verdict("scope$"), "occurs");
  EXPECT_EQ(verdict("yama$"), "does not");
  EXPECT_EQ(verdict("^kernel\\.yama\\.ptrace_scope$"), "occurs");
  EXPECT_EQ(verdict("a^b"), "does not");
}

TEST(NamePattern, TakesAlternativesGroupsRepetitionsAndBrackets) {
  EXPECT_EQ(verdict("^net|^kernel"), "occurs");
  EXPECT_EQ(verdict("^(net|fs)\\."), "does not");
  EXPECT_EQ(verdict("^(net|kernel)\\.(x|ya)(m|a)+"), "occurs");
  EXPECT_EQ(verdict("^fs.nfs.n[fl]"), "does not");
  EXPECT_EQ(verdict("[x-z]ama"), "occurs");
  EXPECT_EQ(verdict("[^y]ama"), "does not");
  EXPECT_EQ(verdict("^[]k]e"), "occurs");
  EXPECT_EQ(verdict("kx?e+r.*scope"), "occurs");
  EXPECT_EQ(verdict("^.*x.*$"), "does not");
}

TEST(NamePattern, DoesNotUnderstandWhatIsNoneOrRare) {
  for (const std::string_view pattern : {"", "(", ")", "a||b", "a{1}", "[[:alpha:]]", "\\w", "\\<", "a**", "^*", "*a",
                                         "[z-a]", "[a", "a\\", "((((a))))", "()"}) {
    EXPECT_EQ(verdict(pattern), "not understood") << pattern;
  }
  EXPECT_EQ(verdict(std::string_view{"yama\0x", 6}), "not understood");
  EXPECT_EQ(occurs_in("a", std::string(64, 'a')), std::nullopt);
}

TEST(NamePattern, EndsWhereABacktrackingMatcherWouldNot) {
  EXPECT_EQ(verdict("(((.*)*)*)*(((.*)*)*)*(((.*)*)*)*x"), "does not");
}

/// What glibc says; none when it is no expression.
std::optional<bool> occurs_by_glibc(const std::string& pattern) {
  regex_t expression = {};
  if (::regcomp(&expression, pattern.c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
    return std::nullopt;
  }
  const bool occurs = ::regexec(&expression, std::string(kKey).c_str(), 0, nullptr, 0) == 0;
  ::regfree(&expression);
  return occurs;
}

TEST(NamePattern, SaysWhatGlibcSays) {
  constexpr std::array<std::string_view, 29> kParts = {"k", "e", "a", "yama", "kernel", "scope", "_", ".",  "\\.", "*",
                                                       "+", "?", "|", "(",    ")",      "[",     "]", "^",  "$",   "-",
                                                       "[", "]", "x", "{",    "\\",     "\xe9",  "/", "[^", ":"};
  std::mt19937 random(20261129);
  std::size_t understood = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string pattern;
    for (auto left = 1 + random() % 9; left > 0; --left) {
      pattern += kParts.at(random() % kParts.size());
    }
    const std::optional<bool> occurs = occurs_in(pattern, kKey);
    understood += occurs ? 1U : 0U;
    if (occurs) {
      ASSERT_EQ(occurs, occurs_by_glibc(pattern)) << pattern;
    }
  }
  EXPECT_GT(understood, 5000U);
}

}  // namespace
}  // namespace yama::unit
