// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "targets.h"

#include <algorithm>
#include <fstream>

namespace yama::fuzz {

namespace {

constexpr Target kTargets[] = {
    {"archive", fault_in_archive},
    {"arguments", fault_in_arguments},
    {"assignments", fault_in_assignments},
    {"boot-scripts", fault_in_boot_scripts},
    {"cloud-init", fault_in_cloud_init},
    {"database", fault_in_database},
    {"entries", fault_in_entries},
    {"grub", fault_in_grub},
    {"host", fault_in_host},
    {"ini", fault_in_ini},
    {"kernel-arguments", fault_in_kernel_arguments},
    {"marks", fault_in_marks},
    {"number", fault_in_number},
    {"os-release", fault_in_os_release},
    {"packages", fault_in_packages},
    {"schedules", fault_in_schedules},
    {"script", fault_in_script},
    {"settings", fault_in_settings},
    {"tmpfiles", fault_in_tmpfiles},
    {"tree", fault_in_tree},
    {"tuned", fault_in_tuned},
    {"ufw", fault_in_ufw},
    {"unified-image", fault_in_unified_image},
    {"unit", fault_in_unit},
};

constexpr std::string_view kDigits = "0123456789abcdef";

std::string input_of_line(std::string_view line) {
  std::string bytes;
  while (!line.empty()) {
    std::size_t taken = 1;
    char byte = line.front();
    if (byte == '\\' && line.size() >= 2) {
      taken = 2;
      byte = line[1] == 'n' ? '\n' : '\\';
      if (line[1] == 'x' && line.size() >= 4) {
        taken = 4;
        byte = static_cast<char>(kDigits.find(line[2]) * 16 + kDigits.find(line[3]));
      }
    }
    bytes += byte;
    line.remove_prefix(taken);
  }
  return bytes;
}

}  // namespace

std::span<const Target> targets() { return kTargets; }

const Target* find_target(std::string_view name) {
  const auto* const found = std::ranges::find(kTargets, name, &Target::name);
  return found == std::end(kTargets) ? nullptr : found;
}

std::vector<std::string> inputs_of(const std::string& corpus, const Target& target) {
  std::vector<std::string> inputs;
  std::ifstream file(corpus + "/" + std::string(target.name) + ".txt", std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) {
      inputs.push_back(input_of_line(line));
    }
  }
  return inputs;
}

std::string line_of_input(std::string_view bytes) {
  std::string line;
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    if (byte == '\n') {
      line += "\\n";
    } else if (byte == '\\') {
      line += "\\\\";
    } else if (number < 0x20 || number > 0x7e || (byte == '#' && line.empty())) {
      line.append("\\x").append(1, kDigits[number / 16]).append(1, kDigits[number % 16]);
    } else {
      line += byte;
    }
  }
  return line;
}

}  // namespace yama::fuzz
