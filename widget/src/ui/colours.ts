/** Colours a site chooses, made readable: WCAG 2.2 contrast of 4.5 to 1. */

type Rgb = [number, number, number];

function parse(hex: string): Rgb | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim());
  return found ? (found.slice(1).map((part) => parseInt(part, 16)) as Rgb) : null;
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The contrast of two `#rrggbb` colours, 1 to 21; 1 where either is not one. */
export function contrastOf(a: string, b: string): number {
  const [first, second] = [parse(a), parse(b)];
  return first && second ? contrast(first, second) : 1;
}

const hex = (rgb: Rgb): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

/** White or black, whichever reads better on the colour: one of them always reaches 4.5 to 1. */
export const inkOn = (colour: string): string =>
  contrastOf(colour, "#ffffff") >= contrastOf(colour, "#000000") ? "#ffffff" : "#000000";

/** The colour, moved towards white or black until it reads on the ground. Null: not a colour. */
export function readableOn(colour: string, ground: string): string | null {
  const [from, on] = [parse(colour), parse(ground)];
  if (!from || !on) return null;
  const towards = luminance(on) > 0.18 ? 0 : 255;
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = from.map((part) => part + (towards - part) * share) as Rgb;
    if (contrast(mixed, on) >= 4.6) return hex(mixed);
  }
  return hex([towards, towards, towards]);
}
