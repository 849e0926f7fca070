# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# What makes the program smaller and takes nothing from it. docs/architecture.md has the size of each part.
include(CheckLinkerFlag)

# Nothing in it catches an exception but the two files below; any other ends the program with a sentence
# (last_words.cc), for which nothing need be there that destroys what each function has, as nothing is after a kill.
# Those two are left out of LTO, which would write tables for all the rest, too.
target_compile_options(yama_options INTERFACE -fno-exceptions -fno-asynchronous-unwind-tables)
set_source_files_properties(host/launch.cc protocol/boost_json.cc PROPERTIES COMPILE_OPTIONS "-fexceptions;-fno-lto")

# Addresses that a static position-independent program adds to itself at its start, in a tenth of the space: glibc since
# 2.36, binutils since 2.38 for x86.
check_linker_flag(CXX "-Wl,--fatal-warnings,-z,pack-relative-relocs" YAMA_HAS_PACKED_RELOCATIONS)
if(YAMA_HAS_PACKED_RELOCATIONS AND YAMA_HAS_STATIC_PIE)
  target_link_options(yama_options INTERFACE -Wl,-z,pack-relative-relocs)
endif()

# Parts of the C library that it cannot reach.
try_compile(YAMA_REPLACES_PARTS ${CMAKE_BINARY_DIR}/lean
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/lean.cc ${CMAKE_CURRENT_SOURCE_DIR}/lean_check.cc LINK_OPTIONS -static)
