-- How wide a table's columns are and in which size it is set, so that no word breaks; every size is in centimetres.

local common = require 'common'
local typst, SHORT, LONG_TEXT, has = common.typst, common.SHORT, common.LONG_TEXT, common.has
local is_mark = require('words').is_mark

local PORTRAIT, LANDSCAPE = 17.0, 25.7
local INSET = typst and 0.26 or 0.18   -- both sides of a cell
local SPARK = 2.0
local PLAIN, FIGURES = 1.08, 1.21  -- how much wider letters and figures may be in Word, where a machine lacks its typeface
local SPREAD = typst and 1 or 1.12  -- how much longer a line is in Word on a machine that lacks its typeface
local LONGEST = 22   -- characters that a word may have before a narrow column hyphenates it
local STEP = 0.15    -- by which widths are shared
local BOLD = 1.1     -- how much wider a header is in Word for its bold letters
local TIGHT = typst and 1.2 or 1  -- how much narrower than its letters are taken to be the print of a word may be
local STEEP = 4      -- how much the tallest cell alone makes a row as tall as it is

-- Widest word, whole length and longest line of what a cell says, in characters; a picture counts as its width, a shape stays
-- by its word.
-- What a cell says is gone through once, however many sizes are tried.
local measured = setmetatable({}, { __mode = 'k' })
local function extent(cell, em)
  local said = measured[cell]
  if not said then
    said = { word = 0, sparks = false }
    local whole, shape = 0, 0
    local text = pandoc.utils.stringify(cell.contents:walk {
      Image = function(el)
        if has(el, 'qb-spark') then said.sparks = true elseif has(el, 'qb-icon') then shape = 3 end
        return {}
      end,
      Link = function(el) if el.target:sub(1, 1) == '#' then whole = whole + 6 end end,
      LineBreak = function() return pandoc.Str('\n') end,
      Span = function(el)
        if el.attributes['aria-hidden'] == 'true' then shape = 3 end
        local short = has(el, 'qb-when') and utf8.len(pandoc.utils.stringify(el)) or SHORT + 1
        if short <= SHORT then said.word = math.max(said.word, short) end
        if is_mark(el) then return pandoc.Str((pandoc.utils.stringify(el):gsub(' ', '\u{a0}', 1))) end
      end,
    })
    local wide = (typst or has(cell.cell, 'num')) and 1 or FIGURES / PLAIN
    for part in text:gsub('([-/])(%a%a%a)', '%1 %2'):gmatch('%S+') do
      local length = (utf8.len(part) or #part) * (part:find('%d%d') and wide or 1)
      said.word = math.max(said.word, length + shape)
    end
    said.whole, said.line = whole + (utf8.len(text) or #text), 0
    for line in text:gmatch('[^\n]+') do said.line = math.max(said.line, whole + (utf8.len(line) or #line)) end
    measured[cell] = said
  end
  local word = said.sparks and math.max(said.word, SPARK / em) or said.word
  return word, math.max(word, said.whole), math.max(word, said.line)
end

-- What capitals and broad letters in the words of a header ask for beyond a letter's width, in characters.
local function capitals(cell)
  local most = 0
  for word in pandoc.utils.stringify(cell.contents):gmatch('%S+') do
    local _, count = word:gsub('[%umw%%]', '')
    most = math.max(most, count * 0.35)
  end
  return most
end

local function total(widths)
  local sum = 0
  for _, width in ipairs(widths) do sum = sum + width end
  return sum
end

-- Widths that are no more than the space: the widest ones give way, to where they are alike, and the others keep theirs.
local function capped(widths, space)
  local order, rest = pandoc.List(widths):map(function(width) return width end), space
  order:sort()
  for i, width in ipairs(order) do
    local fair = rest / (#order - i + 1)
    if width > fair then
      return pandoc.List(widths):map(function(one) return math.min(one, fair) end)
    end
    rest = rest - width
  end
  return widths
end

-- Widths where not all there is to say can have its due: no word broken, and the rest given bit by bit to the column that
-- then makes the rows the most shorter.
local function shared(columns, least, em, space)
  local fewest = total(least)
  if fewest > space and fewest <= space * TIGHT then
    return pandoc.List(least):map(function(width) return width * space / fewest end)
  end
  least = capped(least, space)
  local widths, rest, rows = {}, space, {}
  for i, width in ipairs(least) do widths[i], rest = width, rest - width end
  local function lines(said, i, width) return said[i] * em / (width - INSET) end
  for i, col in ipairs(columns) do
    for at, cell in ipairs(col) do
      local _, whole = extent(cell, em)
      rows[at] = rows[at] or { tall = 0, roots = {} }
      rows[at][i] = whole
      rows[at].tall = rows[at].tall + lines(rows[at], i, widths[i]) ^ STEEP
    end
  end
  while rest > STEP do
    local best, gain = 1, -1
    for i, width in ipairs(widths) do
      local less = 0
      for _, said in ipairs(rows) do
        if said[i] then
          local roots = said.roots[i] -- of how tall the row is and would be, until it or the column changes
          if not roots then
            local tall = said.tall - lines(said, i, width) ^ STEEP + lines(said, i, width + STEP) ^ STEEP
            roots = { said.tall ^ (1 / STEEP), math.max(tall, 0) ^ (1 / STEEP) }
            said.roots[i] = roots
          end
          less = less + roots[1] - roots[2]
        end
      end
      if less > gain then best, gain = i, less end
    end
    for _, said in ipairs(rows) do
      if said[best] then
        local tall = math.max(0, said.tall - lines(said, best, widths[best]) ^ STEEP + lines(said, best, widths[best] + STEP) ^ STEEP)
        if tall ~= said.tall then said.tall, said.roots = tall, {} else said.roots[best] = nil end
      end
    end
    widths[best], rest = widths[best] + STEP, rest - STEP
  end
  return widths
end

-- Column widths in centimetres at a type size: nil where a word would break or a cell be taller than `lines` lines. Then
-- whether the table is narrower than the page, and whether a word is so long that it has to be hyphenated.
local function fit(columns, try)
  local em = try.size * 0.0353 * 0.54
  local least, widths, natural, need, ask, hyphenate = {}, {}, {}, 0, 0, false
  for i, col in ipairs(columns) do
    local word, reach, whole, line = 0, 3 * em, 0, 0
    for _, cell in ipairs(col) do
      local w, n, l = extent(cell, em)
      if cell.head and not typst then w = w * BOLD + capitals(cell) end
      -- A heading may take two or three lines before it widens its column.
      local own = math.max(w, cell.head and n / 3 or 0)
      word, whole = math.max(word, own), math.max(whole, cell.head and n / 2 or math.min(n, LONG_TEXT))
      line = math.max(line, cell.head and n / 2 or math.min(l, LONG_TEXT))
      reach = math.max(reach, math.min(own, LONGEST) * em * ((typst or cell.head) and 1 or has(cell.cell, 'num') and FIGURES or PLAIN))
    end
    hyphenate = hyphenate or word > LONGEST
    least[i] = reach + INSET
    widths[i] = math.max(least[i], whole / try.lines * em + INSET)
    natural[i] = math.max(widths[i], line * em * SPREAD + INSET)
    need, ask = need + widths[i], ask + natural[i]
  end
  if need > try.space then
    return try.last and shared(columns, least, em, try.space) or nil, false, hyphenate or total(least) > try.space * TIGHT
  end
  if ask <= try.space * 0.7 and not try.always and not try.whole then return natural, true, hyphenate end
  if try.always or try.flipped and math.max(table.unpack(natural)) > try.space then return shared(columns, least, em, try.space), false, hyphenate end
  local rest, order = try.space - need, {}
  for i in ipairs(columns) do order[i] = i end
  table.sort(order, function(a, b)
    local x, y = natural[a] - widths[a], natural[b] - widths[b]
    return x < y or x == y and a < b
  end)
  for at, i in ipairs(order) do -- What is nearly on one line comes to be on one line; the widest columns share the rest.
    local given = math.max(0, math.min(natural[i] - widths[i], rest / math.max(1, #order - at + 1) * 1.6, rest))
    widths[i], rest = widths[i] + given, rest - given
  end
  return widths, false, hyphenate
end

local function layout(columns, tries)
  for _, try in ipairs(tries) do
    local widths, short, hyphenate = fit(columns, try)
    if widths then return widths, short, hyphenate, try end
  end
end

local TYPST_SIZES = {
  { size = 9.5, space = PORTRAIT, lines = 3 }, { size = 9, space = PORTRAIT, lines = 4 },
  { size = 9, space = PORTRAIT, lines = 6 }, { size = 9, space = LANDSCAPE, lines = 4, flipped = true },
  { size = 9, space = LANDSCAPE, lines = 6, flipped = true },
  { size = 9, space = LANDSCAPE, lines = 12, flipped = true, last = true },
}
local WORD_SIZES = {
  { size = 9, space = PORTRAIT, lines = 3 }, { size = 9, space = PORTRAIT, lines = 4 },
  { size = 9, space = PORTRAIT, lines = 6 },
  { size = 9, space = LANDSCAPE, lines = 4, flipped = true },
  { size = 9, space = LANDSCAPE, lines = 6, flipped = true },
  { size = 9, space = LANDSCAPE, lines = 12, flipped = true, last = true },
}
local MANY = 10  -- columns from which on a table that is always on its side is set in the smallest size
local FEW = 5    -- columns up to which a table stays upright

-- How many of a table's last columns are words, which print sets across the table below their row: `qb-below-2`.
local function count_below(el)
  local count = 0
  for _, class in ipairs(el.classes) do count = tonumber(class:match('^qb%-below%-(%d)$')) or count end
  return has(el, 'qb-upright') and count or 0
end

local function sizes(el)
  local all = typst and TYPST_SIZES or WORD_SIZES
  if count_below(el) > 0 then
    local tries = pandoc.List()
    for _, lines in ipairs { 2, 3, 4, 6 } do tries:insert { size = all[2].size, space = all[2].space, lines = lines, last = lines == 6, whole = true } end
    return tries
  elseif has(el, 'qb-landscape') then
    local one = all[#el.colspecs < MANY and #all - 1 or #all]
    return { { size = one.size, space = one.space, lines = one.lines, flipped = true, last = true, always = true } }
  elseif #el.colspecs <= FEW then
    return { all[1], all[2], { size = all[3].size, space = all[3].space, lines = all[3].lines, last = true } }
  end
  return all
end

return {
  INSET = INSET,
  WORD_SIZES = WORD_SIZES,
  extent = extent,
  layout = layout,
  count_below = count_below,
  sizes = sizes,
}
