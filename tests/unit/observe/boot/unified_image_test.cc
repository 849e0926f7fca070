// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/unified_image.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "support/archive.h"
#include "support/scratch.h"

namespace yama::boot {
namespace {

using test::Scratch;

TEST(UnifiedImage, CommandLineAndVersion) {
  const Scratch scratch;
  scratch.write("/efi/EFI/Linux/debian-6.1.efi",
                test::unified_image({{".uname", "6.1.0-18-amd64"},
                                     {".cmdline", std::string("root=/dev/a ro\nquiet\n\0\0", 23)},
                                     {".linux", "MZ..."}}));
  scratch.write("/efi/EFI/Linux/readme.txt", "MZ");
  const BootMenu menu = read_unified_images(scratch.root()).value();
  ASSERT_EQ(menu.entries.size(), 1U);
  EXPECT_EQ(menu.entries[0].arguments, "root=/dev/a ro quiet");
  EXPECT_EQ(menu.entries[0].version, "6.1.0-18-amd64");
  EXPECT_EQ(menu.entries[0].initrds, std::vector<std::string>{"/efi/EFI/Linux/debian-6.1.efi"});
  EXPECT_EQ(menu.chosen, 0U);
}

TEST(UnifiedImage, SectionsOfDamagedPrograms) {
  const Scratch scratch;
  const std::string whole = test::unified_image({{".initrd", "content"}});
  const auto section = [&](const std::string& bytes) {
    scratch.write("/program", bytes);
    const auto file = scratch.root().open_file("/program", O_RDONLY);
    const auto extent = find_section(file->get(), ".initrd");
    return extent ? std::to_string(extent->offset) + "+" + std::to_string(extent->size) : "none";
  };
  EXPECT_EQ(section(whole), "512+7");
  EXPECT_EQ(section(""), "none");
  EXPECT_EQ(section("MZ"), "none");
  for (const std::size_t size : {60U, 128U, 150U, 400U}) {
    EXPECT_EQ(section(whole.substr(0, size)), "none") << size;
  }
}

TEST(UnifiedImage, NoneThere) {
  const Scratch scratch;
  EXPECT_FALSE(read_unified_images(scratch.root()).has_value());
  scratch.directory("/boot/EFI/Linux/x.efi");
  EXPECT_TRUE(!read_unified_images(scratch.root()) ||
              read_unified_images(scratch.root())->entries[0].arguments.empty());
}

}  // namespace
}  // namespace yama::boot
