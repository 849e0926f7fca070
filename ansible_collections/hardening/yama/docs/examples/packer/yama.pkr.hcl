# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Not run by this project's tests, because Packer is in neither Debian nor PyPI. Runs the playbook over SSH on the machine
# that Packer boots, before its disk becomes the image. Name a source block of yours instead of amazon-ebs.server.
packer {
  required_plugins {
    ansible = {
      source  = "github.com/hashicorp/ansible"
      version = ">= 1.1.0"
    }
  }
}

build {
  sources = ["source.amazon-ebs.server"]

  provisioner "ansible" {
    playbook_file   = "./harden.yml" # - import_playbook: hardening.yama.harden
    galaxy_file     = "./requirements.yml"
    extra_arguments = ["--extra-vars", "ansible_become=true"]
  }
}
