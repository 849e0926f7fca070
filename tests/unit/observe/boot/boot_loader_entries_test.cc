// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/boot_loader_entries.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::boot {
namespace {

using test::Scratch;

constexpr std::string_view kVariable =
    "/sys/firmware/efi/efivars/LoaderEntryDefault-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
constexpr std::string_view kOneShot =
    "/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

void add_entry(const Scratch& scratch, const std::string& id, const std::string& version) {
  scratch.write("/efi/loader/entries/" + id + ".conf",
                "# made by kernel-install\ntitle Debian\nversion " + version + "\nlinux /m/" + version +
                    "/linux\ninitrd /m/" + version + "/initrd\noptions root=/dev/a\noptions quiet v=" + version + "\n");
}

std::string chosen(const Scratch& scratch) {
  const auto menu = read_systemd_boot(scratch.root());
  return !menu ? "no menu" : menu->chosen ? menu->entries.at(*menu->chosen).id : "?";
}

TEST(BootLoaderEntries, OneFile) {
  const Scratch scratch;
  add_entry(scratch, "m-6.1", "6.1.0");
  scratch.write("/efi/loader/entries/notes.txt", "options x");
  const std::vector<BootEntry> entries = read_boot_loader_entries(scratch.root());
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].file, "/efi/loader/entries/m-6.1.conf");
  EXPECT_EQ(entries[0].line, 6U);
  EXPECT_EQ(entries[0].arguments, "root=/dev/a quiet v=6.1.0");
  EXPECT_EQ(entries[0].kernel, "/m/6.1.0/linux");
  EXPECT_EQ(entries[0].initrds, std::vector<std::string>{"/m/6.1.0/initrd"});
}

TEST(BootLoaderEntries, TheDefault) {
  const Scratch scratch;
  EXPECT_EQ(chosen(scratch), "no menu");
  add_entry(scratch, "m-6.9", "6.9.1");
  add_entry(scratch, "m-6.10", "6.10.0");
  add_entry(scratch, "o-5.10", "5.10.9");
  EXPECT_EQ(chosen(scratch), "m-6.10") << "the newest";
  scratch.write("/efi/loader/loader.conf", "timeout 3\ndefault o-*\n");
  EXPECT_EQ(chosen(scratch), "o-5.10");
  scratch.write("/efi/loader/loader.conf", "default m-*.conf\n");
  EXPECT_EQ(chosen(scratch), "m-6.10") << "the newest that it means";
  scratch.write("/efi/loader/loader.conf", "default @saved\n");
  EXPECT_EQ(chosen(scratch), "?");
  scratch.write(kVariable, std::string("\7\0\0\0m\0-\0006\0.\0009\0.\0c\0o\0n\0f\0\0\0", 26));
  EXPECT_EQ(chosen(scratch), "m-6.9") << "bootctl set-default";
  scratch.write(kOneShot, "");
  EXPECT_EQ(chosen(scratch), "?") << "bootctl set-oneshot";
}

TEST(BootLoaderEntries, NewestNeedsVersions) {
  BootEntry with;
  with.version = "6.1";
  const BootEntry without;
  EXPECT_EQ(newest({}), std::nullopt);
  EXPECT_EQ(newest({without}), 0U);
  EXPECT_EQ(newest({with, without}), std::nullopt);
}

}  // namespace
}  // namespace yama::boot
