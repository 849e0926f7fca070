# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timer that judges a host between jobs: its files, and the shell script that puts them there or takes them away.

Text in, text out. None of the files names the parameter, because a file that names it and that the program cannot
explain is a doubt about the host.
"""

from __future__ import annotations

import re
import typing as t

FOLDER = "/usr/local/libexec/hardening.yama"
PROGRAM = f"{FOLDER}/yama-ptrace"
SCRIPT = f"{FOLDER}/audit"
UNITS = "/etc/systemd/system"
NAME = "yama-ptrace-audit"
PROM = "yama_ptrace.prom"

# What systemd.time(7) calls a calendar event, as far as one line of a unit can hold it.
CALENDAR = re.compile(r"[A-Za-z0-9*][A-Za-z0-9 *:,./~+_-]{0,199}")

# A path that stands for itself in a unit and in a shell script.
DIRECTORY = re.compile(r"/[A-Za-z0-9._/@+-]{1,199}")

_END = "end of this file"

_MADE = "# made by hardening.yama; state: absent removes it\n"

_SCRIPT = """#!/bin/sh
{made}# Tells the journal, and node_exporter's textfile collector where its folder is there, whether the host is right.
set -u
program={program}
folder={directory}
said=$("$program" status {options})
status=$?
case $status in
0 | 4) level=6 ;; # right, or not applicable
1 | 3) level=4 ;; # wrong, or not known
*) exit "$status" ;;
esac
printf '%s\\n' "$said" | while IFS= read -r line; do printf '<%s>%s\\n' "$level" "$line"; done
[ -d "$folder" ] || exit 0
draft=$folder/.{prom}.new # which no collector reads
trap 'rm -f "$draft"' EXIT
"$program" status {options} --format prometheus >"$draft"
status=$?
case $status in
0 | 1 | 3 | 4) chmod 644 "$draft" && mv -f "$draft" "$folder/{prom}" ;;
*) exit "$status" ;;
esac
"""

# Settings that systemd 239 of RHEL 8 knows. Nothing of the host is writable but the collector's folder. What root may
# read for the judgement is read without other rights of root.
_SERVICE = """{made}[Unit]
Description=Judge the scope of Yama, now and at the next boot
Documentation=https://github.com/hardening-yama/hardening.yama

[Service]
Type=oneshot
ExecStart={script}
Nice=10
TimeoutStartSec=5min
UMask=0022
CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE CAP_SYS_PTRACE
IPAddressDeny=any
LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateNetwork=yes
ProtectControlGroups=yes
ProtectHome=read-only
ProtectKernelModules=yes
ProtectSystem=strict
ReadWritePaths=-{directory}
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
"""

_TIMER = """{made}[Unit]
Description=Judge the scope of Yama from time to time
Documentation=https://github.com/hardening-yama/hardening.yama

[Timer]
OnBootSec=2min
OnCalendar={calendar}
RandomizedDelaySec=10min
Persistent=yes

[Install]
WantedBy=timers.target
"""

# $1 is the program that was sent. Each step that changes something first says which, and does nothing in check mode.
_COMMON = """set -u
check={check} changed=false actions=
fail() {{ printf '%s\\n' "$*" >&2; exit 1; }}
act() {{ changed=true; actions="$actions${{actions:+, }}\\"$1\\""; [ "$check" = no ]; }}
report() {{ printf '{{"changed": %s, "actions": [%s], "msg": "%s"}}\\n' "$changed" "$actions" "$1"; }}
[ "$(id -u)" = 0 ] || fail 'The timer needs root: set become to true.'
"""

_PRESENT = """[ -d /run/systemd/system ] || fail 'The timer needs systemd, which does not run here.'
put() {{ # MODE FILE, from $draft
  cmp -s "$draft" "$2" && {{ [ "$check" = yes ] || chmod "$1" "$2"; }} && return
  act "wrote $2" || return 0
  chmod "$1" "$draft" && mv -f "$draft" "$2" || fail "$2 could not be written."
}}
work=$(mktemp -d) || fail 'There is no room for a temporary file.'
trap 'rm -rf "$work"' EXIT
place() {{ # MODE FILE, from standard input; the draft is beside the file, so that the last step is a rename
  if [ "$check" = yes ]; then draft=$work/draft; else draft=$2.new; fi
  cat >"$draft" || fail "$2 could not be written."
  put "$1" "$2"
  rm -f "$draft"
}}
[ "$check" = yes ] || mkdir -p {folder} || fail '{folder} could not be made.'
place 755 {program} <"$1"
{files}
if [ "$check" = no ] && command -v sha256sum >/dev/null; then
  (cd {folder} && sha256sum -c yama-ptrace.sha256 >/dev/null) || fail '{program} is not what was sent.'
