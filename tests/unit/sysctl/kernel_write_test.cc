// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/kernel_write.h"

#include <gtest/gtest.h>

#include "support/vectors.h"

namespace yama::sysctl {
namespace {

/// What write(2) and the next read(2) would show.
struct Seen {
  bool refused = false;
  Scope scope = Scope::kClassic;
};

Seen after_write(std::string_view bytes, Scope current) {
  const KernelWrite write = kernel_write(bytes, current);
  return {.refused = write.effect == WriteEffect::kRefused,
          .scope = write.effect == WriteEffect::kSet ? write.value : current};
}

TEST(KernelWriteTest, AgreesWithEveryRecordedWrite) {
  const auto& rows = test::test_data("loader_vectors.json").at("kernel_write_vectors").at("rows").as_array();
  ASSERT_EQ(rows.size(), 30U);
  for (const auto& row : rows) {
    const std::string shown(row.at("bytes_shown").as_string());
    const std::string bytes = test::unescape(shown);
    ASSERT_EQ(bytes.size(), static_cast<std::size_t>(row.at("length").as_int64())) << shown;
    const Seen seen = after_write(bytes, Scope{0});
    EXPECT_EQ(seen.refused, row.at("ret").as_int64() < 0) << shown;
    EXPECT_EQ(number_of(seen.scope), row.at("scope_after").as_int64()) << shown;
  }
}

TEST(KernelWriteTest, LockTakesNothingBut3) {
  for (const char* const bytes : {"0\n", "1\n", "2\n", "4\n"}) {
    EXPECT_TRUE(after_write(bytes, Scope{3}).refused) << bytes;
  }
  EXPECT_FALSE(after_write("3\n", Scope{3}).refused);
  EXPECT_FALSE(after_write("3\n", Scope{2}).refused);
  EXPECT_EQ(kernel_write("", Scope{3}).effect, WriteEffect::kNothing);
}

TEST(KernelWriteTest, Edges) {
  struct Case {
    std::string bytes;
    bool refused;
    Scope scope;
  };
  const Case cases[] = {
      {"\v\f\r1\n", false, Scope{1}},  // every kernel blank may lead
      {"\xA0"
       "2\n",
       false, Scope{2}},  // the kernel's ctype holds 0xA0 for a blank
      {"0X2\n", false, Scope{2}},
      {"0x\n", true, Scope{0}},  // "0", then 'x' where a blank should be
      {"08\n", true, Scope{0}},
      {"-\n", true, Scope{0}},
      {"- 1\n", true, Scope{0}},
      {"-0x0\n", false, Scope{0}},
      {"0000000000000000000001", true, Scope{0}},   // 22 digits: fills the kernel's buffer
      {"000000000000000000002\n", true, Scope{0}},  // 21 digits
      {"00000000000000000002\n", false, Scope{2}},  // 20 digits
      {"18446744073709551616\n", true, Scope{0}},   // 2^64
      {"1\n2\n", false, Scope{1}},
      {std::string(4095, ' ') + "1\n", true, Scope{0}},  // the kernel looks at one page less a byte
      {std::string(4094, ' ') + "1\n", false, Scope{1}},
      {"1" + std::string("\0", 1), true, Scope{0}},
  };
  for (const Case& c : cases) {
    const Seen seen = after_write(c.bytes, Scope{0});
    EXPECT_EQ(seen.refused, c.refused) << testing::PrintToString(c.bytes.substr(0, 30));
    EXPECT_EQ(seen.scope, c.scope) << testing::PrintToString(c.bytes.substr(0, 30));
  }
}

}  // namespace
}  // namespace yama::sysctl
