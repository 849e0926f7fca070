// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/grub.h"

#include <algorithm>
#include <utility>

#include "observe/boot/boot_loader_entries.h"
#include "observe/config_text.h"

namespace yama::boot {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kCommandEnds = "\n;#";  // where a word would begin
constexpr std::string_view kConfig = "/grub.cfg";
constexpr std::string_view kOnEfi = "/boot/efi/EFI/";

/// A word of GRUB's shell without its quotes.
std::string unquoted(std::string_view word) {
  std::string text;
  std::copy_if(word.begin(), word.end(), std::back_inserter(text), [](char c) { return c != '"' && c != '\''; });
  return text;
}

/// The first quoted text of a line, or else its first word: the title of a menu entry.
std::string title_of(std::string_view rest) {
  if (!rest.empty() && (rest.front() == '\'' || rest.front() == '"')) {
    return std::string(rest.substr(1, rest.find(rest.front(), 1) - 1));
  }
  return std::string(config::split_word(rest).word);
}

/// What follows $menuentry_id_option or --id.
std::string id_of(std::string_view rest) {
  for (const std::string_view option : {"$menuentry_id_option ", "--id=", "--id "}) {
    if (const std::size_t at = rest.find(option); at != std::string_view::npos) {
      return title_of(rest.substr(at + option.size()));
    }
  }
  return {};
}

/// "\xHH".
bool is_hexadecimal_escape(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  return text.starts_with("\\x") && text.size() >= 4 && kDigits.find(text[2]) != std::string_view::npos &&
         kDigits.find(text[3]) != std::string_view::npos;
}

bool is_linux(std::string_view word) { return word == "linux" || word == "linux16" || word == "linuxefi"; }
bool is_initrd(std::string_view word) { return word == "initrd" || word == "initrd16" || word == "initrdefi"; }

/// One pass over grub.cfg.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  void read(std::string_view bytes) {
    for (const config::Line& line : config::lines_of(bytes)) {
      const auto [word, rest] = config::split_word(line.text);
      if (word == "menuentry" || word == "submenu") {
        open(word, rest);
      } else if (line.text == "}" && !levels_.empty()) {
        levels_.pop_back();
      } else if (line.text.ends_with('{')) {
        levels_.push_back(word);
      } else if (word == "set" && rest.find('=') != std::string_view::npos) {
        assign(rest);
      } else if (word == "blscfg") {
        reads_entries_ = true;
      } else if (is_linux(word)) {
        add(line.number, rest);
      } else if (is_initrd(word) && !entries_.empty()) {
        add_initrds(rest);
      }
    }
  }

  [[nodiscard]] const std::string& default_name() const { return default_; }
  [[nodiscard]] bool reads_entries() const { return reads_entries_; }
  [[nodiscard]] config::Variables& variables() { return variables_; }

  /// The entry that a name of GRUB's chooses; none when that is not known.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
    const std::string_view last = name.substr(name.rfind('>') + 1);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const BootEntry& entry = entries_[i];
      const bool by_number = last == name && places_[i].top_level && std::to_string(places_[i].index) == name;
      if (by_number || (!last.empty() && (last == entry.id || last == entry.title))) {
        return i;
      }
    }
    return std::nullopt;
  }

  /// The entries, with the arguments that the kernel is given.
  std::vector<BootEntry> entries() {
    for (BootEntry& entry : entries_) {
      entry.arguments = given_by_grub(entry.arguments, variables_);
    }
    return entries_;
  }

 private:
  struct Place {
    std::size_t index = 0;  ///< among the entries and submenus of the first menu
    bool top_level = true;
  };

  [[nodiscard]] bool in_menu() const { return !levels_.empty() && levels_.front() != "function"; }

  void open(std::string_view word, std::string_view rest) {
    if (!in_menu()) {
      place_ = {.index = next_index_++, .top_level = word == "menuentry"};
    }
    title_ = title_of(rest);
    id_ = id_of(rest);
    if (rest.ends_with('{')) {
      levels_.push_back(word);
    }
  }

  /// set default="${next_entry}" stands in the branch for an entry that is booted once: grubenv knows which.
  void assign(std::string_view rest) {
    const std::size_t equals = rest.find('=');
    const std::string_view name = rest.substr(0, equals);
    const std::string value = unquoted(rest.substr(equals + 1));
    if (name != "default") {
      variables_.insert_or_assign(std::string(name), value);
    } else if (value != "${next_entry}") {
      default_ = value;
    }
  }

  void add(std::size_t number, std::string_view rest) {
    const auto [kernel, arguments] = config::split_word(rest);
    BootEntry entry;
    entry.file = file_;
    entry.line = number;
    entry.id = id_;
    entry.title = title_;
    entry.kernel = unquoted(kernel);
    entry.arguments = arguments;
    entries_.push_back(std::move(entry));
    places_.push_back(place_);
  }

  void add_initrds(std::string_view rest) {
    while (!rest.empty()) {
      const auto [image, more] = config::split_word(rest);
      entries_.back().initrds.push_back(unquoted(image));
      rest = more;
    }
  }

  std::string file_;
  std::vector<std::string_view> levels_;
  std::size_t next_index_ = 0;
  Place place_;
  std::string title_;
  std::string id_;
  std::string default_ = "0";
  bool reads_entries_ = false;
  config::Variables variables_;
  std::vector<BootEntry> entries_;
  std::vector<Place> places_;
};

