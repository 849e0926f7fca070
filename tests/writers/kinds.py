# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of boot-time writers, each as the files of a host, and what must be said of it.

In paths and contents @V@ stands for the value that is written, @N@ for a name that no other writer of the host has.
"""

from __future__ import annotations

from dataclasses import dataclass

# What `status` can say of a host.
WRONG = "not compliant"
DOUBT = "compliant with doubt"
RIGHT = "compliant"

# Root folders, by the packages that they have beside the lab's own.
MINIMAL: tuple[str, ...] = ()
CRON = ("cron",)
DEVICES = ("ifupdown", "udev")
CLOUD = ("cloud-init", "tuned", "ufw")

WRITE = "/sbin/sysctl -w kernel.yama.ptrace_scope=@V@"
ECHO = "echo @V@ >/proc/sys/kernel/yama/ptrace_scope"
SCRIPT = f"#!/bin/sh\n{ECHO}\n"
ONCE = f"[Service]\nType=oneshot\nExecStart={WRITE}\n"
INSTALL = "[Install]\nWantedBy=multi-user.target\n"
UNITS = "/etc/systemd/system"


@dataclass(frozen=True)
class File:
    """A file of a host; a link when it has a target."""

    path: str
    content: str = ""
    mode: int = 0o644
    target: str = ""

    def named(self, name: str, value: int) -> File:
        """Its placeholders filled in."""
        path, content, target = (
            text.replace("@N@", name).replace("@V@", str(value)) for text in (self.path, self.content, self.target)
        )
        return File(path, content, self.mode, target)


@dataclass(frozen=True)
class Kind:
    """One writer, or a decoy; said is the least that must be said where it writes the wrong value."""

    name: str
    said: str
    files: tuple[File, ...]
    packages: tuple[str, ...] = MINIMAL
    writes: bool = True


def script(path: str, text: str = SCRIPT) -> File:
    """A file that can be executed."""
    return File(path, text, mode=0o755)


def link(path: str, target: str) -> File:
    """A link."""
    return File(path, target=target)


def wanted(unit: str, by: str = "multi-user.target", source: str = "") -> File:
    """The link that enables a unit of /etc."""
    return link(f"{UNITS}/{by}.wants/{unit}", f"{UNITS}/{source or unit}")


def unit(name: str, text: str) -> File:
    """A unit's file in /etc."""
    return File(f"{UNITS}/{name}", text)


LATE = unit("@N@.service", ONCE)  # nothing starts it by itself

_SSH = f"{UNITS}/ssh.service.d/@N@.conf"
_LOOPBACK = 'ACTION=="add", SUBSYSTEM=="net", KERNEL=="lo", '
_LSB = """#!/bin/sh
### BEGIN INIT INFO
# Provides:          @N@
# Required-Start:    $remote_fs
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:
### END INIT INFO
"""
_GENERATOR = f"""#!/bin/sh
mkdir -p "$1/multi-user.target.wants"
printf '[Service]\\nType=oneshot\\nExecStart={WRITE}\\n' >"$1/@N@.service"
ln -s ../@N@.service "$1/multi-user.target.wants/@N@.service"
"""
# TuneD, where it is installed, loads /etc/sysctl.d once more, and would hide what earlier writers wrote.
_NO_TUNED = link(f"{UNITS}/tuned.service", "/dev/null")
_SEED = (  # what makes cloud-init run on a machine without a cloud
    _NO_TUNED,
    File("/var/lib/cloud/seed/nocloud/meta-data", "instance-id: lab\n"),
    File("/var/lib/cloud/seed/nocloud/user-data", "#cloud-config\n"),
    File("/etc/cloud/cloud.cfg.d/01-lab.cfg", "datasource_list: [NoCloud]\nnetwork: {config: disabled}\n"),
)
_CLOUD_CONFIG = "/etc/cloud/cloud.cfg.d/90-@N@.cfg"
_CRONTAB = "/var/spool/cron/crontabs/root"

