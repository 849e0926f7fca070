// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The golden file of messages: data/messages.txt holds every sentence that the catalogue data/messages.json has the
// program say. A change of words shows there. YAMA_WRITE_MESSAGES=1 writes it anew. That no sentence of native/ is
// missing is held by the style suite (scripts/test style -k messages).

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>
#include <vector>

#include "support/message_cases.h"
#include "support/message_faults.h"

namespace yama::test {
namespace {

constexpr const char* kGolden = YAMA_TEST_DATA "/messages.txt";
constexpr const char* kHead =
    "# SPDX-FileCopyrightText: hardening.yama contributors\n"
    "# SPDX-License-Identifier: GPL-3.0-or-later\n"
    "# What the program says: the kind, the case of messages.json, the sentence, with a tab between.\n"
    "# Made by the test Messages.AreAsInTheGoldenFile with YAMA_WRITE_MESSAGES=1; never edited.\n";

std::string golden_of(std::vector<Said> said) {
  std::ranges::sort(said, {}, [](const Said& one) { return std::tie(one.kind, one.text, one.by); });
  std::string text = kHead;
  for (const Said& one : said) {
    text += one.kind + "\t" + one.by + "\t" + one.text + "\n";
  }
  return text;
}

std::string read_golden() {
  std::ifstream file{kGolden};
  return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

TEST(Messages, AreAsInTheGoldenFile) {
  Sayings sayings;
  play_catalogue(YAMA_TEST_DATA "/messages.json", sayings);
  if (::geteuid() != 0) {  // files of root's and mounts are for root to make: the rest is looked up in the file
    const std::string golden = read_golden();
    for (const Said& one : sayings.said()) {
      EXPECT_NE(golden.find("\t" + one.text + "\n"), std::string::npos) << one.by << ": " << one.text;
    }
    return;
  }
  play_faults(sayings);
  const std::string text = golden_of(sayings.said());
  if (std::getenv("YAMA_WRITE_MESSAGES") != nullptr) {
    std::ofstream{kGolden} << text;
  }
  EXPECT_EQ(text, read_golden()) << "renew it with YAMA_WRITE_MESSAGES=1 and read its diff";
}

}  // namespace
}  // namespace yama::test
