// What the view "Sign-Off" shows: the gate's verdict on the branch, what it lacks and who can give it, and what is to
// be looked at, the most serious first.

import * as path from "node:path";

import { lines } from "./lines";
import type { BranchReport, Missing, QueuedFile, Verdict } from "./protocol";
import type { Row } from "./rows";
import { findingRow } from "./rows";
import type { Words } from "./words";

const VERDICTS: Readonly<Record<Verdict["decision"], readonly [string, string, string]>> = {
  pass: ["The gate lets it pass", "pass", "testing.iconPassed"],
  deny: ["The gate denies it", "circle-slash", "testing.iconFailed"],
  undecided: ["The gate cannot decide", "question", "list.warningForeground"],
};

/** Everything that the rules of a verdict lack, each with its rule. */
export function lacking(verdict: Verdict): [string, Missing][] {
  return verdict.rules
    .filter((rule) => rule.fired && !rule.satisfied)
    .flatMap((rule) => rule.missing.map((one): [string, Missing] => [rule.name, one]));
}

export function openLines(file: QueuedFile): number {
  return file.lines.reduce((sum, one) => sum + one.end - one.start + 1, 0);
}

/** The rows of one repository. */
export function branchRows(repository: string, report: BranchReport): Row[] {
  const id = (...words: string[]): string => [repository, ...words].join("\n");
  const signed = report.verdict?.signoffs ?? [];
  const isSigned = signed.some((one) => !one.void && one.decision === "approve");
  const reviewed = isSigned ? "signed off" : "reviewed by nobody";
  const queue = report.queue.map((file) => queuedRow(id("queue", file.path), repository, file, reviewed));
  return [
    report.verdict ? verdictRow(id("verdict"), report, report.verdict) : noteRow(id("note"), report),
    ...(signed.length > 0
      ? [{ id: id("signed"), label: "Sign-offs", icon: "verified", children: signed.map((one) => signedRow(id, one)) }]
      : []),
    ...(queue.length > 0
      ? [
          {
            id: id("queue"),
            label: isSigned ? "Looked at and signed" : "To look at",
            description: lookAt(report),
            icon: "checklist",
            folded: isSigned,
            children: queue,
          },
        ]
      : []),
  ];
}

/** The item in the status bar; `undefined` where nothing is required. */
export function gateWords(report: BranchReport | undefined): Words | undefined {
  const verdict = report?.verdict;
  if (!report || !verdict) {
    return undefined;
  }
  const [sentence, icon] = VERDICTS[verdict.decision];
  const missing = lacking(verdict);
  const count = missing.length > 0 ? ` · ${missing.length} missing` : "";
  return {
    text: `$(${icon}) Gate${count}`,
    spoken: `${sentence}${count}`,
    tooltip: [
      `**${sentence}**: ${report.branch || "HEAD"} → ${report.target || report.range}`,
      ...missing.map(([, one]) => `- ${one.sentence}. ${whoWords(one)}`),
      ...(verdict.decision === "undecided" ? verdict.problems.map((problem) => `- ${problem}`) : []),
    ].join("\n\n"),
    warning: verdict.decision !== "pass",
  };
}

/** What a reviewer is sent, as Markdown. */
export function requestText(report: BranchReport): string {
  const count = report.queue.reduce((sum, file) => sum + openLines(file), 0);
  const missing = report.verdict ? lacking(report.verdict) : [];
  const commands = [...new Set(missing.map(([, one]) => one.command).filter(Boolean))];
  return [
    `Please review and sign off ${report.branch || report.head.slice(0, 12)} for ${report.target || report.range}:`,
    `${lines(count)} of AI text that nobody has reviewed, ${findings(report)}.`,
    "",
    ...report.queue.map((file) => `- ${file.path}: ${fileWords(file)}`),
    ...missing.map(([rule, one]) => `- missing for the rule ${rule}: ${one.sentence}. ${whoWords(one)}`),
    "",
    "In your own clone, after `answerable sync`:",
    "",
    ...(commands.length > 0 ? commands : [`answerable signoff ${report.range}`]).map((one) => `    ${one}`),
    "",
  ].join("\n");
}

