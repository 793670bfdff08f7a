/** Line icons, drawn here so that nothing is fetched. */

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M5 12h13M12.5 5.5L19 12l-6.5 6.5",
  person: "M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.8 20c.8-3.5 3.7-5.3 7.2-5.3s6.4 1.8 7.2 5.3",
  phone: "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 6.2 2 2 0 0 1 6.5 4Z",
  alert: "M12 8.5v4.5M12 16.5h.01M10.3 4.3 2.9 17.2a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.3a2 2 0 0 0-3.4 0Z",
  up: "M7 11v9M7 11l4-7.5c1.6 0 2.5 1.2 2.2 2.7L12.6 9.5H18a2 2 0 0 1 2 2.3l-1 6.4a2 2 0 0 1-2 1.8H7M7 11H4v9h3",
  down: "M7 13V4M7 13l4 7.5c1.6 0 2.5-1.2 2.2-2.7l-.6-3.3H18a2 2 0 0 0 2-2.3l-1-6.4A2 2 0 0 0 17 4H7M7 13H4V4h3",
  chevron: "M6 9.5l6 6 6-6",
  calendar: "M4 9.5h16M8 3.5v4M16 3.5v4M5.5 5.5h13A1.5 1.5 0 0 1 20 7v11.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5V7a1.5 1.5 0 0 1 1.5-1.5Z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 7.5V12l3 2M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Z",
  lock: "M7.5 11V8a4.5 4.5 0 0 1 9 0v3M6 11h12v9H6Z",
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { name: IconName }) => (
  <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);

/** The clinic's mark: stacked vertebrae on a line of water. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="mark-bones" d="M11 5.5q5 2 10 0M9.5 11.5q6.5 2.5 13 0M11 17.5q5 2 10 0" />
    <path class="mark-water" d="M5 24.5q3.7-3 7.3 0t7.4 0 7.3 0" />
  </svg>
);
