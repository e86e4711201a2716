// Draws the gutter marks. Each kind has a shape of its own, so that colour is never the only difference.
import { writeFileSync } from "node:fs";

const shapes = {
  unreviewed: (ink) => `<path d="M8 2l6 6-6 6-6-6z" fill="${ink}"/>`,
  mixed: (ink) =>
    `<path d="M8 2l6 6-6 6z" fill="${ink}"/><path d="M8 2.8L2.8 8 8 13.2" fill="none" stroke="${ink}" stroke-width="1.6"/>`,
  reviewed: (ink) => `<path d="M2.5 8.5l3.5 3.5 7.5-8" fill="none" stroke="${ink}" stroke-width="2.4"/>`,
  tool: (ink) => `<path d="M2.5 5.5h11M2.5 10.5h11" stroke="${ink}" stroke-width="2.4" stroke-dasharray="4 2"/>`,
  unknown: (ink) =>
    `<circle cx="8" cy="8" r="4.6" fill="none" stroke="${ink}" stroke-width="1.8" stroke-dasharray="2 2"/>`,
};

const inks = {
  dark: { unreviewed: "#d98af0", mixed: "#e3b341", reviewed: "#56b6c2", tool: "#8b949e", unknown: "#8b949e" },
  light: { unreviewed: "#8a2bb0", mixed: "#9a6700", reviewed: "#0b7285", tool: "#6e7781", unknown: "#6e7781" },
};

for (const [theme, colours] of Object.entries(inks)) {
  for (const [kind, draw] of Object.entries(shapes)) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${draw(colours[kind])}</svg>\n`;
    writeFileSync(`${import.meta.dirname}/../media/marks/${kind}-${theme}.svg`, svg);
  }
}
