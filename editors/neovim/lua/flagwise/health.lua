-- `:checkhealth flagwise`

local M = {}

---@class flagwise.Check One line of `flagwise doctor --json`.
---@field name string
---@field status 'ok'|'info'|'warning'|'error'
---@field message string
---@field advice? string Next step.

--- Reports what `flagwise doctor --json` found in the current folder.
---@param program string
local function doctor(program)
  vim.health.start('flagwise doctor')
  local result = vim.system({ program, 'doctor', '--json' }, { text = true, timeout = 30000 }):wait()
  local read, report = pcall(vim.json.decode, result.stdout or '', { luanil = { object = true } })
  if not read or type(report) ~= 'table' or not vim.islist(report.checks) then
    local said = vim.trim(result.stderr or '')
    vim.health.error('`flagwise doctor --json` failed: ' .. (said ~= '' and said or 'exit code ' .. result.code))
    return
  end
  for _, check in ipairs(report.checks --[[@as flagwise.Check[] ]]) do
    local text = ('%s: %s'):format(check.name, check.message)
    if check.status == 'ok' then
      vim.health.ok(text)
    elseif check.status == 'info' then
      vim.health.info(text)
    elseif check.name == 'token' and vim.g.flagwise_token_command then
      vim.health.info('token: from g:flagwise_token_command')
    elseif check.status == 'warning' then
      vim.health.warn(text, check.advice)
    else
      vim.health.error(text, check.advice)
    end
  end
end

--- The configured program, if it can be run.
---@return string?
local function check_program()
  local cmd = vim.lsp.config.flagwise.cmd
  -- The default is a function that starts the program of this name.
  cmd = type(cmd) == 'table' and cmd or { 'flagwise' }
  local program = vim.fn.exepath(cmd[1])
  if program == '' then
    vim.health.error(('`%s` is not a program on the PATH'):format(cmd[1]), {
      'Install it: cargo install --locked --path flagwise',
      "or set its path: vim.lsp.config('flagwise', { cmd = { '/path/to/flagwise', 'lsp' } })",
    })
    return nil
  end
  local version = vim.system({ program, '--version' }, { text = true, timeout = 10000 }):wait()
  if version.code ~= 0 then
    vim.health.error(('`%s --version` ended with %d: %s'):format(program, version.code, vim.trim(version.stderr or '')))
    return nil
  end
  vim.health.ok(('%s (`%s`)'):format(vim.trim(version.stdout), program))
  return program
end

local function check_clients()
  if not vim.lsp.is_enabled('flagwise') then
    vim.health.warn('the language server is not enabled', "add vim.lsp.enable('flagwise') to your init.lua")
    return
  end
  vim.health.ok('the language server is enabled')
  local clients = vim.lsp.get_clients({ name = 'flagwise' })
  if #clients == 0 then
    vim.health.info('it is not running: no buffer with a supported file type was opened')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    vim.health.ok(('it is running for `%s`, attached to %d buffer(s)'):format(client.root_dir or 'files without a folder', buffers))
    local answer = client:request_sync('flagwise/status', vim.empty_dict(), 2000)
    local status = answer and answer.result or {}
    if status.tokenPresent == false then
      vim.health.warn('it has no access token', 'run `:Flagwise token`, or set `vim.g.flagwise_token_command` in your init.lua')
    elseif type(status.project) ~= 'string' then
      vim.health.warn('no project is set for this folder', 'run `:Flagwise project`: it writes flagwise.toml')
    elseif status.health ~= 'ok' and status.message then
      vim.health.warn(status.message, 'run `:Flagwise refresh`; `:Flagwise log` has more')
    elseif status.flags then
      vim.health.ok(('%d flags of `%s`'):format(status.flags, status.project))
    end
    local watcher = status.watcher
    if watcher == 'nobody' then
      vim.health.warn('files that change outside of Neovim are not watched', 'see its log, and `files.watcher` in docs/options.md')
    elseif type(watcher) == 'string' then
      local who = watcher == 'client' and 'Neovim' or 'flagwise'
      vim.health.ok(('%s watches files that change outside of Neovim'):format(who))
    end
  end
end

function M.check()
  vim.health.start('flagwise')
  if vim.fn.has('nvim-0.11') == 0 then
    vim.health.error('Neovim 0.11 or later is required', 'vim.lsp.config and vim.lsp.enable were added in 0.11')
    return
  end
  local program = check_program()
  check_clients()
  if program then
    doctor(program)
  end
end

return M