WRITERS = (
    Kind(
        "tmpfiles w", WRONG, (File("/etc/tmpfiles.d/@N@.conf", "w /proc/sys/kernel/yama/ptrace_scope - - - - @V@\n"),)
    ),
    Kind(
        "tmpfiles f+",
        WRONG,
        (File("/etc/tmpfiles.d/@N@.conf", "f+ /proc/sys/kernel/yama/ptrace_scope 0644 root root - @V@\n"),),
    ),
    Kind("rc.local", WRONG, (script("/etc/rc.local"),)),
    Kind("cron.d @reboot", DOUBT, (File("/etc/cron.d/@N@", f"@reboot root {WRITE}\n"),), packages=CRON),
    Kind("crontab @reboot", DOUBT, (File(_CRONTAB, f"@reboot {WRITE}\n", mode=0o600),), packages=CRON),
    Kind(
        "timer",
        DOUBT,
        (LATE, unit("@N@.timer", "[Timer]\nOnBootSec=1\nAccuracySec=1s\n"), wanted("@N@.timer", "timers.target")),
    ),
    Kind(
        "path",
        DOUBT,
        (
            unit("@N@.service", ONCE.replace("[Service]\n", "[Service]\nRemainAfterExit=yes\n")),
            unit("@N@.path", "[Path]\nPathExists=/etc/hostname\n"),
            wanted("@N@.path", "paths.target"),
        ),
    ),
    Kind("Wants= of a drop-in", DOUBT, (LATE, File(_SSH, "[Unit]\nWants=@N@.service\n"))),
    Kind(
        "OnFailure=",
        DOUBT,
        (
            LATE,
            unit("@N@-fails.service", "[Unit]\nOnFailure=@N@.service\n[Service]\nType=oneshot\nExecStart=/bin/false\n"),
            wanted("@N@-fails.service"),
        ),
    ),
    Kind(
        "preset at the first boot",
        DOUBT,
        (
            unit("@N@.service", ONCE + INSTALL),
            File("/etc/systemd/system-preset/10-@N@.preset", "enable @N@.service\n"),
            File("/etc/machine-id", "uninitialized\n"),
            link(f"{UNITS}/systemd-firstboot.service", "/dev/null"),  # it would ask on the console
        ),
    ),
    Kind("ExecStartPost= of a drop-in", DOUBT, (File(_SSH, f"[Service]\nExecStartPost={WRITE}\n"),)),
    Kind(
        "script of a unit",
        DOUBT,
        (
            script("/usr/local/sbin/@N@"),
            unit("@N@.service", "[Service]\nType=oneshot\nExecStart=/usr/local/sbin/@N@\n"),
            wanted("@N@.service"),
        ),
    ),
    Kind("generator", DOUBT, (script("/etc/systemd/system-generators/@N@", _GENERATOR),)),
    Kind(
        "SysV script",
        DOUBT,
        (script("/etc/init.d/@N@", _LSB + ECHO + "\n"),)
        + tuple(link(f"/etc/rc{level}.d/S01@N@", "../init.d/@N@") for level in (2, 3, 4, 5)),
    ),
    Kind(
        "udev RUN",
        DOUBT,
        (File("/etc/udev/rules.d/90-@N@.rules", f'{_LOOPBACK}RUN+="{WRITE}"\n'),),
        packages=DEVICES,
    ),
    Kind(
        "udev SYSCTL",
        DOUBT,
        (File("/etc/udev/rules.d/90-@N@.rules", f'{_LOOPBACK}SYSCTL{{kernel/yama/ptrace_scope}}="@V@"\n'),),
        packages=DEVICES,
    ),
    Kind(
        "cloud-init bootcmd",
        DOUBT,
        (*_SEED, File(_CLOUD_CONFIG, "#cloud-config\nbootcmd:\n - [sysctl, -w, kernel.yama.ptrace_scope=@V@]\n")),
        packages=CLOUD,
    ),
    Kind(
        "cloud-init runcmd",
        DOUBT,
        (*_SEED, File(_CLOUD_CONFIG, f"#cloud-config\nruncmd:\n - {ECHO}\n")),
        packages=CLOUD,
    ),
    Kind(
        "ifupdown hook",
        DOUBT,
        (File("/etc/network/interfaces", "auto lo\niface lo inet loopback\n"), script("/etc/network/if-up.d/@N@")),
        packages=DEVICES,
    ),
    Kind(
        "instance of a template",
        DOUBT,
        (
            unit("@N@@.service", ONCE.replace("@V@", "%i")),
            wanted("@N@@@V@.service", source="@N@@.service"),
        ),
    ),
    Kind(
        "sysctl -p FILE of a unit",
        WRONG,
        (
            File("/etc/@N@.values", "kernel.yama.ptrace_scope=@V@\n"),
            unit("@N@.service", "[Service]\nType=oneshot\nExecStart=/sbin/sysctl -p /etc/@N@.values\n"),
            wanted("@N@.service"),
        ),
    ),
    Kind(
        "ufw",
        WRONG,
        (
            _NO_TUNED,
            File("/etc/ufw/sysctl.conf", "kernel/yama/ptrace_scope=@V@\n"),
            File("/etc/ufw/ufw.conf", "ENABLED=yes\nLOGLEVEL=off\n"),
        ),
        packages=CLOUD,
    ),
    Kind(
        "TuneD",
        WRONG,
        (
            File("/etc/tuned/@N@/tuned.conf", "[sysctl]\nkernel.yama.ptrace_scope=@V@\n"),
            File("/etc/tuned/active_profile", "@N@\n"),
            File("/etc/tuned/profile_mode", "manual\n"),
            File("/etc/tuned/tuned-main.conf", "daemon = 1\nreapply_sysctl = 0\n"),
        ),
        packages=CLOUD,
    ),
)

