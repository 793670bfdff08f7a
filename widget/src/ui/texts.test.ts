import { expect, test } from "vitest";
import { asLanguage, launcherTexts, panelTexts } from "./texts";

test.each([launcherTexts, panelTexts])("both languages say the same things", ({ en, es }) => {
  expect(Object.keys(es)).toEqual(Object.keys(en));
  for (const [name, words] of Object.entries(en)) expect(typeof es[name as keyof typeof es]).toBe(typeof words);
});

test("a language the widget does not speak is English", () => {
  expect(["es-MX", "en-US", "fr", "", undefined].map(asLanguage)).toEqual(["es", "en", "en", "en", "en"]);
});
