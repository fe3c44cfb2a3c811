-- Names: those of many measures, which a paragraph ends in, stand below it in two columns, as on the site.

local common = require 'common'
local typst, has, rawblock, filter = common.typst, common.has, common.rawblock, common.filter
local words, blocks_of = require 'words', require 'blocks'

local MANY = 8       -- names that are no longer read as a sentence; quarterbook.js has the same
local LONG = 40      -- names from which on their columns may go on over the page
local COLUMN = 0.46  -- of the page's width in Word, where both begin as far in as a numbered paragraph's words

-- A name whose measure is elsewhere is no link.
local function is_name(part)
  if part.t == 'Span' then return has(part, 'qb-name') end
  return part.t == 'Link' and part.target:sub(1, 1) == '#' and (words.names.are_many or has(part, 'qb-name'))
end

-- Where the names begin that a paragraph ends in, if it says no more once it has begun to name them.
local function first_name(content)
  local first, count = nil, 0
  for i, part in ipairs(content) do
    if is_name(part) then
      first, count = first or i, count + 1
    elseif first and part.t == 'Str' and part.text:match('[.:]$') and i < #content then
      return nil
    end
  end
  return count >= MANY and first
end

-- Each name with what is said of it, up to its semicolon.
local function parted(content, first)
  local out, name = pandoc.List(), pandoc.Inlines {}
  for i = first, #content do
    local part = content[i]
    if #name > 0 or part.t ~= 'Space' and part.t ~= 'SoftBreak' then name:insert(part) end
    if i == #content or part.t == 'Str' and part.text:match(';$') then
      out:insert(pandoc.Para(name):walk(filter))
      name = pandoc.Inlines {}
    end
  end
  return out
end

local function is_numbered(lead)
  return lead:find_if(function(part) return part.t == 'Span' and has(part, 'qb-number') end) ~= nil
end

local function in_columns(el)
  local first = first_name(el.content)
  if not first then return nil end
  local lead, names = pandoc.Inlines {}, parted(el.content, first)
  for i = 1, first - 1 do lead:insert(el.content[i]) end
  local half = (#names + 1) // 2
  local left, right = pandoc.Blocks {}, pandoc.Blocks {}
  for i, name in ipairs(names) do (i <= half and left or right):insert(name) end
  local before = pandoc.Para(lead):walk(filter)
  if not typst then
    local columns = blocks_of.side_by_side(left, right, COLUMN)
    columns.colspecs[2][2] = COLUMN
    columns.attributes['custom-style'] = 'Names'
    return pandoc.Blocks { before, columns }, false
  end
  local numbered = is_numbered(lead)
  local out = pandoc.Blocks {}
  if numbered then -- pages.lua keeps its words with what is indented
    out:extend { before, rawblock('#qb-indent[') }
  else
    out:extend { rawblock('#qb-finding['), before, rawblock(']') }
  end
  out:insert(rawblock(('#qb-names(%s)['):format(#names < LONG)))
  out:extend(left)
  out:insert(rawblock(']['))
  out:extend(right)
  out:insert(rawblock(numbered and ']]' or ']'))
  return out, false
end

return { in_columns = in_columns }
