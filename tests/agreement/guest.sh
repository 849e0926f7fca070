#!/bin/sh
# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The first process of a guest of User-Mode Linux: on each host of the folder $hosts, in the root folder $system, each
# step that has no value yet. A step is a line of the host's `steps`: the value that the kernel is given before it, its
# name, the command. Since a kernel that was locked at 3 stays so, it ends there, and the next boot goes on.
mount -t proc proc /proc
mount -t tmpfs none /sys
mkdir /sys/hosts /sys/root
# shellcheck disable=SC2154 # the kernel hands words of its command line on as variables
mount -t hostfs -o "$hosts" none /sys/hosts
# shellcheck disable=SC2154 # the same
mount --bind "$system" /sys/root
# The disk is read-only here, and a host's /usr is not; only the settings in it are ever written.
mount -t hostfs -o "$system/usr" none /sys/root/usr
mount -t proc proc /sys/root/proc
scope=/proc/sys/kernel/yama/ptrace_scope
power_off() {
    echo o >/proc/sysrq-trigger
    sleep 60
}
for host in /sys/hosts/[0-9]*; do
    [ -e "$host/complete" ] && continue
    for place in etc run usr/lib/sysctl.d usr/local/lib; do
        mount --bind "$host/root/$place" "/sys/root/$place"
    done
    while read -r before name command; do
        [ -e "$host/$name.value" ] && continue
        echo "$before" >$scope
        chroot /sys/root sh -c "$command" >"$host/$name.said" 2>&1 </dev/null
        echo $? >"$host/$name.status"
        cat $scope >"$host/$name.value"
        [ "$(cat $scope)" = 3 ] && power_off
    done <"$host/steps"
    for place in etc run usr/lib/sysctl.d usr/local/lib; do
        umount "/sys/root/$place"
    done
    : >"$host/complete"
done
power_off