fi
[ "$check" = yes ] || ! command -v restorecon >/dev/null || restorecon -R {folder}
if [ "$changed" = true ] && [ "$check" = no ]; then
  systemctl daemon-reload || fail 'systemctl daemon-reload failed.'
fi
if [ "$(systemctl is-enabled {name}.timer 2>/dev/null)" != enabled ] || ! systemctl -q is-active {name}.timer; then
  if act 'started {name}.timer'; then
    systemctl -q enable {name}.timer && systemctl restart {name}.timer ||
      fail 'systemd does not take {name}.timer: see systemctl status {name}.timer.'
  fi
elif [ "$changed" = true ] && [ "$check" = no ]; then
  systemctl restart {name}.timer || fail 'systemd does not take {name}.timer: see systemctl status {name}.timer.'
fi
[ "$changed" = false ] || [ "$check" = yes ] || systemctl --no-block start {name}.service
report 'the timer judges this host'
"""

_ABSENT = """take() {{
  [ -e "$1" ] || return 0
  act "removed $1" || return 0
  rm -f "$1" || fail "$1 could not be removed."
}}
if [ -e {units}/{name}.timer ] && [ -d /run/systemd/system ] && [ "$check" = no ]; then
  systemctl -q disable --now {name}.timer
  systemctl stop {name}.service
fi
prom=$(sed -n 's/^folder=//p' {script} 2>/dev/null)
[ -z "$prom" ] || {{ take "$prom/{prom}"; take "$prom/.{prom}.new"; }}
for file in {units}/{name}.timer {units}/{name}.service {script} {program} {program}.sha256; do
  take "$file"
done
[ "$check" = yes ] || rmdir {folder} 2>/dev/null
[ "$changed" = false ] || [ "$check" = yes ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
report 'there is no timer'
"""


def wrong_value(arguments: dict[str, t.Any]) -> str:
    """What cannot stand in a unit, as a sentence; empty when all can."""
    if "calendar" in arguments and not CALENDAR.fullmatch(arguments["calendar"]):
        return f"calendar must be a calendar event such as hourly or *-*-* 04:00; got '{arguments['calendar']}'."
    directory = arguments.get("textfile_directory")
    if directory is not None and (not DIRECTORY.fullmatch(directory) or ".." in directory.split("/")):
        return f"textfile_directory must be an absolute path of letters, digits and ._/@+-; got '{directory}'."
    return ""


def files(scope: str, minimum: bool, calendar: str, directory: str) -> dict[str, tuple[str, str]]:
    """What the timer consists of beside the program: the content and the mode of each file."""
    options = f"--scope {scope}" + (" --minimum" if minimum else "")
    words = {
        "made": _MADE,
        "program": PROGRAM,
        "script": SCRIPT,
        "directory": directory,
        "options": options,
        "prom": PROM,
        "calendar": calendar,
    }
    return {
        SCRIPT: (_SCRIPT.format(**words), "755"),
        f"{UNITS}/{NAME}.service": (_SERVICE.format(**words), "644"),
        f"{UNITS}/{NAME}.timer": (_TIMER.format(**words), "644"),
    }


def script(arguments: dict[str, t.Any], checksum: str, *, check: bool) -> str:
    """The shell script for the target; $1 is the program, whose SHA-256 is known here."""
    names = {"folder": FOLDER, "program": PROGRAM, "script": SCRIPT, "units": UNITS, "name": NAME, "prom": PROM}
    common = _COMMON.format(check="yes" if check else "no")
    if arguments["state"] == "absent":
        return common + _ABSENT.format(**names)
    wanted = files(
        arguments["scope"], arguments["minimum"], arguments["calendar"], arguments["textfile_directory"].rstrip("/")
    )
    wanted[f"{PROGRAM}.sha256"] = (f"{checksum}  yama-ptrace\n", "644")
    steps = "\n".join(f"place {mode} {path} <<'{_END}'\n{content}{_END}" for path, (content, mode) in wanted.items())
    return common + _PRESENT.format(**names, files=steps)
