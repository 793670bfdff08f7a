import { expect, test } from "vitest";
import { pieces, safeLink } from "./links";

const hrefs = (text: string): (string | null)[] =>
  pieces(text).map(({ href }) => href).filter(Boolean);

test.each(["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", ""])(
  "%s never becomes a link",
  (address) => expect(safeLink(address, "https://desk.example")).toBeNull(),
);

test("web, telephone and mail addresses do; a path is the desk's own", () => {
  expect(safeLink("/calendar/a.ics", "https://desk.example")).toBe("https://desk.example/calendar/a.ics");
  expect(safeLink("tel:911", "https://desk.example")).toBe("tel:911");
});

test("numbers and addresses in a text can be followed; the full stop stays outside", () => {
  expect(hrefs("Call 312-555-0100. See https://a.example/x.")).toEqual(["tel:+13125550100", "https://a.example/x"]);
  expect(hrefs("Call 1-800-799-7233 or (312) 555-0100, write a@b.example.")).toEqual([
    "tel:+18007997233",
    "tel:+13125550100",
    "mailto:a@b.example",
  ]);
});

test("nothing is lost in cutting", () => {
  const text = "On 4/7 at 9:30, 60-90 minutes, call 312-555-0100 now";
  expect(pieces(text).map((piece) => piece.text).join("")).toBe(text);
});
