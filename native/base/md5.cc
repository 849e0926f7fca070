// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/md5.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace yama {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kLengthAt = 56;

using State = std::array<std::uint32_t, 4>;

/// RFC 1321, 3.4: T[i] is the integer part of 4294967296 times abs(sin(i)).
std::array<std::uint32_t, kBlock> sines() {
  std::array<std::uint32_t, kBlock> table = {};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table.at(i) = static_cast<std::uint32_t>(4294967296.0 * std::fabs(std::sin(static_cast<double>(i + 1))));
  }
  return table;
}

std::uint32_t word_at(std::string_view block, std::size_t index) {
  std::uint32_t word = 0;
  for (std::size_t byte = 4; byte-- > 0;) {
    word = (word << 8U) | static_cast<unsigned char>(block[index * 4 + byte]);
  }
  return word;
}

void add_block(State& state, std::string_view block, const std::array<std::uint32_t, kBlock>& sine) {
  constexpr std::array<std::array<int, 4>, 4> kTurns = {
      {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
  auto [a, b, c, d] = state;
  for (std::size_t step = 0; step < kBlock; ++step) {
    const std::size_t round = step / 16;
    std::uint32_t mixed = 0;
    std::size_t index = 0;
    if (round == 0) {
      mixed = (b & c) | (~b & d);
      index = step;
    } else if (round == 1) {
      mixed = (d & b) | (~d & c);
      index = (5 * step + 1) % 16;
    } else if (round == 2) {
      mixed = b ^ c ^ d;
      index = (3 * step + 5) % 16;
    } else {
      mixed = c ^ (b | ~d);
      index = (7 * step) % 16;
    }
    const std::uint32_t sum = a + mixed + sine.at(step) + word_at(block, index);
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kTurns.at(round).at(step % 4));
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

}  // namespace

std::string md5(std::string_view bytes) {
  State state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  const auto sine = sines();
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  while (bytes.size() >= kBlock) {
    add_block(state, bytes.substr(0, kBlock), sine);
    bytes.remove_prefix(kBlock);
  }
  std::string rest{bytes};
  rest += '\x80';
  rest.resize(rest.size() <= kLengthAt ? kLengthAt : kBlock + kLengthAt, '\0');
  for (unsigned shift = 0; shift < 64; shift += 8) {
    rest += static_cast<char>((bits >> shift) & 0xFFU);
  }
  for (std::size_t at = 0; at < rest.size(); at += kBlock) {
    add_block(state, std::string_view{rest}.substr(at, kBlock), sine);
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint32_t word : state) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      text += kDigits[(word >> (shift + 4)) & 0xFU];
      text += kDigits[(word >> shift) & 0xFU];
    }
  }
  return text;
}

}  // namespace yama
