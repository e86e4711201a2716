" Who wrote which line, in Vim: lets ALE run Answerable beside its other linters.
"
"   let g:answerable_executable = 'answerable-lsp'       " or its full path
"   let g:answerable_filetypes = ['python', 'gitcommit'] " the kinds of file that it serves

if exists('g:loaded_answerable') || !exists(':ALELint')
  finish
endif
let g:loaded_answerable = 1

let s:filetypes = [
    \ 'python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'go', 'java', 'rust', 'c', 'cpp',
    \ 'ruby', 'sh', 'sql', 'terraform', 'yaml', 'dockerfile', 'json', 'gitcommit',
    \ ]

function! s:Root(buffer) abort
  let folder = finddir('.git', fnamemodify(bufname(a:buffer), ':p:h') . ';')
  return empty(folder) ? fnamemodify(bufname(a:buffer), ':p:h') : fnamemodify(folder, ':p:h:h')
endfunction

function! s:Language(buffer) abort
  let name = getbufvar(a:buffer, '&filetype')
  return get({'gitcommit': 'git-commit', 'sh': 'shellscript'}, name, name)
endfunction

for s:name in get(g:, 'answerable_filetypes', s:filetypes)
  call ale#linter#Define(s:name, {
      \ 'name': 'answerable',
      \ 'lsp': 'stdio',
      \ 'executable': get(g:, 'answerable_executable', 'answerable-lsp'),
      \ 'command': '%e --stdio',
      \ 'language': function('s:Language'),
      \ 'project_root': function('s:Root'),
      \ })
endfor
