/** What the panel's frame does with focus, the phone's keyboard, and dropped files. */

import { useEffect } from "preact/hooks";

type Box = { current: HTMLElement | null };

const FOCUSABLE =
  'a[href], button:not([disabled]), input, textarea, [tabindex="0"], summary, select';

const fillsScreen = (box: HTMLElement): boolean =>
  box.getBoundingClientRect().width >= window.innerWidth - 1;

/** On a phone the panel covers the page: Tab stays inside, and the page says it is behind. */
export function useFocusHeld(box: Box, held: boolean): void {
  useEffect(() => {
    const panel = box.current;
    if (!held || !panel || !fillsScreen(panel)) return undefined;
    const keep = (event: KeyboardEvent): void => {
      if (event.key !== "Tab") return;
      const stops = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) => stop.checkVisibility());
      const [first, last] = [stops[0], stops.at(-1)];
      const active = (panel.getRootNode() as ShadowRoot).activeElement;
      const leaving = event.shiftKey ? active === first : active === last;
      if (!leaving) return;
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    };
    panel.setAttribute("aria-modal", "true");
    panel.addEventListener("keydown", keep);
    return () => {
      panel.removeAttribute("aria-modal");
      panel.removeEventListener("keydown", keep);
    };
  }, [held]);
}

/** Keeps the field above the phone's keyboard, which makes only the visual viewport smaller. */
export function usePhoneKeyboard(box: Box, open: boolean): void {
  useEffect(() => {
    const view = window.visualViewport;
    if (!open || !view) return undefined;
    const fit = (): void =>
      box.current?.style.setProperty("--fd-height", `${Math.round(view.height)}px`);
    fit();
    view.addEventListener("resize", fit);
    return () => view.removeEventListener("resize", fit);
  }, [open]);
}

const holdsFiles = (data: DataTransfer | null): boolean => Boolean(data?.types.includes("Files"));

/** Files are not taken: says so, and keeps the browser from opening them. */
export function useFileRefusal(refuse: () => void): Record<string, (event: never) => void> {
  const stop = (event: DragEvent): void => {
    if (holdsFiles(event.dataTransfer)) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    refuse();
  };
  const paste = (event: ClipboardEvent): void => {
    if (holdsFiles(event.clipboardData)) refuse();
  };
  return { onDragOver: stop, onDrop: drop, onPaste: paste };
}
