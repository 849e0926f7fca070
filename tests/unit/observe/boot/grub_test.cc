// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/grub.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::boot {
namespace {

using test::Scratch;

/// What update-grub of Debian 12 writes, shortened; DEFAULT stands for GRUB_DEFAULT's.
std::string debian_config(const std::string& default_entry) {
  return "if [ -s $prefix/grubenv ]; then\n"
         "  set have_grubenv=true\n"
         "  load_env\n"
         "fi\n"
         "if [ \"${next_entry}\" ] ; then\n"
         "   set default=\"${next_entry}\"\n"
         "   set next_entry=\n"
         "else\n"
         "   set default=\"" +
         default_entry +
         "\"\n"
         "fi\n"
         "function gfxmode {\n"
         "\tset gfxpayload=\"${1}\"\n"
         "}\n"
         "set vt_handoff=vt.handoff=7\n"
         "menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-1234' {\n"
         "\tload_video\n"
         "\tlinux\t/boot/vmlinuz-6.1.0-18-amd64 root=UUID=1234 ro  quiet $vt_handoff\n"
         "\tinitrd\t/boot/ucode.img /boot/initrd.img-6.1.0-18-amd64\n"
         "}\n"
         "submenu 'Advanced options for Debian GNU/Linux' $menuentry_id_option 'gnulinux-advanced-1234' {\n"
         "\tmenuentry 'Debian GNU/Linux, with Linux 6.1.0-18-amd64 (recovery mode)' $menuentry_id_option "
         "'gnulinux-6.1.0-18-amd64-recovery-1234' {\n"
         "\t\tlinux\t/boot/vmlinuz-6.1.0-18-amd64 root=UUID=1234 ro single\n"
         "\t}\n"
         "}\n"
         "menuentry 'Other' {\n"
         "\tlinux /other root=/dev/sdb1\n"
         "}\n";
}

/// "LINE: ARGUMENTS" of the entry that boots next; "?" when it is not known.
std::string chosen(const BootMenu& menu) {
  if (!menu.chosen) {
    return "?";
  }
  const BootEntry& entry = menu.entries.at(*menu.chosen);
  return std::to_string(entry.line) + ": " + entry.arguments;
}

TEST(Grub, EntriesAndTheirLines) {
  const Scratch scratch;
  scratch.write("/boot/grub/grub.cfg", debian_config("0"));
  const BootMenu menu = read_grub(scratch.root()).value();
  ASSERT_EQ(menu.entries.size(), 3U);
  EXPECT_EQ(menu.entries[0].file, "/boot/grub/grub.cfg");
  EXPECT_EQ(menu.entries[0].line, 17U);
  EXPECT_EQ(menu.entries[0].id, "gnulinux-simple-1234");
  EXPECT_EQ(menu.entries[0].title, "Debian GNU/Linux");
  EXPECT_EQ(menu.entries[0].kernel, "/boot/vmlinuz-6.1.0-18-amd64");
  EXPECT_EQ(menu.entries[0].arguments, "root=UUID=1234 ro quiet vt.handoff=7");
  EXPECT_EQ(menu.entries[0].initrds, (std::vector<std::string>{"/boot/ucode.img", "/boot/initrd.img-6.1.0-18-amd64"}));
  EXPECT_EQ(menu.entries[1].arguments, "root=UUID=1234 ro single");
  EXPECT_EQ(menu.entries[2].title, "Other");
}

TEST(Grub, DefaultEntry) {
  struct Case {
    std::string in_config;
    std::string in_environment;
    std::string chosen;
  };
  const std::string first = "17: root=UUID=1234 ro quiet vt.handoff=7";
  const std::string recovery = "22: root=UUID=1234 ro single";
  const std::string other = "26: root=/dev/sdb1";
  for (const Case& c : {Case{"0", "", first}, Case{"2", "", other}, Case{"1", "", "?"}, Case{"Other", "", other},
                        Case{"gnulinux-advanced-1234>gnulinux-6.1.0-18-amd64-recovery-1234", "", recovery},
                        Case{"Gone", "", "?"}, Case{"${saved_entry}", "", first},
                        Case{"${saved_entry}", "saved_entry=gnulinux-6.1.0-18-amd64-recovery-1234\n", recovery},
                        Case{"0", "saved_entry=Other\n", first}, Case{"0", "next_entry=Other\n", "?"},
                        Case{"0", "next_entry=\n", first}}) {
    const Scratch scratch;
    scratch.write("/boot/grub/grub.cfg", debian_config(c.in_config));
    scratch.write("/boot/grub/grubenv", "# GRUB Environment Block\n" + c.in_environment + "####################");
    EXPECT_EQ(chosen(*read_grub(scratch.root())), c.chosen) << c.in_config << " / " << c.in_environment;
  }
}

TEST(Grub, ReadsBootLoaderEntriesAsFedoraDoes) {
  const Scratch scratch;
  scratch.write("/boot/grub2/grub.cfg",
                "set default=\"${saved_entry}\"\nset kernelopts=\"root=/dev/x ro\"\nset tuned_params=\"\"\n"
                "insmod blscfg\nblscfg\n");
  scratch.write("/boot/loader/entries/m-6.8.conf",
                "title Fedora (6.8)\nversion 6.8.0\nlinux /vmlinuz-6.8\ninitrd /initramfs-6.8.img $tuned_initrd\n"
                "options $kernelopts rhgb $tuned_params quiet\n");
  scratch.write("/boot/loader/entries/m-6.9.conf", "title Fedora (6.9)\nversion 6.9.0\noptions root=/dev/y\n");
  EXPECT_EQ(chosen(*read_grub(scratch.root())), "3: root=/dev/y") << "the newest without a saved entry";
  scratch.write("/boot/grub2/grubenv", "saved_entry=m-6.8\nkernelopts=root=/dev/z ro\ntuned_params=isolcpus='1'\n");
  EXPECT_EQ(chosen(*read_grub(scratch.root())), "5: root=/dev/z ro rhgb isolcpus=1 quiet");
}

/// What the kernel is given for "linux /vmlinuz WORDS".
std::string given(const std::string& words) {
  const Scratch scratch;
  scratch.write("/boot/grub/grub.cfg",
                "set two=\"a b\"\nset quoted=\"'c'\"\nmenuentry 'x' {\n linux /vmlinuz " + words + "\n}\n");
  return read_grub(scratch.root()).value().entries.at(0).arguments;
}

TEST(Grub, WordsAsItsShellTakesThem) {
  EXPECT_EQ(given("root=/dev/a  'sysctl.kernel.yama.ptrace_scope=3' \"lsm=a,b\""),
            "root=/dev/a sysctl.kernel.yama.ptrace_scope=3 lsm=a,b");
  EXPECT_EQ(given("note='b c' \"d e\" f\\ g"), "\"note=b c\" \"d e\" \"f g\"");
  EXPECT_EQ(given("\"a\\b\\$c\" 'd\\e' f\\g"), "a\\\\b$c d\\\\e fg") << "a backslash is given as two";
  EXPECT_EQ(given("a=\\\"b\\\" \\\\x20"), "a=\\\"b\\\" \\x20") << "\\xHH stays";
  EXPECT_EQ(given("$two x${two}y \"$two\" '$two' $none z"), "a b xa by \"a b\" $two z");
  EXPECT_EQ(given("quiet ; lsm=a"), "quiet");
  EXPECT_EQ(given("quiet lsm=#a # lsm=b"), "quiet lsm=#a");
}

TEST(Grub, OnTheEfiPartitionWhereItIsMoreThanAStub) {
  const Scratch scratch;
  scratch.write("/boot/efi/EFI/debian/grub.cfg",
                "search.fs_uuid 1234 root\nset prefix=($root)'/boot/grub'\nconfigfile $prefix/grub.cfg\n");
  EXPECT_FALSE(read_grub(scratch.root()).has_value()) << "a stub";
  scratch.write("/boot/efi/EFI/redhat/grub.cfg", "menuentry 'RHEL 7' {\n linuxefi /vmlinuz root=/dev/a\n}\n");
  const BootMenu menu = read_grub(scratch.root()).value();
  EXPECT_EQ(chosen(menu), "2: root=/dev/a");
  EXPECT_EQ(menu.maker, "grub2-mkconfig -o /boot/efi/EFI/redhat/grub.cfg");
  scratch.write("/boot/grub/grub.cfg", "menuentry 'Debian' {\n linux /vmlinuz root=/dev/b\n}\n");
  EXPECT_EQ(chosen(*read_grub(scratch.root())), "2: root=/dev/b");
}

TEST(Grub, WhatMakesItsConfiguration) {
  EXPECT_EQ(maker_of("/boot/grub/grub.cfg"), "update-grub");
  EXPECT_EQ(maker_of("/boot/grub2/grub.cfg"), "grub2-mkconfig -o /boot/grub2/grub.cfg");
  EXPECT_EQ(maker_of("/boot/efi/EFI/redhat/grub.cfg"), "grub2-mkconfig -o /boot/efi/EFI/redhat/grub.cfg");
  EXPECT_EQ(maker_of("/boot/grub/custom.cfg"), "");
  EXPECT_EQ(maker_of("/boot/loader/entries/m-6.8.conf"), "") << "also when GRUB reads it";
  EXPECT_EQ(maker_of("/boot/extlinux/extlinux.conf"), "");
  EXPECT_EQ(maker_of(""), "");
}

TEST(Grub, NoConfiguration) {
  const Scratch scratch;
  EXPECT_FALSE(read_grub(scratch.root()).has_value());
  scratch.directory("/boot/grub/grub.cfg");
  EXPECT_FALSE(read_grub(scratch.root()).has_value());
}

}  // namespace
}  // namespace yama::boot
