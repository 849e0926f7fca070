# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# What a compiler and a linker can do against a fault of the program: it is loaded at a random address, its pointers are
# read-only once it runs, no page can be written and executed, an overrun of the stack or of an array whose size is known
# ends it, and what it does not set is zero. tests/processors reads it back from the program of each processor.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)

target_compile_options(yama_options INTERFACE -fstack-protector-strong -ftrivial-auto-var-init=zero
                                              -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
target_link_options(yama_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack,-z,text)

# The C library has what a static program needs to relocate itself (rcrt1.o) for some processors only: in Debian 12 and
# 13 those are x86_64, i686 and aarch64.
check_linker_flag(CXX -static-pie YAMA_HAS_STATIC_PIE)
if(YAMA_HAS_STATIC_PIE)
  target_compile_options(yama_options INTERFACE -fPIE)
  target_link_options(yama_options INTERFACE -static-pie)
else()
  target_compile_options(yama_options INTERFACE -fno-pie)
  target_link_options(yama_options INTERFACE -static -no-pie)
endif()

# aarch64: a return goes to where the call came from; older processors take the instructions for no-ops. The like of x86
# (CET) and that of jumps (BTI) count only where every part of a program is marked so, and Debian's libc.a is not.
check_cxx_compiler_flag(-mbranch-protection=pac-ret YAMA_HAS_PAC_RET)
if(YAMA_HAS_PAC_RET)
  target_compile_options(yama_options INTERFACE -mbranch-protection=pac-ret)
endif()
