-- Turns the book's HTML, as pandoc reads it, into calls of paper.typ (FORMAT typst) or Word's own parts (FORMAT json), a chapter at a time.
-- The HTML's classes are the only thing it knows of the book.

local common = require 'common'
local words = require 'words'
local column_widths = require 'column_widths'
local tables = require 'tables'
local blocks_of = require 'blocks'
local pages = require 'pages'
local names = require 'names'
local typst, has, rawblock, filter, cells = common.typst, common.has, common.rawblock, common.filter, common.cells

for rules, in_cell in pairs { [cells] = true, [filter] = false } do
  rules.traverse, rules.Image, rules.Math = 'topdown', words.image, words.formula
  rules.Link, rules.Strong, rules.Span = words.link(in_cell), words.strong(in_cell), words.span(rules)
end
filter.Table, filter.Figure, filter.Div, filter.DefinitionList = tables.table_, blocks_of.figure, blocks_of.div, blocks_of.definitions
filter.BulletList, filter.OrderedList, filter.Para = pages.listed, pages.listed, names.in_columns

function Pandoc(doc)
  for _, try in ipairs(column_widths.WORD_SIZES) do -- a council's own page may be narrower
    local width = doc.meta[try.flipped and 'landscape' or 'portrait']
    if width then try.space = tonumber(pandoc.utils.stringify(width)) end
  end
  local blocks = doc.blocks:walk { Blocks = blocks_of.footed }
  local chapters = 0
  for _, block in ipairs(blocks) do chapters = chapters + (pages.chapter(block) and 1 or 0) end
  local depth = doc.meta.alone and chapters == 1 and 3 or 1 -- a paper of one chapter has its sections in the contents
  blocks:walk { Div = function(el) if has(el, 'qb-measure') then depth = math.max(depth, 2) end end }
  blocks:walk { Table = tables.note_kin }
  blocks = blocks:walk(filter)
  blocks = pages.turned(blocks)
  if typst then
    blocks = pages.numbered(blocks)
    if depth == 1 then -- its sections are in no contents
      blocks:insert(1, rawblock('#[#show heading.where(level: 2).or(heading.where(level: 3)): set heading(outlined: false, bookmarked: true)'))
      blocks:insert(rawblock(']'))
    end
    return pandoc.Pandoc(blocks)
  end
  return pandoc.Pandoc(blocks, { contents = pages.contents(blocks, depth) })
end
