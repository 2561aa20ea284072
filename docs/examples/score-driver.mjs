// A small driver for `valet practice score`: fills ordinary fields by label and claims only what it saw.
// Needs playwright-core and a Chromium (CHROMIUM names another one than /usr/bin/chromium).
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const { VALET_SCORE_URL: url, VALET_SCORE_PERSON: file, VALET_SCORE_RESUME: resume } = process.env;
const { basics, "x-valet": extras } = JSON.parse(readFileSync(file, "utf8"));
const known = [
  [/^first name/i, extras.givenName],
  [/^last name/i, extras.familyName],
  [/^e-?mail/i, basics.email],
  [/^phone/i, basics.phone],
  [/^city/i, basics.location.city],
  [/^postal code/i, basics.location.postalCode],
  [/^how did you hear/i, extras.howHeard],
];
const end = (outcome, more = {}) => console.log(JSON.stringify({ outcome, ...more }));

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.goto(url);
  page.setDefaultTimeout(4000);
  const asked = [];
  for (const field of await page.locator("form :is(input, select, textarea):visible").all()) {
    const label = await field.evaluate((node) => node.labels?.[0]?.textContent.trim() ?? node.getAttribute("aria-label") ?? "");
    const type = await field.getAttribute("type");
    const value = known.find(([wording]) => wording.test(label))?.[1];
    const required = await field.evaluate((node) => node.required);
    if (type === "file") await field.setInputFiles(resume);
    else if (value === undefined) required && asked.push(label || "(a field without a label)");
    else if (await field.evaluate((node) => node.tagName === "SELECT")) await field.selectOption({ label: value });
    else await field.fill(value);
  }
  const submit = page.getByRole("button", { name: /^submit application$/i });
  if (asked.length) end("asked", { asked });
  else if (!(await submit.count())) end("blocked", { note: "There is no way to submit." });
  else {
    await submit.click();
    await page.waitForURL(/confirmation/, { timeout: 8000 }).then(() => end("submitted"), () => end("unknown"));
  }
} catch (error) {
  end("blocked", { note: String(error).split("\n")[0] });
} finally {
  await browser.close();
}
