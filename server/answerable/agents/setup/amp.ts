// @i-know-the-amp-plugin-api-is-wip-and-very-experimental-right-now
// @mark; with --remove it is deleted.
// Runs `answerable checkpoint` around every tool call, and stops what `answerable guard` refuses.
import { spawn } from "node:child_process"

const COMMAND = "@command"

function tell(verb, payload) {
  return new Promise((resolve) => {
    const child = spawn(COMMAND[0], [...COMMAND.slice(1), verb, "amp"], { stdio: ["pipe", "pipe", "ignore"] })
    let said = ""
    child.on("error", () => resolve(""))
    child.on("close", () => resolve(said))
    child.stdout.on("data", (part) => (said += part))
    child.stdin.on("error", () => {})
    child.stdin.end(JSON.stringify(payload))
  })
}

function decided(said) {
  try {
    return JSON.parse(said)
  } catch {
    return { decision: "allow" }
  }
}

function payload(kind, event, ctx) {
  return {
    event: kind,
    tool: event.tool,
    toolUseID: event.toolUseID,
    threadID: event.thread?.id ?? ctx?.thread?.id,
    cwd: process.cwd(),
    input: event.input,
  }
}

export default function (amp) {
  amp.on("tool.call", async (event, ctx) => {
    const before = payload("tool.call", event, ctx)
    const [, said] = await Promise.all([tell("checkpoint", before), tell("guard", before)])
    const { decision, reason } = decided(said)
    const asked = { title: "Answerable", message: reason, confirmButtonText: "Run it" }
    const refused = decision === "deny" || (decision === "ask" && !(await ctx?.ui?.confirm?.(asked)))
    return refused ? { action: "reject-and-continue", message: reason } : { action: "allow" }
  })
  amp.on("tool.result", async (event, ctx) => {
    await tell("checkpoint", payload("tool.result", event, ctx))
  })
}
