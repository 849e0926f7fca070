// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <vector>

#include "cli/fit.h"

namespace yama::cli {
namespace {

constexpr std::size_t kUsual = 80;
constexpr std::size_t kFewest = 40;  // below it nothing is made to fit

/// What the terminal says, else the variable COLUMNS, else what is usual.
std::size_t columns_of(int fd) {
  winsize size = {};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  const char* const said = std::getenv("COLUMNS");  // NOLINT(concurrency-mt-unsafe): one thread, no variable changes
  const std::string_view text = said == nullptr ? "" : said;
  std::size_t columns = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), columns);
  const bool is_number = trouble == std::errc{} && end == text.data() + text.size();
  return is_number && columns > 0 ? columns : kUsual;
}

std::string host_name() {
  std::array<char, 256> name = {};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : std::string{};
}

}  // namespace

View View::for_output(int fd) {
  View view;
  view.palette = Palette::for_output(fd);
  view.columns = ::isatty(fd) == 1 ? std::max(columns_of(fd), kFewest) : 0;
  view.host = host_name();
  return view;
}

std::size_t View::left_behind(std::size_t used) const {
  return columns == 0 ? std::numeric_limits<std::size_t>::max() : columns - std::min(columns, used);
}

std::string View::fitted(std::string_view text, std::size_t most) const {
  return columns == 0 || !shortens ? std::string{text} : shortened(text, most);
}

std::string View::sentence(std::string_view before, std::string_view text, Style style) const {
  constexpr std::size_t kHanging = 2;
  const std::size_t first = width_of(before);
  const std::size_t indent = before.empty() ? kHanging : first;
  std::vector<std::string> words = words_of(text);
  for (std::string& word : words) {
    word = fitted(word, left_behind(indent));
  }
  const std::string line =
      wrapped(words, first, indent, columns == 0 ? std::numeric_limits<std::size_t>::max() : columns);
  return std::string{before} + palette.paint(style, line) + "\n";
}

}  // namespace yama::cli
