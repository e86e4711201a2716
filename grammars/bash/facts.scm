; The facts of shell scripts. A pattern's kind is the capture that is not one of @key @value @owner @name.

(command name: (command_name) @key) @command
(variable_assignment name: (_) @key value: (_) @value) @assign
(redirected_statement body: (command name: (command_name) @owner) (heredoc_redirect (heredoc_body) @heredoc))
(redirected_statement body: (pipeline (command name: (command_name) @owner)) (heredoc_redirect (heredoc_body) @heredoc))

(list (_) @value . (command name: (command_name) @exits) (#match? @exits "^(true|:)$")) @fallback
(compound_statement (command name: (command_name) @exits argument: (number) @asserts) @shortcut . [(command) (if_statement) (for_statement) (while_statement) (list) (pipeline)
  (redirected_statement) (case_statement) (test_command) (variable_assignment) (declaration_command)]
  (#match? @exits "^(exit|return)$") (#eq? @asserts "0"))
(test_command) @condition @value
(case_item value: [(word) (extglob_pattern)] @option @value (#match? @value "^--?[A-Za-z]"))
(declaration_command "export" (variable_assignment name: (variable_name) @exported @value))
(comment) @comment
(ERROR) @error
((pipeline) @pipeline @value (#match? @value "curl|wget"))
