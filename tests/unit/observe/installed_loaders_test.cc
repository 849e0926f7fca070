// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/installed_loaders.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/scratch.h"

namespace yama {
namespace {

using test::Scratch;

constexpr const char* kSystemdSysctl = "/usr/lib/systemd/systemd-sysctl";

std::string show(const InstalledLoader& loader) { return loader.installed ? "installed " + loader.version : "absent"; }
std::string systemd_in(const Scratch& scratch) {
  return show(read_installed_loaders(scratch.root())[sysctl::Loader::kSystemd]);
}
std::string procps_in(const Scratch& scratch) {
  return show(read_installed_loaders(scratch.root())[sysctl::Loader::kProcps]);
}

std::string package(const std::string& name, const std::string& status, const std::string& version) {
  return "Package: " + name + "\nStatus: " + status + "\nPriority: important\nVersion: " + version + "\n\n";
}

TEST(InstalledLoaders, NothingInstalled) {
  const Scratch scratch;
  scratch.write("/var/lib/dpkg/status", package("systemd", "install ok installed", "252.39-1~deb12u2"));
  EXPECT_EQ(systemd_in(scratch), "absent");
  EXPECT_EQ(procps_in(scratch), "absent");
}

TEST(InstalledLoaders, ProcpsFromItsProgram) {
  const Scratch scratch;
  scratch.write("/usr/sbin/sysctl", std::string("\x7f"
                                                "ELF\0procps-ng\0%s from %s\n\0procps-ng 4.0.2\0.text",
                                                48));
  EXPECT_EQ(procps_in(scratch), "installed 4.0.2");
  scratch.write("/usr/sbin/sysctl", "procps-ng 3.3.17\n");
  EXPECT_EQ(procps_in(scratch), "installed 3.3.17 any");
}

TEST(InstalledLoaders, BuildsOfVendors) {
  const Scratch scratch;
  scratch.write("/usr/sbin/sysctl", "procps-ng 3.3.15\n");
  scratch.write(kSystemdSysctl, "libsystemd-shared-239.so");
  EXPECT_EQ(systemd_in(scratch), "installed 239 any");
  EXPECT_EQ(procps_in(scratch), "installed 3.3.15 any");
  scratch.write("/etc/os-release", "ID=\"rhel\"\nVERSION_ID=\"8.10\"\n");
  EXPECT_EQ(systemd_in(scratch), "installed 239 el8.10");
  EXPECT_EQ(procps_in(scratch), "installed 3.3.15 el8.10");
  scratch.write("/etc/os-release", "ID=centos\nVERSION_ID=8\n");
  EXPECT_EQ(systemd_in(scratch), "installed 239 el8");
  scratch.write("/usr/lib/systemd/libsystemd-shared-239.so", "...systemd 239 (239-82.el8_10.3)\n+PAM...");
  EXPECT_EQ(systemd_in(scratch), "installed 239-82.el8_10.3");
  scratch.write(kSystemdSysctl, "systemd 219\n+PAM +AUDIT");
  scratch.write("/etc/os-release", "ID=\"centos\"\nVERSION_ID=\"7\"\n");
  EXPECT_EQ(systemd_in(scratch), "installed 219 el7");
  scratch.write("/usr/sbin/sysctl", "procps-ng 3.3.10\n");
  EXPECT_EQ(procps_in(scratch), "installed 3.3.10") << "Red Hat changed nothing about it that is known";
  scratch.write("/etc/os-release", "ID=rhel\nVERSION_ID=9.4\n");
  scratch.write(kSystemdSysctl, "libsystemd-shared-252-46.el9.so");
  EXPECT_EQ(systemd_in(scratch), "installed 252");
  scratch.write("/usr/sbin/sysctl", "procps-ng 3.3.17\n");
  EXPECT_EQ(procps_in(scratch), "installed 3.3.17 el9.4");
}

TEST(InstalledLoaders, RpmTellsWhereBuildsDiffer) {
  const Scratch scratch;
  std::ifstream file(YAMA_TEST_DATA "/rpmdb.sqlite", std::ios::binary);
  const std::string database{std::istreambuf_iterator<char>(file), {}};
  scratch.write("/etc/os-release", "ID=centos\nVERSION_ID=9\n");
  scratch.write("/usr/sbin/sysctl", "procps-ng 3.3.17\n");
  EXPECT_EQ(procps_in(scratch), "installed 3.3.17 el9");
  scratch.write("/var/lib/rpm/rpmdb.sqlite", database);
  EXPECT_EQ(procps_in(scratch), "installed 3.3.17-13.el9");
  scratch.write("/etc/os-release", "ID=rhel\nVERSION_ID=9.4\n");
  EXPECT_EQ(procps_in(scratch), "installed 3.3.17 el9.4") << "it is told already";
  scratch.write("/etc/os-release", "ID=centos\nVERSION_ID=8\n");
  scratch.write("/usr/sbin/sysctl", "procps-ng 3.3.15\n");
  EXPECT_EQ(procps_in(scratch), "installed 3.3.15 el8") << "the database is of another release";
}

TEST(InstalledLoaders, ProcpsInOlderPlaces) {
  const Scratch scratch;
  scratch.write("/sbin/sysctl", "procps-ng 3.3.17.");
  EXPECT_EQ(procps_in(scratch), "installed 3.3.17 any");
}

TEST(InstalledLoaders, BusyboxIsNoProcps) {
  const Scratch scratch;
  scratch.write("/bin/busybox", "BusyBox v1.35.0");
  scratch.link("/usr/sbin/sysctl", "/bin/busybox");
  EXPECT_EQ(procps_in(scratch), "absent");
}

TEST(InstalledLoaders, ProcpsOfNoReleaseAsksThePackage) {
  const Scratch scratch;
  scratch.write("/usr/sbin/sysctl", "procps-ng UNKNOWN");
  EXPECT_EQ(procps_in(scratch), "installed ");
  scratch.write("/var/lib/dpkg/status", package("procps", "install ok installed", "2:4.0.4-9"));
  EXPECT_EQ(procps_in(scratch), "installed 4.0.4");
}

TEST(InstalledLoaders, SystemdFromItsPackage) {
  const Scratch scratch;
  scratch.write(kSystemdSysctl, "libsystemd-shared-252.so");
  const std::string others = package("libsystemd0", "install ok installed", "1.0-1") +
                             package("systemd-sysv", "install ok installed", "2.0-1");
  scratch.write("/var/lib/dpkg/status",
                others + package("systemd", "install ok installed", "252.39-1~deb12u2") + others);
  EXPECT_EQ(systemd_in(scratch), "installed 252.39");
  scratch.write("/var/lib/dpkg/status", package("systemd", "hold ok installed", "1:255.4-1ubuntu8.6"));
  EXPECT_EQ(systemd_in(scratch), "installed 255.4");
}

TEST(InstalledLoaders, PackageAnywhereInALargeFile) {
  const Scratch scratch;
  scratch.write(kSystemdSysctl, "");
  for (const std::size_t before : {65000U, 65510U, 65520U, 65530U, 65536U, 65540U, 131060U}) {
    std::string filler = "Package: filler\nDescription: ";
    filler.append(before - filler.size(), 'x');
    scratch.write("/var/lib/dpkg/status", filler + "\n\n" + package("systemd", "install ok installed", "257.13-1") +
                                              "Package: z\nDescription: " + std::string(100000, 'z') + "\n");
    EXPECT_EQ(systemd_in(scratch), "installed 257.13") << before;
  }
}

TEST(InstalledLoaders, RemovedPackageDoesNotCount) {
  const Scratch scratch;
  scratch.write(kSystemdSysctl, "x libsystemd-shared-252.so y");
  scratch.write("/var/lib/dpkg/status", package("systemd", "deinstall ok config-files", "241-7"));
  EXPECT_EQ(systemd_in(scratch), "installed 252");
}

TEST(InstalledLoaders, SystemdFromTheLibraryItNeeds) {
  const Scratch scratch;
  scratch.write("/lib/systemd/systemd-sysctl", "x libsystemd-shared-247.so y");
  EXPECT_EQ(systemd_in(scratch), "installed 247");
  scratch.write("/lib/systemd/systemd-sysctl", "libsystemd-shared-255.4-1.fc40.so");
  EXPECT_EQ(systemd_in(scratch), "installed 255.4");
  scratch.write("/lib/systemd/systemd-sysctl", "no name");
  EXPECT_EQ(systemd_in(scratch), "installed ");
}

}  // namespace
}  // namespace yama
