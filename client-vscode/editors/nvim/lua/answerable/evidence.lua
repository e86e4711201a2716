-- What only the editor knows about a change: told to the server right before the change itself.

local M = {}

local current -- how the changes arrive that are being made right now, nil when nothing special is known
local copied -- the last yank from AI lines: { text =, source = }
local is_set_up = false
local is_leaving = false -- nothing that is put off would still happen

--- Run `action`; every change it makes is told to the server with `how`. The results and errors of `action` pass through.
function M.explain(how, action, ...)
  local before = current
  current = how
  local results = { pcall(action, ...) }
  current = before
  if not results[1] then
    error(results[2], 0)
  end
  return unpack(results, 2)
end

--- What is known about one update: said by whoever makes it, or seen by comparing it with what was put.
local function account(params)
  if current then
    return current
  end
  local changes = params.contentChanges
  if #changes ~= 1 then
    return nil
  end
  local text = vim.trim(changes[1].text)
  if #text < 3 or not text:find("%s") then
    return nil -- one word is typed more often than it is put
  end
  if copied and vim.trim(copied.text) == text then
    return copied.source
  end
  for _, register in ipairs({ "+", "*" }) do
    local found, content = pcall(vim.fn.getreg, register)
    if found and content ~= vim.fn.getreg('"') and vim.trim(content) == text then
      return { mechanism = "pasted" }
    end
  end
end

--- The update that a reload from the disk is: Neovim itself tells it as closed and opened again.
local function reloaded(opened)
  local document = opened.textDocument
  local version = vim.api.nvim_buf_get_changedtick(vim.uri_to_bufnr(document.uri))
  return {
    textDocument = { uri = document.uri, version = version },
    contentChanges = { { text = document.text } },
  }
end

--- Put what is known before each change that `client` tells its server. For `on_init`.
function M.follow(client)
  local original = client.notify
  local closed = {} -- URI -> what is told when the document is not opened again at once
  local as_method

  local function tell(...)
    if as_method then
      return original(client, ...)
    end
    return original(...)
  end

  local function change(params, how)
    if how then
      local document = params.textDocument
      tell("answerable/didEdit", vim.tbl_extend("force", how, { uri = document.uri, version = document.version }))
    end
    return tell("textDocument/didChange", params)
  end

  client.notify = function(...)
    as_method = type((...)) == "table" -- in later versions
    local method, params = select(as_method and 2 or 1, ...)
    local uri = type(params) == "table" and params.textDocument and params.textDocument.uri
    if method == "textDocument/didClose" and not is_leaving then
      closed[uri] = params
      vim.schedule(function()
        if closed[uri] then
          closed[uri] = nil
          tell(method, params)
        end
      end)
      return true
    elseif method == "textDocument/didOpen" and closed[uri] then
      closed[uri] = nil
      return change(reloaded(params), { mechanism = "disk" })
    elseif method == "textDocument/didChange" then
      return change(params, account(params))
    end
    return original(...)
  end
end

--- Remember a yank, when all of it is one AI's: putting it elsewhere does not make it anybody else's.
function M.yanked(buffer, regions)
  copied = nil
  local event = vim.v.event
  if event.operator ~= "y" or buffer ~= vim.api.nvim_get_current_buf() then
    return
  end
  local first, last = vim.fn.line("'[") - 1, vim.fn.line("']") - 1
  local source
  for _, region in ipairs(regions) do
    local from, to = region.range.start.line, region.range["end"].line
    if region.range["end"].character == 0 then
      to = to - 1
    end
    if from <= last and to >= first then
      if region.class ~= "ai" or (source and source.session ~= region.session) then
        return
      end
      source = {
        mechanism = "pasted",
        producer = region.agent or "an AI tool",
        model = region.model,
        session = region.session,
      }
    end
  end
  if source then
    copied = { text = table.concat(event.regcontents, "\n"), source = source }
  end
end

--- Wrap the functions of `place` that exist, so that what they change is explained.
local function wrap(place, names, how)
  for _, name in ipairs(names) do
    local original = place[name]
    if original then
      place[name] = function(...)
        return M.explain(how, original, ...)
      end
    end
  end
end

--- Watch pasting from the terminal, formatting and renaming. Once per editor.
function M.setup()
  if is_set_up then
    return
  end
  is_set_up = true
  vim.api.nvim_create_autocmd("VimLeavePre", {
    callback = function()
      is_leaving = true
    end,
  })
  wrap(vim, { "paste" }, { mechanism = "pasted" })
  wrap(vim.lsp.handlers, { "textDocument/formatting", "textDocument/rangeFormatting" }, { mechanism = "format" })
  wrap(vim.lsp.buf, { "formatting_sync", "format" }, { mechanism = "format" })
  wrap(vim.lsp.handlers, { "textDocument/rename" }, { mechanism = "refactor" })
end

return M
