import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = join(import.meta.dirname, "dist");
const src = join(import.meta.dirname, "src");
const zipped = (name) => gzipSync(readFileSync(join(dist, name))).length;
const source = readdirSync(src, { recursive: true }).filter(
  (name) => /\.tsx?$/.test(name) && !name.includes(".test."),
);

test("the launcher is at most 6 KB, everything at most 60 KB, zipped", () => {
  expect(zipped("widget.js")).toBeLessThanOrEqual(6 * 1024);
  const all = readdirSync(dist).reduce((sum, name) => sum + zipped(name), 0);
  expect(all).toBeLessThanOrEqual(60 * 1024);
});

test.each(source)("%s puts no text in as HTML, sets no cookie, evaluates nothing", (name) => {
  const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.cookie|\beval\(|new Function/i;
  expect(readFileSync(join(src, name), "utf8")).not.toMatch(forbidden);
});

test("the SDK knows no DOM", () => {
  const sdk = source.filter((name) => name.startsWith("sdk/"));
  for (const name of sdk)
    expect(readFileSync(join(src, name), "utf8")).not.toMatch(/\b(document|window)\.|preact/);
});
