// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yama::fuzz {

/// Something that reads bytes of others.
struct Target {
  std::string_view name;
  std::string (*fault_in)(std::string_view bytes);  ///< what must never be; empty when there is nothing
};

/// All of them, in the order of their names.
std::span<const Target> targets();

/// The one with this name, or nullptr.
const Target* find_target(std::string_view name);

/// A target's inputs in the file CORPUS/NAME.txt: one a line, with \n, \\ and \xNN for what a line cannot hold; lines
/// that begin with '#' are none.
std::vector<std::string> inputs_of(const std::string& corpus, const Target& target);

/// One input as a line of such a file.
std::string line_of_input(std::string_view bytes);

// The targets. Those of texts.cc need no disk.
std::string fault_in_arguments(std::string_view bytes);
std::string fault_in_settings(std::string_view bytes);
std::string fault_in_tree(std::string_view bytes);
std::string fault_in_marks(std::string_view bytes);
std::string fault_in_number(std::string_view bytes);
std::string fault_in_kernel_arguments(std::string_view bytes);
std::string fault_in_unit(std::string_view bytes);
std::string fault_in_script(std::string_view bytes);
std::string fault_in_assignments(std::string_view bytes);
std::string fault_in_ini(std::string_view bytes);
std::string fault_in_archive(std::string_view bytes);
std::string fault_in_database(std::string_view bytes);
std::string fault_in_os_release(std::string_view bytes);

// Those of readers.cc put the bytes into a file of a small image, which one of several the first byte chooses.
std::string fault_in_grub(std::string_view bytes);
std::string fault_in_entries(std::string_view bytes);
std::string fault_in_unified_image(std::string_view bytes);
std::string fault_in_tuned(std::string_view bytes);
std::string fault_in_ufw(std::string_view bytes);
std::string fault_in_packages(std::string_view bytes);
std::string fault_in_boot_scripts(std::string_view bytes);
std::string fault_in_schedules(std::string_view bytes);
std::string fault_in_tmpfiles(std::string_view bytes);
std::string fault_in_cloud_init(std::string_view bytes);

// Whole images: any files beside those of Debian 12 or 13.
std::string fault_in_host(std::string_view bytes);

}  // namespace yama::fuzz
