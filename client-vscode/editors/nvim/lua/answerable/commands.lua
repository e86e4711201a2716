-- The commands: review and declare lines, ask why, go through what nobody has reviewed.

local marks = require("answerable.marks")

local M = {}

local function say(words, level)
  vim.notify("Answerable: " .. words, level or vim.log.levels.INFO)
end

--- Let the server carry out one of its commands for a range of this buffer.
local function run(plugin, name, range, agent)
  local client = plugin.client(0)
  if not client then
    say("no server follows this buffer; see :checkhealth answerable", vim.log.levels.WARN)
    return
  end
  local target = { uri = vim.uri_from_bufnr(0), range = range, agent = agent }
  local asked = { command = "answerable." .. name, arguments = { target } }
  local buffer = vim.api.nvim_get_current_buf()
  vim.lsp.buf_request(buffer, "workspace/executeCommand", asked, function(problem)
    if problem then
      say(problem.message, vim.log.levels.ERROR)
    else
      marks.soon(buffer)
    end
  end)
end

local function lines_of(command)
  return {
    start = { line = command.line1 - 1, character = 0 },
    ["end"] = { line = command.line2, character = 0 },
  }
end

--- Go to the next (1) or previous (-1) block that nobody has reviewed, round the end.
local function go(step)
  local found = marks.unreviewed(vim.api.nvim_get_current_buf())
  if #found == 0 then
    say("no unreviewed AI lines here")
    return
  end
  local here = vim.api.nvim_win_get_cursor(0)[1] - 1
  local target
  if step > 0 then
    target = found[1]
    for index = #found, 1, -1 do
      target = found[index] > here and found[index] or target
    end
  else
    target = found[#found]
    for _, line in ipairs(found) do
      target = line < here and line or target
    end
  end
  vim.api.nvim_win_set_cursor(0, { target + 1, 0 })
end

--- The lines of this buffer by kind, in words.
function M.status()
  local counts = {}
  for _, kind in pairs((marks.lines(marks.regions(vim.api.nvim_get_current_buf())))) do
    counts[kind] = (counts[kind] or 0) + 1
  end
  local parts = {}
  for _, kind in ipairs({ "ai", "mixed", "reviewed", "human", "tool", "unknown", "committed" }) do
    table.insert(parts, ("%s=%d"):format(kind, counts[kind] or 0))
  end
  return table.concat(parts, " ")
end

function M.setup(plugin)
  local function command(name, what, action, options)
    options.desc = what
    vim.api.nvim_create_user_command(name, action, options)
  end
  command("AnswerableReview", "Mark the AI text of these lines as reviewed by me", function(called)
    run(plugin, "markReviewed", lines_of(called))
  end, { range = true })
  command("AnswerableTyped", "Declare that I typed these lines", function(called)
    run(plugin, "typed", lines_of(called))
  end, { range = true })
  command("AnswerableWrittenBy", "Declare that an AI wrote these lines", function(called)
    run(plugin, "writtenBy", lines_of(called), called.args ~= "" and called.args or nil)
  end, { range = true, nargs = "?" })
  command("AnswerableWhy", "Show who wrote the character under the cursor, and how that is known", function()
    local client = plugin.client(0)
    local place = vim.lsp.util.make_position_params(0, client and client.offset_encoding).position
    run(plugin, "why", { start = place, ["end"] = place })
  end, {})
  command("AnswerableStatus", "Count the lines of this buffer by who wrote them", function()
    say(M.status())
  end, {})
  command("AnswerableNext", "Go to the next AI lines that nobody has reviewed", function()
    go(1)
  end, {})
  command("AnswerablePrev", "Go to the previous AI lines that nobody has reviewed", function()
    go(-1)
  end, {})
end

return M
