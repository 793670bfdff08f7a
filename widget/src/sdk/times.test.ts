import { expect, test } from "vitest";
import { byDay, spokenDay, spokenTime, zoneName } from "./times";

const offers = ["2026-04-08T09:00:00-05:00", "2026-04-07T15:00:00-05:00", "2026-04-07T09:30:00-05:00"];

test("times are grouped by the clinic's day, in order", () => {
  const days = byDay(offers, "en");
  expect(days.map(({ full }) => full)).toEqual(["Tuesday, April 7", "Wednesday, April 8"]);
  expect(days[0]?.openings.map(({ time }) => time)).toEqual(["9:30 AM", "3:00 PM"]);
});

test("the clock is the clinic's, from the zone's name or from the time itself", () => {
  expect(spokenTime("2026-04-07T09:30:00-05:00", "en")).toBe("9:30 AM");
  expect(spokenTime("2026-04-07T14:30:00Z", "en", "America/Chicago")).toBe("9:30 AM");
  expect(spokenDay("2026-04-08T02:00:00Z", "en", "America/Chicago")).toBe("Tuesday, April 7");
});

test("the same time offered twice is one opening, sent back as it was offered", () => {
  const [day] = byDay([offers[0] as string, offers[0] as string], "en");
  expect(day?.openings.map(({ iso }) => iso)).toEqual([offers[0]]);
});

test("the zone is named", () => {
  expect(zoneName(offers[0] as string, "en", "America/Chicago")).toBe("Central Time");
  expect(zoneName(offers[0] as string, "en")).toBe("UTC-05:00");
});
