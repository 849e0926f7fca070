// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/utc.h"

#include <chrono>

namespace yama {
namespace {

std::string two_digits(unsigned number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

std::string utc_text(std::time_t time, char between) {
  namespace chrono = std::chrono;
  const chrono::sys_seconds moment{chrono::seconds{time}};
  const auto midnight = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day date(midnight);
  const auto seconds = static_cast<unsigned>((moment - midnight).count());
  return std::to_string(static_cast<int>(date.year())) + "-" + two_digits(static_cast<unsigned>(date.month())) + "-" +
         two_digits(static_cast<unsigned>(date.day())) + between + two_digits(seconds / 3600) + ":" +
         two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60);
}

}  // namespace yama
