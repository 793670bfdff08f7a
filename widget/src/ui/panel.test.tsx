// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { bench, uttered } from "../testing/started_chat";
import { after, CONFIG, show } from "../testing/shown_panel";

beforeEach(() => {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(CONFIG)));
});

const press = (target: HTMLElement, key: string): Promise<void> =>
  after(() => {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }));
  });

test("before the start there is the disclosure, and no line", async () => {
  const { root, line, local, perTab } = await show(bench());
  expect(root.textContent).toContain("I am a bot.");
  expect(root.textContent).toContain("Nothing is kept or sent until you press Start chat.");
  expect([line.opened, local.kept.size, perTab.kept.size]).toEqual([0, 0, 0]);
});

test("Start chat opens the line; on a shared computer nothing outlives the tab", async () => {
  const { named, find, line, local, perTab } = await show(bench());
  await after(() => find<HTMLInputElement>("input").click());
  await after(() => named("Start chat").click());
  await after(() => line.confirm());
  expect([line.opened, local.kept.size, perTab.kept.size]).toEqual([1, 0, 2]);
});

test("words are shown as words, whatever they look like", async () => {
  const { root, say, chat } = await show();
  const nasty = '<img src=x onerror="alert(1)"><b>bold</b>';
  await say("bot_uttered", uttered(1, nasty));
  await after(() => chat.send(nasty));
  expect(root.querySelectorAll("img, .words b")).toHaveLength(0);
  expect(root.querySelectorAll(".words")[1]?.textContent).toBe(nasty);
});

test("Enter sends, Shift and Enter does not", async () => {
  const { find, line } = await show();
  const field = find<HTMLTextAreaElement>("textarea");
  field.value = "hello";
  await after(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", shiftKey: true, bubbles: true }));
  expect(line.of("user_uttered")).toHaveLength(0);
  await press(field, "Enter");
  expect(line.last("user_uttered").payload.message).toBe("hello");
});

test("Esc closes the menu first and gives the focus back, then the panel", async () => {
  const shown = await show();
  const { find, named, root } = shown;
  await after(() => named("More options").click());
  expect(find(".menu-box").hidden).toBe(false);
  await press(find(".menu-item"), "Escape");
  expect([find(".menu-box").hidden, shown.closed]).toEqual([true, 0]);
  expect(root.activeElement).toBe(named("More options"));
  await press(find("textarea"), "Escape");
  expect(shown.closed).toBe(1);
});

test("new messages are read out politely, by their author", async () => {
  const { find, say } = await show();
  await say("bot_uttered", uttered(1, "Yes."));
  expect(find(".log").getAttribute("role")).toBe("log");
  expect(find(".from-bot").textContent).toMatch(/^Assistant: Yes\./);
});

test("buttons send their payload and go once there is an answer to them", async () => {
  const { root, say, named, line } = await show();
  const buttons = [{ title: "Book it", payload: "/book_consultation", type: "postback" }];
  await say("bot_uttered", { ...uttered(1, "Shall I?"), buttons });
  await after(() => named("Book it").click());
  expect(line.last("user_uttered").payload.message).toBe("/book_consultation");
  expect(root.querySelectorAll(".entry .choice")).toHaveLength(0);
});

test("a person is one press away, until a person is there", async () => {
  const { root, named, line, say } = await show();
  await after(() => named("Talk to a person").click());
  expect(line.last("user_uttered").payload.message).toBe("/talk_to_human");
  await say("status", { owner: "staff", staff_name: "Ana" });
  expect(root.querySelector(".person-button")).toBeNull();
  expect(root.querySelector(".answerer")?.textContent).toContain("Ana");
});

test("a time is picked by day and hour, and goes as its button's payload", async () => {
  const { root, say, named, line, chat } = await show();
  const offers = ["2026-04-07T09:30:00-05:00", "2026-04-08T14:00:00-05:00"];
  const payload = '/inform{"opening": "2026-04-08T19:00:00+00:00|spine_1"}';
  const buttons = [{ title: "Wed, Apr 8, 2:00 pm", payload }, { title: "More days", payload: "/more" }];
  await say("bot_uttered", { ...uttered(1, "When?", { offers, asks_for: "time" }), buttons });
  expect([...root.querySelectorAll(".entry .choice")].map((one) => one.textContent)).toEqual(["More days"]);
  await after(() => named("Wednesday, April 8").click());
  await after(() => named("2:00 PM").click());
  expect(line.last("user_uttered").payload.message).toBe(payload);
  expect(chat.state.transcript.at(-1)?.text).toBe("Wed, Apr 8, 2:00 pm");
});

test("a time without a button goes as words", async () => {
  const { say, named, line } = await show();
  await say("bot_uttered", uttered(1, "When?", { offers: ["2026-04-07T09:30:00-05:00"] }));
  await after(() => named("9:30 AM").click());
  expect(line.last("user_uttered").payload.message).toBe("Tuesday, April 7 at 9:30 AM");
});

test("an answer tells its source, and more on request", async () => {
  const { root, say, named, line } = await show();
  const sources = [{ file: "003.txt", section: "09 Common questions > MRI first" }];
  const meta = { response: "utter_faq/mri_required", source_line: "our spine page", sources };
  await say("bot_uttered", uttered(1, "Yes.", meta));
  expect(root.textContent).toContain("From: our spine page");
  await after(() => named("Details").click());
  expect(named("Details").getAttribute("aria-expanded")).toBe("true");
  expect(root.textContent).toContain("Common questions › MRI first");
  await after(() => named("This helped").click());
  expect(line.emitted.at(-1)).toEqual(["feedback", { id: "m1", value: "up" }]);
});

test("a booked visit is a card; a calendar address that is no web address is no link", async () => {
  const { root, say } = await show();
  const appointment = { starts: "2026-04-07T09:30:00-05:00", title: "First visit", calendar: "javascript:alert(1)" };
  await say("bot_uttered", uttered(1, "Booked.", { appointment }));
  expect(root.querySelector(".visit")?.textContent).toContain("Tuesday, April 7");
  expect(root.querySelector(".visit a")).toBeNull();
});

test("without a connection it says so, keeps the draft and gives the phone", async () => {
  vi.useFakeTimers();
  const { find, line, keepsake } = await show();
  const field = find<HTMLTextAreaElement>("textarea");
  field.value = "half a sen";
  await after(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
  await after(() => {
    line.disconnect();
    vi.advanceTimersByTime(4100);
  });
  expect(find(".line-state").textContent).toContain("You are offline.");
  expect(find<HTMLAnchorElement>(".line-state a").href).toBe("tel:+13125550100");
  expect(keepsake.tab.draft).toBe("half a sen");
  vi.useRealTimers();
});

test("files are refused with advice", async () => {
  const { root, find } = await show();
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types: ["Files"] } });
  await after(() => void find(".panel").dispatchEvent(event));
  expect(event.defaultPrevented).toBe(true);
  expect(root.querySelector(".notice")?.textContent).toContain("cannot take files");
});

test("Spanish changes every word of the widget's own", async () => {
  const { root, named } = await show();
  await after(() => named("Español").click());
  expect(root.querySelector(".panel")?.getAttribute("lang")).toBe("es");
  expect(root.textContent).toContain("Asistente automático, no una persona");
});
