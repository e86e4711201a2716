// What the view "Stamp of This Commit" shows.

import * as path from "node:path";

import type { StampPreview, Totals } from "./protocol";
import type { Row } from "./rows";
import { findingRow } from "./rows";

const CLASSES = ["ai", "mixed", "human", "tool", "unknown"] as const;

/** "ai 3 · human 5", without the zeros. */
export function counted(totals: Totals): string {
  const reviewed = totals.reviewed > 0 ? [`${totals.reviewed} reviewed`] : [];
  return [...CLASSES.filter((name) => totals[name] > 0).map((name) => `${name} ${totals[name]}`), ...reviewed].join(
    " · ",
  );
}

/** The rows of one repository; none while nothing is staged. */
export function stampRows(repository: string, stamp: StampPreview): Row[] {
  if (stamp.files.length === 0) {
    return [];
  }
  const id = (...words: string[]): string => [repository, ...words].join("\n");
  return [
    ...(stamp.hooked ? [] : [unhooked(id("unhooked"))]),
    ...(stamp.trailers.length > 0
      ? stamp.trailers.map((trailer) => trailerRow(id(trailer), trailer))
      : [{ id: id("silent"), label: "No trailer in this style; the record says it all", icon: "info" }]),
    ...stamp.findings.map((one, at) => findingRow(id("finding", String(at)), one, path.join(repository, one.path))),
    ...stamp.files.map((file) => fileRow(id("file", file.path), repository, file)),
    ...stamp.problems.map((problem, at) => problemRow(id("problem", String(at)), problem)),
  ];
}

function unhooked(id: string): Row {
  return {
    id,
    label: "The git hooks are not set up",
    description: "this commit will not be stamped",
    tooltip: "Set Up the Git Hooks: they write the stamp into the message and never block a commit.",
    icon: "warning",
    colour: "list.warningForeground",
    command: "answerable.setUp",
  };
}

function trailerRow(id: string, trailer: string): Row {
  const [key = "", ...value] = trailer.split(": ");
  return { id, label: key, description: value.join(": "), tooltip: trailer, icon: "tag", kind: "trailer" };
}

function fileRow(id: string, repository: string, file: StampPreview["files"][number]): Row {
  return {
    id,
    label: path.basename(file.path),
    description: file.note || counted(file.totals) || "no line added",
    file: path.join(repository, file.path),
    kind: "file",
  };
}

function problemRow(id: string, problem: string): Row {
  return { id, label: problem, tooltip: problem, icon: "question" };
}
