// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/image.h"

#include <gtest/gtest.h>

#include "support/archive.h"
#include "support/child.h"
#include "support/scratch.h"

namespace yama::initrd {
namespace {

using test::Archive;
using test::compressed;
using test::Scratch;

const std::string& settings() {
  static const std::string kBytes = Archive()
                                        .directory("etc")
                                        .file("usr/lib/modules/large.ko", std::string(300000, 'm'))
                                        .file("etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope=3\n")
                                        .bytes();
  return kBytes;
}

std::string microcode() { return Archive().file("kernel/x86/microcode/GenuineIntel.bin", "\1\2\3").bytes(); }

/// The settings found in an image of these bytes, or why it cannot be read.
std::string found_in(const std::string& bytes) {
  const Scratch scratch;
  scratch.write("/boot/initrd.img-1", bytes);
  const auto content = read_image(scratch.root(), "/boot/initrd.img-1");
  if (!content) {
    return content.error().message;
  }
  const auto files = content->tree().files;
  const auto file = files.find("/etc/sysctl.d/50-a.conf");
  return file == files.end() ? "nothing" : std::string{file->second.bytes};
}

constexpr std::string_view kFound = "kernel.yama.ptrace_scope=3\n";

TEST(InitrdImage, NotCompressed) {
  EXPECT_EQ(found_in(settings()), kFound);
  EXPECT_EQ(found_in(microcode() + settings()), kFound);
  EXPECT_EQ(found_in(microcode()), "nothing");
}

TEST(InitrdImage, CompressedAfterMicrocode) {
  for (const std::vector<std::string>& tool : std::vector<std::vector<std::string>>{{"gzip", "-n"},
                                                                                    {"zstd", "-q"},
                                                                                    {"xz", "--check=crc32"},
                                                                                    {"xz", "--format=lzma"},
                                                                                    {"lz4", "-l"},
                                                                                    {"bzip2"}}) {
    const std::string packed = compressed(tool, settings());
    if (packed.empty()) {
      continue;  // this host lacks the tool, as another may
    }
    EXPECT_EQ(found_in(packed), kFound) << tool[0];
    EXPECT_EQ(found_in(microcode() + packed), kFound) << tool[0];
    EXPECT_EQ(found_in(microcode() + packed + std::string(512, '\0')), kFound) << tool[0];
  }
}

TEST(InitrdImage, InsideAUnifiedKernelImage) {
  const std::string packed = microcode() + compressed({"gzip", "-n"}, settings());
  EXPECT_EQ(found_in(test::unified_image({{".initrd", packed}, {".linux", "kernel"}})), kFound);
  EXPECT_EQ(found_in(test::unified_image({{".linux", "kernel"}})), "it is a program without an initrd");
}

TEST(InitrdImage, ThatCannotBeRead) {
  const std::string packed = compressed({"gzip", "-n"}, settings());
  EXPECT_EQ(found_in(""), "it is damaged or no cpio archive");
  EXPECT_EQ(found_in("no archive at all"), "its compression is not known");
  EXPECT_EQ(found_in(packed.substr(0, packed.size() / 2)), "it is damaged or no cpio archive");
  EXPECT_EQ(found_in("\x1f\x8bnothing"), "gzip is not installed, or cannot read it");
  EXPECT_EQ(found_in(settings().substr(0, 1000)), "it is damaged or no cpio archive");
  const Scratch scratch;
  EXPECT_EQ(read_image(scratch.root(), "/boot/none").error().message, "No such file or directory");
  scratch.directory("/boot/directory");
  EXPECT_EQ(read_image(scratch.root(), "/boot/directory").error().message, "it is not a regular file");
}

TEST(InitrdImage, OnlyRootMayReadIt) {
  const std::string seen = test::as_nobody([] {
    const Scratch scratch;
    scratch.write("/boot/initrd.img-1", "x", 0);
    return read_image(scratch.root(), "/boot/initrd.img-1").error().message;
  });
  EXPECT_EQ(seen, "Permission denied");
}

}  // namespace
}  // namespace yama::initrd