function verdictRow(id: string, report: BranchReport, verdict: Verdict): Row {
  const [label, icon, colour] = VERDICTS[verdict.decision];
  const rows = [
    ...(verdict.blast ? [blastRow(`${id}\nblast`, verdict.blast)] : []),
    ...lacking(verdict).map(([rule, one], at) => missingRow(`${id}\nmissing\n${at}`, rule, one)),
    ...verdict.problems.map((problem, at) => ({
      id: `${id}\nproblem\n${at}`,
      label: problem,
      tooltip: problem,
      icon: "question",
    })),
  ];
  return {
    id,
    label,
    description: `${report.branch || "HEAD"} → ${report.target || report.range}`,
    icon,
    colour,
    kind: "verdict",
    children: rows,
  };
}

function blastRow(id: string, blast: NonNullable<Verdict["blast"]>): Row {
  const owners = blast.owners.length > 0 ? [`Owners: ${blast.owners.join(", ")}`] : [];
  return {
    id,
    label: `Blast radius: ${blast.tier}`,
    description: `${blast.direct} places refer to it, ${blast.transitive} definitions depend on it at most`,
    tooltip: [...blast.reasons, ...owners].join("\n\n"),
    icon: "references",
  };
}

function noteRow(id: string, report: BranchReport): Row {
  return { id, label: report.note, tooltip: report.note, icon: "info", kind: "note" };
}

function missingRow(id: string, rule: string, missing: Missing): Row {
  return {
    id,
    label: missing.sentence,
    description: whoWords(missing),
    tooltip: [`Rule: ${rule}`, missing.sentence, whoWords(missing), missing.command].filter(Boolean).join("\n\n"),
    icon: "person",
    kind: missing.command ? "missing" : "lacking",
    value: missing.command,
  };
}

function whoWords(missing: Missing): string {
  return missing.who.length > 0
    ? `Who can give it: ${missing.who.join(", ")}`
    : "Nobody on the roster who had no part in the change can give it";
}

function signedRow(id: (...words: string[]) => string, signed: Verdict["signoffs"][number]): Row {
  return {
    id: id("signed", signed.id),
    label: signed.reviewer,
    description: signed.void ? `does not count: ${signed.void}` : `${signed.decision}, counts`,
    tooltip: `Sign-off ${signed.id.slice(0, 12)}`,
    icon: signed.void ? "unverified" : signed.decision === "approve" ? "verified-filled" : "circle-slash",
  };
}

function queuedRow(id: string, repository: string, file: QueuedFile, reviewed: string): Row {
  const absolute = path.join(repository, file.path);
  return {
    id,
    label: path.basename(file.path),
    description: fileWords(file),
    tooltip: file.path,
    kind: "queued",
    file: absolute,
    value: file.path,
    folded: true,
    children: [
      ...file.findings.map((one, at) => findingRow(`${id}\nfinding\n${at}`, one, absolute)),
      ...file.lines.map((one) => ({
        id: `${id}\n${one.start}`,
        label: one.start === one.end ? `Line ${one.start}` : `Lines ${one.start}–${one.end}`,
        description: `${one.class === "mixed" ? "partly " : ""}${one.agent || "AI"}, ${reviewed}`,
        icon: "sparkle",
        colour: "answerable.unreviewed",
        file: absolute,
        line: one.start - 1,
      })),
    ],
  };
}

function fileWords(file: QueuedFile): string {
  const count = openLines(file);
  return [
    ...(count > 0 ? [`${lines(count)} to review`] : []),
    ...(file.risk ? [`${file.findings.length} × ${file.risk}`] : []),
  ].join(" · ");
}

function lookAt(report: BranchReport): string {
  const count = report.queue.reduce((sum, file) => sum + openLines(file), 0);
  return `${lines(count)} of AI text, ${findings(report)}`;
}

function findings(report: BranchReport): string {
  const count = report.queue.reduce((sum, file) => sum + file.findings.length, 0);
  return `${count} ${count === 1 ? "finding" : "findings"}`;
}
