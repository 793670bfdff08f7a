import { expect, test } from "vitest";
import { MemoryShelf } from "../testing/fake_transport";
import { Keepsake, SESSION_KEY, TAB_KEY } from "./session";

const shelves = (): [MemoryShelf, MemoryShelf] => [new MemoryShelf(), new MemoryShelf()];

test("the token outlives the tab, the draft does not", () => {
  const [local, perTab] = shelves();
  const keepsake = new Keepsake(local, perTab);
  keepsake.saveSession({ token: "t" });
  keepsake.saveTab({ draft: "half a" });
  expect([...local.kept.keys()]).toEqual([SESSION_KEY]);
  expect([...perTab.kept.keys()]).toEqual([TAB_KEY]);
});

test("on a shared computer everything ends with the tab", () => {
  const [local, perTab] = shelves();
  const keepsake = new Keepsake(local, perTab);
  keepsake.useSharedComputer(true);
  keepsake.saveSession({ token: "t" });
  expect(local.kept.size).toBe(0);
  expect(new Keepsake(local, perTab).session?.token).toBe("t");
});

test("nothing is kept for a chat that was not started", () => {
  const [local, perTab] = shelves();
  new Keepsake(local, perTab).saveTab({ draft: "x" });
  expect([local.kept.size, perTab.kept.size]).toEqual([0, 0]);
});

test("storage that is forbidden or holds nonsense is as good as empty", () => {
  const broken = {
    getItem: () => "{nonsense",
    setItem: () => {
      throw new Error("forbidden");
    },
    removeItem: () => undefined,
  };
  const keepsake = new Keepsake(broken, null);
  keepsake.saveSession({ token: "t" });
  expect(keepsake.session?.token).toBe("t");
});
