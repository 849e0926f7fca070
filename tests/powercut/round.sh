#!/bin/sh
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One boot of the machine, run by its unit once the system is initialized. /mnt is a folder of the host: what the cut of
# the boot before left goes there, then what the next run makes of it; then the next change begins, in which the power
# is cut. The folder holds the commands: run, and before (may be empty). In the first boot of a machine, whose folder
# holds the file `first`, the change is made once without a cut instead.
value=/proc/sys/kernel/yama/ptrace_scope
cd /mnt || exit

photograph() {
    tar --create --file="$1.tar" --sort=name --numeric-owner --format=pax --xattrs --xattrs-include='*' --acls \
        --directory=/ etc/sysctl.conf etc/sysctl.d etc/systemd/system srv usr/local/lib/sysctl.d usr/lib/sysctl.d
}

# What the two loaders make of the files, one after the other, on this kernel; a locked one takes nothing.
load() {
    echo 0 >$value && sysctl --system >/dev/null 2>&1
    cat $value >"$1.procps"
    echo 0 >$value && /usr/lib/systemd/systemd-sysctl
    cat $value >"$1.systemd"
}

change() {
    sh -c "$(cat "$1")" >"$2.said" 2>&1
    echo $? >"$2.status"
}

cat $value >boot
photograph left
load left
if [ ! -e first ]; then
    change run next
    photograph next
    load next
    yama-ptrace unset >undo.said 2>&1
    echo $? >undo.status
    photograph undone
fi
change before before
photograph before
if [ -e first ]; then
    load before
    sync
    : >whole-start
    change run whole
    : >whole-end
    photograph after
    load after
    yama-ptrace unset >undo.said 2>&1
    echo $? >undo.status
    photograph undone
    change before before
fi
sync
sleep 0.1
: >start
change run cut
: >end
exec sleep 600
