// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/rpm_packages.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "loaders/dice.h"
#include "support/scratch.h"

namespace yama::rpm {
namespace {

using test::Scratch;

/// A database of rpm's schema, written by SQLite in pages of 512 bytes: 46 packages, in tables of several levels and
/// rows that go on in other pages; an older procps-ng was in it and was removed. Suite `distributions` has real ones.
std::string database() {
  std::ifstream file(YAMA_TEST_DATA "/rpmdb.sqlite", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string build_in_database(const std::string& bytes, std::string_view package) {
  const Scratch scratch;
  scratch.write("/var/lib/rpm/rpmdb.sqlite", bytes);
  return build_of(scratch.root(), package);
}

TEST(RpmPackages, VersionAndReleaseOfAPackage) {
  const std::string bytes = database();
  EXPECT_EQ(build_in_database(bytes, "procps-ng"), "3.3.17-13.el9") << "4.el9 was removed";
  EXPECT_EQ(build_in_database(bytes, "package-0"), "1.0-0.el9");
  EXPECT_EQ(build_in_database(bytes, "package-39"), "1.0-39.el9");
  EXPECT_EQ(build_in_database(bytes, "procps"), "");
}

TEST(RpmPackages, InstalledTwice) {
  const std::string bytes = database();
  EXPECT_EQ(build_in_database(bytes, "twice"), "") << "of two releases";
  EXPECT_EQ(build_in_database(bytes, "both"), "1-1.el9") << "for two processors";
}

TEST(RpmPackages, TheFirstDatabaseThatThereIs) {
  const Scratch scratch;
  EXPECT_EQ(build_of(scratch.root(), "procps-ng"), "");
  scratch.write("/usr/lib/sysimage/rpm/rpmdb.sqlite", database());
  scratch.link("/var/lib/rpm", "../../usr/lib/sysimage/rpm");
  EXPECT_EQ(build_of(scratch.root(), "procps-ng"), "3.3.17-13.el9");
}

TEST(RpmPackages, AChangeThatIsStillInTheLog) {
  const Scratch scratch;
  scratch.write("/var/lib/rpm/rpmdb.sqlite", database());
  scratch.write("/var/lib/rpm/rpmdb.sqlite-wal", "");
  EXPECT_EQ(build_of(scratch.root(), "procps-ng"), "3.3.17-13.el9");
  scratch.write("/var/lib/rpm/rpmdb.sqlite-wal", "7");
  EXPECT_EQ(build_of(scratch.root(), "procps-ng"), "");
}

TEST(RpmPackages, WhatIsNoDatabase) {
  for (const std::string& bytes : {std::string{}, std::string{"SQLite format 3"}, std::string(4096, '\0'),
                                   database().substr(0, 100), database().substr(0, 5000)}) {
    EXPECT_EQ(build_in_database(bytes, "procps-ng"), "") << bytes.size();
  }
  const Scratch scratch;
  scratch.fifo("/var/lib/rpm/rpmdb.sqlite");
  EXPECT_EQ(build_of(scratch.root(), "procps-ng"), "");
}

TEST(RpmPackages, ADamagedDatabaseEndsTheSearch) {
  const std::string bytes = database();
  loaders::Dice dice(7);
  const Scratch scratch;
  for (int round = 0; round < 200; ++round) {
    std::string damaged = bytes;
    for (int change = 0; change < 8; ++change) {
      damaged[dice.roll(change < 4 ? 2048 : damaged.size())] = static_cast<char>(dice.roll(256));
    }
    scratch.write("/var/lib/rpm/rpmdb.sqlite", damaged);
    EXPECT_LE(build_of(scratch.root(), "procps-ng").size(), 130U);
  }
}

/// A header with an entry for each tag, of type 6 (STRING), whose data are the words.
std::string header(const std::vector<std::pair<std::uint32_t, std::string>>& words) {
  const auto number = [](std::uint32_t value) {
    return std::string{static_cast<char>(value >> 24U), static_cast<char>(value >> 16U), static_cast<char>(value >> 8U),
                       static_cast<char>(value)};
  };
  std::string entries;
  std::string data;
  for (const auto& [tag, word] : words) {
    entries += number(tag) + number(6) + number(static_cast<std::uint32_t>(data.size())) + number(1);
    data += word + '\0';
  }
  return number(static_cast<std::uint32_t>(words.size())) + number(static_cast<std::uint32_t>(data.size())) + entries +
         data;
}

TEST(RpmPackages, Header) {
  const std::string whole = header({{1000, "procps-ng"}, {1001, "3.3.15"}, {1002, "14.el8"}, {1004, "ps"}});
  EXPECT_EQ(build_in(whole, "procps-ng"), "3.3.15-14.el8");
  EXPECT_EQ(build_in(whole, "procps"), "");
  EXPECT_EQ(build_in(header({{1000, "procps-ng"}, {1001, "3.3.15"}}), "procps-ng"), "") << "no release";
  EXPECT_EQ(build_in(header({}), "procps-ng"), "");
  EXPECT_EQ(build_in("", "procps-ng"), "");
  for (std::size_t size = 0; size + 4 < whole.size(); ++size) {
    EXPECT_LE(build_in(whole.substr(0, size), "procps-ng").size(), 13U);
  }
  EXPECT_EQ(build_in(std::string(64, '\xff'), "procps-ng"), "");
}

}  // namespace
}  // namespace yama::rpm
