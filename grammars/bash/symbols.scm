; Definitions, imports, and what holds no names: for the graph of who depends on what.

(function_definition name: (_) @name) @function
(program (variable_assignment name: (variable_name) @name) @variable)
(program (declaration_command (variable_assignment name: (variable_name) @name) @variable))

(command name: (command_name (word) @word) (#match? @word "^(source|\\.|bash|sh|zsh|ksh|dash|exec|python3?|node|ruby)$")) @import
(command name: (command_name (_) @word) (#match? @word "/")) @import

(comment) @blank
(raw_string) @blank
(heredoc_body) @blank
(string_content) @blank
