// The baseline of the `fill` bench: what a developer would write by hand for
// this one page, selectors and values included, for the very fields that valet
// fills. Reads a URL per line, fills the page, reads every value back and prints
// the milliseconds that took.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const texts = {
  first_name: "Maeve", last_name: "O'Connor", email: "maeve.oconnor@example.com", phone: "+1 617 555 0142",
  address: "41 Saltonstall Row, Apt 3", city: "Boston", postal_code: "02127",
  linkedin: "https://www.linkedin.com/in/maeve-oconnor-fw", notice: "14",
};
const selects = { country: "United States", how_heard: "LinkedIn", gender: "Female" };
const menus = {
  degree: ["Bachelor's Degree"], veteran_status: ["I am not a protected veteran"],
  disability_status: ["No, I do not have a disability and have not had one in the past"],
  languages: ["C", "C++", "Python", "Rust"],
};
const radios = ["authorized_yes", "sponsorship_no", "over_18_yes", "relocate_yes", "certify"];

for await (const url of createInterface({ input: process.stdin })) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  const started = performance.now();
  let operations = 0;
  for (const [id, value] of Object.entries(texts)) { await page.fill(`#${id}`, value); operations += 1; }
  for (const [id, label] of Object.entries(selects)) { await page.selectOption(`#${id}`, { label }); operations += 1; }
  await page.fill("#start_date", "2027-02-01");
  for (const [id, labels] of Object.entries(menus)) {
    for (const label of labels) {
      await page.click(`[data-menu=${id}] .select__control`);
      await page.click(`[data-menu=${id}] .select__option:text-is(${JSON.stringify(label)})`);
      operations += 1;
    }
  }
  for (const id of radios) { await page.check(`#${id}`); operations += 1; }
  await page.setInputFiles("#resume", process.env.RESUME);
  operations += 2;
  let held = 0;
  for (const [id, value] of Object.entries(texts)) held += (await page.inputValue(`#${id}`)) === value;
  for (const [id, label] of Object.entries(selects)) held += (await page.$eval(`#${id}`, (s) => s.selectedOptions[0].text)) === label;
  for (const [id, labels] of Object.entries(menus)) {
    const shown = page.locator(`[data-menu=${id}]`).locator(".select__single-value, .select__multi-value__label");
    held += (await shown.allTextContents()).join("|") === labels.join("|");
  }
  for (const id of radios) held += await page.isChecked(`#${id}`);
  console.log(JSON.stringify({ ms: performance.now() - started, operations, held }));
  await context.close();
}
await browser.close();
