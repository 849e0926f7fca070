# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# `cmake --install`: the program, its man page, what shells complete its words with, its licence and how to begin. The
# folders are those of GNUInstallDirs and the three below; DESTDIR is honoured.
include(GNUInstallDirs)
set(YAMA_BASH_COMPLETIONS ${CMAKE_INSTALL_DATADIR}/bash-completion/completions CACHE STRING "Where bash-completion looks")
set(YAMA_ZSH_FUNCTIONS ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING "A folder of zsh's fpath")
set(YAMA_FISH_COMPLETIONS ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d CACHE STRING "Where fish looks")
set(YAMA_MANUAL "" CACHE PATH "Man page and completions that another build made, for another processor's")

if(YAMA_MANUAL)
  set(manual ${YAMA_MANUAL})
elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL CMAKE_HOST_SYSTEM_PROCESSOR AND NOT YAMA_COVERAGE_GUIDED)
  set(manual ${CMAKE_BINARY_DIR}/manual)
  set_target_properties(manual PROPERTIES EXCLUDE_FROM_ALL OFF)
endif()

install(TARGETS yama-ptrace RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(DEFINED manual)
  install(FILES ${manual}/yama-ptrace.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
  install(FILES ${manual}/yama-ptrace.bash DESTINATION ${YAMA_BASH_COMPLETIONS} RENAME yama-ptrace)
  install(FILES ${manual}/_yama-ptrace DESTINATION ${YAMA_ZSH_FUNCTIONS})
  install(FILES ${manual}/yama-ptrace.fish DESTINATION ${YAMA_FISH_COMPLETIONS})
else()
  install(CODE "message(NOTICE \"Without man page and completions: name a folder that has them in YAMA_MANUAL.\")")
endif()
