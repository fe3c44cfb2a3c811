-- What every part of the filter needs: whether it writes for Typst or for Word, and pieces of either.

local typst = FORMAT == 'typst'
local SHORT = 14     -- characters of a note in a cell, such as its age, that stay on one line
local LONG_TEXT = 600  -- characters from which on a cell's text asks for no more width
local WHOLE = '#block(breakable: false)['

local function quoted(text)
  return '"' .. text:gsub('[\\"]', '\\%0'):gsub('\n', ' ') .. '"'
end

local function has(el, class) return el.classes and el.classes:includes(class) end

local function raw(text) return pandoc.RawInline(typst and 'typst' or 'openxml', text) end

local function rawblock(text) return pandoc.RawBlock(typst and 'typst' or 'openxml', text) end

-- The semicolon ends the call, so that a bracket in the text that follows is not taken for another argument.
local function call(name, inlines)
  local out = pandoc.Inlines { raw('#' .. name .. '[') }
  out:extend(inlines)
  out:insert(raw('];'))
  return out
end

-- What pandoc writes for each of some lists of blocks; in one go, because asking costs it a millisecond.
local function all_written(lists)
  local whole, out = pandoc.Blocks {}, pandoc.List()
  for _, blocks in ipairs(lists) do
    whole:extend(blocks)
    whole:insert(pandoc.RawBlock('typst', '\1'))
  end
  for part in pandoc.write(pandoc.Pandoc(whole), 'typst'):gmatch('([^\1]*)\1') do
    out:insert(part:match('^%s*(.-)%s*$'))
  end
  return out
end

local function written(blocks) return all_written({ blocks })[1] end

local function label(id) return id ~= '' and ' <' .. id .. '>' or '' end

-- What happens to text outside tables, and inside them; paper.lua fills both.
local filter, cells = {}, {}

return {
  typst = typst,
  SHORT = SHORT,
  LONG_TEXT = LONG_TEXT,
  WHOLE = WHOLE,
  quoted = quoted,
  has = has,
  raw = raw,
  rawblock = rawblock,
  call = call,
  all_written = all_written,
  written = written,
  label = label,
  filter = filter,
  cells = cells,
}
