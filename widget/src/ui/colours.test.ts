import { expect, test } from "vitest";
import { contrastOf, inkOn, readableOn } from "./colours";

const COLOURS = ["#0e5560", "#ffcc00", "#ffffff", "#000000", "#ff3366", "#7f7f7f", "#19a974"];

test.each(COLOURS)("what stands on %s, and what it says on paper, can be read", (colour) => {
  expect(contrastOf(inkOn(colour), colour)).toBeGreaterThanOrEqual(4.5);
  for (const ground of ["#ffffff", "#132125"])
    expect(contrastOf(readableOn(colour, ground) as string, ground)).toBeGreaterThanOrEqual(4.5);
});

test("what is no colour is refused", () => {
  expect(readableOn("red; background: url(x)", "#ffffff")).toBeNull();
});
