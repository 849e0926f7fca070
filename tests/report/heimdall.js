// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// usage: node heimdall.js ADDRESS PICTURE FILE...
// Loads the files into heimdall-lite at the address as a person does, and prints what it then shows, as JSON.
"use strict";
const puppeteer = require("puppeteer-core");

const [address, picture, ...files] = process.argv.slice(2);

async function main() {
  const browser = await puppeteer.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--window-size=1500,1700"],
    defaultViewport: {width: 1500, height: 1700},
  });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(address, {waitUntil: "load"});
    const input = await page.waitForSelector("input[type=file]", {timeout: 60000});
    await new Promise((done) => setTimeout(done, 1000));
    const own = errors.splice(0); // it asks for a Heimdall with a database first, which is not there
    await input.uploadFile(...files);
    await page.waitForFunction(() => document.body.innerText.includes("Results View Data"), {timeout: 60000});
    await new Promise((done) => setTimeout(done, 4000)); // its charts grow for a while
    const text = await page.evaluate(() => document.body.innerText);
    await page.screenshot({path: picture});
    console.log(JSON.stringify({text, errors, own, address: page.url()}));
  } finally {
    await browser.close();
  }
}

main().catch((error) => { console.error(String(error)); process.exit(1); });
