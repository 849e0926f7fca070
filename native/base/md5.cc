// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/md5.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace yama {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kLengthAt = 56;

using State = std::array<std::uint32_t, 4>;

/// RFC 1321, 3.4: T[i] is the integer part of 4294967296 times abs(sin(i)).
constexpr std::array<std::uint32_t, kBlock> kSines = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

std::uint32_t word_at(std::string_view block, std::size_t index) {
  std::uint32_t word = 0;
  for (std::size_t byte = 4; byte-- > 0;) {
    word = (word << 8U) | static_cast<unsigned char>(block[index * 4 + byte]);
  }
  return word;
}

void add_block(State& state, std::string_view block) {
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
    const std::uint32_t sum = a + mixed + kSines.at(step) + word_at(block, index);
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
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  while (bytes.size() >= kBlock) {
    add_block(state, bytes.substr(0, kBlock));
    bytes.remove_prefix(kBlock);
  }
  std::string rest{bytes};
  rest += '\x80';
  rest.resize(rest.size() <= kLengthAt ? kLengthAt : kBlock + kLengthAt, '\0');
  for (unsigned shift = 0; shift < 64; shift += 8) {
    rest += static_cast<char>((bits >> shift) & 0xFFU);
  }
  for (std::size_t at = 0; at < rest.size(); at += kBlock) {
    add_block(state, std::string_view{rest}.substr(at, kBlock));
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
