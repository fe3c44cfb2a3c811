-- What of a table's rows print has: columns below their row, shades, lines that are shorter than the site's.

local common = require 'common'
local typst, has, raw = common.typst, common.has, common.raw
local count_below = require('column_widths').count_below

local function without_last(list, count)
  for _ = 1, count do list:remove(#list) end
end

-- Sets the last columns below their row, each with its name; the row's own header spans both.
local function below(el)
  if #el.head.rows == 0 then return el end
  local heads = el.head.rows[1].cells
  local count = math.min(count_below(el), #heads - 2)
  if count < 1 then return el end
  local names, across = pandoc.List(), #heads - count
  for i = across + 1, #heads do names:insert(pandoc.utils.stringify(heads[i].contents)) end
  local function shortened(row) local kept = row.cells; without_last(kept, count); row.cells = kept; return row end
  for _, body in ipairs(el.bodies) do
    local rows = pandoc.List()
    for _, row in ipairs(body.body) do
      local words = pandoc.Blocks {}
      for i = 1, count do
        local said = row.cells[across + i].contents
        local text = pandoc.utils.stringify(said)
        if text ~= '' and text ~= '–' then
          local name = pandoc.Inlines { pandoc.Strong(names[i] .. ':'), pandoc.Space() }
          if said[1].t == 'Para' or said[1].t == 'Plain' then
            name:extend(said[1].content)
            said:remove(1)
          end
          words:insert(pandoc.Para(name))
          words:extend(said)
        end
      end
      row = shortened(row)
      rows:insert(row)
      if #words > 0 then
        local cells = row.cells
        cells[1].row_span = 2
        row.cells = cells
        rows[#rows] = row
        rows:insert(pandoc.Row { pandoc.Cell(words, 'AlignLeft', 1, across - 1) })
      end
    end
    body.body = rows
  end
  for _, row in ipairs(el.foot.rows) do
    for _, cell in ipairs(row.cells) do cell.col_span = math.min(cell.col_span, across) end
  end
  local head = el.head
  local only = head.rows
  only[1] = shortened(only[1])
  head.rows = only
  el.head = head
  local specs = el.colspecs
  without_last(specs, count)
  el.colspecs = specs
  return el
end

-- The colours of a cell that an analyst shaded: what is behind its words, and theirs.
local function shade(cell)
  if not has(cell, 'qb-shade') then return end
  local style = cell.attributes.style or ''
  return style:match('background%-color:%s*#(%x%x%x%x%x%x)'), style:match('; color:%s*#(%x%x%x%x%x%x)')
end

-- A shaded cell in Word: finish.py takes this run for the colours of its cell.
local function shaded(el)
  local function mark(rows)
    for _, row in ipairs(rows) do
      for _, cell in ipairs(row.cells) do
        local ground, ink = shade(cell)
        local first = cell.contents[1]
        if ground and first and first.content then
          first.content:insert(1, raw(('<w:r><w:rPr><w:rStyle w:val="QuarterbookShade"/></w:rPr><w:t>%s %s</w:t></w:r>'):format(ground, ink)))
        end
      end
    end
  end
  for _, body in ipairs(el.bodies) do mark(body.head) mark(body.body) end
  return el
end

local NOT_ON_PAPER = { Trend = true, Period = true }

-- What is small in those tables and stands in the block as well. What an arrow goes by stays where it is not the figure beside it.
local function is_for_the_block(part)
  if part.t ~= 'Span' then return false end
  return has(part, 'qb-outlook') or has(part, 'qb-when')
    or has(part, 'qb-basis') and pandoc.utils.stringify(part):match('^on previous ') ~= nil
end

-- A unit below a name comes to stand behind it, before the page that print adds to a link.
local function with_unit(list)
  local link, last = list[1], list[#list]
  if #list < 2 or link.t ~= 'Link' or last.t ~= 'Span' or not has(last, 'qb-unit') then return list end
  link.content:extend { pandoc.Space(), pandoc.Str('(') }
  link.content:extend(last.content)
  link.content:insert(pandoc.Str(')'))
  return pandoc.Inlines { link }
end

-- The period of a figure from before the quarter goes below the figure.
local function with_period(row, figure, period)
  row.cells[period].contents:walk { Span = function(part)
    local last = row.cells[figure].contents[#row.cells[figure].contents]
    if has(part, 'qb-earlier') and last then
      last.content:extend { pandoc.LineBreak(), pandoc.Span(part.content, { class = 'small' }) }
    end
  end }
end

-- What the table at the top of an outcome area has beyond a line per measure is for the site: on paper its block follows.
local function shortened(el)
  if not (has(el, 'qb-measures') or has(el, 'qb-activities')) then return el end
  local heads, kept, at = el.head.rows[1].cells, pandoc.List(), {}
  for i, cell in ipairs(heads) do
    local name = pandoc.utils.stringify(cell.contents)
    at[name] = i
    if not NOT_ON_PAPER[name] then kept:insert(i) end
  end
  local function chosen(list) return kept:map(function(i) return list[i] end) end
  local function shorten(rows)
    for _, row in ipairs(rows) do
      row.cells = chosen(row.cells)
      for _, cell in ipairs(row.cells) do
        cell.contents = cell.contents:walk { Inlines = function(list)
          local out = pandoc.Inlines {}
          list = with_unit(list)
          for _, part in ipairs(list) do
            local last = out[#out]
            local twice = part.t == 'LineBreak' and (not last or last.t == 'LineBreak')
            if not twice and not is_for_the_block(part) then out:insert(part) end
          end
          while #out > 0 and (out[#out].t == 'Space' or out[#out].t == 'SoftBreak' or out[#out].t == 'LineBreak') do out:remove(#out) end
          return out
        end }
      end
    end
  end
  shorten(el.head.rows)
  for _, body in ipairs(el.bodies) do
    if at.Figure and at.Period then
      for _, row in ipairs(body.body) do with_period(row, at.Figure, at.Period) end
    end
    shorten(body.body)
  end
  for _, row in ipairs(el.foot.rows) do for _, cell in ipairs(row.cells) do cell.col_span = #kept end end
  el.colspecs = chosen(el.colspecs)
  return el
end

-- A place that every row leads to is no help in finding any of them.
local function with_places(el)
  local seen, count, links = {}, 0, 0
  el:walk { Link = function(one)
    local place = (one.attributes.place or ''):match('^[^,]*')
    if place == '' then return end
    links = links + 1
    if not seen[place] then seen[place], count = true, count + 1 end
  end }
  if count ~= 1 or links < 2 then return el end
  return el:walk { Link = function(one)
    one.attributes.place = nil
    return one
  end }
end

return {
  below = below,
  shade = shade,
  shaded = shaded,
  shortened = shortened,
  with_places = with_places,
}
