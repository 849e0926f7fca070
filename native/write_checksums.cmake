# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Writes MODULES/__yama_ptrace.sha256 in the format of sha256sum: one line a program.
file(GLOB programs RELATIVE ${MODULES} ${MODULES}/__yama_ptrace_*)
list(SORT programs)
set(lines "")
foreach(program IN LISTS programs)
  file(SHA256 ${MODULES}/${program} sum)
  string(APPEND lines "${sum}  ${program}\n")
endforeach()
# Left alone when it is right: another program may be reading it.
file(CONFIGURE OUTPUT ${MODULES}/__yama_ptrace.sha256 CONTENT "${lines}" @ONLY)
