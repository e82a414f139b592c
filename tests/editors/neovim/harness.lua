-- What the checks stand on: waiting for conditions, the simulator, and reporting. Nothing here sleeps.

local M = {}

-- One number for all waits: they end as soon as their condition holds, so it is only met by a failure.
local PATIENCE = 30000

--- Waits until `condition` gives a value, and returns that. What `describe` says is added to the failure.
---@generic T
---@param what string
---@param condition fun(): T?
---@param describe? fun(): any
---@return T
function M.wait_for(what, condition, describe)
  local value
  local held = vim.wait(PATIENCE, function()
    value = condition()
    return value ~= nil and value ~= false
  end, 20)
  if not held then
    error(('waited in vain for %s%s'):format(what, describe and '; there is: ' .. vim.inspect(describe()) or ''), 2)
  end
  return value
end

---@param found any
---@param expected any
---@param what string
function M.equal(found, expected, what)
  if not vim.deep_equal(found, expected) then
    error(('%s: expected %s, found %s'):format(what, vim.inspect(expected), vim.inspect(found)), 2)
  end
end

---@param text string
---@param parts string[]
---@param what string
function M.contains(text, parts, what)
  for _, part in ipairs(parts) do
    if not text:find(part, 1, true) then
      error(('%s: %q is not in:\n%s'):format(what, part, text), 2)
    end
  end
end

---@class Simulator
---@field url string
---@field token string
---@field project string
---@field stop fun()

--- Starts `flagwise simulate` and waits for the line that says where it is.
---@return Simulator
function M.start_simulator()
  local printed, failure, ended = '', '', nil
  local process = vim.system({ vim.env.FLAGWISE_BIN, 'simulate', '--port', '0' }, {
    text = true,
    stdout = function(_, data)
      printed = printed .. (data or '')
    end,
    stderr = function(_, data)
      failure = failure .. (data or '')
    end,
  }, function(result)
    ended = result.code
  end)
  local line = M.wait_for('the simulator', function()
    return printed:match('^[^\n]+\n') or (ended and '')
  end)
  assert(not ended, ('the simulator ended with %s: %s'):format(ended, failure))
  local simulator = vim.json.decode(line)
  -- However the script ends.
  vim.api.nvim_create_autocmd('VimLeavePre', {
    callback = function()
      process:kill('sigkill')
    end,
  })
  simulator.stop = function()
    process:kill('sigterm')
    process:wait(5000)
  end
  return simulator
end

--- A flag as the simulator has it.
---@param simulator Simulator
---@param key string
---@return table
function M.flag(simulator, key)
  local url = ('%s/api/v2/flags/%s/%s'):format(simulator.url, simulator.project, key)
  local command = { 'curl', '-fsS', '--noproxy', '*', '-H', 'Authorization: ' .. simulator.token, url }
  local answer = vim.system(command, { text = true }):wait()
  assert(answer.code == 0, answer.stderr)
  return vim.json.decode(answer.stdout)
end

--- Runs checks in order. A later one builds on an earlier, so the first failure ends them.
---@param checks { [1]: string, [2]: fun() }[]
---@return boolean
function M.run(checks)
  for _, check in ipairs(checks) do
    local name, body = check[1], check[2]
    local held, why = xpcall(body, function(problem)
      return debug.traceback(tostring(problem), 2)
    end)
    -- print() goes to stderr in a script.
    io.stdout:write(held and ('ok neovim: %s\n'):format(name) or ('not ok neovim: %s: %s\n'):format(name, why))
    io.stdout:flush()
    if not held then
      return false
    end
  end
  return true
end

return M
