; The definitions: what has a name and a body. They are part of the fact query and, alone, of the outline.

(function_declaration name: (_) @name) @definition
(generator_function_declaration name: (_) @name) @definition
(method_definition name: (_) @name) @definition
(class_declaration name: (_) @name) @definition
(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression) (generator_function)]) @definition
(assignment_expression left: (_) @name right: [(arrow_function) (function_expression) (generator_function)]) @definition
(pair key: (_) @name value: [(arrow_function) (function_expression) (generator_function)]) @definition
