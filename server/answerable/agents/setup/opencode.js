// @mark; with --remove it is deleted.
// Runs `answerable checkpoint` around every tool call, and stops what `answerable guard` refuses.
import { spawn } from "node:child_process"

const COMMAND = "@command"

function tell(verb, payload) {
  return new Promise((resolve) => {
    const child = spawn(COMMAND[0], [...COMMAND.slice(1), verb, "opencode"], { stdio: ["pipe", "pipe", "ignore"] })
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

export const Answerable = async ({ directory }) => {
  // Older versions tell the arguments only before the call.
  const begun = new Map()
  const payload = (event, input, args) => ({
    event,
    tool: input.tool,
    sessionID: input.sessionID,
    callID: input.callID,
    cwd: directory,
    args,
  })
  return {
    "tool.execute.before": async (input, output) => {
      const before = payload("tool.execute.before", input, output.args)
      const [, said] = await Promise.all([tell("checkpoint", before), tell("guard", before)])
      const { decision, reason } = decided(said)
      if (decision === "deny") throw new Error(reason)
      begun.set(input.callID, output.args)
    },
    "tool.execute.after": async (input) => {
      const args = input.args ?? begun.get(input.callID)
      begun.delete(input.callID)
      await tell("checkpoint", payload("tool.execute.after", input, args))
    },
    event: async ({ event }) => {
      if (event.type !== "session.idle") return
      await tell("checkpoint", { event: "stop", sessionID: event.properties?.sessionID, cwd: directory })
    },
  }
}
