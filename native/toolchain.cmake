# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Builds for the processor YAMA_PROCESSOR, one of those below, with Debian's compiler for it (package g++-TRIPLET).
# Used by the presets release-PROCESSOR. The options fix what the program's own code asks of a processor, so that a
# compiler with a newer default makes the same of it.
set(TRIPLET_x86_64 x86_64-linux-gnu)
set(OPTIONS_x86_64 -march=x86-64)
set(TRIPLET_i686 i686-linux-gnu)
set(OPTIONS_i686 -march=i686)  # no SSE
set(TRIPLET_aarch64 aarch64-linux-gnu)
set(OPTIONS_aarch64 -march=armv8-a)
set(TRIPLET_armv7l arm-linux-gnueabihf)
set(OPTIONS_armv7l -march=armv7-a+fp -mfloat-abi=hard)  # VFPv3 with 16 registers, no NEON
set(TRIPLET_ppc64le powerpc64le-linux-gnu)
set(OPTIONS_ppc64le -mcpu=power8)
set(TRIPLET_s390x s390x-linux-gnu)
set(OPTIONS_s390x -march=z196)
set(TRIPLET_riscv64 riscv64-linux-gnu)
set(OPTIONS_riscv64 -march=rv64gc -mabi=lp64d)

if(NOT DEFINED TRIPLET_${YAMA_PROCESSOR})
  message(FATAL_ERROR "There is no processor \"${YAMA_PROCESSOR}\" in ${CMAKE_CURRENT_LIST_FILE}: set YAMA_PROCESSOR.")
endif()
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES YAMA_PROCESSOR)

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${YAMA_PROCESSOR})
set(CMAKE_CXX_COMPILER ${TRIPLET_${YAMA_PROCESSOR}}-g++)
set(CMAKE_AR ${TRIPLET_${YAMA_PROCESSOR}}-gcc-ar)
list(JOIN OPTIONS_${YAMA_PROCESSOR} " " CMAKE_CXX_FLAGS_INIT)
