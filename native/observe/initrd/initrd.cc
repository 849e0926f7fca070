// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/initrd.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/scope.h"
#include "base/text.h"
#include "observe/initrd/gate.h"
#include "observe/initrd/image.h"
#include "sysctl/predict.h"

namespace yama::initrd {
namespace {

constexpr std::string_view kBoot = "/boot";

/// How generators name their images: initrd.img-6.1.0 (Debian), initramfs-6.1.0.img (dracut), initramfs-linux.img
/// (Arch), initrd-6.1.0 (SUSE). Those of kdump and rescue start another system.
bool is_image_name(std::string_view name) {
  const bool other = name.find("kdump") != std::string_view::npos || name.find("rescue") != std::string_view::npos ||
                     name.find("fallback") != std::string_view::npos || name.ends_with(".old");
  return !other && (name.starts_with("initrd.img-") || name.starts_with("initramfs-") || name.starts_with("initrd-"));
}

/// A path below the boot loader's partition, as the host sees it.
std::string host_path(const host::Root& root, std::string_view written) {
  std::string path(written);
  std::replace(path.begin(), path.end(), '\\', '/');
  for (const std::string_view partition : {"", "/boot", "/efi", "/boot/efi"}) {
    if (std::string candidate = std::string(partition) + path; root.exists(candidate)) {
      return candidate;
    }
  }
  return {};
}

std::optional<std::string> newest_in_boot(const host::Root& root) {
  std::optional<std::string> newest;
  time_t made = 0;
  const auto names = root.list(kBoot);
  for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
    const std::string path = std::string(kBoot) + "/" + (*names)[i].name;
    const auto status = is_image_name((*names)[i].name) ? root.status(path) : host::Errno{0};
    if (status.ok() && (!newest || status->st_mtim.tv_sec > made)) {
      newest = path;
      made = status->st_mtim.tv_sec;
    }
  }
  return newest;
}

Stage stage_of(const std::string& image) {
  return {.kind = StageKind::kInitrd, .time = StageTime::kBefore, .file = image, .text = {}, .note = {}};
}

/// What the systemd-sysctl inside the image leaves in the kernel; none when nothing there sets the value. It is the
/// host's own build; where that may be more than one, the strictest value, uncertain when they disagree.
std::optional<Stage> stage_of_loader(const std::string& image, const Content& content, const std::string& version) {
  const sysctl::Tree tree = content.tree();
  std::optional<sysctl::Prediction> strictest;
  bool agree = true;
  for (const sysctl::Behaviour& behaviour : sysctl::behaviours_of(sysctl::Loader::kSystemd, version)) {
    sysctl::Prediction one = sysctl::predict(behaviour, tree, sysctl::kPtraceScope);
    agree = agree && (!strictest || one.value == strictest->value);
    if (!strictest || one.value > strictest->value) {
      strictest = std::move(one);
    }
  }
  const sysctl::Prediction prediction = strictest ? *std::move(strictest) : sysctl::Prediction{};
  if (!prediction.winner || !prediction.value) {
    return std::nullopt;
  }
  const sysctl::Definition& winner = prediction.definitions.at(*prediction.winner);
  Stage stage = stage_of(image);
  stage.text = tree.files.at(winner.file).bytes.view().substr(winner.offset, winner.length);
  stage.value = prediction.locks ? std::optional(Scope::kNoAttach) : prediction.value;
  stage.active = content.has_loader();
  stage.certain = agree;
  stage.note = "the copy of " + winner.entry + " in the initrd";
  return stage;
}

}  // namespace

std::vector<std::string> images_of(const host::Root& root, const std::vector<const boot::BootEntry*>& next) {
  std::vector<std::string> images;
  for (const boot::BootEntry* entry : next) {
    for (const std::string& written : entry->initrds) {
      std::string image = host_path(root, written);
      if (!image.empty() && std::find(images.begin(), images.end(), image) == images.end()) {
        images.push_back(std::move(image));
      }
    }
  }
  if (images.empty()) {
    if (auto newest = newest_in_boot(root)) {
      images.push_back(*std::move(newest));
    }
  }
  return images;
}

std::vector<Stage> stages_of_images(const host::Root& root, const std::vector<std::string>& images,
                                    const sysctl::Tree& tree, const std::string& systemd_version) {
  std::vector<Stage> stages;
  for (const std::string& image : images) {
    const std::string reason = reason_to_unpack(root, image, tree, systemd_version);
    if (reason.empty()) {
      continue;
    }
    const auto content = read_image(root, image);
    if (!content) {
      Stage stage = stage_of(image);
      stage.certain = false;
      stage.note = "an initrd that cannot be read (" + content.error().message + "; " + reason + ")";
      stages.push_back(std::move(stage));
      continue;
    }
    if (auto stage = stage_of_loader(image, *content, systemd_version)) {
      stages.push_back(*std::move(stage));
    }
    if (const std::vector<std::string> files = content->too_large(); !files.empty()) {
      Stage stage = stage_of(image);
      stage.text = join(files, " ");
      stage.certain = false;
      stage.note = "a script or file of settings in the initrd that is too large to be read";
      stages.push_back(std::move(stage));
    }
    if (const std::vector<std::string> mentions = content->mentions(); !mentions.empty()) {
      Stage stage = stage_of(image);
      stage.text = join(mentions, " ");
      stage.certain = false;
      stage.note = "a program or script in the initrd";
      stages.push_back(std::move(stage));
    }
  }
  return stages;
}

}  // namespace yama::initrd
