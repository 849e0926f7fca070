// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/utc.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

// The texts are those of date(1): date -u -d @SECONDS +%FT%T
TEST(Utc, IsWhatDateSays) {
  EXPECT_EQ(utc_text(0, 'T'), "1970-01-01T00:00:00");
  EXPECT_EQ(utc_text(951782399, 'T'), "2000-02-28T23:59:59");
  EXPECT_EQ(utc_text(951782400, '@'), "2000-02-29@00:00:00");
  EXPECT_EQ(utc_text(1795947600, 'T'), "2026-11-29T10:20:00");
  EXPECT_EQ(utc_text(4102444799, 'T'), "2099-12-31T23:59:59");
}

}  // namespace
}  // namespace yama