std::optional<std::size_t> find_entry(const std::vector<BootEntry>& entries, std::string_view id) {
  const auto found = std::find_if(entries.begin(), entries.end(), [id](const BootEntry& e) { return e.id == id; });
  return found == entries.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - entries.begin()));
}

/// GRUB's default among the entries of grub.cfg, or among those that blscfg reads, the newest of which comes first.
std::optional<std::size_t> default_of(const Reader& reader, const config::Variables& environment,
                                      const std::vector<BootEntry>& read_entries) {
  const auto saved = [&](std::string_view name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string{} : found->second;
  };
  if (!saved("next_entry").empty()) {
    return std::nullopt;
  }
  std::string name = reader.default_name();
  if (name == "${saved_entry}") {
    name = saved("saved_entry");
  }
  if (reader.reads_entries() && !read_entries.empty()) {
    return name.empty() || name == "0" ? newest(read_entries) : find_entry(read_entries, name);
  }
  return reader.find(name.empty() ? "0" : name);
}

/// Arguments with blanks between them, as grub_create_loader_cmdline() puts them together. Empty ones are left out: the
/// kernel sees only blanks there.
std::string quoted_for_kernel(const std::vector<std::string>& arguments) {
  std::string line;
  for (const std::string& argument : arguments) {
    const std::string_view quote = argument.find(' ') == std::string::npos ? "" : "\"";
    line.append(line.empty() || argument.empty() ? "" : " ").append(quote);
    for (std::size_t at = 0; at < argument.size(); ++at) {
      const bool escaped_already = is_hexadecimal_escape(std::string_view{argument}.substr(at));
      const bool special = argument[at] == '\\' || argument[at] == '\'' || argument[at] == '"';
      line.append(special && !escaped_already ? "\\" : "").append(1, argument[at]);
    }
    line.append(quote);
  }
  return line;
}

/// Where its configuration may be, the likeliest first.
std::vector<std::string> directories(const host::Root& root) {
  std::vector<std::string> all = {"/boot/grub", "/boot/grub2"};
  const auto names = root.list(kOnEfi);
  for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
    all.push_back(std::string(kOnEfi) + (*names)[i].name);
  }
  return all;
}

std::optional<BootMenu> read_directory(const host::Root& root, const std::string& directory) {
  const std::string file = directory + std::string(kConfig);
  const host::Attempt<std::string> bytes = root.read(file);
  if (!bytes.ok()) {
    return std::nullopt;
  }
  config::Variables environment;
  if (const auto saved = root.read(directory + "/grubenv"); saved.ok()) {
    environment = read_grub_environment(*saved);
  }
  Reader reader(file);
  reader.read(*bytes);
  for (const auto& [name, value] : environment) {
    reader.variables().insert_or_assign(name, value);
  }
  std::vector<BootEntry> read_entries;
  if (reader.reads_entries()) {
    read_entries = read_boot_loader_entries(root);
    for (BootEntry& entry : read_entries) {
      entry.arguments = given_by_grub(config::expand(entry.arguments, reader.variables()), {});  // as blscfg does
    }
  }
  BootMenu menu;
  menu.boot_loader = BootLoader::kGrub;
  menu.maker = maker_of(file);
  menu.chosen = default_of(reader, environment, read_entries);
  menu.entries = read_entries.empty() ? reader.entries() : std::move(read_entries);
  return menu;
}

}  // namespace

std::string given_by_grub(std::string_view words, const config::Variables& variables) {
  std::vector<std::string> arguments;
  while (true) {
    words.remove_prefix(std::min(words.find_first_not_of(kBlanks), words.size()));
    if (words.empty() || kCommandEnds.find(words.front()) != std::string_view::npos) {
      return quoted_for_kernel(arguments);
    }
    arguments.emplace_back();
    for (const config::WordPart& part : config::take_shell_word(words, variables)) {
      for (const char byte : part.text) {
        if (part.splits && kBlanks.find(byte) != std::string_view::npos) {
          arguments.emplace_back();
        } else {
          arguments.back() += byte;
        }
      }
    }
  }
}

config::Variables read_grub_environment(std::string_view bytes) {
  config::Variables variables;
  for (const config::Item& item : config::items_of(bytes)) {
    variables.insert_or_assign(std::string(item.key), std::string(item.value));
  }
  return variables;
}

std::string maker_of(std::string_view file) {
  if (file == "/boot/grub/grub.cfg") {
    return "update-grub";
  }
  const bool is_made = file == "/boot/grub2/grub.cfg" || (file.starts_with(kOnEfi) && file.ends_with(kConfig));
  return is_made ? "grub2-mkconfig -o " + std::string(file) : "";
}

std::optional<BootMenu> read_grub(const host::Root& root) {
  for (const std::string& directory : directories(root)) {
    std::optional<BootMenu> menu = read_directory(root, directory);
    if (menu && !menu->entries.empty()) {
      return menu;
    }
  }
  return std::nullopt;
}

}  // namespace yama::boot
