// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/pipeline.h"

#include <gtest/gtest.h>

#include <chrono>

namespace yama::initrd {
namespace {

using std::chrono::milliseconds;

std::string output_of(std::string_view script, const std::vector<std::string>& arguments, milliseconds limit) {
  auto pipeline = Pipeline::start(script, arguments, limit);
  std::string output;
  while (pipeline) {
    const auto piece = pipeline.value().read();
    if (!piece) {
      return output + "(" + piece.error().message + ")";
    }
    if (piece->empty()) {
      return output;
    }
    output += *piece;
  }
  return pipeline.error().message;
}

TEST(Pipeline, GivesWhatItsProgramsWrite) {
  EXPECT_EQ(output_of("echo \"$1\" | tr a b", {"a a"}, milliseconds{10000}), "b b\n");
  EXPECT_EQ(output_of("exit 3", {}, milliseconds{10000}), "");
  EXPECT_EQ(output_of("head -c 3000000 /dev/zero | wc -c", {}, milliseconds{10000}), "3000000\n");
}

TEST(Pipeline, EndsWhenTheTimeIsOver) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(output_of("echo x; sleep 100 | sleep 100", {}, milliseconds{50}), "x\n(it took too long)");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{20});
}

TEST(Pipeline, MayBeLeftBeforeItsEnd) {
  auto pipeline = Pipeline::start("yes", {}, milliseconds{10000});
  ASSERT_TRUE(pipeline.ok());
  EXPECT_TRUE(pipeline.value().read()->starts_with("y\ny\n"));
}

}  // namespace
}  // namespace yama::initrd