# They write nothing, or what is asked for: there is nothing to doubt.
DECOYS = (
    Kind(
        "sysctl --system of a unit",
        RIGHT,
        (unit("@N@.service", "[Service]\nType=oneshot\nExecStart=/sbin/sysctl --system\n"), wanted("@N@.service")),
        writes=False,
    ),
    Kind("unit that is not enabled", RIGHT, (unit("@N@.service", ONCE + INSTALL),), writes=False),
    Kind(
        "unit that is masked",
        RIGHT,
        (
            File("/usr/lib/systemd/system/@N@.service", ONCE + INSTALL),
            link(f"{UNITS}/@N@.service", "/dev/null"),
            link(f"{UNITS}/multi-user.target.wants/@N@.service", "/usr/lib/systemd/system/@N@.service"),
        ),
        writes=False,
    ),
    Kind("rc.local that is not executable", RIGHT, (File("/etc/rc.local", SCRIPT),), writes=False),
    Kind(
        "timer that is not enabled",
        RIGHT,
        (LATE, unit("@N@.timer", "[Timer]\nOnBootSec=1\n[Install]\nWantedBy=timers.target\n")),
        writes=False,
    ),
    Kind(
        "tmpfiles line that is shadowed",
        RIGHT,
        (
            File("/usr/lib/tmpfiles.d/@N@.conf", "w /proc/sys/kernel/yama/ptrace_scope - - - - @V@\n"),
            File("/etc/tmpfiles.d/@N@.conf", "# nothing\n"),
        ),
        writes=False,
    ),
    Kind(
        "comment of a cron file",
        RIGHT,
        (File("/etc/cron.d/@N@", f"# @reboot root {WRITE}\n"),),
        packages=CRON,
        writes=False,
    ),
    Kind("SysV script without links", RIGHT, (script("/etc/init.d/@N@", _LSB + ECHO + "\n"),), writes=False),
)
