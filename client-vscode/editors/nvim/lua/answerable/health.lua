-- `:checkhealth answerable`

local M = {}

function M.check()
  -- Its functions lost a prefix in 0.10.
  local health = vim.health or require("health")
  local start = health.start or health.report_start
  local ok = health.ok or health.report_ok
  local warn = health.warn or health.report_warn
  local fail = health.error or health.report_error
  local info = health.info or health.report_info

  start("Answerable")
  local plugin = require("answerable")
  local program = plugin.options.cmd[1]
  if vim.fn.executable(program) == 1 then
    ok("The server is " .. vim.fn.exepath(program))
  else
    fail(program .. " cannot be started", { "Install Answerable, or give its path: setup({ cmd = { ... } })" })
  end
  if vim.fn.executable("git") == 1 then
    ok("git is there")
  else
    fail("git is missing")
  end
  if vim.fn.exists(":AnswerableWhy") == 2 then
    ok('require("answerable").setup() was called')
  else
    fail('require("answerable").setup() was not called', { "Call it in your init.lua" })
  end
  local served = 0
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    served = served + (plugin.client(buffer) and 1 or 0)
  end
  if served > 0 then
    ok(("%d buffer(s) are followed"):format(served))
  else
    warn("No buffer is followed: open a file of a git repository")
  end
  info("Seen here: typing, pasting from the terminal, putting from the clipboard, formatting and renaming by a server.")
  info("Not seen here: who wrote what a completion plugin inserts; wrap its accept with require('answerable').explain.")
end

return M
