// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/cpio.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/archive.h"

namespace yama::initrd {
namespace {

using test::Archive;

/// "/name=content " for each member, ">" for a link, "(size)" for content that was not wanted.
std::string read_in_pieces(std::string_view bytes, std::size_t piece, std::uint64_t largest = 100) {
  std::string text;
  CpioReader reader([largest](const Member& member) { return member.size <= largest; },
                    [&text](const Member& member) {
                      const std::string content = member.size == member.content.size()
                                                      ? member.content
                                                      : "(" + std::to_string(member.size) + ")";
                      text += member.name + (S_ISLNK(member.mode) ? ">" : "=") + content + " ";
                    });
  while (!bytes.empty()) {
    const std::size_t given = std::min(piece, bytes.size());
    const std::size_t taken = reader.feed(bytes.substr(0, given));
    bytes.remove_prefix(taken);
    if (taken < given) {
      break;
    }
  }
  return text +
         (reader.is_broken()    ? "broken"
          : reader.is_between() ? "end"
                                : "more") +
         (bytes.empty() ? "" : " rest " + std::to_string(bytes.size()));
}

TEST(Cpio, MembersInPiecesOfAnySize) {
  const std::string bytes = Archive().directory("etc").file("etc/a", "1\n").link("b", "etc/a").file("./c", "").bytes();
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 110U, 111U, 4096U}) {
    EXPECT_EQ(read_in_pieces(bytes, piece), "/etc= /etc/a=1\n /b>etc/a /c= end") << piece;
  }
}

TEST(Cpio, SeveralArchivesWithZeroBytesBetween) {
  const std::string bytes =
      Archive().file("a", "1").bytes() + std::string(1000, '\0') + Archive().file("b", "2").bytes();
  EXPECT_EQ(read_in_pieces(bytes, 64), "/a=1 /b=2 end");
}

TEST(Cpio, StopsWhereSomethingElseBegins) {
  const std::string bytes = Archive().file("a", "1").bytes() + "\x1f\x8bpacked";
  EXPECT_EQ(read_in_pieces(bytes, 4096), "/a=1 end rest 8");
  EXPECT_EQ(read_in_pieces("\x1f\x8b", 4096), "end rest 2");
}

TEST(Cpio, DropsWhatNobodyWants) {
  const std::string bytes = Archive().file("large", std::string(5000, 'x')).file("a", "1").bytes();
  EXPECT_EQ(read_in_pieces(bytes, 64), "/large=(5000) /a=1 end");
}

TEST(Cpio, NamesOfOneFile) {
  const std::string bytes = Archive().hard_links({"a", "b", "c"}, "1").file("d", "2").bytes();
  EXPECT_EQ(read_in_pieces(bytes, 64), "/a=1 /b=1 /c=1 /d=2 end");
}

TEST(Cpio, DamagedAndUnfinished) {
  const std::string bytes = Archive().file("a", "1").bytes();
  EXPECT_EQ(read_in_pieces(bytes.substr(0, 50), 64), "more");
  EXPECT_EQ(read_in_pieces(bytes.substr(0, 200), 64), "/a=1 more");
  EXPECT_EQ(read_in_pieces("070799" + std::string(200, '0'), 64), "broken rest 96");
}

TEST(Cpio, TellsWhatACallerMayLeaveOut) {
  const std::string bytes = Archive().file("large", std::string(5000, 'x')).file("a", "1").bytes();
  std::string names;
  CpioReader reader([](const Member& member) { return member.size < 10; },
                    [&names](const Member& member) { names += member.name; });
  std::size_t at = reader.feed(std::string_view{bytes}.substr(0, 200));
  EXPECT_EQ(at, 200U);
  EXPECT_GT(reader.droppable(), 4000U);
  at += reader.droppable();
  reader.drop(reader.droppable());
  reader.feed(std::string_view{bytes}.substr(at));
  EXPECT_EQ(names, "/large/a");
  EXPECT_TRUE(reader.is_between());
}

}  // namespace
}  // namespace yama::initrd
