// What the view "To Review" shows: the AI lines of the uncommitted change that nobody has reviewed, the files with the
// most serious findings first.

import * as path from "node:path";

import type { FileToReview, OpenRegion } from "./change";
import { openLines } from "./change";
import { lines } from "./lines";
import type { FoundRisk, Row } from "./rows";
import { findingRow, rank } from "./rows";

/** `folderOf` says where a file is, as short as it is clear: files of one name are told apart by eye and by ear. */
export function reviewRows(
  files: readonly FileToReview[],
  findingsOf: (file: string) => readonly FoundRisk[],
  folderOf: (file: string) => string,
): Row[] {
  const rows = files.map((file) => {
    const findings = [...findingsOf(file.file)].sort((one, other) => rank(one.level) - rank(other.level));
    return { rank: rank(findings[0]?.level ?? ""), row: fileRow(file, findings, folderOf(file.file)) };
  });
  return rows.sort((one, other) => one.rank - other.rank).map(({ row }) => row);
}

/** The lines that a row is about, 0-based, both included. */
export function regionOf(row: Row): OpenRegion {
  const [first = 0, last = first] = (row.value ?? "").split("-").map(Number);
  return { first, last, agent: undefined, model: undefined };
}

function fileRow(file: FileToReview, findings: readonly FoundRisk[], folder: string): Row {
  const count = findings.length;
  const risk = count > 0 ? ` · ${count} ${count === 1 ? "finding" : "findings"}` : "";
  return {
    id: file.file,
    label: path.basename(file.file),
    description: `${folder && `${folder} · `}${lines(openLines(file))} to review${risk}`,
    file: file.file,
    kind: "file",
    children: [
      ...findings.map((one, at) => findingRow(`${file.file}\nfinding\n${at}`, one, file.file)),
      ...file.regions.map((region) => regionRow(file.file, region)),
    ],
  };
}

function regionRow(file: string, { first, last, agent, model }: OpenRegion): Row {
  const who = [agent ?? "AI", model].filter(Boolean).join(" · ");
  return {
    id: `${file}\n${first}`,
    label: first === last ? `Line ${first + 1}` : `Lines ${first + 1}–${last + 1}`,
    description: who,
    tooltip: `Written by ${who}, reviewed by nobody`,
    icon: "sparkle",
    colour: "answerable.unreviewed",
    kind: "region",
    file,
    line: first,
    value: `${first}-${last}`,
  };
}
