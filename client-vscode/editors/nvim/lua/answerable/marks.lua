-- Marks beside the lines: a letter in the sign column, and words after the first line of what an AI wrote.

local M = {}

local plugin
local names = vim.api.nvim_create_namespace("answerable")
local known = {} -- buffer -> regions, as the server said last
local timers = {} -- buffer -> timer of the question that is due
local DELAY = 150 -- milliseconds without a change until the server is asked

local GROUPS = {
  ai = { "AnswerableAi", "DiagnosticWarn" },
  mixed = { "AnswerableMixed", "DiagnosticWarn" },
  reviewed = { "AnswerableReviewed", "DiagnosticHint" },
  tool = { "AnswerableTool", "Comment" },
  unknown = { "AnswerableUnknown", "Comment" },
  human = { "AnswerableHuman", "Comment" },
}

local function kind_of(region)
  if region.class ~= "ai" then
    return region.class
  end
  return region.reviewedBy and #region.reviewedBy > 0 and "reviewed" or "ai"
end

--- The kind of every line that has one, by number from 0, and the AI region that it is of.
function M.lines(regions)
  local kinds, sources = {}, {}
  for _, region in ipairs(regions) do
    local last = region.range["end"].line
    if region.range["end"].character == 0 then
      last = last - 1
    end
    for line = region.range.start.line, last do
      local kind, before = kind_of(region), kinds[line]
      local is_ai = region.class == "ai"
      if region.mechanism == "vcs" then
        kind = "committed"
      end
      if before == nil or before == kind then
        kinds[line] = kind
      elseif is_ai or sources[line] then
        kinds[line] = "mixed"
      else
        kinds[line] = (before == "unknown" or kind == "unknown") and "unknown" or "human"
      end
      sources[line] = is_ai and region or sources[line]
    end
  end
  return kinds, sources
end

--- The first line of each block of AI lines that nobody has reviewed, in order, from 0.
function M.unreviewed(buffer)
  local kinds = M.lines(known[buffer] or {})
  local found = {}
  for line = 0, vim.api.nvim_buf_line_count(buffer) - 1 do
    local is_open = kinds[line] == "ai" or kinds[line] == "mixed"
    local before = kinds[line - 1]
    if is_open and before ~= "ai" and before ~= "mixed" then
      table.insert(found, line)
    end
  end
  return found
end

--- What the server said last about a buffer.
function M.regions(buffer)
  return known[buffer] or {}
end

local function words(region, kind)
  local people = table.concat(region.reviewedBy or {}, ", ")
  local review = people ~= "" and ("reviewed by " .. people) or "unreviewed"
  return ("  AI%s: %s, %s"):format(kind == "mixed" and ", mixed" or "", region.agent or "unnamed tool", review)
end

local function draw(buffer)
  vim.api.nvim_buf_clear_namespace(buffer, names, 0, -1)
  local kinds, sources = M.lines(known[buffer] or {})
  local signs = plugin.options.signs
  local count = vim.api.nvim_buf_line_count(buffer)
  for line, kind in pairs(kinds) do
    local letter, group = signs[kind] or "", GROUPS[kind]
    local mark = { priority = 5 }
    if group and letter ~= "" then
      mark.sign_text, mark.sign_hl_group = letter, group[1]
    end
    local source, above = sources[line], sources[line - 1]
    local begins = source and not (above and above.session == source.session and kinds[line - 1] == kind)
    if plugin.options.virtual_text and begins then
      mark.virt_text = { { words(source, kind), group[1] } }
    end
    if line < count and (mark.sign_text or mark.virt_text) then
      vim.api.nvim_buf_set_extmark(buffer, names, line, 0, mark)
    end
  end
end

local function ask(buffer)
  local client = vim.api.nvim_buf_is_valid(buffer) and plugin.client(buffer)
  if not client then
    return
  end
  local parameters = { uri = vim.uri_from_bufnr(buffer) }
  vim.lsp.buf_request(buffer, "answerable/regions", parameters, function(problem, answer, context)
    if problem or not answer or context.client_id ~= client.id or not vim.api.nvim_buf_is_loaded(buffer) then
      return
    end
    known[buffer] = answer.regions
    draw(buffer)
  end)
end

--- Ask for the regions of a buffer when nothing has changed in it for a moment, and draw them.
function M.soon(buffer)
  if not plugin.client(buffer) then
    return
  end
  if timers[buffer] then
    timers[buffer]:stop()
  end
  timers[buffer] = vim.defer_fn(function()
    timers[buffer] = nil
    ask(buffer)
  end, DELAY)
end

function M.setup(module)
  plugin = module
  for _, group in pairs(GROUPS) do
    vim.cmd(("highlight default link %s %s"):format(group[1], group[2]))
  end
  vim.api.nvim_create_autocmd("BufWipeout", {
    group = vim.api.nvim_create_augroup("answerable-marks", { clear = true }),
    callback = function(event)
      known[event.buf] = nil
    end,
  })
end

return M
