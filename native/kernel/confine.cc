// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/confine.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernel/capability.h"
#include "kernel/unique_fd.h"

namespace yama::kernel {

namespace {

// Of <linux/landlock.h> of later kernels: cutting a file off is since version 3 of the interface (6.2).
constexpr std::uint64_t kTruncate = std::uint64_t{1} << 14U;
constexpr long kTruncateSince = 3;

constexpr std::uint64_t kWrite = LANDLOCK_ACCESS_FS_WRITE_FILE;
constexpr std::uint64_t kChangeDirectories =
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

void restrict_files() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) {
    return;
  }
  const std::uint64_t writing = kWrite | (version >= kTruncateSince ? kTruncate : 0);
  const landlock_ruleset_attr refused = {.handled_access_fs = writing | kChangeDirectories};
  const UniqueFd rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &refused, sizeof refused, 0)));
  const UniqueFd null(::open("/dev/null", O_PATH | O_CLOEXEC));
  if (!rules) {
    return;
  }
  if (null) {
    const landlock_path_beneath_attr may = {.allowed_access = writing, .parent_fd = null.get()};
    ::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &may, 0);
  }
  ::syscall(SYS_landlock_restrict_self, rules.get(), 0);
}

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__i386__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_I386;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#elif defined(__arm__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_ARM;
#elif defined(__powerpc64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_PPC64LE;
#elif defined(__s390x__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_S390X;
#elif defined(__riscv)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_RISCV64;
#endif

constexpr long kRefused[] = {SYS_renameat2,
                             SYS_unlinkat,
                             SYS_linkat,
                             SYS_symlinkat,
                             SYS_mknodat,
                             SYS_mkdirat,
                             SYS_truncate,
                             SYS_fchmod,
                             SYS_fchmodat,
                             SYS_fchown,
                             SYS_fchownat,
                             SYS_utimensat,
                             SYS_setxattr,
                             SYS_lsetxattr,
                             SYS_fsetxattr,
                             SYS_removexattr,
                             SYS_lremovexattr,
                             SYS_fremovexattr,
#ifdef SYS_renameat
                             SYS_renameat,
#endif
#ifdef SYS_unlink  // processors older than the calls with a directory
                             SYS_rename,
                             SYS_unlink,
                             SYS_link,
                             SYS_symlink,
                             SYS_mknod,
                             SYS_mkdir,
                             SYS_rmdir,
                             SYS_creat,
                             SYS_chmod,
                             SYS_chown,
                             SYS_lchown,
#endif
                             SYS_mount,
                             SYS_umount2,
                             SYS_move_mount,
                             SYS_fsmount,
                             SYS_pivot_root,
                             SYS_chroot,
                             SYS_unshare,
                             SYS_setns,
                             SYS_swapon,
                             SYS_swapoff,
                             SYS_init_module,
                             SYS_finit_module,
                             SYS_delete_module,
                             SYS_kexec_load,
                             SYS_reboot,
                             SYS_sethostname,
                             SYS_setdomainname,
                             SYS_clock_settime,
                             SYS_settimeofday,
                             SYS_bpf,
                             SYS_perf_event_open,
                             SYS_process_vm_writev,
                             SYS_add_key,
                             SYS_request_key,
                             SYS_keyctl,
                             SYS_acct,
                             SYS_quotactl};

using Program = std::vector<sock_filter>;

void add(Program& program, unsigned code, std::uint32_t operand, unsigned if_true = 0, unsigned if_false = 0) {
  program.push_back({.code = static_cast<std::uint16_t>(code),
                     .jt = static_cast<std::uint8_t>(if_true),
                     .jf = static_cast<std::uint8_t>(if_false),
                     .k = operand});
}

void load(Program& program, std::size_t offset) {
  add(program, BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

void answer(Program& program, std::uint32_t what) { add(program, BPF_RET | BPF_K, what); }

constexpr std::uint32_t kEperm = SECCOMP_RET_ERRNO | EPERM;

/// Where the lower half of a call's argument is.
constexpr std::size_t low_half_of(std::size_t argument) {
  return offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t) +
         (std::endian::native == std::endian::big ? sizeof(std::uint32_t) : 0);
}

/// Calls of another architecture, such as those of a helper program of 32 bits, are not looked at.
Program filter() {
  Program program;
  load(program, offsetof(seccomp_data, arch));
  add(program, BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
  answer(program, SECCOMP_RET_ALLOW);
  load(program, offsetof(seccomp_data, nr));
  for (const long call : kRefused) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1);
    answer(program, kEperm);
  }
  add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3);
  load(program, low_half_of(0));
  add(program, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0);
  answer(program, kEperm);
  answer(program, SECCOMP_RET_ALLOW);
  return program;
}

}  // namespace

void give_up_dumps_and_new_rights() {
  const rlimit dumps = {.rlim_cur = 1, .rlim_max = 1};
  ::setrlimit(RLIMIT_CORE, &dumps);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

void give_up_capabilities_but_those_to_read() { keep_capabilities({CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE}); }

void give_up_changes() {
  restrict_files();
  Program program = filter();
  const sock_fprog all = {.len = static_cast<std::uint16_t>(program.size()), .filter = program.data()};
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all, 0, 0);
}

}  // namespace yama::kernel
