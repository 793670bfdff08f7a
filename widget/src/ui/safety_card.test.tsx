// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { uttered } from "../testing/started_chat";
import { after, CONFIG, show } from "../testing/shown_panel";

const EMERGENCY = { response: "utter_red_flag/cauda_equina_signs", tier: "emergency_911_now", case: "c" };
const CRISIS = { response: "utter_red_flag/suicide_self_harm", tier: "crisis_988", case: "c" };
const AT_HOME = { response: "utter_red_flag/abuse_or_unsafe_home", tier: "crisis_988", case: "c" };

beforeEach(() => {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(CONFIG)));
});

test("an emergency is an assertive alert with 911, 988 and the clinic, and takes the focus", async () => {
  const { root, find, say } = await show();
  await say("bot_uttered", uttered(1, "Call 911 now.", EMERGENCY));
  const place = find("[role=alert]");
  expect(place.getAttribute("aria-live")).toBe("assertive");
  expect(place.textContent).toContain("Call 911 now.");
  const links = [...place.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  expect(links).toEqual(["tel:911", "tel:988", "tel:+13125550100"]);
  expect(root.activeElement).toBe(find(".safety"));
});

test("in a crisis 988 comes first", async () => {
  const { root, say } = await show();
  await say("bot_uttered", uttered(1, "Call or text 988.", CRISIS));
  expect(root.querySelector(".safety-line")?.getAttribute("href")).toBe("tel:988");
});

test("it can be made smaller, and the number to call stays", async () => {
  const { root, named, say } = await show();
  await say("bot_uttered", uttered(1, "Call 911 now.", EMERGENCY));
  await after(() => named("Make this smaller").click());
  expect(root.querySelector(".safety-text")).toBeNull();
  expect(root.querySelector(".safety-line")?.getAttribute("href")).toBe("tel:911");
});

test("nothing that follows takes it away", async () => {
  const { root, say } = await show();
  await say("bot_uttered", uttered(1, "Call 911 now.", EMERGENCY));
  for (let seq = 2; seq < 8; seq += 1) await say("bot_uttered", uttered(seq, "Something else"));
  expect(root.querySelector(".safety-text")?.textContent).toBe("Call 911 now.");
});

test("the same words are not read out a second time in the transcript", async () => {
  const { find, say } = await show();
  await say("bot_uttered", uttered(1, "Call 911 now.", EMERGENCY));
  expect(find(".from-bot").getAttribute("aria-live")).toBe("off");
});

test("danger at home is not pinned; Hide this comes first and takes everything away", async () => {
  const shown = await show();
  await shown.say("bot_uttered", uttered(1, "I am sorry this is happening.", AT_HOME));
  expect(shown.root.querySelector(".safety")).toBeNull();
  const [first] = shown.find(".discreet").children;
  expect(first?.textContent).toBe("Hide this");
  await after(() => (first as HTMLElement).click());
  expect(shown.line.last("clear")).toBeDefined();
  expect([shown.local.kept.size, shown.perTab.kept.size, shown.closed]).toEqual([0, 0, 1]);
  expect(shown.root.textContent).not.toContain("I am sorry");
});
