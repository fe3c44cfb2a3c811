-- Names: those of many measures, which a paragraph ends in, stand below it in two columns, as on the site.

local common = require 'common'
local typst, has, rawblock, filter = common.typst, common.has, common.rawblock, common.filter
local words, blocks_of = require 'words', require 'blocks'

local MANY = 8       -- names that are no longer read as a sentence; quarterbook.js has the same
local GROUP = 12     -- names at most that stay on one page: the first half of them beside the second
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

-- Names in groups of about the same size, each parted into what stands left and right.
local function grouped(names)
  local out, count = pandoc.List(), math.ceil(#names / GROUP)
  for group = 1, count do
    local from, to = (group - 1) * #names // count + 1, group * #names // count
    local half = (from + to) // 2
    local left, right = pandoc.Blocks {}, pandoc.Blocks {}
    for i = from, to do (i <= half and left or right):insert(names[i]) end
    out:insert { left, right }
  end
  return out
end

-- A table for all groups in Word, so that they stand as close as the names of one.
local function in_word(groups)
  local table_
  for _, group in ipairs(groups) do
    local one = blocks_of.side_by_side(group[1], group[2], COLUMN)
    if table_ then table_.bodies[1].body:insert(one.bodies[1].body[1]) else table_ = one end
  end
  table_.colspecs[2][2] = COLUMN
  table_.attributes['custom-style'] = 'Names'
  return table_
end

-- The report's Word file, where its summary names most measures several times, leaves them in their paragraphs.
local function in_columns(el)
  local first = (typst or not words.names.are_many) and first_name(el.content)
  if not first then return nil end
  local lead = pandoc.Inlines {}
  for i = 1, first - 1 do lead:insert(el.content[i]) end
  local groups = grouped(parted(el.content, first))
  local before = pandoc.Para(lead):walk(filter)
  if not typst then return pandoc.Blocks { before, in_word(groups) }, false end
  local numbered = is_numbered(lead)
  local out = pandoc.Blocks {}
  if numbered then -- pages.lua keeps its words with what is indented
    out:extend { before, rawblock('#qb-indent[') }
  else
    out:extend { rawblock('#qb-finding['), before, rawblock(']') }
  end
  for i, group in ipairs(groups) do
    out:insert(rawblock(('#qb-names(%s)['):format(i < #groups)))
    out:extend(group[1])
    out:insert(rawblock(']['))
    out:extend(group[2])
    out:insert(rawblock(']'))
  end
  if numbered then out:insert(rawblock(']')) end
  return out, false
end

return { in_columns = in_columns }
