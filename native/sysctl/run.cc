// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/run.h"

#include <utility>

namespace yama::sysctl {

std::optional<std::string_view> Run::open(const Tree& tree, const Visit& visit) {
  const std::string entry(visit.entry);
  switch (visit.what->type) {
    case EntryType::kFile: {
      const auto file = tree.files.find(visit.what->file);
      if (file != tree.files.end()) {
        return file->second.bytes;
      }
      doubt(entry + " has no content");
      return std::nullopt;
    }
    case EntryType::kDirectory:
      note(entry + " is a directory: it hides files of its name and sets nothing");
      return std::nullopt;
    case EntryType::kSpecial:
      doubt(entry + " is a FIFO, socket or device: the loader may wait for it for ever");
      return std::nullopt;
    case EntryType::kUnreadable:
      doubt(entry + " could not be read: " + visit.what->reason);
      return std::nullopt;
    case EntryType::kBroken:
    case EntryType::kMissing:
      note(entry + " is a link that leads nowhere");
      return std::nullopt;
    case EntryType::kEmpty:
      return std::nullopt;
  }
  return std::nullopt;
}

std::size_t Run::add(const Visit& visit, const Line& line, Kind kind, std::string_view value) {
  Definition definition = {.entry = std::string(visit.entry),
                           .file = visit.what->file,
                           .line = line.number,
                           .offset = line.offset,
                           .length = line.text.size(),
                           .kind = kind,
                           .value = {},
                           .reason = {}};
  if (kind == Kind::kAssignment || kind == Kind::kGlob) {
    if (const KernelWrite alone = kernel_write(value, std::nullopt); alone.effect == WriteEffect::kSet) {
      definition.value = alone.value;
    } else {
      definition.kind = Kind::kInvalid;
      definition.reason = "the kernel refuses the value";
    }
  }
  prediction_.definitions.push_back(std::move(definition));
  return prediction_.definitions.size() - 1;
}

void Run::write(std::size_t definition, std::string_view bytes) {
  const KernelWrite result = kernel_write(bytes, current_);
  if (result.effect != WriteEffect::kSet) {
    if (at(definition).value) {
      const std::string by = locker_ == 0 ? "before this loader ran" : "by " + where(locker_ - 1);
      decide(definition, Fate::kIgnored, "the kernel was locked at 3 " + by);
    }
    return;
  }
  if (prediction_.winner && *prediction_.winner != definition) {
    decide(*prediction_.winner, Fate::kOverridden, "written, then overwritten by " + where(definition));
  }
  current_ = result.value;
  prediction_.value = result.value;
  prediction_.winner = definition;
  decide(definition, Fate::kWins, "");
  prediction_.definitions[definition].written = true;
  if (result.value == Scope::kNoAttach && locker_ == 0) {
    prediction_.locks = true;
    locker_ = definition + 1;
  }
}

void Run::decide(std::size_t definition, Fate fate, std::string reason) {
  prediction_.definitions[definition].fate = fate;
  prediction_.definitions[definition].reason = std::move(reason);
}

void Run::doubt_other_key(std::string note) {
  const bool was_certain = !prediction_.uncertain;
  const bool already = prediction_.rests_on_other_keys;
  doubt(std::move(note));
  prediction_.rests_on_other_keys = was_certain || already;
}

void Run::doubt(std::string note) {
  prediction_.uncertain = true;
  prediction_.rests_on_other_keys = false;
  prediction_.notes.push_back(std::move(note));
}

std::string Run::where(std::size_t definition) const {
  return at(definition).entry + ":" + std::to_string(at(definition).line);
}

Prediction Run::finish() && { return std::move(prediction_); }

}  // namespace yama::sysctl
