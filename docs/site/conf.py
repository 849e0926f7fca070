# SPDX-FileCopyrightText: hardening.yama contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx's settings for the web site. tests/documents/site.py lays the pages out beside this file and builds them."""

from __future__ import annotations

import re

from docutils import nodes
from pygments.lexer import RegexLexer
from pygments.lexers.shell import BashSessionLexer
from pygments.token import Comment, Text
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

project = "hardening.yama"
author = "hardening.yama contributors"
project_copyright = author
html_title = "hardening.yama"

extensions = ["myst_parser", "sphinx_antsibull_ext"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
smartquotes = False  # options begin with two hyphens

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "source_repository": "https://github.com/hardening-yama/hardening.yama/",
    "source_branch": "main",
    "source_directory": "ansible_collections/hardening/yama/docs/",
    "top_of_page_buttons": [],
}
antsibull_ext_color_scheme = "none"  # site.css has the theme's

pygments_style = "friendly"
pygments_dark_style = "github-dark"

# A page of the checkout that is no page of the site, and the page that says the same here.
ELSEWHERE = {
    "../README.md": "index.md",
    "../CHANGELOG.md": "reference/changelog.rst",
    "../roles/audit/README.md": "reference/audit_role.rst",
    "../roles/scope1_restricted/README.md": "reference/scope1_restricted_role.rst",
    "../roles/scope3_no_attach/README.md": "reference/scope3_no_attach_role.rst",
    "docsite/rst/guide_scope3.rst": "reference/docsite/guide_scope3.rst",
    "docsite/rst/guide_targets.rst": "reference/docsite/guide_targets.rst",
}


# Of what antsibull-docs writes: headings for people, and no table of contents, which the theme has already.
IN_REFERENCE = (
    (r"^Hardening\.Yama\n=+$", "Modules and roles\n================="),
    (r"^Hardening\.Yama Release Notes$", "Changelog"),
    (r"^hardening\.yama\.(\w+) (module|role|filter) -- .*\n\++$", r"\1 \2\n++++++++++++++++++++++++++++++"),
    (r"^\.\. contents::\n(?: +:.*\n)+", ""),
)


class Command(RegexLexer):
    """A command, in which nothing but a comment looks different."""

    tokens = {"root": [(r"\s#.*", Comment), (r"[^\s#]+|.|\n", Text)]}  # noqa: RUF012 - so Pygments has it


class Console(BashSessionLexer):
    """Commands and what they print, where a line that begins with # is a comment in a file and no prompt."""

    _innerLexerCls = Command  # noqa: N815 - Pygments' name
    _ps1rgx = re.compile(r"^(\$ )(.*\n?)")


def prepare(_app: Sphinx, name: str, source: list[str]) -> None:
    """Have links into the checkout lead to pages of the site, and give the reference a heading for people."""

    def page(link: re.Match[str]) -> str:
        target, mark, part = link[1].partition("#")
        return f"]({ELSEWHERE.get(target, target)}{mark}{part})"

    if name.startswith("reference/"):
        for pattern, text in IN_REFERENCE:
            source[0] = re.sub(pattern, text, source[0], flags=re.MULTILINE)
    else:
        source[0] = re.sub(r"\]\(([^)\s]+)\)", page, source[0])


# What antsibull-docs refers to in Ansible's own documentation, which is not fetched to look the addresses up.
ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
IN_ANSIBLE = {
    "ansible_configuration_settings": "reference_appendices/config.html",
    "action_plugins": "plugins/action.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}


def lead_to_ansible(
    _app: Sphinx, _environment: BuildEnvironment, wanted: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Have a reference to one of IN_ANSIBLE lead there."""
    page = IN_ANSIBLE.get(wanted["reftarget"])
    return page and nodes.reference("", "", content, internal=False, refuri=ANSIBLE + page)


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.add_lexer("console", Console)
    app.connect("source-read", prepare)
    app.connect("missing-reference", lead_to_ansible)
