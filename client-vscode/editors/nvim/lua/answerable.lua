-- Answerable for Neovim 0.7 and later: attaches `answerable-lsp` to every file of a git repository.
--
--   require("answerable").setup({ cmd = { "/path/to/.venv/bin/answerable-lsp" } })
--
-- `cmd` is the server's command line (default: `answerable-lsp` on the PATH).

local M = {}

local clients = {} -- top folder -> client id

local function top_of(path)
  local marker = vim.fn.finddir(".git", vim.fn.fnamemodify(path, ":p:h") .. ";")
  if marker == "" then -- in a linked worktree `.git` is a file
    marker = vim.fn.findfile(".git", vim.fn.fnamemodify(path, ":p:h") .. ";")
  end
  return marker ~= "" and vim.fn.fnamemodify(marker, ":p:h:h"):gsub("/%.git$", "") or nil
end

local function start(top, cmd)
  return vim.lsp.start_client({
    name = "answerable",
    cmd = cmd,
    root_dir = top,
    workspace_folders = { { uri = vim.uri_from_fname(top), name = vim.fn.fnamemodify(top, ":t") } },
    on_exit = function()
      clients[top] = nil
    end,
  })
end

function M.attach(buffer, cmd)
  local path = vim.api.nvim_buf_get_name(buffer)
  local top = path ~= "" and vim.bo[buffer].buftype == "" and top_of(path)
  if not top then
    return
  end
  clients[top] = clients[top] or start(top, cmd)
  if clients[top] then
    vim.lsp.buf_attach_client(buffer, clients[top])
  end
end

function M.setup(options)
  local cmd = options and options.cmd or { "answerable-lsp", "--stdio" }
  vim.api.nvim_create_autocmd({ "BufReadPost", "BufNewFile" }, {
    group = vim.api.nvim_create_augroup("answerable", { clear = true }),
    callback = function(event)
      M.attach(event.buf, cmd)
    end,
  })
end

return M
