if vim.g.loaded_flagwise then
  return
end
vim.g.loaded_flagwise = true

---@type table<string, fun(words: string[])>
local subcommands = {
  flags = function(words)
    require('flagwise.flags').flags(words)
  end,
  references = function(words)
    require('flagwise.flags').references(words)
  end,
  change = function(words)
    require('flagwise.flags').change(words)
  end,
  project = function()
    require('flagwise.flags').project()
  end,
  refresh = function()
    require('flagwise').refresh()
  end,
  explain = function()
    require('flagwise').explain()
  end,
  status = function()
    require('flagwise').show_status()
  end,
  undo = function()
    require('flagwise').undo()
  end,
  token = function()
    require('flagwise').ask_token()
  end,
  log = function()
    vim.cmd.tabnew(vim.fn.fnameescape(vim.lsp.log.get_filename()))
  end,
}

-- Words that the subcommands know, besides keys and texts to search for.
local words_of = { flags = { 'all', 'archived', 'deprecated', 'file', 'live', 'stale', 'unused', 'workspace' } }

vim.api.nvim_create_user_command('Flagwise', function(arguments)
  local name = arguments.fargs[1] or 'status'
  local subcommand = subcommands[name]
  if subcommand then
    return subcommand(vim.list_slice(arguments.fargs, 2))
  end
  local names = vim.tbl_keys(subcommands)
  table.sort(names)
  vim.notify(
    ('flagwise: unknown subcommand %q; expected one of %s'):format(name, table.concat(names, ', ')),
    vim.log.levels.ERROR
  )
end, {
  nargs = '*',
  desc = 'LaunchDarkly flags: list, references, change, explain, project, status',
  complete = function(start, line)
    local before = vim.split(line, '%s+')
    local names = #before > 2 and (words_of[before[2]] or {}) or vim.tbl_keys(subcommands)
    table.sort(names)
    return vim.tbl_filter(function(name)
      return vim.startswith(name, start)
    end, names)
  end,
})
