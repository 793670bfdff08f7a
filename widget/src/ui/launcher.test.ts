// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";

interface Api {
  push(call: [string, unknown?]): void;
  open(): void;
  identifyPage(name: string): void;
  configure(changes: Record<string, unknown>): void;
}

const api = (): Api => (window as unknown as { Frontdesk: Api }).Frontdesk;
const root = (): ShadowRoot => document.querySelector("frontdesk-chat")?.shadowRoot as ShadowRoot;
const button = (): HTMLButtonElement => root().querySelector(".launcher") as HTMLButtonElement;
const fetched = vi.fn();

async function load(data: Record<string, string> = {}): Promise<void> {
  const script = document.createElement("script");
  Object.assign(script.dataset, data);
  Object.defineProperty(script, "src", { value: "https://desk.example/widget.js" });
  Object.defineProperty(document, "currentScript", { value: script, configurable: true });
  vi.resetModules();
  await import("./launcher");
}

beforeEach(() => {
  vi.stubGlobal("PANEL_FILE", "panel-none.js");
  vi.stubGlobal("fetch", fetched);
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
  delete (window as unknown as { Frontdesk?: Api }).Frontdesk;
});

afterEach(() => void vi.unstubAllGlobals());

test("the tag alone shows a button, asks for nothing and keeps nothing", async () => {
  await load({ label: "Ask Lakeshore" });
  expect(button().textContent).toContain("Ask Lakeshore");
  expect([fetched.mock.calls.length, localStorage.length, sessionStorage.length]).toEqual([0, 0, 0]);
  expect(document.cookie).toBe("");
});

test("the only global name is Frontdesk", async () => {
  const before = new Set(Object.keys(window));
  await load();
  expect(Object.keys(window).filter((name) => !before.has(name))).toEqual(["Frontdesk"]);
});

test("calls that came before the script are carried out", async () => {
  (window as unknown as { Frontdesk: unknown }).Frontdesk = [["configure", { label: "Early" }]];
  await load();
  expect(button().textContent).toContain("Early");
});

test("a second tag on the page changes nothing", async () => {
  await load();
  await load();
  expect(document.querySelectorAll("frontdesk-chat")).toHaveLength(1);
});

test("unknown and unfit settings are left out", async () => {
  await load({ position: "sideways", language: "fr", accent: "red;}" });
  api().configure({ origin: "https://evil.example", label: 7, position: "left" });
  const host = document.querySelector<HTMLElement>("frontdesk-chat");
  expect(host?.dataset.position).toBe("left");
  expect(host?.style.getPropertyValue("--fd-accent")).toBe("");
  expect(button().textContent).toContain("Ask us a question");
});

test("a panel that cannot load says so and gives the phone", async () => {
  await load({ phone: "312-555-0100" });
  button().click();
  await vi.waitFor(() => expect(root().textContent).toContain("could not load"));
  expect(root().querySelector("a")?.getAttribute("href")).toBe("tel:+13125550100");
});
