// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A slow line, where the kernel has no netem: makes two tun devices and carries packets between them, each after a
// delay, and drops some. Says "ready" when the devices are there; one of them may be moved to another network
// namespace.
//
// usage: slow_line DEVICE DEVICE MILLISECONDS-EACH-WAY PACKETS-LOST-OF-1000

#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { kLargest = 2048, kNanoseconds = 1000000000 };

struct packet {
  struct packet* next;
  long long due;
  ssize_t size;
  char bytes[kLargest];
};

// The packets on their way to one device, the earliest first.
struct line {
  struct packet* first;
  struct packet** end;
};

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (long long)time.tv_sec * kNanoseconds + time.tv_nsec;
}

static int open_device(const char* name) {
  const int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  struct ifreq wanted;
  memset(&wanted, 0, sizeof wanted);
  wanted.ifr_flags = IFF_TUN | IFF_NO_PI;
  strncpy(wanted.ifr_name, name, sizeof wanted.ifr_name - 1);
  if (device < 0 || ioctl(device, TUNSETIFF, &wanted) != 0) {
    perror(name);
    exit(1);
  }
  return device;
}

static void take_in(int device, struct line* line, long long delay, long lost) {
  for (;;) {
    struct packet* packet = malloc(sizeof *packet);
    if (packet == NULL) {
      return;
    }
    packet->size = read(device, packet->bytes, sizeof packet->bytes);
    if (packet->size <= 0 || random() % 1000 < lost) {
      const int is_last = packet->size <= 0;
      free(packet);
      if (is_last) {
        return;
      }
      continue;
    }
    packet->due = now() + delay;
    packet->next = NULL;
    *line->end = packet;
    line->end = &packet->next;
  }
}

// Hand over what is due; when the next one is, or 0.
static long long give_out(int device, struct line* line) {
  while (line->first != NULL && line->first->due <= now()) {
    struct packet* packet = line->first;
    if (write(device, packet->bytes, (size_t)packet->size) < 0) {
      // The device is full, or not yet up: lost, as on a line.
    }
    line->first = packet->next;
    if (line->first == NULL) {
      line->end = &line->first;
    }
    free(packet);
  }
  return line->first == NULL ? 0 : line->first->due;
}

int main(int count, char** words) {
  if (count != 5) {
    fputs("usage: slow_line DEVICE DEVICE MILLISECONDS-EACH-WAY PACKETS-LOST-OF-1000\n", stderr);
    return 2;
  }
  struct pollfd devices[2] = {{open_device(words[1]), POLLIN, 0}, {open_device(words[2]), POLLIN, 0}};
  const long long delay = atoll(words[3]) * (kNanoseconds / 1000);
  const long lost = atol(words[4]);
  struct line lines[2];
  for (int number = 0; number < 2; ++number) {
    lines[number].first = NULL;
    lines[number].end = &lines[number].first;
  }
  srandom(1);
  puts("ready");
  fflush(stdout);
  for (;;) {
    long long next = 0;
    for (int number = 0; number < 2; ++number) {
      const long long due = give_out(devices[number].fd, &lines[number]);
      if (due != 0 && (next == 0 || due < next)) {
        next = due;
      }
    }
    const long long left = next == 0 ? kNanoseconds : next - now();
    const struct timespec pause = {left > 0 ? left / kNanoseconds : 0, left > 0 ? left % kNanoseconds : 0};
    if (ppoll(devices, 2, &pause, NULL) > 0) {
      take_in(devices[0].fd, &lines[1], delay, lost);
      take_in(devices[1].fd, &lines[0], delay, lost);
    }
  }
}
