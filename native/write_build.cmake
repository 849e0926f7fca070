# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
cmake_minimum_required(VERSION 3.25)

# Writes OUTPUT, the header with the VERSION and the commit of the sources in SOURCE; leaves it alone when it is right.
# The commit is git's where SOURCE is a checkout, "+changes" behind it where files that git knows differ from it; else
# that of commit.txt, where `git archive` put it; else "unknown".
set(commit "unknown")
find_program(GIT git)
file(REAL_PATH ${SOURCE} here)
set(git ${GIT} -c safe.directory=${here} -C ${here})
set(top "")
if(GIT)
  execute_process(COMMAND ${git} rev-parse --show-toplevel HEAD
                  OUTPUT_VARIABLE said ERROR_QUIET RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(failed EQUAL 0 AND said MATCHES "^(.+)\n([0-9a-f]+)$")
    set(top "${CMAKE_MATCH_1}")
    string(SUBSTRING "${CMAKE_MATCH_2}" 0 12 head)
  endif()
endif()
if(top STREQUAL here)  # else the sources lie in a checkout of something else
  set(commit ${head})
  execute_process(COMMAND ${git} diff --quiet HEAD -- RESULT_VARIABLE differs ERROR_QUIET)
  if(NOT differs EQUAL 0)
    string(APPEND commit "+changes")
  endif()
else()
  file(STRINGS ${SOURCE}/native/commit.txt line LIMIT_COUNT 1)
  if(line MATCHES "^[0-9a-f]+$")
    string(SUBSTRING "${line}" 0 12 commit)
  endif()
endif()

file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT
"// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace yama {

inline constexpr const char* kVersion = \"@VERSION@\";
inline constexpr const char* kCommit = \"@commit@\";

}  // namespace yama
")
