// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Somebody else changes the file that is replaced, in the ways that people and programs do: nothing of theirs is lost.

#include "host/swap.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>

#include "host/staged_file.h"
#include "host/write_file.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

using test::Scratch;
using namespace std::chrono_literals;

constexpr const char* kFile = "/etc/sysctl.d/a.conf";
constexpr int kLines = 400;

std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string line(int number) { return "net.core.somaxconn = " + std::to_string(number) + "\n"; }

/// `echo line >>file`
void append(const std::string& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  [[maybe_unused]] const auto written = ::write(fd, text.data(), text.size());
  ::close(fd);
}

/// `sed -i`: a new file beside it, renamed over it.
void replace(const std::string& path, const std::string& text) {
  const std::string bytes = read_all(path) + text;
  const std::string other = path + ".sed";
  std::ofstream(other, std::ios::binary) << bytes;
  ::rename(other.c_str(), path.c_str());
}

/// vim with backupcopy=no: the old file gets another name, a new one is written, the old one goes.
void rewrite(const std::string& path, const std::string& text) {
  const std::string bytes = read_all(path) + text;
  const std::string backup = path + "~";
  if (::rename(path.c_str(), backup.c_str()) == 0) {
    std::ofstream(path, std::ios::binary) << bytes;
    ::unlink(backup.c_str());
  }
}

/// How many of the other's lines are not there when both are done; -1: this program never got through.
int lost(const std::function<void(const std::string&, const std::string&)>& editor) {
  const Scratch scratch;
  scratch.write(kFile, "# 0\n");
  const std::string path = scratch.outside(kFile);
  const pid_t other = ::fork();
  if (other == 0) {
    for (int i = 0; i < kLines; ++i) {
      editor(path, line(i));
      std::this_thread::sleep_for(std::chrono::microseconds(i % 7 * 300));
    }
    ::_exit(0);
  }
  int done_runs = 0;
  const auto root = scratch.root();
  while (::waitpid(other, nullptr, WNOHANG) == 0) {
    const std::string before = read_all(path);
    if (before.starts_with("# ")) {
      const std::string after = "# " + std::to_string(done_runs + 1) + before.substr(before.find('\n'));
      const Written replaced = replace_file(root, kFile, before, after);
      EXPECT_TRUE(replaced.ok() || replaced.error().changed_meanwhile) << replaced.error().message;
      done_runs += replaced.ok() ? 1 : 0;
    }
  }
  const std::string bytes = read_all(path);
  int missing = 0;
  for (int i = 0; i < kLines; ++i) {
    missing += bytes.find(line(i)) == std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
  return done_runs == 0 ? -1 : missing;
}

TEST(Swap, LosesNoLineOfOneWhoAppends) { EXPECT_EQ(lost(append), 0); }

TEST(Swap, LosesNoLineOfOneWhoReplacesAsSedDoes) { EXPECT_EQ(lost(replace), 0); }

TEST(Swap, LosesNoLineOfOneWhoRewritesAsVimDoes) { EXPECT_EQ(lost(rewrite), 0); }

TEST(Swap, AFileThatSomebodyHasOpenForWritingIsLeft) {
  const Scratch scratch;
  scratch.write(kFile, "old\n");
  const int fd = ::open(scratch.outside(kFile).c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  const Written replaced = replace_file(scratch.root(), kFile, "old\n", "new\n");
  ::close(fd);
  ASSERT_FALSE(replaced.ok());
  EXPECT_TRUE(replaced.error().changed_meanwhile);
  EXPECT_EQ(replaced.error().message, "cannot replace " + scratch.outside(kFile) +
                                          ": somebody else has it open to write to it; close it there and run again");
  EXPECT_EQ(scratch.read(kFile), "old\n");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
}

TEST(Swap, OneWhoClosesItSoonIsWaitedFor) {
  const Scratch scratch;
  scratch.write(kFile, "old\n");
  const int fd = ::open(scratch.outside(kFile).c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  std::thread closes([fd] {
    std::this_thread::sleep_for(50ms);
    ::close(fd);
  });
  EXPECT_TRUE(replace_file(scratch.root(), kFile, "old\n", "new\n").ok());
  closes.join();
  EXPECT_EQ(scratch.read(kFile), "new\n");
}

/// Waits until a file begins with something, two seconds at most; its bytes.
std::string read_once_it_begins(const std::string& path, const std::string& begin) {
  std::string bytes = read_all(path);
  for (int i = 0; i < 2000 && !bytes.starts_with(begin); ++i) {
    std::this_thread::sleep_for(1ms);
    bytes = read_all(path);
  }
  return bytes;
}

TEST(Swap, NoLineIsLostByOneWhoReadTheFileWhileItHadThePlaceAndReplacesItLater) {
  const Scratch scratch;
  const std::string path = scratch.outside(kFile);
  scratch.write(kFile, "old\n");
  const auto root = scratch.root();
  const auto place = root.place_of(kFile);
  ASSERT_TRUE(place.ok());
  Result<StagedFile> staged = StagedFile::create(*place, path);
  ASSERT_TRUE(staged.ok() && staged.value().write("new\n").ok() && staged.value().sync().ok());
  // Opened between the last look and the exchange: the names are exchanged back once it is closed.
  const int appends = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  std::thread others([&] {
    const std::string bytes = read_once_it_begins(path, "new\n");
    [[maybe_unused]] const auto written = ::write(appends, "appended\n", 9);
    ::close(appends);
    std::this_thread::sleep_for(60ms);
    std::ofstream(path + ".sed", std::ios::binary) << bytes << "replaced\n";
    ::rename((path + ".sed").c_str(), path.c_str());
  });
  const SignalsHeld held;
  const Written put = put_in_place(staged.value(), "new\n", *place, {.bytes = "old\n", .status = place->status}, path);
  others.join();
  EXPECT_TRUE(!put.ok() && put.error().changed_meanwhile);
  EXPECT_EQ(scratch.read(kFile), "new\nreplaced\nappended\n");
}

TEST(Swap, AFileThatIsRemovedIsKeptWhenItChanged) {
  const Scratch scratch;
  scratch.write(kFile, "old\n");
  EXPECT_TRUE(remove_file(scratch.root(), kFile, "other\n").error().changed_meanwhile);
  EXPECT_EQ(scratch.read(kFile), "old\n");
  EXPECT_TRUE(remove_file(scratch.root(), kFile, "old\n").ok());
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "");
}

}  // namespace
}  // namespace yama::host
