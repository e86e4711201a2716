-- Answerable for Neovim 0.7 and later: attaches `answerable-lsp` to every file of a git repository.
--
--   require("answerable").setup({ cmd = { "/path/to/.venv/bin/answerable-lsp" } })
--
-- Options: `cmd` is the server's command line (default: `answerable-lsp` on the PATH); `signs` maps the kinds of
-- lines to letters (an empty letter shows none); `virtual_text = false` shows no words beside AI lines.

local evidence = require("answerable.evidence")
local marks = require("answerable.marks")

local M = {}

M.options = {
  cmd = { "answerable-lsp", "--stdio" },
  signs = { ai = "A", reviewed = "R", mixed = "M", tool = "T", unknown = "?", human = "" },
  virtual_text = true,
}

local clients = {} -- top folder -> client id

--- The top folder of the worktree that a file is in, nil outside of any.
local function top_of(path)
  local folder = vim.fn.fnamemodify(path, ":p:h")
  local marker = vim.fn.finddir(".git", folder .. ";")
  if marker == "" then -- in a linked worktree `.git` is a file
    marker = vim.fn.findfile(".git", folder .. ";")
  end
  if marker == "" then
    return nil
  end
  return (vim.fn.fnamemodify(marker, ":p"):gsub("/$", ""):gsub("/%.git$", ""))
end

--- The client that serves a buffer, nil when there is none.
function M.client(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  for _, id in pairs(clients) do
    local client = vim.lsp.get_client_by_id(id)
    if client and vim.lsp.buf_is_attached(buffer, id) then
      return client
    end
  end
end

local function start(top)
  return vim.lsp.start_client({
    name = "answerable",
    cmd = M.options.cmd,
    root_dir = top,
    workspace_folders = { { uri = vim.uri_from_fname(top), name = vim.fn.fnamemodify(top, ":t") } },
    -- Each change is told by itself: what is known about one must not be said of its neighbours.
    flags = { debounce_text_changes = 0 },
    on_init = evidence.follow,
    on_attach = function(_, buffer)
      marks.soon(buffer)
    end,
    handlers = {
      ["answerable/regionsChanged"] = function(_, changed)
        marks.soon(vim.uri_to_bufnr(changed.uri))
      end,
    },
    on_exit = function()
      clients[top] = nil
    end,
  })
end

--- Let the server follow a buffer, if it is a file of a repository.
function M.attach(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  local top = path ~= "" and vim.bo[buffer].buftype == "" and top_of(path)
  if not top then
    return
  end
  clients[top] = clients[top] or start(top)
  if clients[top] then
    vim.lsp.buf_attach_client(buffer, clients[top])
  end
end

--- Run `action`, and say of every change that it makes how it arrives: a mechanism of PROTOCOL.md, and for an AI's
--- text who produced it. For plugins and mappings that insert what an AI suggests:
---   require("answerable").explain({ mechanism = "completion", producer = "copilot" }, accept)
M.explain = evidence.explain

function M.setup(options)
  M.options = vim.tbl_deep_extend("force", M.options, options or {})
  evidence.setup()
  marks.setup(M)
  require("answerable.commands").setup(M)
  local group = vim.api.nvim_create_augroup("answerable", { clear = true })
  vim.api.nvim_create_autocmd({ "BufReadPost", "BufNewFile" }, {
    group = group,
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  vim.api.nvim_create_autocmd({ "BufReadPost", "TextChanged", "TextChangedI", "InsertLeave", "FileChangedShellPost" }, {
    group = group,
    callback = function(event)
      marks.soon(event.buf)
    end,
  })
  vim.api.nvim_create_autocmd("TextYankPost", {
    group = group,
    callback = function(event)
      evidence.yanked(event.buf, marks.regions(event.buf))
    end,
  })
end

return M
